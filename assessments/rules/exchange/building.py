"""From what a format says to a question of ours: checked, named, with everything lost noted."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.naming import Names, competency_of, read_tags
from assessments.rules.exchange.shapes import (
    MOST_FILE_NOTES,
    MOST_QUESTIONS,
    FileFormat,
    Known,
    Note,
    NoteKind,
    Notes,
    ReadQuestion,
    ReadQuestions,
    Refusal,
    shorten,
)
from assessments.rules.exchange.texts import Shelf
from assessments.rules.findings import Finding
from assessments.rules.messages import DraftFault, QuestionFault
from assessments.rules.quizzes.drafts import LONGEST_TEXT, MOST_PARTS, QuestionDraft
from assessments.rules.quizzes.payloads import FULL_WEIGHT, content_id
from assessments.rules.vocabulary import QuestionKind

_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SAID_BETTER = {
    str(QuestionFault.BAD_NUMBER): str(ExchangeFault.BAD_NUMBER),
    str(QuestionFault.NO_RIGHT_ANSWER): str(ExchangeFault.BAD_WEIGHT),
}
"""What follows from something that was told already."""
_ORDER = {NoteKind.REFUSED: 0, NoteKind.LOST: 1, NoteKind.TOLD: 2}


@dataclass
class Written:
    """One question as its format says it.

    Attributes:
        payload: in our shape, without ids.
        places: where its parts begin, by the name of their list and index, as in "options.2".
    """

    kind: QuestionKind
    payload: dict[str, Any]
    title: str = ""
    category: str = ""
    tags: Sequence[str] = ()
    places: Mapping[str, int] = field(default_factory=dict)


class Reading:
    """Collects what a file says, question by question."""

    def __init__(self, file_format: FileFormat, known: Known) -> None:
        self.format = file_format
        self.known = known
        self.notes = Notes(most=MOST_FILE_NOTES)
        self.shelf = Shelf()
        self._names = Names()
        self._questions: list[ReadQuestion] = []

    @property
    def count(self) -> int:
        """How many questions were met so far."""
        return len(self._questions)

    def take(self, written: Written, notes: Notes) -> None:
        """Add a question if nothing is wrong with it, else what is wrong."""
        written.payload = tidy(written.payload)
        too_much = oversize(written.payload)
        if too_much is not None:
            self.refuse(too_much, notes, title=shorten(written.title, 60))
            return
        key = self._names.name(written.title, str(written.payload.get("text", "")), notes)
        competency = competency_of(written.category, self.known, notes)
        tags, level = read_tags(written.tags, competency, notes)
        draft = QuestionDraft(
            key=key,
            kind=written.kind,
            payload=with_ids(written.kind, written.payload),
            competency_code=competency,
            level=level,
            tags=tags,
        )
        told = {note.code for note in notes}
        for finding in draft.findings(pictures={*self.shelf, *self.known.pictures}):
            if finding.code in told or _SAID_BETTER.get(finding.code) in told:
                continue
            notes.take(NoteKind.REFUSED, Refusal(finding.code, _line_of(finding, written), **finding.params))
        self._add(key, None if notes.is_refused else draft, notes)

    def refuse(self, refusal: Refusal, notes: Notes, *, title: str = "", text: str = "") -> None:
        """Add a question that cannot be read."""
        notes.take(NoteKind.REFUSED, refusal, text)
        self._add(title or shorten(text, 60), None, notes)

    def result(self) -> ReadQuestions:
        """Return everything that was read."""
        if self.notes.is_refused:
            return ReadQuestions(self.format, (), tuple(self.notes))
        if not self._questions:
            self.notes.refuse(ExchangeFault.NO_QUESTIONS)
        return ReadQuestions(self.format, tuple(self._questions), tuple(self.notes), self.shelf)

    def _add(self, title: str, draft: QuestionDraft | None, notes: Notes) -> None:
        if self.count >= MOST_QUESTIONS:
            raise Refusal(ExchangeFault.TOO_MANY, limit=MOST_QUESTIONS)
        number = self.count + 1
        sorted_notes: list[Note] = sorted(notes, key=lambda note: _ORDER[note.kind])
        question = ReadQuestion(
            number, notes.line or number, title or f"#{number}", draft, tuple(sorted_notes), notes.part
        )
        self._questions.append(question)


def tidy(value: Any) -> Any:
    """Return texts of a payload in Unicode form NFC, without signs that a database or XML cannot hold."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", _UNKEPT.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))
    if isinstance(value, Mapping):
        return {name: tidy(part) for name, part in value.items()}
    return [tidy(part) for part in value] if isinstance(value, list | tuple) else value


def oversize(payload: Mapping[str, Any]) -> Refusal | None:
    """Return why a question is larger than any page shows, before anything looks at it closely."""
    for value in payload.values():
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            return Refusal(DraftFault.TEXT_TOO_LONG, limit=LONGEST_TEXT)
        if isinstance(value, list) and len(value) > MOST_PARTS:
            return Refusal(DraftFault.TOO_MANY_PARTS, limit=MOST_PARTS)
    return None


def with_ids(kind: QuestionKind, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payload whose parts have their ids, and no empty keys."""
    from_text = {
        QuestionKind.SINGLE: ("options", "text"),
        QuestionKind.MULTIPLE: ("options", "text"),
        QuestionKind.MATCHING: ("pairs", "left"),
        QuestionKind.ORDERING: ("items", "text"),
    }
    kept = {
        name: value for name, value in payload.items() if value not in ("", None, []) or name == "answers"
    }
    if kind in from_text:
        name, source = from_text[kind]
        kept[name] = [_with_id(part, source) for part in payload.get(name, ())]
    elif "answers" in kept:
        kept["answers"] = [_without_empty(part) for part in kept["answers"]]
    kept.setdefault("text", "")
    return kept


def short_share(count: int) -> str:
    """Return the weight of one of so many right options: "50", "33.33333"."""
    share = f"{FULL_WEIGHT / count:.5f}"
    return share.rstrip("0").rstrip(".")


def _with_id(part: Mapping[str, Any], source: str) -> dict[str, Any]:
    return {"id": content_id(str(part.get(source, ""))), **_without_empty(part)}


def _without_empty(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in part.items()
        if value not in ("", None) or name in {"text", "left", "right"}
    }


def _line_of(finding: Finding, written: Written) -> int | None:
    name, _, rest = finding.where.partition(".")
    return written.places.get(f"{name}.{rest.partition('.')[0]}")
