"""Tables in and out: CSV and XLSX files as checked rows, and faulty rows back to whom they came from."""

from lms.tables.parsers import (
    parse_bool,
    parse_choice,
    parse_date,
    parse_digits,
    parse_email,
    parse_int,
    parse_text,
)
from lms.tables.reading import read_table
from lms.tables.shapes import CellError, CellProblem, Column, Limits, Reading, ReadingKind, Row, Table
from lms.tables.writing import (
    XLSX,
    Figures,
    csv_cells,
    write_errors,
    write_figures,
    write_table,
    write_template,
)

__all__ = [
    "XLSX",
    "CellError",
    "CellProblem",
    "Column",
    "Figures",
    "Limits",
    "Reading",
    "ReadingKind",
    "Row",
    "Table",
    "csv_cells",
    "parse_bool",
    "parse_choice",
    "parse_date",
    "parse_digits",
    "parse_email",
    "parse_int",
    "parse_text",
    "read_table",
    "write_errors",
    "write_figures",
    "write_table",
    "write_template",
]
