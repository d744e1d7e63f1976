"""openpyxl when it is needed: it takes some 30 MiB of every process, and most never see a spreadsheet."""

from importlib import import_module
from typing import Any


def workbooks() -> Any:
    """Return the module `lms.tables.workbooks`, which writes spreadsheets."""
    return import_module("lms.tables.workbooks")


def sheets() -> Any:
    """Return the module `lms.tables.xlsx_source`, which reads spreadsheets."""
    return import_module("lms.tables.xlsx_source")


def column_letter(number: int) -> str:
    """Return what a spreadsheet calls a column: "A" for 1."""
    return str(import_module("openpyxl.utils").get_column_letter(number))


def column_number(letters: str) -> int:
    """Return the number of a column: 1 for "A"."""
    return int(import_module("openpyxl.utils").column_index_from_string(letters))
