"""The answer block of a GIFT question: what stands between the braces."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from assessments.rules.gift.scanning import find, find_all, find_sequence, unescape
from assessments.rules.messages import DraftFault, GiftFault
from assessments.rules.quizzes.drafts import MOST_PARTS
from assessments.rules.quizzes.numbers import written_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT, content_id
from assessments.rules.vocabulary import QuestionKind

_VALUE = re.compile(r"([^:]{1,50})(?::([^:]{1,50}))?")
_RANGE = re.compile(r"([^.:]{0,50}(?:\.[^.:]{1,50})?)\.\.([^:]{1,50})")
_WEIGHT = re.compile(r"\s*%([^%\n]*)%")
_WEIGHT_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_TRUTH = re.compile(r"(true|t|false|f)\s*(?=#|$)", re.IGNORECASE)
_MARKER = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
# What Moodle writes after ">": how many items, how they lie, how they are graded, whether that is shown.
_ORDER_SETTINGS = re.compile(
    r"[ \t]*(?:\d{1,3}|ALL|EXACT|REL|CONTIG|RANDOM|CONTIGUOUS|H|V|HORI|VERT|HORIZONTAL|VERTICAL|SHOW|HIDE|YES"
    r"|NO|TRUE|FALSE|NONE|ABSOLUTE|RELATIVE|LONGEST|[A-Z]+(?:_[A-Z]+)+|abc|ABCD|123|iii|IIII)"
    r"(?:[ \t]+(?:\d{1,3}|[A-Z_]+|abc|iii))*[ \t]*"
)
_ANYTHING = "*"
_FAR_TOO_MANY = 5 * MOST_PARTS
_NOTHING = frozenset({"0", "0.0", "0.00000", "-0"})
_ARROW = "->"
_GENERAL_FEEDBACK = "####"


class GiftRefusal(ValueError):
    """A question cannot be read; caught where its chunk is, so that the next one is read."""

    def __init__(self, code: GiftFault | DraftFault, place: int, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.params = params


class Parts:
    """Says what the texts of an answer block mean: as they stand. Readers of foreign files know more."""

    def answer(self, text: str, marker: str) -> str:
        """Return an answer; the marker names its text format, or is empty."""
        del marker
        return text

    def feedback(self, text: str, marker: str) -> str:
        """Return feedback; the marker names its text format, or is empty."""
        del marker
        return text

    def number(self, text: str) -> str | None:
        """Return a number as it is kept; ``None`` for what is none."""
        return written_number(text.strip())

    def lose_feedback(self, text: str, place: int) -> None:
        """Be told of feedback on whatever else is answered, which has no place in our questions."""
        raise GiftRefusal(GiftFault.BAD_NUMBER, place, number=text[:80])

    def lose_settings(self, text: str, place: int) -> None:
        """Be told of settings of an ordering question."""


@dataclass
class Block:
    """What an answer block says.

    Attributes:
        content: the part of a payload it gives.
        places: where each of its answers begins, by the order in ``content``.
    """

    kind: QuestionKind
    content: dict[str, Any]
    places: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Answer:
    """One answer: its mark ("=" or "~"), weight, text with escapes, feedback, and where it begins."""

    mark: str
    weight: str
    marker: str
    text: str
    feedback: str
    place: int


def read_block(text: str, place: int, parts: Parts) -> Block:
    """Return what an answer block says.

    Args:
        text: what stands between the braces, escapes included.
        place: where the text begins in its chunk.
        parts: says what its texts mean.

    Raises:
        GiftRefusal: it cannot be read.
    """
    cut = find_sequence(text, _GENERAL_FEEDBACK)
    body, general = (text, "") if cut < 0 else (text[:cut], text[cut + len(_GENERAL_FEEDBACK) :])
    start = place + len(body) - len(body.lstrip())
    block = _reader_for(body.strip(), start)(body.strip(), start, parts)
    feedback = _feedback(general, parts)
    if feedback:
        block.content["feedback"] = feedback
    return block


def _reader_for(body: str, place: int) -> Callable[[str, int, Parts], Block]:
    if not body:
        raise GiftRefusal(GiftFault.ESSAY, place)
    if body.startswith("#"):
        return _read_numeric
    if body.startswith(">"):
        return _read_ordering
    if _TRUTH.match(body):
        return _read_true_false
    return _read_marked


def _read_true_false(body: str, _place: int, parts: Parts) -> Block:
    answer, *feedback = _split_feedback(body)
    content: dict[str, Any] = {"answer": answer.strip().lower() in {"true", "t"}}
    # GIFT writes what is said after a wrong answer first.
    for key, text in zip(("feedback_wrong", "feedback_right"), feedback, strict=False):
        said = _feedback(text, parts)
        if said:
            content[key] = said
    return Block(QuestionKind.TRUE_FALSE, content)


def _read_ordering(body: str, place: int, parts: Parts) -> Block:
    items, places = [], []
    at = place + 1
    first, *rest = body[1:].split("\n")
    if rest and _ORDER_SETTINGS.fullmatch(first):
        parts.lose_settings(first.strip(), at)
        at += len(first) + 1
        lines = rest
    else:
        lines = [first, *rest]
    for line in lines:
        marker, text = _without_marker(line)
        text = parts.answer(unescape(text), marker)
        if text:
            items.append({"id": content_id(text), "text": text})
            places.append(at + len(line) - len(line.lstrip()))
        at += len(line) + 1
    return Block(QuestionKind.ORDERING, {"items": items}, places)


def _read_numeric(body: str, place: int, parts: Parts) -> Block:
    end = find(body, "~")
    rest, others = (body[1:], "") if end < 0 else (body[1:end], body[end + 1 :])
    is_list = find(rest, "=") >= 0
    answers = _read_answers(rest, place + 1) if is_list else [_read_answer("=", rest, place + 1)]
    if others:
        parts.lose_feedback(others.lstrip("# \t\n"), place + end)
    wrong = [answer for answer in answers if answer.text.strip() == _ANYTHING and answer.weight in _NOTHING]
    for answer in wrong:
        parts.lose_feedback(answer.feedback, answer.place)
    answers = [answer for answer in answers if answer not in wrong]
    found = [_number_of(answer, parts) | _extras(answer, parts) for answer in answers]
    return Block(QuestionKind.NUMERIC, {"answers": found}, [answer.place for answer in answers])


def _number_of(answer: _Answer, parts: Parts) -> dict[str, str]:
    text = answer.text.strip()
    limits, value = _RANGE.fullmatch(text), _VALUE.fullmatch(text)
    names = ("minimum", "maximum") if limits else ("value", "tolerance")
    found = limits or value
    numbers = [parts.number(one) for one in (found[1], found[2] or "0")] if found else []
    kept = {name: number for name, number in zip(names, numbers, strict=False) if number is not None}
    if len(kept) < len(names):
        raise GiftRefusal(GiftFault.BAD_NUMBER, answer.place, number=text[:80])
    return kept


def _read_marked(body: str, place: int, parts: Parts) -> Block:
    answers = _read_answers(body, place)
    right = [answer for answer in answers if answer.mark == "="]
    if len(right) < len(answers):
        return _read_choice(answers, parts)
    if any(find_sequence(answer.text, _ARROW) >= 0 for answer in right):
        return _read_matching(right, parts)
    # What is typed is compared letter by letter, so the text format of the question says nothing about it.
    found = [{"text": unescape(answer.text)} | _extras(answer, parts) for answer in right]
    return Block(QuestionKind.SHORT_ANSWER, {"answers": found}, [answer.place for answer in right])


def _read_choice(answers: list[_Answer], parts: Parts) -> Block:
    """Read options: one may be chosen where some are marked right by "=", several where only weights tell."""
    single = any(answer.mark == "=" for answer in answers)
    options = []
    for answer in answers:
        text = parts.answer(unescape(answer.text), answer.marker)
        option = {"id": content_id(text), "text": text} | _extras(answer, parts)
        if answer.mark == "=" and not answer.weight:
            option["weight"] = str(FULL_WEIGHT)
        options.append(option)
    kind = QuestionKind.SINGLE if single else QuestionKind.MULTIPLE
    return Block(kind, {"options": options}, [answer.place for answer in answers])


def _read_matching(answers: list[_Answer], parts: Parts) -> Block:
    pairs, distractors, places = [], [], []
    for answer in answers:
        arrow = find_sequence(answer.text, _ARROW)
        if arrow < 0:
            raise GiftRefusal(GiftFault.MIXED_MATCHING, answer.place)
        if answer.weight or answer.feedback:
            raise GiftRefusal(GiftFault.MATCHING_EXTRAS, answer.place)
        left = parts.answer(unescape(answer.text[:arrow]), answer.marker)
        right = unescape(answer.text[arrow + len(_ARROW) :])
        if left:
            pairs.append({"id": content_id(left), "left": left, "right": right})
            places.append(answer.place)
        else:
            distractors.append(right)
    content: dict[str, Any] = {"pairs": pairs}
    if distractors:
        content["distractors"] = distractors
    return Block(QuestionKind.MATCHING, content, places)


def _read_answers(body: str, place: int) -> list[_Answer]:
    marks = find_all(body, "=~")
    if len(marks) > _FAR_TOO_MANY:
        raise GiftRefusal(DraftFault.TOO_MANY_PARTS, place, limit=str(MOST_PARTS))
    if not marks:
        raise GiftRefusal(GiftFault.NO_MARKS, place)
    before = body[: marks[0]].strip()
    if before:
        raise GiftRefusal(GiftFault.TEXT_BEFORE_ANSWERS, place, part=before[:80])
    ends = [*marks[1:], len(body)]
    return [
        _read_answer(body[at], body[at + 1 : end], place + at) for at, end in zip(marks, ends, strict=True)
    ]


def _read_answer(mark: str, text: str, place: int) -> _Answer:
    weight = ""
    found = _WEIGHT.match(text)
    if found:
        weight = found[1].strip().replace(",", ".")
        if not _WEIGHT_NUMBER.fullmatch(weight):
            raise GiftRefusal(GiftFault.BAD_WEIGHT, place, weight=found[1])
        text = text[found.end() :]
    content, *feedback = _split_feedback(text)
    marker, content = _without_marker(content)
    return _Answer(mark, weight, marker, content, "#".join(feedback), place)


def _extras(answer: _Answer, parts: Parts) -> dict[str, str]:
    extras = {"weight": answer.weight, "feedback": _feedback(answer.feedback, parts)}
    return {key: value for key, value in extras.items() if value}


def _feedback(text: str, parts: Parts) -> str:
    marker, said = _without_marker(text)
    said = unescape(said)
    return parts.feedback(said, marker) if said else ""


def _without_marker(text: str) -> tuple[str, str]:
    """Return the name of the text format that a text begins with, which may be none, and the rest."""
    found = _MARKER.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def _split_feedback(text: str) -> list[str]:
    cuts = [-1, *find_all(text, "#"), len(text)]
    return [text[start + 1 : end] for start, end in pairwise(cuts)]
