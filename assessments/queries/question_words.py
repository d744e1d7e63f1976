"""A question as plain text for people: what reviewers read, and what two versions of it are compared by."""

from collections.abc import Callable, Iterator
from typing import Any

from assessments.rules import Payload, QuestionDraft, QuestionKind
from assessments.rules.quizzes.numbers import stored_number
from lms.i18n import format_percent
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l

KIND_NAMES = {
    QuestionKind.SINGLE: _l("One right option"),
    QuestionKind.MULTIPLE: _l("Several right options"),
    QuestionKind.TRUE_FALSE: _l("True or false"),
    QuestionKind.MATCHING: _l("Matching pairs"),
    QuestionKind.ORDERING: _l("Putting in order"),
    QuestionKind.SHORT_ANSWER: _l("Short answer"),
    QuestionKind.NUMERIC: _l("Numeric answer"),
}
"""What authors call the kinds."""


def describe(draft: QuestionDraft) -> str:
    """Return everything a question says, a thought in each line; faults do not matter."""
    return "\n".join(_lines(draft))


def _lines(draft: QuestionDraft) -> Iterator[str]:
    payload = draft.payload
    yield from str(payload.get("text", "")).splitlines()
    yield _("Kind: %(kind)s", kind=KIND_NAMES[draft.kind])
    yield from _PARTS[draft.kind](payload)
    if payload.get("feedback"):
        yield _("Feedback: %(text)s", text=payload["feedback"])
    if draft.competency_code:
        yield _("Competency: %(code)s", code=draft.competency_code)
    if draft.level:
        yield _("Level: %(level)s", level=draft.level)
    if draft.tags:
        yield _("Tags: %(tags)s", tags=", ".join(draft.tags))
    text_format = payload.get("format", "markdown")
    if text_format != "markdown":
        yield _("Text format: %(format)s", format=text_format)


def _options(payload: Payload) -> Iterator[str]:
    for option in payload.get("options", ()):
        weight = str(option.get("weight", 0))
        mark = "✓" if (stored_number(weight) or 0) > 0 else "✗"
        yield f"{mark} {option.get('text', '')}{_share(weight, 0, 100)}{_remark(option)}"


def _true_false(payload: Payload) -> Iterator[str]:
    answer = payload.get("answer")
    if isinstance(answer, bool):
        yield _("Right answer: %(answer)s", answer=_("True") if answer else _("False"))
    if payload.get("feedback_right"):
        yield _("Feedback if right: %(text)s", text=payload["feedback_right"])
    if payload.get("feedback_wrong"):
        yield _("Feedback if wrong: %(text)s", text=payload["feedback_wrong"])


def _pairs(payload: Payload) -> Iterator[str]:
    for pair in payload.get("pairs", ()):
        yield f"• {pair.get('left', '')} → {pair.get('right', '')}"
    for text in payload.get("distractors", ()):
        yield f"• → {text}"


def _items(payload: Payload) -> Iterator[str]:
    for number, item in enumerate(payload.get("items", ()), start=1):
        yield f"{number}. {item.get('text', '')}"


def _answers(payload: Payload) -> Iterator[str]:
    for answer in payload.get("answers", ()):
        yield f"= {_accepted(answer)}{_share(str(answer.get('weight', 100)), 100)}{_remark(answer)}"
    if payload.get("unit"):
        yield _("Unit: %(unit)s", unit=payload["unit"])


def _accepted(answer: Payload) -> str:
    if "text" in answer:
        return str(answer["text"])
    if "value" not in answer:
        return f"{answer.get('minimum', '')} – {answer.get('maximum', '')}"
    tolerance = answer.get("tolerance")
    return f"{answer['value']} ± {tolerance}" if tolerance not in (None, "", "0", 0) else str(answer["value"])


def _share(weight: str, *untold: int) -> str:
    """Return how many points something earns, unless that goes without saying."""
    number = stored_number(weight)
    if number is None:
        return f" [{weight}]"
    if number in untold:
        return ""
    return f" [{format_percent(float(number), 0 if number.denominator == 1 else 2)}]"


def _remark(part: Payload) -> str:
    return f" — {part['feedback']}" if part.get("feedback") else ""


_PARTS: dict[QuestionKind, Callable[[Any], Iterator[str]]] = {
    QuestionKind.SINGLE: _options,
    QuestionKind.MULTIPLE: _options,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _pairs,
    QuestionKind.ORDERING: _items,
    QuestionKind.SHORT_ANSWER: _answers,
    QuestionKind.NUMERIC: _answers,
}
