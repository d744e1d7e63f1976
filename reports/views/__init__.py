"""HTML pages and files of this package, by noun."""

from reports.views import (
    alerts,
    content_coverage,
    coverage,
    coverage_files,
    documents,
    heat,
    home,
    impacts,
    name_lists,
    operations,
    overdue,
    papers,
    profile,
    standards,
    targets,
    team,
    verification,
)
from reports.views.blueprint import bp

__all__ = [
    "alerts",
    "bp",
    "content_coverage",
    "coverage",
    "coverage_files",
    "documents",
    "heat",
    "home",
    "impacts",
    "name_lists",
    "operations",
    "overdue",
    "papers",
    "profile",
    "standards",
    "targets",
    "team",
    "verification",
]
