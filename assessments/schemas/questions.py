"""Questions as a page shows them: before the end without a hint of the answer, after it with all."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import nh3
from markupsafe import Markup, escape

from assessments import rules
from assessments.models import QuizAnswer, QuizAttempt
from assessments.rules import Payload, QuestionKind
from assessments.services.grading import grade_answer
from lms import clock
from lms.i18n import format_number
from lms.i18n import gettext as _
from lms.pages import address
from lms.rich_text import render_markdown
from lms.text import fold

_SOURCE = re.compile(f'src="({rules.PICTURE_NAME.pattern})"')
# What a question text may be made of where its author wrote HTML.
_TAGS = {"p", "br", "strong", "b", "em", "i", "u", "sub", "sup", "code", "ul", "ol", "li"}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of a running attempt.

    Args:
        kind: a word of `rules.QuestionKind`.
        text: safe HTML.
        shown: options, pairs and choices, items or unit, as `rules.public_payload` gives them.
        answer: what was saved so far; None if nothing.
    """

    number: int
    kind: str
    text: Markup
    shown: Mapping[str, Any]
    answer: Any

    @property
    def name(self) -> str:
        """Return the name of its field in the form."""
        return f"q{self.number}"


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question of a finished attempt.

    Args:
        text: safe HTML.
        own: what was answered, a line each; empty if nothing.
        right: the right answer, a line each.
        points: 0 to 1.
        feedback: the author's words for this answer, then for the question.
    """

    number: int
    text: Markup
    competency_code: str | None
    own: list[str]
    right: list[str]
    points: Fraction
    feedback: tuple[str, ...]


def minutes_left(attempt: QuizAttempt) -> int:
    """Return how many minutes an attempt still has, the begun one counted, never below 0."""
    return rules.minutes_left(clock.now(), attempt.deadline_at)


def ask(row: QuizAnswer, seed: str) -> AskedQuestion:
    """Return a question as it is asked in an attempt with this seed."""
    kind = QuestionKind(row.question.kind)
    shown = rules.public_payload(kind, row.question.payload, f"{seed}:{row.number}")
    return AskedQuestion(
        row.number, kind.value, _text(shown, lambda: row.question.bank.code), shown, row.answer
    )


def ask_draft(draft: rules.QuestionDraft, bank_code: str, number: int = 1) -> AskedQuestion:
    """Return a question as it would be asked; there must be nothing wrong with it."""
    shown = rules.public_payload(draft.kind, draft.payload, f"preview:{draft.key}")
    return AskedQuestion(number, draft.kind.value, _text(shown, lambda: bank_code), shown, None)


def right_answer(draft: rules.QuestionDraft) -> list[str]:
    """Return the right answer of a question, a line each; there must be nothing wrong with it."""
    _own_answer, right = _SHOWERS[draft.kind](draft.payload, None)
    return right


def review(row: QuizAnswer) -> AnsweredQuestion:
    """Return a question with what was answered, what would have been right, and why."""
    grade = grade_answer(row)
    own, right = _SHOWERS[QuestionKind(row.question.kind)](row.question.payload, row.answer)
    return AnsweredQuestion(
        number=row.number,
        text=_text(row.question.payload, lambda: row.question.bank.code),
        competency_code=row.question.competency_code,
        own=own,
        right=right,
        points=grade.points,
        feedback=grade.feedback,
    )


def _text(payload: Payload, bank_code: Callable[[], str]) -> Markup:
    """Return the text as safe HTML. The bank is asked for only where the text shows a picture of it."""
    text, text_format = payload["text"], payload.get("format", "markdown")
    if text_format == "plain":
        return escape(text)
    has_pictures = ("](" in text or "<img" in text) and any(rules.pictures_in(payload))
    code = bank_code() if has_pictures else ""
    if text_format == "html":
        return Markup(_clean_html(text, code))  # noqa: S704 - cleaned in the function
    html = render_markdown(text)
    if has_pictures:
        html = _SOURCE.sub(lambda found: f'src="{_address(code, found[1])}"', html)
    return Markup(html)  # noqa: S704 - cleaned by lms.rich_text


def _clean_html(text: str, code: str) -> str:
    """Return an author's HTML without anything but simple markup and the pictures of the bank."""
    if not code:
        return nh3.clean(text, tags=_TAGS, attributes={})

    def attribute(tag: str, name: str, value: str) -> str | None:
        if (tag, name) != ("img", "src"):
            return value
        return _address(code, value) if rules.PICTURE_NAME.fullmatch(value) else None

    allowed = {"img": {"src", "alt"}}
    return nh3.clean(text, tags=_TAGS | {"img"}, attributes=allowed, attribute_filter=attribute)


