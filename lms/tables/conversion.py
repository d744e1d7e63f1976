"""Old Vietnamese encodings in a table: converts what is certain, refuses what is mixed."""

from collections import Counter
from collections.abc import Iterable, Sequence

from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.legacy_encodings import (
    DISPLAY_NAMES,
    Encoding,
    convert,
    detect,
    is_unicode,
    restore_capitals,
    restore_initials,
)
from lms.tables.shapes import CellProblem, RawRow, Reading, ReadingKind

_SAMPLES = 12
"""Of each encoding, so many texts are shown as they were and as they were read."""


def convert_body(rows: Sequence[RawRow], positions: Iterable[int]) -> tuple[list[str], list[Reading]]:
    """Convert TCVN3 and VNI text of the columns in place; return the notices about it, and samples.

    The table as a whole decides; if it is mixed, each column does. A single cell in an old encoding amid
    Unicode becomes a fault of its row, as a guess might garble a correct name.
    """
    positions = list(positions)
    encoding = detect(cell for position in positions for cell in _column(rows, position))
    converted: dict[Encoding, Counter[tuple[str, str]]] = {name: Counter() for name in DISPLAY_NAMES}
    for position in positions:
        own = encoding or detect(_column(rows, position))
        if own:
            converted[own].update(_convert_column(rows, position, own))
        else:
            _mark_stray_cells(rows, position)
    notices = [_notice(encoding, pairs.total()) for encoding, pairs in converted.items() if pairs]
    return notices, [reading for pairs in converted.values() for reading in _samples(pairs)]


def _samples(pairs: Counter[tuple[str, str]]) -> Iterable[Reading]:
    """Return the texts that were converted most often, for a person to look at."""
    for (found, read_as), times in pairs.most_common(_SAMPLES):
        yield Reading(ReadingKind.ENCODING, found, read_as, times)


def _column(rows: Iterable[RawRow], position: int) -> Iterable[str]:
    return (row.cells[position] for row in rows if position < len(row.cells))


def _convert_column(rows: Iterable[RawRow], position: int, encoding: Encoding) -> Iterable[tuple[str, str]]:
    """Convert one column in place and return what changed, before and after."""
    changed = []
    for row in rows:
        if position >= len(row.cells) or row.cells[position].isascii():
            continue
        text = restore_capitals(convert(row.cells[position], encoding))
        if encoding == "tcvn3":
            text = restore_initials(text)
        if text != row.cells[position]:
            changed.append((row.cells[position], text))
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
