"""HTML pages of this domain."""

from competency.views import (
    accounts,
    alerts,
    certificates,
    claims,
    confirmations,
    deliveries,
    frameworks,
    overlays,
    periods,
    posts,
    rosters,
    target_entries,
    targets,
    work_products,
)
from competency.views.blueprint import bp

__all__ = [
    "accounts",
    "alerts",
    "bp",
    "certificates",
    "claims",
    "confirmations",
    "deliveries",
    "frameworks",
    "overlays",
    "periods",
    "posts",
    "rosters",
    "target_entries",
    "targets",
    "work_products",
]
