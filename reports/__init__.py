"""Read-only pages and files across all domains: home, my profile, my team, coverage.

It changes nothing of another domain: it writes the trail of who opened a list of names and why, and keeps the
papers it issued with the figures they were made of.
"""
