"""Questions in spreadsheets: the columns with their Vietnamese headers, reading, writing, the template."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from typing import Any, BinaryIO

from assessments.rules import QuestionDraft
from assessments.rules.exchange import (
    FileFormat,
    Known,
    NoteKind,
    Notes,
    ReadQuestions,
    Refusal,
    ending_notes,
)
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.sheet_columns import (
    FORMAT_WORDS,
    GROUPS,
    KIND_WORDS,
    column_label,
    column_names,
)
from assessments.rules.exchange.sheet_drawings import Drawing, read_drawings
from assessments.rules.exchange.sheets import SheetRow, read_rows, write_rows
from lms.i18n import gettext as _
from lms.tables import Column, Limits, write_template
from lms.tables.conversion import convert_body
from lms.tables.headers import Header, read_header
from lms.tables.shapes import FileProblem, RawRow, Sheet
from lms.tables.sources import read_sheet
from lms.text import clean

LIMITS = Limits(file_bytes=20 * 1024**2, uncompressed_bytes=120 * 1024**2, rows=20_000)
_RETURN = "_x000D_"
"""How a workbook writes the first half of a line end that came from another system."""

_REQUIRED = frozenset({"kind", "text"})
_EXAMPLE = {
    "key": "TTHC-01",
    "kind": KIND_WORDS[next(iter(KIND_WORDS))],
    "tags": "tiếp nhận, phiếu hẹn",
    "text": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả phải ghi gì?",
    "answer": "1",
    "option_1": "Ngày, giờ trả kết quả",
    "option_2": "Tên người thân của người nộp",
    "option_3": "Màu của bìa hồ sơ",
    "feedback": "Xem lại bài 2.",
}


def columns() -> list[Column]:
    """Return the columns of a sheet of questions in their order."""
    return [
        Column(name, (column_label(name),), required=name in _REQUIRED, example=_EXAMPLE.get(name, ""))
        for name in column_names()
    ]


def read_question_sheet(content: bytes, name: str, known: Known) -> ReadQuestions:
    """Return what a workbook or a CSV file says; what is wrong with it is noted, nothing is raised."""
    notes = Notes()
    try:
        sheet = read_sheet(BytesIO(content), LIMITS)
        pictures = _workbooks().read_pictures(content) if content.startswith(b"PK") else {}
        drawings = read_drawings(content) if content.startswith(b"PK") else []
        rows = _rows(sheet, drawings, notes)
        found = read_rows(rows, pictures, known) if not notes.is_refused else ReadQuestions(None)
    except FileProblem as problem:
        notes.refuse(ExchangeFault.SHEET, line=problem.row, reason=str(problem))
        return ReadQuestions(None, (), tuple(notes))
    except Refusal as refusal:
        notes.take(NoteKind.REFUSED, refusal)
        return ReadQuestions(None, (), tuple(notes))
    all_notes = (*found.notes, *notes, *ending_notes(FileFormat.EXCEL, name))
    return ReadQuestions(FileFormat.EXCEL, found.questions, all_notes, found.pictures)


def write_question_sheet(
    target: BinaryIO, drafts: Iterable[QuestionDraft], pictures: Mapping[str, bytes]
) -> None:
    """Write questions as a workbook that is read again as they are; pictures go on a sheet of their own."""
    labels = {column.name: column.label for column in columns()}
    rows = ([row.get(name, "") for name in labels] for row in write_rows(drafts))
    _workbooks().write_questions(target, list(labels.values()), rows, pictures)


def write_question_template(target: BinaryIO, competencies: Mapping[str, str]) -> None:
    """Write an empty sheet with an example, lists to choose from, and a sheet of explanations.

    Args:
        target: a binary file.
        competencies: names by code.
    """
    choices: dict[str, Sequence[str]] = {
        "kind": list(KIND_WORDS.values()),
        "format": list(FORMAT_WORDS.values()),
        "level": ["1", "2", "3", "4", "5"],
        "competency": list(competencies),
    }
    write_template(target, columns(), _notes_for_authors(), choices)


def _workbooks() -> Any:
    """Return the module that knows openpyxl, which comes with the first workbook of a process."""
    return import_module("assessments.services.question_workbooks")


def _rows(sheet: Sheet, drawings: Sequence[Drawing], notes: Notes) -> list[SheetRow]:
    """Return the rows below the header, converted where they are in an old encoding; faults are noted."""
    for notice in sheet.notices:
        notes.tell(ExchangeFault.SHEET_TOLD, reason=notice)
    if not sheet.rows:
        notes.refuse(ExchangeFault.EMPTY_FILE)
        return []
    header = read_header(sheet, columns())
    for error in header.errors:
        notes.refuse(ExchangeFault.SHEET, line=error.row, reason=str(error))
    body = [row for row in sheet.rows if row.number > header.row]
    if len(body) > LIMITS.rows:
        notes.refuse(
            ExchangeFault.SHEET, reason=_("The table has more than %(rows)d rows.", rows=LIMITS.rows)
        )
        return []
    for told in convert_body(body, header.names)[0]:
        notes.tell(ExchangeFault.SHEET_TOLD, reason=told)
    rows = [_row(raw, header, [one for one in drawings if one.row == raw.number]) for raw in body]
    kept = [row for row in rows if not _is_example(row, header)]
    lost = [one for one in drawings if one.row not in {row.number for row in kept}]
    for drawing in lost:
        notes.lose(ExchangeFault.PICTURE_UNUSED, line=drawing.row, name=drawing.words or "–")
    return kept


def _row(raw: RawRow, header: Header, drawings: Sequence[Drawing]) -> SheetRow:
    values = {
        name: raw.cells[position].replace(_RETURN, "")
        for position, name in header.names.items()
        if position < len(raw.cells)
    }
    faults = {
        header.labels[header.names[position]]: (raw.cells[position], str(problem))
        for position, problem in raw.faults.items()
        if position in header.names and position not in header.passed_over
    }
    return SheetRow(raw.number, values, faults, drawings)


def _is_example(row: SheetRow, header: Header) -> bool:
    """Tell whether the row is the example of the template as it came."""
    names = header.names.values()
    return "key" in names and all(clean(row.say(name)) == clean(_EXAMPLE.get(name, "")) for name in names)


def _notes_for_authors() -> dict[str, str]:
    """Return what the sheet of explanations says about each column."""
    notes = {
        "key": _("What the bank knows the question by, at most 80 signs. Without a code one is made."),
        "kind": _("Choose from the list."),
        "competency": _("Code of the framework, such as B3; empty if the question belongs to none."),
        "level": _("1 to 5, only with a competency."),
        "tags": _("Words to find it by, with commas between them."),
        "text": _("What is asked. Markdown, unless the next column says otherwise."),
        "format": _("Markdown, HTML or plain text; empty means Markdown."),
        "answer": _(
            "One answer: its number, as in 2. Several: 1, 3. True or false: Đúng or Sai. "
            "Empty for other kinds, or where the columns of shares say it."
        ),
        "unit": _("Only for numbers, such as ngày."),
        "feedback": _("Shown after the attempt, whatever was answered."),
        "feedback_right": _("Only for true or false."),
        "feedback_wrong": _("Only for true or false."),
    }
    option = _(
        "An answer to choose; the left side of a pair; an item in the right order; an accepted answer "
        "(* stands for anything); a number as 40, 40 ± 2 or 38..42."
    )
    match = _("Only for pairs: what belongs to the left side. Without a left side it is one too many.")
    weight = _("In percent; empty where the right answers are named in their column.")
    for number in range(1, GROUPS + 1):
        notes |= {
            f"option_{number}": option,
            f"match_{number}": match,
            f"weight_{number}": weight,
            f"feedback_{number}": _("Said to who chose this answer."),
        }
    notes[f"option_{GROUPS}"] += " " + _(
        "More answers go on in the next row, with the same code and without kind and question."
    )
    return notes
