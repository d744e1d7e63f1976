"""HTML pages and files of this domain."""

from planning.views import lines, merged, proposals, sheets
from planning.views.blueprint import bp

__all__ = ["bp", "lines", "merged", "proposals", "sheets"]
