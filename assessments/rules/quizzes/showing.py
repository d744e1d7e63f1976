"""What of a question a learner may see before the end: no right answers, no weights, no feedback."""

from typing import Any

from assessments.rules.quizzes.payloads import FORMATS, Payload, content_id
from assessments.rules.shuffling import shuffled
from assessments.rules.vocabulary import QuestionKind

Shown = dict[str, Any]


def public_payload(kind: QuestionKind, payload: Payload, seed: str) -> Shown:
    """Return what may be shown before the end.

    Always ``text`` and ``format``, and by kind, in an order of the seed:

    - single, multiple: ``options`` of {id, text}
    - matching: ``pairs`` of {id, left} in the author's order, and ``choices`` of {id, text}
    - ordering: ``items`` of {id, text}
    - numeric: ``unit``, which may be empty

    Args:
        kind: how the question is answered.
        payload: content in which ``validate_question`` finds nothing wrong.
        seed: that of the attempt joined with the question, so a page reloaded shows the same order.
    """
    shown: Shown = {"text": payload["text"], "format": payload.get("format", FORMATS[0])}
    if kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
        shown["options"] = _in_seeded_order(_texts(payload["options"]), seed)
    elif kind is QuestionKind.MATCHING:
        shown["pairs"] = [{"id": pair["id"], "left": pair["left"]} for pair in payload["pairs"]]
        shown["choices"] = _in_seeded_order(_choices(payload), seed)
    elif kind is QuestionKind.ORDERING:
        shown["items"] = _in_seeded_order(_texts(payload["items"]), seed)
    elif kind is QuestionKind.NUMERIC:
        shown["unit"] = payload.get("unit", "")
    return shown


def _texts(parts: list[Payload]) -> dict[str, str]:
    return {part["id"]: part["text"] for part in parts}


def _choices(payload: Payload) -> dict[str, str]:
    """Return every text for the right side once, whichever pairs it belongs to."""
    texts = [*(pair["right"] for pair in payload["pairs"]), *payload.get("distractors", ())]
    return {content_id(text): text for text in reversed(texts)}


def _in_seeded_order(texts: dict[str, str], seed: str) -> list[Shown]:
    return [{"id": part_id, "text": texts[part_id]} for part_id in shuffled(texts, seed)]
