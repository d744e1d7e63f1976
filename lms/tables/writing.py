"""Tables out as XLSX: text only, safe to open, ready to be corrected and read again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lms.i18n import gettext as _
from lms.tables.shapes import GUIDE_SHEET, REASON_HEADER, CellError, Column, Table

Target = str | Path | BinaryIO

DATA_SHEET = "Dữ liệu"
"""Title of the sheet with the table: part of the file format, like the Vietnamese headers."""

LIST_SHEET = "Danh mục"
"""Title of the hidden sheet with the lists that cells offer."""

_LAST_OFFERED_ROW = 20_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_TEXT_FORMAT = "@"
_NARROWEST, _WIDEST = 12, 60
_LONGEST_TITLE = 31
_REASON_WIDTH = 90
_HEADER_FONT = Font(bold=True)
_REQUIRED_FILL = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_table(target: Target, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write an XLSX file with one sheet; every cell is text and none can become a formula."""
    workbook = Workbook(write_only=True)
    widths = [_REASON_WIDTH if header == REASON_HEADER else _width(header) for header in headers]
    sheet = _new_sheet(workbook, DATA_SHEET, widths)
    _append(sheet, headers, bold=True)
    for row in rows:
        _append(sheet, row)
    workbook.save(target)


def csv_cells(values: Iterable[object]) -> list[object]:
    """Return a row for the csv module; a text that a spreadsheet would run as a formula begins with a quote.

    A CSV file has no cell formats, so the quote is the only way to say "text".
    """
    return [
        f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
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
    workbook = Workbook(write_only=True)
    labels = [column.label for column in columns]
    widths = [max(_width(column.label), _width(column.example)) for column in columns]
    sheet = _new_sheet(workbook, DATA_SHEET, widths)
    header = [_cell(sheet, label, bold=True) for label in labels]
    for column, cell in zip(columns, header, strict=True):
        if column.required:
            cell.fill = _REQUIRED_FILL
    sheet.append(header)
    _append(sheet, [column.example for column in columns])
    _offer(workbook, sheet, [column.name for column in columns], choices or {})

    guide = _new_sheet(workbook, GUIDE_SHEET, [30, 24, 12, _REASON_WIDTH])
    _append(guide, [_("Column"), _("English name"), _("Required"), _("How to fill it in")], bold=True)
    for column in columns:
        required = _("yes") if column.required else _("no")
        _append(guide, [column.label, column.name, required, notes.get(column.name, "")])
    workbook.save(target)


def _offer(
    workbook: Workbook, sheet: Any, names: Sequence[str], choices: Mapping[str, Sequence[str]]
) -> None:
    """Let cells offer lists, which stand on a hidden sheet: a rule itself takes only short ones."""
    if not choices:
        return
    lists: Any = workbook.create_sheet(LIST_SHEET)
    lists.sheet_state = "hidden"
    offered = [name for name in names if choices.get(name)]
    for row in zip_longest(*(choices[name] for name in offered), fillvalue=""):
        _append(lists, row)
    for number, name in enumerate(offered, start=1):
        letter, last = get_column_letter(number), len(choices[name])
        rule = DataValidation("list", f"'{LIST_SHEET}'!${letter}$1:${letter}${last}", allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "warning", True
        place = get_column_letter(names.index(name) + 1)
        rule.add(f"{place}2:{place}{_LAST_OFFERED_ROW}")
        sheet.data_validations.append(rule)


def _new_sheet(workbook: Workbook, title: str, widths: Sequence[int]) -> Any:
    sheet: Any = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        dimension.number_format = _TEXT_FORMAT
    return sheet


def _append(sheet: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    sheet.append([_cell(sheet, text, bold=bold) for text in texts])


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    # openpyxl takes a leading "=" for a formula; the prefix keeps Excel from doing so on the next edit.
    cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = _WRAP
    if bold:
        cell.font = _HEADER_FONT
    return cell


def _width(text: str) -> int:
    return min(max(len(text) + 2, _NARROWEST), _WIDEST)


def _reason(errors: Sequence[CellError]) -> str:
    return "\n".join(str(error) for error in errors)


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


def write_figures(target: Target, figures: Figures) -> None:
    """Write figures as an XLSX file with a frozen header; no text can become a formula."""
    workbook = Workbook(write_only=True)
    widths = [_width(header) for header in figures.headers]
    widths[figures.texts - 1] = _WIDEST
    sheet: Any = workbook.create_sheet(_sheet_title(figures.title))
    sheet.freeze_panes = f"{get_column_letter(figures.texts + 1)}2"
    _set_widths(sheet, widths)
    _append(sheet, figures.headers, bold=True)
    for row in figures.rows:
        sheet.append([_figure_cell(sheet, value) for value in row])
    guide: Any = workbook.create_sheet(GUIDE_SHEET)
    _set_widths(guide, [_WIDEST // 2, _REASON_WIDTH])
    for name, words in figures.notes:
        _append(guide, [name, words])
    workbook.save(target)


def _figure_cell(sheet: Any, value: object) -> Any:
    if value is None or isinstance(value, int | Decimal):
        return value
    return _cell(sheet, str(value))


def _sheet_title(title: str) -> str:
    """Return a title without the signs that sheets forbid, as short as they ask."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\'")[:_LONGEST_TITLE].strip() or DATA_SHEET


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
