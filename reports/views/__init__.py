"""HTML pages and files of this package, by noun."""

from reports.views import (
    alerts,
    coverage,
    home,
    impacts,
    name_lists,
    operations,
    overdue,
    profile,
    standards,
    team,
)
from reports.views.blueprint import bp

__all__ = [
    "alerts",
    "bp",
    "coverage",
    "home",
    "impacts",
    "name_lists",
    "operations",
    "overdue",
    "profile",
    "standards",
    "team",
]
