"""What a question holds, by kind, and what is wrong with it.

A payload is a plain mapping that survives JSON. All kinds: ``text``, optional ``format`` of the text
(``markdown`` by default) and ``feedback`` (shown after the answer). By kind:

- single: ``options`` of {id, text, weight?, feedback?}; the weight in percent, 100 = right, 0 by default
- multiple: the same; positive weights are the right options and add up to 100
- true_false: ``answer``, a bool; ``feedback_right?``, ``feedback_wrong?``
- matching: ``pairs`` of {id, left, right}; ``distractors?``, further texts for the right side
- ordering: ``items`` of {id, text} in the right order
- short_answer: ``answers`` of {text, weight?, feedback?}; ``*`` matches anything; weight 100 by default
- numeric: ``answers`` of {value, tolerance?} or {minimum, maximum}, with weight? and feedback?; ``unit?``

Numbers are whole, or text with a point before decimals. Ids are made by ``content_id``, so that neither their
order nor their look tells which option the author wrote first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assessments.rules.findings import Finding, Findings
from assessments.rules.messages import QuestionFault
from assessments.rules.quizzes.numbers import stored_number
from assessments.rules.shuffling import digest
from assessments.rules.text import clean
from assessments.rules.vocabulary import QuestionKind

Payload = Mapping[str, Any]

FORMATS = ("markdown", "html", "plain")
MIN_PARTS = 2
FULL_WEIGHT = 100
NUMBERS = frozenset({"weight", "value", "tolerance", "minimum", "maximum"})
"""The fields of a part that are numbers."""
_ID_LENGTH = 8
# Thirds are written 33.33333; anything farther from 100 is a slip of the author.
_WEIGHT_SLACK = 1

_COMMON_KEYS = ("text", "format", "feedback")
KEYS = {
    QuestionKind.SINGLE: (*_COMMON_KEYS, "options"),
    QuestionKind.MULTIPLE: (*_COMMON_KEYS, "options"),
    QuestionKind.TRUE_FALSE: (*_COMMON_KEYS, "answer", "feedback_right", "feedback_wrong"),
    QuestionKind.MATCHING: (*_COMMON_KEYS, "pairs", "distractors"),
    QuestionKind.ORDERING: (*_COMMON_KEYS, "items"),
    QuestionKind.SHORT_ANSWER: (*_COMMON_KEYS, "answers"),
    QuestionKind.NUMERIC: (*_COMMON_KEYS, "answers", "unit"),
}
_PART_KEYS = {
    "options": ("id", "text", "weight", "feedback"),
    "pairs": ("id", "left", "right"),
    "items": ("id", "text"),
    "answers": ("text", "value", "tolerance", "minimum", "maximum", "weight", "feedback"),
}


def content_id(text: str) -> str:
    """Return a short id made of a text alone: the same text has the same id wherever it stands."""
    return digest(clean(text))[:_ID_LENGTH]


def validate_question(kind: QuestionKind, payload: Payload) -> list[Finding]:
    """Return what stops this content from being asked and graded; empty where all is well.

    ``where`` counts parts from 0, as in ``options.2.weight``.
    """
    notes = Findings()
    if not _is_text(payload.get("text")):
        notes.error(QuestionFault.TEXT_MISSING, "text")
    _check_keys(payload, KEYS[kind], "", notes)
    text_format = payload.get("format", FORMATS[0])
    if text_format not in FORMATS:
        notes.error(
            QuestionFault.UNKNOWN_FORMAT, "format", format=str(text_format), allowed=", ".join(FORMATS)
        )
    _CHECKS[kind](payload, notes)
    return notes


def _check_single(payload: Payload, notes: Findings) -> None:
    options = _check_options(payload, notes)
    if not any(stored_number(option.get("weight", 0)) == FULL_WEIGHT for option in options):
        notes.error(QuestionFault.NO_RIGHT_ANSWER, "options")


def _check_multiple(payload: Payload, notes: Findings) -> None:
    weights = [stored_number(option.get("weight", 0)) for option in _check_options(payload, notes)]
    total = sum((weight for weight in weights if weight and weight > 0), Fraction(0))
    if not total:
        notes.error(QuestionFault.NO_RIGHT_ANSWER, "options")
    elif abs(total - FULL_WEIGHT) > _WEIGHT_SLACK:
        notes.error(QuestionFault.WEIGHTS_NOT_WHOLE, "options", total=f"{float(total):g}")


def _check_true_false(payload: Payload, notes: Findings) -> None:
    if not isinstance(payload.get("answer"), bool):
        notes.error(QuestionFault.ANSWER_NOT_TRUE_OR_FALSE, "answer")


def _check_matching(payload: Payload, notes: Findings) -> None:
    pairs = _parts(payload, "pairs", MIN_PARTS, notes)
    _check_texts(pairs, "pairs", "left", notes)
    for index, pair in enumerate(pairs):
        if not _is_text(pair.get("right")):
            notes.error(QuestionFault.PART_EMPTY, f"pairs.{index}.right")
    distractors = payload.get("distractors", [])
    if not _is_list(distractors):
        notes.error(QuestionFault.NOT_A_LIST, "distractors", key="distractors")
    elif not all(map(_is_text, distractors)):
        notes.error(QuestionFault.PART_EMPTY, "distractors")


def _check_ordering(payload: Payload, notes: Findings) -> None:
    _check_texts(_parts(payload, "items", MIN_PARTS, notes), "items", "text", notes)


def _check_short_answer(payload: Payload, notes: Findings) -> None:
    answers = _parts(payload, "answers", 1, notes)
    for index, answer in enumerate(answers):
        if not _is_text(answer.get("text")):
            notes.error(QuestionFault.PART_EMPTY, f"answers.{index}.text")
    _check_answer_weights(answers, notes)


def _check_numeric(payload: Payload, notes: Findings) -> None:
    answers = _parts(payload, "answers", 1, notes)
    for index, answer in enumerate(answers):
        _check_number(answer, f"answers.{index}", notes)
    _check_answer_weights(answers, notes)


_CHECKS: dict[QuestionKind, Callable[[Payload, Findings], None]] = {
    QuestionKind.SINGLE: _check_single,
    QuestionKind.MULTIPLE: _check_multiple,
    QuestionKind.TRUE_FALSE: _check_true_false,
    QuestionKind.MATCHING: _check_matching,
    QuestionKind.ORDERING: _check_ordering,
    QuestionKind.SHORT_ANSWER: _check_short_answer,
    QuestionKind.NUMERIC: _check_numeric,
}


def _check_options(payload: Payload, notes: Findings) -> list[Payload]:
    options = _parts(payload, "options", MIN_PARTS, notes)
    _check_texts(options, "options", "text", notes)
    _check_weights(options, "options", -FULL_WEIGHT, notes)
    return options


def _check_answer_weights(answers: Sequence[Payload], notes: Findings) -> None:
    _check_weights(answers, "answers", 0, notes)
    if not any(stored_number(answer.get("weight", FULL_WEIGHT)) == FULL_WEIGHT for answer in answers):
        notes.error(QuestionFault.NO_RIGHT_ANSWER, "answers")


def _check_weights(parts: Sequence[Payload], key: str, least: int, notes: Findings) -> None:
    for index, part in enumerate(parts):
        weight = stored_number(part.get("weight", 0))
        if weight is None or not least <= weight <= FULL_WEIGHT:
            where = f"{key}.{index}.weight"
            notes.error(QuestionFault.BAD_WEIGHT, where, weight=str(part.get("weight")), least=least)


def _check_number(answer: Payload, where: str, notes: Findings) -> None:
    names = ("value",) if "value" in answer else ("minimum", "maximum")
    numbers = {name: stored_number(answer.get(name)) for name in names}
    tolerance = stored_number(answer.get("tolerance", 0))
    numbers["tolerance"] = tolerance if tolerance is not None and tolerance >= 0 else None
    for name, number in numbers.items():
        if number is None:
            notes.error(QuestionFault.BAD_NUMBER, f"{where}.{name}", number=str(answer.get(name)))
    minimum, maximum = numbers.get("minimum"), numbers.get("maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        notes.error(
            QuestionFault.RANGE_REVERSED,
            where,
            minimum=str(answer["minimum"]),
            maximum=str(answer["maximum"]),
        )


def _check_texts(parts: Sequence[Payload], key: str, name: str, notes: Findings) -> None:
    """Note texts that are empty or repeated, and ids that are missing or repeated."""
    seen: set[str] = set()
    seen_ids: set[str] = set()
    for index, part in enumerate(parts):
        where = f"{key}.{index}.{name}"
        if not _is_text(part.get(name)) or not _is_text(part.get("id")):
            notes.error(QuestionFault.PART_EMPTY, where)
            continue
        text = clean(part[name])
        if text in seen or part["id"] in seen_ids:
            notes.error(QuestionFault.PART_REPEATED, where, part=part[name][:80])
        seen.add(text)
        seen_ids.add(part["id"])


def _parts(payload: Payload, key: str, least: int, notes: Findings) -> list[Payload]:
    """Return the parts under a key, noting where there are too few or they are no mappings."""
    value = payload.get(key)
    if not _is_list(value) or not all(isinstance(part, Mapping) for part in value or ()):
        notes.error(QuestionFault.NOT_A_LIST, key, key=key)
        return []
    parts: list[Payload] = list(value or ())
    if len(parts) < least:
        notes.error(QuestionFault.TOO_FEW, key, key=key, count=len(parts), least=least)
    for index, part in enumerate(parts):
        _check_keys(part, _PART_KEYS[key], f"{key}.{index}.", notes)
    return parts


def _check_keys(part: Payload, allowed: Collection[str], prefix: str, notes: Findings) -> None:
    for name in _unknown(part, allowed):
        notes.error(QuestionFault.UNKNOWN_KEY, f"{prefix}{name}", key=name, allowed=", ".join(allowed))


def _unknown(names: Iterable[str], allowed: Collection[str]) -> list[str]:
    return [str(name) for name in names if name not in allowed]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)
