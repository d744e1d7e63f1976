"""Workbooks as openpyxl builds them; openpyxl comes with the first one of a process (`lms.tables.excel`)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lms.i18n import gettext as _
from lms.tables.shapes import GUIDE_SHEET, REASON_HEADER, Column
from lms.tables.writing import DATA_SHEET, FORMULA_STARTS, LIST_SHEET, Figures, Target

_LAST_OFFERED_ROW = 20_000
_TEXT_FORMAT = "@"
_NARROWEST, _WIDEST = 12, 60
_LONGEST_TITLE = 31
_REASON_WIDTH = 90
_HEADER_FONT = Font(bold=True)
_REQUIRED_FILL = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_table(target: Target, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Do what `lms.tables.writing` promises under this name."""
    workbook = Workbook(write_only=True)
    widths = [_REASON_WIDTH if header == REASON_HEADER else _width(header) for header in headers]
    sheet = _new_sheet(workbook, DATA_SHEET, widths)
    _append(sheet, headers, bold=True)
    for row in rows:
        _append(sheet, row)
    workbook.save(target)


def write_template(
    target: Target,
    columns: Sequence[Column],
    notes: Mapping[str, str],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Do what `lms.tables.writing` promises under this name."""
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


def write_figures(target: Target, figures: Figures) -> None:
    """Do what `lms.tables.writing` promises under this name."""
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
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if "\n" in text:
        cell.alignment = _WRAP
    if bold:
        cell.font = _HEADER_FONT
    return cell


def _width(text: str) -> int:
    return min(max(len(text) + 2, _NARROWEST), _WIDEST)


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