def _address(code: str, name: str) -> str:
    return address("assessments.download_bank_file", code=code, name=name)


_Shown = tuple[list[str], list[str]]


def _choices(payload: Payload, answer: Any) -> _Shown:
    chosen = {answer} if isinstance(answer, str) else set(answer or ())
    options = payload["options"]
    own = [option["text"] for option in options if option["id"] in chosen]
    return own, [option["text"] for option in options if Fraction(str(option.get("weight", 0))) > 0]


def _single(payload: Payload, answer: Any) -> _Shown:
    own, _right = _choices(payload, answer)
    weights = [Fraction(str(option.get("weight", 0))) for option in payload["options"]]
    best = [
        option["text"]
        for option, weight in zip(payload["options"], weights, strict=True)
        if weight == max(weights)
    ]
    return own, best


def _true_false(payload: Payload, answer: Any) -> _Shown:
    words = {True: _("True"), False: _("False")}
    return [words[answer]] if answer is not None else [], [words[payload["answer"]]]


def _matching(payload: Payload, answer: Any) -> _Shown:
    pairs, given = payload["pairs"], answer or {}
    texts = [*(pair["right"] for pair in pairs), *payload.get("distractors", ())]
    by_id = {rules.content_id(text): text for text in texts}
    own = [f"{pair['left']} → {by_id[given[pair['id']]]}" for pair in pairs if given.get(pair["id"]) in by_id]
    return own, [f"{pair['left']} → {pair['right']}" for pair in pairs]


def _ordering(payload: Payload, answer: Any) -> _Shown:
    items = payload["items"]
    positions = answer if isinstance(answer, Mapping) else _positions(answer or ())
    given = sorted((positions[item["id"]], item["text"]) for item in items if item["id"] in positions)
    right = [f"{number}. {item['text']}" for number, item in enumerate(items, start=1)]
    return [f"{number}. {text}" for number, text in given], right


def _positions(ordered: Iterable[Any]) -> dict[str, int]:
    return {item: number for number, item in enumerate(ordered, start=1) if item}


def _short_answer(payload: Payload, answer: Any) -> _Shown:
    right: dict[str, str] = {}
    for part in payload["answers"]:
        if Fraction(str(part.get("weight", 100))) == 100:  # noqa: PLR2004
            right.setdefault(fold(part["text"]), part["text"])  # spellings of one answer are shown once
    return _own(answer), list(right.values())


def _numeric(payload: Payload, answer: Any) -> _Shown:
    unit = payload.get("unit", "")
    right = [
        f"{_range(part)} {unit}".strip()
        for part in payload["answers"]
        if Fraction(str(part.get("weight", 100))) == 100  # noqa: PLR2004
    ]
    return _own(answer), right


def _range(part: Payload) -> str:
    if "value" not in part:
        return f"{_number(part['minimum'])} – {_number(part['maximum'])}"
    tolerance = part.get("tolerance", 0)
    value = _number(part["value"])
    return f"{value} ± {_number(tolerance)}" if Decimal(str(tolerance)) else value


def _number(stored: object) -> str:
    number = Decimal(str(stored))
    decimals = str(number).partition(".")[2]
    return format_number(number, len(decimals))


def _own(answer: Any) -> list[str]:
    return [] if answer is None else [str(answer)]


_SHOWERS: dict[QuestionKind, Callable[[Payload, Any], _Shown]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _choices,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _short_answer,
    QuestionKind.NUMERIC: _numeric,
}
