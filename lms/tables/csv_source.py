"""Raw rows from CSV text: encoding, delimiter, quotes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from lms.i18n import gettext as _
from lms.legacy_encodings import detect
from lms.tables.guards import refuse_long_lines
from lms.tables.shapes import HEADER_SEARCH_ROWS, CellProblem, FileProblem, Limits, RawRow, Sheet

_DELIMITERS = ",;\t"
_SAMPLE_CHARACTERS = 65_536
_SAMPLE_ROWS = 30
_SHOWN_CHARACTERS = 60
# Exports write ="019123456789" so that Excel keeps the leading zero.
_QUOTED_AS_FORMULA = re.compile(r'="([^"]*)"')


def read_csv(content: bytes, limits: Limits) -> Sheet:
    """Return the rows of a CSV file delimited by comma, semicolon or tab.

    Bytes that are not UTF-8 are read only if they are an old Vietnamese encoding beyond doubt.

    Raises:
        FileProblem: undecodable bytes, or quotes that do not match.
    """
    text = _decode(content)
    refuse_long_lines(text)
    sheet = Sheet()
    for raw in _parse(text, _delimiter(text)):
        if raw.is_blank:
            continue
        sheet.rows.append(raw)
        if len(sheet.rows) > limits.rows + HEADER_SEARCH_ROWS:
            break
    return sheet


def formula_problem() -> CellProblem:
    """Return what to say about a formula where a value belongs."""
    return CellProblem(
        _("The cell holds a formula, not a value."),
        _("Copy the column and paste it back as values (Paste Special → Values)."),
    )


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", "replace")
        if detect(text.splitlines()):
            return text
        line = content.count(b"\n", 0, error.start)
        raise FileProblem(
            _("The text is not in UTF-8, so Vietnamese letters cannot be read."),
            _("In Excel choose Save As → “CSV UTF-8 (Comma delimited)”, or send the .xlsx file."),
            row=line + 1,
            value=text.split("\n")[line][:_SHOWN_CHARACTERS].strip(),
        ) from error


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most rows near the top alike; a comma if none splits anything."""
    sample = text[:_SAMPLE_CHARACTERS]

    def regularity(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(reader, _SAMPLE_ROWS))
        return max((rows * (width - 1) for width, rows in widths.items()), default=0)

    return max(_DELIMITERS, key=regularity)


def _parse(text: str, delimiter: str) -> Iterator[RawRow]:
    # Strict, because otherwise a quote that is never closed swallows the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield _raw_row(number, cells)
    except csv.Error as error:
        raise FileProblem(
            _('A quotation mark (") is never closed, or a cell is far too long.'),
            _("Correct this row, or save the table again from Excel as “CSV UTF-8”."),
            row=number + 1,
        ) from error


def _raw_row(number: int, cells: list[str]) -> RawRow:
    faults = {}
    for position, cell in enumerate(cells):
        if not cell.startswith("="):
            continue
        quoted = _QUOTED_AS_FORMULA.fullmatch(cell)
        if quoted:
            cells[position] = quoted[1]
        else:
            faults[position] = formula_problem()
    return RawRow(number, cells, faults)
