"""What plans of imports say, in the reader's language."""

from collections.abc import Mapping

from assessments.rules.exchange import Note, NoteKind
from assessments.services.question_plans import RowOutcome
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l

OUTCOMES: Mapping[RowOutcome, str] = {
    RowOutcome.NEW: _l("New"),
    RowOutcome.CHANGED: _l("Changed"),
    RowOutcome.SAME: _l("Unchanged"),
    RowOutcome.REFUSED: _l("Not taken over"),
}
KINDS: Mapping[NoteKind, str] = {
    NoteKind.REFUSED: _l("Refused"),
    NoteKind.LOST: _l("Lost"),
    NoteKind.TOLD: _l("Please note"),
}
_FIELDS: Mapping[str, str] = {
    "text": _l("text"),
    "format": _l("text format"),
    "feedback": _l("feedback"),
    "feedback_right": _l("feedback if right"),
    "feedback_wrong": _l("feedback if wrong"),
    "options": _l("answers"),
    "answers": _l("answers"),
    "answer": _l("right answer"),
    "pairs": _l("pairs"),
    "distractors": _l("texts too many"),
    "items": _l("items"),
    "unit": _l("unit"),
    "kind": _l("kind"),
    "competency": _l("competency"),
    "level": _l("level"),
    "tags": _l("tags"),
}


def note_sentence(note: Note) -> str:
    """Return what a note says."""
    return _(note.template, **note.params)


def outcome_word(outcome: RowOutcome) -> str:
    """Return the word for what becomes of a question."""
    return str(OUTCOMES[outcome])


def field_words(fields: tuple[str, ...]) -> str:
    """Return what of a question changes, in words."""
    return ", ".join(dict.fromkeys(str(_FIELDS.get(name, name)) for name in fields))
