"""Read-only pages and files across all domains: home, my profile, my team, coverage.

It writes nothing but the trail of who opened a list of names and why.
"""
