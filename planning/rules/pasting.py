"""Rows copied from a spreadsheet: tab-separated, cells with line breaks in quotes."""

import csv
from collections.abc import Sequence
from io import StringIO

from lms.text import clean, fold
from planning.rules.lines import LineText

LONGEST_PASTE = 200_000
MOST_PASTED_ROWS = 500
_LONGEST_CELL = 5_000

PASTE_COLUMNS = ("officer", "competency", "content", "priority", "form", "month", "note")
"""In this order; the export begins with the same columns, so that what was exported can be pasted back."""

_HEADERS = {fold(text) for text in ("Họ và tên", "Cán bộ, công chức", "Officer", "Full name")}


class PasteTooLarge(ValueError):
    """More rows or letters than one goes through by hand."""


def read_paste(text: str) -> list[tuple[int, LineText]]:
    """Return the rows with their numbers in the pasted text, from 1; blank ones and a header are passed over.

    Cells beyond the seven columns are passed over, too: the export has more.

    Raises:
        PasteTooLarge: more than 500 rows or 200,000 letters.
    """
    if len(text) > LONGEST_PASTE:
        raise PasteTooLarge
    rows = [
        (number, line)
        for number, cells in enumerate(_rows(text), start=1)
        if any(map(clean, cells)) and not (number == 1 and fold(cells[0]) in _HEADERS)
        for line in (_line(cells),)
    ]
    if len(rows) > MOST_PASTED_ROWS:
        raise PasteTooLarge
    return rows


def _rows(text: str) -> list[list[str]]:
    """Return the cells; where quotes are not those of a spreadsheet, every line is a row as it stands."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(StringIO(lines), dialect="excel-tab", strict=True))
    except csv.Error:
        return [line.split("\t") for line in lines.split("\n")]
    return rows


def _line(cells: Sequence[str]) -> LineText:
    # A quote before a formula sign is how exports say "text"; it is no part of the text.
    texts = [clean(_unquoted(cell))[:_LONGEST_CELL] for cell in cells[: len(PASTE_COLUMNS)]]
    return LineText(*texts)


def _unquoted(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
