r"""Questions in GIFT, the plain-text format of Moodle, as payloads of ours.

Read are comments ``//``, ``$CATEGORY:`` lines, titles, format markers, escapes (``\~ \= \# \{ \} \: \\ \n``),
single and multiple choice with weights, true or false, matching, numbers, short answers, missing words,
feedback of answers and questions, and one extension: ``{>`` opens a list to put in order, one item per line.
Essays and descriptions are refused, as nothing could be graded.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.rules.findings import Finding
from assessments.rules.gift.answers import Block, GiftRefusal, Parts, read_block
from assessments.rules.gift.chunks import Chunk, EmptyCategory, last_part, split
from assessments.rules.gift.scanning import find, find_sequence, unescape
from assessments.rules.messages import MESSAGES, GiftFault
from assessments.rules.quizzes.payloads import validate_question
from assessments.rules.vocabulary import QuestionKind

GAP = "_____"
MOST_FAULTS = 20
"""Told of one question: a hostile file could have one at every character."""

_TITLE = "::"
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
# Moodle's own format is text that may hold HTML.
_FORMATS = {"moodle": "html"}


@dataclass(frozen=True)
class ParsedQuestion:
    """A question as it may be stored.

    Attributes:
        line: where it begins in the file.
        title: may be empty.
        category: last part of the category in force, for us a competency code; may be empty.
        payload: content in which ``validate_question`` finds nothing wrong.
    """

    line: int
    title: str
    category: str
    kind: QuestionKind
    payload: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """How a question begins.

    Attributes:
        marker: name of the text format in brackets; empty where there is none.
        start: where the question itself begins.
    """

    title: str
    marker: str
    start: int


@dataclass(frozen=True)
class GiftError:
    """What cannot be read, and where.

    Attributes:
        line: counted from 1.
        text: the line as written.
        code: a member of ``GiftFault`` or ``QuestionFault``.
        params: values for the placeholders of ``template``.
    """

    line: int
    text: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The English sentence with placeholders, which is also the message id."""
        return MESSAGES[self.code]


def parse_gift(text: str) -> tuple[list[ParsedQuestion], list[GiftError]]:
    """Return the questions of a file in order, and what is wrong with the others.

    All text is in Unicode form NFC. A question with an error is left out; those around it are read.
    """
    questions: list[ParsedQuestion] = []
    errors: list[GiftError] = []
    for chunk in split(unified(text)):
        if isinstance(chunk, EmptyCategory):
            errors.append(GiftError(chunk.number, chunk.line.strip(), GiftFault.EMPTY_CATEGORY))
            continue
        try:
            question, block = _read_question(chunk, Parts())
        except GiftRefusal as refusal:
            errors.append(_error(chunk, refusal.place, refusal.code, refusal.params))
            continue
        faults = validate_question(question.kind, question.payload)
        told = faults[:MOST_FAULTS]
        errors += [_error(chunk, place_of(fault, block), fault.code, fault.params) for fault in told]
        if not faults:
            questions.append(question)
    return questions, errors


def unified(text: str) -> str:
    """Return a text in Unicode form NFC with line ends of one kind."""
    return unicodedata.normalize("NFC", text).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _read_question(chunk: Chunk, parts: Parts) -> tuple[ParsedQuestion, Block]:
    head = read_head(chunk.text)
    asked, block = read_body(chunk.text, head, parts)
    payload = {"text": asked, "format": _FORMATS.get(head.marker, head.marker) or "markdown", **block.content}
    category = last_part(chunk.category)
    return ParsedQuestion(chunk.lines[0][0], head.title, category, block.kind, payload), block


def read_body(text: str, head: Head, parts: Parts) -> tuple[str, Block]:
    """Return what is asked, and the answer block.

    Raises:
        GiftRefusal: it cannot be read.
    """
    opening, closing = _find_block(text, head.start)
    block = read_block(text[opening + 1 : closing], opening + 1, parts)
    before, after = text[head.start : opening], text[closing + 1 :]
    return unescape(f"{before}{GAP}{after}" if after.strip() else before), block


def read_head(text: str) -> Head:
    """Return title, format marker, and where the question itself begins.

    Raises:
        GiftRefusal: the title is not closed.
    """
    title, start = "", len(text) - len(text.lstrip())
    if text.startswith(_TITLE, start):
        end = find_sequence(text, _TITLE, start + len(_TITLE))
        if end < 0 or "\n" in text[start:end]:
            raise GiftRefusal(GiftFault.UNCLOSED_TITLE, start)
        title, start = unescape(text[start + len(_TITLE) : end]), end + len(_TITLE)
    marker = _FORMAT.match(text, start)
    return Head(title, marker[1].lower(), marker.end()) if marker else Head(title, "", start)


def _find_block(text: str, start: int) -> tuple[int, int]:
    """Return where the only pair of braces opens and closes."""
    opening = find(text, "{}", start)
    if opening < 0:
        raise GiftRefusal(GiftFault.NO_BLOCK, start)
    if text[opening] == "}":
        raise GiftRefusal(GiftFault.STRAY_BRACE, opening)
    closing = find(text, "{}", opening + 1)
    if closing < 0:
        raise GiftRefusal(GiftFault.UNCLOSED_BLOCK, opening)
    stray = closing if text[closing] == "{" else find(text, "{}", closing + 1)
    if stray >= 0:
        raise GiftRefusal(GiftFault.STRAY_BRACE, stray)
    return opening, closing


def place_of(fault: Finding, block: Block) -> int:
    """Return where in the chunk the faulty part begins, or the question itself."""
    _, _, rest = fault.where.partition(".")
    index = rest.partition(".")[0]
    if index.isdigit() and int(index) < len(block.places):
        return block.places[int(index)]
    return 0


def _error(chunk: Chunk, place: int, code: str, params: Mapping[str, str | int]) -> GiftError:
    number, line = chunk.line_at(place)
    return GiftError(number, line.strip(), code, params)
