"""HTML pages of this domain."""

from competency.views import alerts, deliveries, frameworks, overlays, work_products
from competency.views.blueprint import bp

__all__ = ["alerts", "bp", "deliveries", "frameworks", "overlays", "work_products"]
