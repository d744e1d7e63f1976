"""Which column of the file is which: finds the header row and matches its labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lms.i18n import gettext as _
from lms.legacy_encodings import DISPLAY_NAMES, convert
from lms.tables.excel import column_number
from lms.tables.shapes import (
    HEADER_SEARCH_ROWS,
    REASON_HEADER,
    CellError,
    Column,
    Merge,
    RawRow,
    Reading,
    ReadingKind,
    Sheet,
)
from lms.text import clean, fold

# "Họ và tên (*)" and "Họ và tên:" are the label with an ornament.
_ORNAMENT = re.compile(r"[\s*:]*(\(\s*\*+\s*\))?[\s*:]*$")


@dataclass(slots=True)
class Header:
    """The header row, understood.

    Args:
        row: its number in the file.
        names: column name by position.
        passed_over: positions whose cells are not read: the reasons of an earlier refusal.
        labels: by column name, the header as in the file.
        readings: headers that are written otherwise than in the template.
        errors: why the file must be refused; the header is of use only if there are none.
    """

    row: int
    names: dict[int, str] = field(default_factory=dict)
    passed_over: set[int] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


def read_header(sheet: Sheet, columns: Sequence[Column]) -> Header:
    """Return the header of a sheet that has at least one row.

    It is the row among the first ten that names the most columns, else the first that is not blank.
    """
    known = {_key(label): column.name for column in columns for label in (column.name, *column.labels)}
    candidates = sheet.rows[:HEADER_SEARCH_ROWS]
    raw = max(candidates, key=lambda row: sum(_match(cell, known)[1] is not None for cell in row.cells))
    header = Header(raw.number)
    header.errors += _merged_headers(sheet, raw)
    if not header.errors:
        _match_columns(header, raw, known, columns)
        header.errors += _missing(header, columns)
    return header


def _key(label: str) -> str:
    return _ORNAMENT.sub("", fold(label).replace("_", " "))


def _match(cell: str, known: dict[str, str]) -> tuple[str, str | None]:
    """Return the readable header and the name of its column, trying the old encodings too."""
    readings = [cell, *(convert(cell, encoding) for encoding in DISPLAY_NAMES)]
    for reading in readings:
        name = known.get(_key(reading))
        if name:
            return clean(reading), name
    return clean(cell), None


def _match_columns(header: Header, raw: RawRow, known: dict[str, str], columns: Iterable[Column]) -> None:
    accepted = ", ".join(column.label for column in columns)
    templates = {column.name: column.label for column in columns}
    for position, cell in enumerate(raw.cells):
        label, name = _match(cell, known)
        if not label:
            continue
        if label == REASON_HEADER:
            header.passed_over.add(position)
            continue
        if name is None:
            problem = _("There is no column of this name.")
            remedy = _("Delete the column or name it as in the template: %(labels)s.", labels=accepted)
        elif name in header.labels:
            problem = _("This column is there twice.")
            remedy = _("Keep one of the two columns.")
        else:
            header.names[position], header.labels[name] = name, label
            if clean(cell) != templates[name]:
                header.readings.append(Reading(ReadingKind.HEADER, clean(cell), templates[name]))
            continue
        header.errors.append(CellError(header.row, label, "", problem, remedy))


def _merged_headers(sheet: Sheet, raw: RawRow) -> list[CellError]:
    return [
        CellError(
            raw.number,
            _header_of(merge, raw),
            merge.reference,
            _("The header row has merged cells (%(cells)s).", cells=merge.reference),
            _("Unmerge them and give every column one header in one row."),
        )
        for merge in sheet.merges
        if merge.first_row <= raw.number <= merge.last_row
    ]


def _header_of(merge: Merge, raw: RawRow) -> str:
    """Return the text of the merged header, or the letter of its column if it has none in this row."""
    letters = merge.reference.split(":")[0].rstrip("0123456789")
    position = column_number(letters) - 1
    return clean("".join(raw.cells[position : position + 1])) or letters


def _missing(header: Header, columns: Iterable[Column]) -> list[CellError]:
    return [
        CellError(
            header.row,
            column.label,
            "",
            _("The file lacks the column “%(label)s”.", label=column.label),
            _("Add the column with this header to the header row, or start from the template."),
        )
        for column in columns
        if column.required and column.name not in header.labels
    ]
