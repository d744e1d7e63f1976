"""Whether two questions say the same, however they write it."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from assessments.rules.quizzes.drafts import QuestionDraft
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.quizzes.payloads import FORMATS, FULL_WEIGHT, NUMBERS
from assessments.rules.vocabulary import QuestionKind

_FULL_BY_DEFAULT = frozenset({QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC})
_NONE: tuple[object, ...] = ("", None, [], ())
_LISTS = ("options", "pairs", "items", "answers")


def says_the_same(one: QuestionDraft, other: QuestionDraft) -> bool:
    """Tell whether learners, markers and editors see no difference between two questions."""
    return _content(one) == _content(other)


def changed_fields(one: QuestionDraft, other: QuestionDraft) -> list[str]:
    """Return what differs between two questions of one key: names of the payload, or of the question."""
    before, after = _content(one), _content(other)
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _content(draft: QuestionDraft) -> dict[str, Any]:
    content: dict[str, Any] = {
        name: _plain(value)
        for name, value in draft.payload.items()
        if name not in _LISTS and value not in _NONE
    }
    content["format"] = draft.payload.get("format", FORMATS[0])
    for name in _LISTS:
        if name in draft.payload:
            content[name] = [_part(part, draft.kind) for part in draft.payload[name]]
    return content | {
        "key": draft.key,
        "kind": draft.kind,
        "competency": draft.competency_code,
        "level": draft.level,
        "tags": tuple(draft.tags),
    }


def _part(part: Mapping[str, Any], kind: QuestionKind) -> dict[str, Any]:
    content = {
        name: _value(name, value) for name, value in part.items() if name != "id" and value not in _NONE
    }
    content.setdefault("weight", stored_number(FULL_WEIGHT if kind in _FULL_BY_DEFAULT else 0))
    if "value" in part:
        content.setdefault("tolerance", stored_number(0))
    return content


def _value(name: str, value: Any) -> Any:
    return stored_number(value) if name in NUMBERS else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
