"""HTML pages and files of this package, by noun."""

from reports.views import alerts, coverage, home, name_lists, profile, team
from reports.views.blueprint import bp

__all__ = ["alerts", "bp", "coverage", "home", "name_lists", "profile", "team"]
