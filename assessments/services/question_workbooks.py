"""Workbooks of questions as openpyxl reads and writes them; loaded with the first one of a process."""

import base64
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import BadZipFile

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from assessments.rules.exchange.pictures import from_base64
from lms.tables.guards import damaged
from lms.tables.writing import DATA_SHEET, FORMULA_STARTS

PICTURE_SHEET = "Hình ảnh"
"""Title of the hidden sheet that carries the pictures of questions: part of the file format."""

PICTURE_HEADERS = ("Tên hình", "Phần", "Nội dung (base64)")

# What openpyxl and the zip reader raise on files that another program wrote wrongly.
_DAMAGED = (InvalidFileException, BadZipFile, zlib.error, EOFError, OSError, LookupError, ValueError,
            TypeError, AttributeError, SyntaxError, RuntimeError)  # fmt: skip
_PIECE = 30_000
_MOST_PIECES = 4_000
_WIDE, _NARROW = 60, 16
_WIDE_COLUMNS = frozenset({"Câu hỏi", "Phản hồi chung"})
_TOP = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True)


def write_questions(
    target: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[str]],
    pictures: Mapping[str, bytes],
) -> None:
    """Write rows of text as they are, and pictures in pieces of base64 on a hidden sheet."""
    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet(DATA_SHEET)
    sheet.freeze_panes = "C2"
    for number, header in enumerate(headers, start=1):
        width = _WIDE if header in _WIDE_COLUMNS else max(_NARROW, len(header) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, header, is_bold=True) for header in headers])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    if pictures:
        _write_pictures(workbook, pictures)
    workbook.save(target)


def read_pictures(content: bytes) -> dict[str, bytes]:
    """Return the pictures of a workbook that its guards have let through, by name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
            pieces = _pieces(workbook)
            workbook.close()
    except _DAMAGED as error:
        raise damaged() from error
    found = {name: from_base64("".join(parts)) for name, parts in pieces.items()}
    return {name: picture for name, picture in found.items() if picture}


def _pieces(workbook: Workbook) -> dict[str, list[str]]:
    pieces: dict[str, list[str]] = {}
    if PICTURE_SHEET not in workbook.sheetnames:
        return pieces
    sheet: Any = workbook[PICTURE_SHEET]
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(min_row=2, max_col=3, values_only=True)):
        if number >= _MOST_PIECES:
            break
        name, _number, piece = (*row, None, None, None)[:3]
        if name:
            pieces.setdefault(str(name), []).append(str(piece or ""))
    return pieces


def _write_pictures(workbook: Workbook, pictures: Mapping[str, bytes]) -> None:
    sheet: Any = workbook.create_sheet(PICTURE_SHEET)
    sheet.sheet_state = "hidden"
    sheet.append([_cell(sheet, header, is_bold=True) for header in PICTURE_HEADERS])
    for name, content in pictures.items():
        text = base64.b64encode(content).decode("ascii")
        for number, start in enumerate(range(0, len(text), _PIECE), start=1):
            sheet.append([_cell(sheet, name), number, _cell(sheet, text[start : start + _PIECE])])


def _cell(sheet: Any, text: str, *, is_bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if is_bold:
        cell.font = _BOLD
    elif "\n" in text:
        cell.alignment = _TOP
    return cell
