"""GIFT files of whatever system: questions of the GIFT room, with tags, pictures and losses beside them.

What GIFT itself has no place for travels in comment lines right above a question: ``[tag:…]`` and ``[id:…]``
as Moodle writes them, and two of our own: ``[unit:…]``, and ``[file:name]`` followed by a piece of base64.
"""

import re

from assessments.rules.exchange.building import Reading, Written, oversize
from assessments.rules.exchange.figures import read_number
from assessments.rules.exchange.html_text import looks_like_html
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.pictures import bare_name, from_base64
from assessments.rules.exchange.shapes import FileFormat, Known, NoteKind, Notes, ReadQuestions, Refusal
from assessments.rules.exchange.texts import Texts
from assessments.rules.gift.answers import Block, GiftRefusal, Parts
from assessments.rules.gift.chunks import Chunk, EmptyCategory, split
from assessments.rules.gift.reading import place_of, read_body, read_head
from assessments.rules.messages import GiftFault
from assessments.rules.quizzes.payloads import validate_question
from assessments.rules.vocabulary import QuestionKind

UNIT, FILE, TAG = "unit", "file", "tag"

_REMARK = re.compile(r"\[(id|tag|unit):((?:\\.|[^\]\\]){1,300})\]")
_ESCAPED = re.compile(r"\\([\\\]])")
_LONE_SIGNS = re.compile(r"(?<![*\\\s])\*[^*\s][^*\n]{0,200}\*(?=[^*\s])")
"""Asterisks that multiply, as in 5*3*2: Markdown would take them for italics and they would be gone."""
_FILE_LINE = re.compile(r"\s*\[file:([^\]\s]{1,100})\]\s*([A-Za-z0-9+/=]*)\s*")


def read_gift(text: str, known: Known) -> ReadQuestions:
    """Return what a GIFT file says.

    Raises:
        Refusal: there are too many questions, or their pictures are too large.
    """
    reading = Reading(FileFormat.GIFT, known)
    files: dict[str, str] = {}
    for chunk in split(text):
        if isinstance(chunk, EmptyCategory):
            reading.notes.lose(GiftFault.EMPTY_CATEGORY, line=chunk.number, written=chunk.line)
            continue
        _collect_files(chunk, files)
        _read_chunk(chunk, reading, files)
    return reading.result()


class _Parts(Parts):
    """Reads the texts of an answer block by their formats."""

    def __init__(self, texts: Texts, chunk: Chunk, default: str) -> None:
        self._texts = texts
        self._chunk = chunk
        self._default = default

    def answer(self, text: str, marker: str) -> str:
        """Return an answer as plain text."""
        return self._texts.answer(text, marker) if self._is_marked_up(text, marker) else text

    def feedback(self, text: str, marker: str) -> str:
        """Return feedback as plain text."""
        return self._texts.feedback(text, marker) if self._is_marked_up(text, marker) else text

    def number(self, text: str) -> str | None:
        """Return a number as it is kept; a comma before decimals is told."""
        number = read_number(text)
        if number is not None and "," in text:
            self._texts.notes.tell(ExchangeFault.COMMA_NUMBER, number=text.strip(), read=number)
        return number

    def lose_feedback(self, text: str, place: int) -> None:
        """Note feedback for which there is no place."""
        line = self._chunk.line_at(place)[0]
        if text.strip():
            self._texts.notes.lose(ExchangeFault.FEEDBACK_LOST, line=line, name="~", text=text)

    def lose_settings(self, text: str, place: int) -> None:
        """Note settings of an ordering question."""
        if text:
            line = self._chunk.line_at(place)[0]
            self._texts.notes.lose(ExchangeFault.OPTIONS_LOST, line=line, options=text)

    def _is_marked_up(self, text: str, marker: str) -> bool:
        """Tell whether a text is HTML: it says so, or the question does and it looks like it."""
        if marker:
            return marker in {"html", "moodle"}
        return self._default == "html" and looks_like_html(text)


def _read_chunk(chunk: Chunk, reading: Reading, files: dict[str, str]) -> None:
    notes = Notes(chunk.lines[0][0])
    title = ""
    try:
        head = read_head(chunk.text)
        title = head.title
        texts = Texts(notes, reading.shelf, reading.known, lambda source: _file(source, files))
        default = _format_of(chunk.text[head.start :], head.marker)
        asked, block = read_body(chunk.text, head, _Parts(texts, chunk, default))
        written = _written(chunk, head.title, texts, block)
        # Where nothing is said, line ends count in HTML as they do in Moodle.
        stated = default if head.marker in {"html", "markdown", "plain"} or default != "html" else "moodle"
        written.payload["text"], written.payload["format"] = texts.question(asked, stated)
    except GiftRefusal as refusal:
        line, content = chunk.line_at(refusal.place)
        reading.refuse(
            Refusal(refusal.code, line, **refusal.params), notes, title=title, text=content.strip()
        )
        return
    except Refusal as refusal:
        reading.refuse(refusal, notes, title=title, text=chunk.lines[0][1])
        return
    text, text_format = written.payload["text"], written.payload["format"]
    written.payload["text"] = texts.with_moved(text, text_format)
    is_too_large = oversize(written.payload) is not None
    for fault in () if is_too_large else validate_question(block.kind, written.payload):
        line, content = chunk.line_at(place_of(fault, block))
        notes.take(NoteKind.REFUSED, Refusal(fault.code, line, **fault.params), content.strip())
    reading.take(written, notes)


def _format_of(text: str, marker: str) -> str:
    """Return the format of the question text; Moodle takes what says nothing for text that may be HTML."""
    if marker:
        return {"moodle": "html"}.get(marker, marker)
    if looks_like_html(text):
        return "html"
    is_arithmetic = _LONE_SIGNS.search(text) is not None and not any(sign in text for sign in ("**", "!["))
    return "plain" if is_arithmetic else "markdown"


def _written(chunk: Chunk, title: str, texts: Texts, block: Block) -> Written:
    tags: list[str] = []
    payload = dict(block.content)
    for remark in chunk.comments:
        for name, value in _REMARK.findall(remark):
            value = _ESCAPED.sub(r"\1", value).strip()
            if name == TAG:
                tags.append(value)
            elif name == UNIT and block.kind is QuestionKind.NUMERIC:
                payload["unit"] = value
            elif name == "id":
                texts.notes.lose(ExchangeFault.ID_LOST, number=value)
    return Written(block.kind, payload, title=title, category=chunk.category, tags=tags)


def _collect_files(chunk: Chunk, files: dict[str, str]) -> None:
    for remark in chunk.comments:
        found = _FILE_LINE.fullmatch(remark)
        if found:
            files[found[1]] = files.get(found[1], "") + found[2]


def _file(source: str, files: dict[str, str]) -> bytes | None:
    piece = files.get(bare_name(source))
    return from_base64(piece) if piece else None
