"""Raw rows from an XLSX file: which sheet, merged cells, and every cell as the text a person sees."""

import re
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.tables.csv_source import formula_problem
from lms.tables.shapes import (
    GUIDE_SHEET,
    HEADER_SEARCH_ROWS,
    CellProblem,
    FileProblem,
    Limits,
    Merge,
    RawRow,
    Sheet,
)

_LAST_ROW = 1_048_576
_CHUNK_BYTES = 1 << 20
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="(\$?[A-Z]+\$?(\d+)(?::\$?[A-Z]+\$?(\d+))?)"')
_LONGEST_MERGE_TAG = 200
_ZERO_PADDED = re.compile("0{2,}")
# What openpyxl and the zip reader raise on files that another program wrote wrongly.
_DAMAGED = (
    InvalidFileException,
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
)


def read_xlsx(content: bytes, limits: Limits) -> Sheet:
    """Return the rows of the first visible sheet, with its merged cells.

    Raises:
        FileProblem: damaged, or without a visible sheet.
    """
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; only values matter here.
            warnings.simplefilter("ignore", UserWarning)
            return _read(content, limits)
    except _DAMAGED as error:
        raise FileProblem(
            _("The Excel file is damaged or was not written by Excel."),
            _("Open it in Excel, save it again as .xlsx and choose the new file."),
        ) from error


def _read(content: bytes, limits: Limits) -> Sheet:
    workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise FileProblem(
                _("The file has no visible sheet."), _("Unhide the sheet with the table and save the file.")
            )
        chosen: Any = visible[0]
        sheet = Sheet(notices=_unread_sheets(visible))
        # The size a file claims for a sheet is often wrong.
        chosen.reset_dimensions()
        for raw in _raw_rows(chosen):
            if not raw.is_blank:
                sheet.rows.append(raw)
            if len(sheet.rows) > limits.rows + HEADER_SEARCH_ROWS or raw.number >= _LAST_ROW:
                break
        # Read-only sheets do not tell their merged cells, so they are looked up in the part itself.
        sheet.merges = list(_merges(content, chosen._worksheet_path))
        return sheet
    finally:
        workbook.close()


def _unread_sheets(visible: list[Any]) -> list[str]:
    others = [sheet.title for sheet in visible[1:] if sheet.title != GUIDE_SHEET]
    if not others:
        return []
    return [
        ngettext(
            "Only the first sheet “%(title)s” was read; %(num)d other sheet was left out.",
            "Only the first sheet “%(title)s” was read; %(num)d other sheets were left out.",
            len(others),
            title=visible[0].title,
        )
    ]


def _raw_rows(sheet: Any) -> Iterator[RawRow]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts: list[str] = []
        faults: dict[int, CellProblem] = {}
        for position, cell in enumerate(cells):
            value = cell.value
            if value is None:
                texts.append("")
            elif cell.data_type == "s":
                texts.append(str(value))
            else:
                texts.append(_text(cell))
                problem = _problem(cell)
                if problem:
                    faults[position] = problem
        yield RawRow(number, texts, faults)


def _problem(cell: Any) -> CellProblem | None:
    if cell.data_type == "f":
        return formula_problem()
    if cell.data_type == "e":
        return CellProblem(_("The cell shows an Excel error."), _("Type the value itself."))
    return None


def _text(cell: Any) -> str:
    """Return a cell that is no text as text: days in ISO form, numbers without ".0" or exponent."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and _ZERO_PADDED.fullmatch(cell.number_format):
        # A format like 000000000000 shows the leading zeros that the number itself has lost.
        return str(value).zfill(len(cell.number_format))
    if isinstance(value, int | float) and cell.number_format.endswith("%"):
        return f"{(Decimal(str(value)) * 100).normalize():f}%"  # as it is shown
    # Array formulas are objects that keep their text apart.
    return str(getattr(value, "text", value))


def _merges(content: bytes, part: str) -> Iterator[Merge]:
    with ZipFile(BytesIO(content)) as archive, archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK_BYTES):
            text = tail + chunk
            end = 0
            for found in _MERGE.finditer(text):
                first, last = int(found[2]), int(found[3] or found[2])
                yield Merge(found[1].decode().replace("$", ""), first, last)
                end = found.end()
            tail = text[max(end, len(text) - _LONGEST_MERGE_TAG) :]
