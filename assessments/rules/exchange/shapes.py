"""What a file of questions was read as: one shape for every format."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.rules.exchange.messages import SENTENCES
from assessments.rules.quizzes.drafts import QuestionDraft

MOST_QUESTIONS = 5_000
MOST_NOTES = 30
"""Told of one question: a hostile file could have one at every character."""
MOST_FILE_NOTES = 500
"""Told of a file as a whole."""
_LONGEST_PARAM, _LONGEST_REASON = 120, 400


class FileFormat(StrEnum):
    """How questions are written in a file."""

    GIFT = "GIFT"
    MOODLE_XML = "Moodle XML"
    AIKEN = "Aiken"
    QTI = "QTI 2"
    EXCEL = "Excel"


class NoteKind(StrEnum):
    """What a note means for the question it is about."""

    REFUSED = "refused"
    """It is not taken over."""
    LOST = "lost"
    """It is taken over without this."""
    TOLD = "told"
    """It is taken over, read otherwise than it is written."""


@dataclass(frozen=True)
class Note:
    """One thing that is not as it stands in the file.

    Attributes:
        code: a member of ``ExchangeFault``, ``GiftFault``, ``DraftFault`` or ``QuestionFault``.
        line: of the file or of its part, counted from 1; ``None`` where it has none.
        part: which file of a package; empty for others.
        text: the line as written, shortened; may be empty.
        params: values for the placeholders of ``template``.
    """

    kind: NoteKind
    code: str
    line: int | None = None
    part: str = ""
    text: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English sentence with placeholders, which is also the message id."""
        return SENTENCES[self.code]


@dataclass(frozen=True)
class ReadQuestion:
    """A question of a file, taken over or not.

    Attributes:
        number: in the file, counted from 1.
        line: where it begins; in a spreadsheet its row.
        title: what to call it in front of a person.
        draft: ``None`` where it cannot be taken over; a note says why.
        notes: refusals first.
    """

    number: int
    line: int
    title: str
    draft: QuestionDraft | None
    notes: tuple[Note, ...] = ()
    part: str = ""


@dataclass(frozen=True)
class ReadQuestions:
    """Everything a file says.

    Attributes:
        notes: about the file as a whole; where one refuses, there are no questions.
        pictures: bytes by the name under which texts show them. Nobody has looked at them yet.
    """

    format: FileFormat | None
    questions: tuple[ReadQuestion, ...] = ()
    notes: tuple[Note, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def drafts(self) -> tuple[QuestionDraft, ...]:
        """The questions that can be taken over, in order."""
        return tuple(question.draft for question in self.questions if question.draft is not None)


@dataclass(frozen=True)
class Known:
    """What the reader may take for known.

    Attributes:
        competencies: codes of the framework.
        pictures: names of pictures that the bank has already.
    """

    competencies: Collection[str] = ()
    pictures: Collection[str] = ()


class Refusal(ValueError):
    """The file, or one question of it, cannot be taken; caught where the next one can still be read."""

    def __init__(self, code: str, line: int | None = None, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.params = params


class Notes(list[Note]):
    """A growing list of notes, with short ways to add to it."""

    def __init__(self, line: int | None = None, part: str = "", most: int = MOST_NOTES) -> None:
        super().__init__()
        self.line = line
        self.part = part
        self.most = most

    def join(self, others: "Notes") -> None:
        """Add the notes of a part of the file."""
        self.extend(others[: max(0, self.most - len(self))])

    def refuse(self, code: str, *, line: int | None = None, written: str = "", **params: str | int) -> None:
        """Add why the question, or the file, is not taken over."""
        self._add(NoteKind.REFUSED, code, line, written, params)

    def lose(self, code: str, *, line: int | None = None, written: str = "", **params: str | int) -> None:
        """Add what is not kept."""
        self._add(NoteKind.LOST, code, line, written, params)

    def tell(self, code: str, *, line: int | None = None, written: str = "", **params: str | int) -> None:
        """Add what was read otherwise than it is written."""
        self._add(NoteKind.TOLD, code, line, written, params)

    @property
    def is_refused(self) -> bool:
        """Whether anything stops the question."""
        return any(note.kind is NoteKind.REFUSED for note in self)

    def take(self, kind: NoteKind, refusal: Refusal, written: str = "") -> None:
        """Add what a refusal says."""
        self._add(kind, refusal.code, refusal.line, written, refusal.params)

    def _add(
        self, kind: NoteKind, code: str, line: int | None, written: str, params: Mapping[str, str | int]
    ) -> None:
        short = {
            name: shorten(value, _LONGEST_REASON if name == "reason" else _LONGEST_PARAM)
            if isinstance(value, str)
            else value
            for name, value in params.items()
        }
        note = Note(kind, code, self.line if line is None else line, self.part, shorten(written), short)
        if note not in self and len(self) < self.most:
            self.append(note)


def shorten(text: str, limit: int = _LONGEST_PARAM) -> str:
    """Return a text on one line, cut where nobody reads on."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
