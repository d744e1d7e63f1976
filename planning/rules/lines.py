"""One line of a proposal: as typed or pasted, and as it is kept."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from lms.text import clean, fold
from planning.rules.words import NeedPriority, TrainingForm

LONGEST_CONTENT = 300
LONGEST_NOTE = 500

_MONTH = re.compile(r"(?:thang )?(?:(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2}))")
_FIRST_YEAR, _LAST_YEAR, _MONTHS = 2020, 2100, 12

_PRIORITIES = {
    **{fold(word.value): word for word in NeedPriority},
    **dict.fromkeys(("cao", "1", "uu tien cao", "gap"), NeedPriority.HIGH),
    **dict.fromkeys(("trung binh", "vua", "2", "uu tien trung binh"), NeedPriority.MEDIUM),
    **dict.fromkeys(("thap", "3", "uu tien thap"), NeedPriority.LOW),
}
_FORMS = {
    **{fold(word.value).replace("_", " "): word for word in TrainingForm},
    **dict.fromkeys(
        ("tu hoc", "tu hoc truc tuyen", "truc tuyen", "online", "self-study", "online self-study"),
        TrainingForm.SELF_STUDY,
    ),
    **dict.fromkeys(("lop", "lop tap trung", "lop boi duong", "tap trung"), TrainingForm.CLASS),
    **dict.fromkeys(("tap huan", "hoi nghi tap huan"), TrainingForm.WORKSHOP),
    **dict.fromkeys(("kem cap", "kem cap tai cho", "tai cho", "on the job"), TrainingForm.ON_THE_JOB),
    **dict.fromkeys(("khac", "hinh thuc khac"), TrainingForm.OTHER),
}


class LineText(NamedTuple):
    """A line as somebody typed it. ``officer`` and ``competency`` count only for new lines."""

    officer: str = ""
    competency: str = ""
    content: str = ""
    priority: str = ""
    form: str = ""
    month: str = ""
    note: str = ""


class Edit(NamedTuple):
    """One row of the form.

    Args:
        row: its key in the form: "l12" for line 12, "n1" for a new row, "p3" for the third pasted row.
        line_id: the line it shows; None for a new row.
        base: version and digest of what the form showed.
        text: what stands in it now.
        is_removed: whether the line is to go.
        takes_theirs: whether what somebody else saved meanwhile is to stay.
    """

    row: str
    line_id: int | None
    base: str
    text: LineText
    is_removed: bool = False
    takes_theirs: bool = False


class Problem(StrEnum):
    """What is wrong with a field; the rooms above have the sentences."""

    UNKNOWN_PRIORITY = "unknown priority"
    UNKNOWN_FORM = "unknown form"
    BAD_MONTH = "bad month"
    TOO_LONG = "too long"
    NO_OFFICER = "no officer"
    UNKNOWN_OFFICER = "unknown officer"
    SEVERAL_OFFICERS = "several officers"
    NO_COMPETENCY = "no competency"
    UNKNOWN_COMPETENCY = "unknown competency"
    NOT_ASKED = "not asked"
    TWICE = "twice"
    THERE_ALREADY = "there already"


class LineError(NamedTuple):
    """What is wrong with one field of one row; ``row`` is the key of the row in the form."""

    row: str
    field: str
    problem: Problem
    value: str = ""


@dataclass(frozen=True, slots=True)
class LineFields:
    """What may be edited of a line, as it is kept; ``month`` is "2027-03" or empty."""

    content: str
    priority: NeedPriority
    form: TrainingForm
    month: str
    note: str


def read_fields(row: str, text: LineText) -> tuple[LineFields | None, list[LineError]]:
    """Return what a typed line means, or what is wrong with it. Empty: medium priority, class, any month."""
    content, note, month = clean(text.content), clean(text.note), _month(text.month)
    priority = _PRIORITIES.get(fold(text.priority)) if clean(text.priority) else NeedPriority.MEDIUM
    form = _FORMS.get(fold(text.form)) if clean(text.form) else TrainingForm.CLASS
    errors = [
        LineError(row, field, problem, value)
        for field, problem, value, is_wrong in (
            ("content", Problem.TOO_LONG, "", len(content) > LONGEST_CONTENT),
            ("note", Problem.TOO_LONG, "", len(note) > LONGEST_NOTE),
            ("priority", Problem.UNKNOWN_PRIORITY, text.priority, priority is None),
            ("form", Problem.UNKNOWN_FORM, text.form, form is None),
            ("month", Problem.BAD_MONTH, text.month, month is None),
        )
        if is_wrong
    ]
    if errors or priority is None or form is None or month is None:
        return None, errors
    return LineFields(content, priority, form, month, note), []


def fields_digest(fields: LineFields) -> str:
    """Return a short word that is the same for the same line: what a form showed before it was typed into."""
    joined = "\x1f".join((fields.content, fields.priority, fields.form, fields.month, fields.note))
    return sha256(joined.encode()).hexdigest()[:12]


def month_words(month: str) -> str:
    """Return "03/2027" for "2027-03"; empty for no month."""
    return f"{month[5:]}/{month[:4]}" if month else ""


def _month(text: str) -> str | None:
    """Return "2027-03" of "3/2027", "03-2027", "2027-03" or "tháng 3/2027"; None for what is no month."""
    folded = fold(text).replace(" /", "/").replace("/ ", "/")
    if not folded:
        return ""
    found = _MONTH.fullmatch(folded)
    if found is None:
        return None
    month, year = int(found[1] or found[4]), int(found[2] or found[3])
    if not (1 <= month <= _MONTHS and _FIRST_YEAR <= year <= _LAST_YEAR):
        return None
    return f"{year}-{month:02d}"
