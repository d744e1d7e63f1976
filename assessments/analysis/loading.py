"""pandas when it is needed, as `lms.tables.excel` does it for openpyxl."""

from importlib import import_module
from typing import Any


def computing() -> Any:
    """Return the module `assessments.analysis.library`, which computes figures from tables."""
    return import_module("assessments.analysis.library")
