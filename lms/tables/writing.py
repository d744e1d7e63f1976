"""Tables out as XLSX: text only, safe to open, ready to be corrected and read again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lms.tables.excel import workbooks
from lms.tables.shapes import REASON_HEADER, CellError, Column, Table

Target = str | Path | BinaryIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of what is written here."""

DATA_SHEET = "Dữ liệu"
"""Title of the sheet with the table: part of the file format, like the Vietnamese headers."""

LIST_SHEET = "Danh mục"
"""Title of the hidden sheet with the lists that cells offer."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures for a spreadsheet: texts stay texts, numbers are numbers.

    Args:
        title: of the sheet.
        headers: of the columns; those after ``texts`` hold numbers.
        texts: how many columns at the left are text.
        rows: the cells; None for what is not known or not shown.
        notes: what the figures are about, as pairs of a name and its words, on a second sheet.
    """

    title: str
    headers: Sequence[str]
    texts: int
    rows: Iterable[Sequence[object]]
    notes: Sequence[tuple[str, str]]


def write_table(target: Target, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write an XLSX file with one sheet; every cell is text and none can become a formula."""
    workbooks().write_table(target, headers, rows)


def csv_cells(values: Iterable[object]) -> list[object]:
    """Return a row for the csv module; a text that a spreadsheet would run as a formula begins with a quote.

    A CSV file has no cell formats, so the quote is the only way to say "text".
    """
    return [
        f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
        for value in values
    ]


def write_errors(target: Target, table: Table, errors: Sequence[CellError]) -> None:
    """Write the faulty rows with their own headers and a column of reasons.

    ``read_table`` passes over that column, so the corrected file can be handed in as it is. Errors of the
    file as a whole come first, on rows without data.
    """
    reasons: dict[int | None, list[CellError]] = {}
    for error in errors:
        reasons.setdefault(error.row, []).append(error)
    rows = {row.number: row for row in (*table.rows, *table.faulty_rows) if row.number in reasons}
    lines = [
        [*([""] * len(table.headers)), _reason(found)]
        for number, found in reasons.items()
        if number not in rows
    ]
    for number in sorted(rows):
        values = rows[number].values
        lines.append([*(values[name] for name in table.headers), _reason(reasons[number])])
    write_table(target, [*table.headers.values(), REASON_HEADER], lines)


def write_template(
    target: Target,
    columns: Sequence[Column],
    notes: Mapping[str, str],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write an empty table to fill in: headers, one example row, and a sheet that explains each column.

    All columns have the text format, so that Excel keeps leading zeros and dates as typed.

    Args:
        target: path or binary file.
        columns: as the importer reads them; headers of required ones are coloured.
        notes: explanation by column name.
        choices: by column name, what cells offer to choose from; something else may still be typed.
    """
    workbooks().write_template(target, columns, notes, choices)


def write_figures(target: Target, figures: Figures) -> None:
    """Write figures as an XLSX file with a frozen header; no text can become a formula."""
    workbooks().write_figures(target, figures)


def _reason(errors: Sequence[CellError]) -> str:
    return "\n".join(str(error) for error in errors)
