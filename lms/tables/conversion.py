"""Old Vietnamese encodings in a table: converts what is certain, refuses what is mixed."""

from collections.abc import Iterable, Sequence

from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.legacy_encodings import DISPLAY_NAMES, Encoding, convert, detect, is_unicode, restore_capitals
from lms.tables.shapes import CellProblem, RawRow


def convert_body(rows: Sequence[RawRow], positions: Iterable[int]) -> list[str]:
    """Convert TCVN3 and VNI text of the columns in place, and return the notices about it.

    The table as a whole decides; if it is mixed, each column does. A single cell in an old encoding amid
    Unicode becomes a fault of its row, as a guess might garble a correct name.
    """
    positions = list(positions)
    encoding = detect(cell for position in positions for cell in _column(rows, position))
    converted: dict[Encoding, int] = dict.fromkeys(DISPLAY_NAMES, 0)
    for position in positions:
        own = encoding or detect(_column(rows, position))
        if own:
            converted[own] += _convert_column(rows, position, own)
        else:
            _mark_stray_cells(rows, position)
    return [_notice(encoding, count) for encoding, count in converted.items() if count]


def _column(rows: Iterable[RawRow], position: int) -> Iterable[str]:
    return (row.cells[position] for row in rows if position < len(row.cells))


def _convert_column(rows: Iterable[RawRow], position: int, encoding: Encoding) -> int:
    """Convert one column in place and return how many cells changed."""
    changed = 0
    for row in rows:
        if position >= len(row.cells) or row.cells[position].isascii():
            continue
        text = restore_capitals(convert(row.cells[position], encoding))
        changed += text != row.cells[position]
        row.cells[position] = text
    return changed


def _mark_stray_cells(rows: Iterable[RawRow], position: int) -> None:
    for row in rows:
        cell = row.cells[position] if position < len(row.cells) else ""
        if cell.isascii() or is_unicode(cell):
            continue
        encoding = detect([cell])
        if encoding:
            row.faults[position] = CellProblem(
                _("The text is in the old encoding %(encoding)s.", encoding=DISPLAY_NAMES[encoding]),
                _("Type it again in Unicode: “%(text)s”?", text=convert(cell, encoding)),
            )


def _notice(encoding: Encoding, count: int) -> str:
    return ngettext(
        "%(num)d cell was converted from %(encoding)s to Unicode. Please check the names.",
        "%(num)d cells were converted from %(encoding)s to Unicode. Please check the names.",
        count,
        encoding=DISPLAY_NAMES[encoding],
    )
