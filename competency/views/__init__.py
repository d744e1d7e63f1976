"""HTML pages of this domain."""

from competency.views import alerts, work_products
from competency.views.blueprint import bp

__all__ = ["alerts", "bp", "work_products"]
