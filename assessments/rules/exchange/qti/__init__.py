"""Items of QTI 2, alone or in a package."""

from assessments.rules.exchange.qti.items import read_item
from assessments.rules.exchange.qti.packages import read_package

__all__ = ["read_item", "read_package"]
