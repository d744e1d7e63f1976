"""What an answer earns. Answers come from outside: whatever does not fit the question earns nothing.

By kind, the answer as it is stored, and what it earns:

- single: an option id; its weight, never below 0
- multiple: a list of option ids; the sum of their weights as a share of the right ones, never below 0. A
  wrong option without a weight takes away what one right option gives on average, so that ticking everything
  never earns everything
- true_false: a bool, or "true" and "false"; all or nothing
- matching: pair id → ``content_id`` of the text chosen; the share of pairs that are right
- ordering: a list of item ids; the share of items in their right place
- short_answer: text; the best weight among the answers it matches, compared by ``matches_pattern``
- numeric: text as typed (see ``parse_number``) or a number; the best weight among the answers it lies within
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.rules.quizzes.numbers import parse_number, stored_number
from assessments.rules.quizzes.payloads import FULL_WEIGHT, Payload, content_id
from assessments.rules.text import matches_pattern
from assessments.rules.vocabulary import QuestionKind


@dataclass(frozen=True)
class Grade:
    """What one answer earned.

    Attributes:
        points: exact, 0 to 1.
        feedback: the author's texts for this answer, then for the question; for after the attempt only.
    """

    points: Fraction
    feedback: tuple[str, ...] = ()

    @property
    def correct(self) -> bool:
        """Whether the answer earned everything."""
        return self.points == 1


_Earned = tuple[Fraction, Sequence[str]]
_NOTHING: _Earned = (Fraction(0), ())


def grade(kind: QuestionKind, payload: Payload, answer: object) -> Grade:
    """Return what an answer earns.

    Args:
        kind: how the question is answered.
        payload: content in which ``validate_question`` finds nothing wrong.
        answer: as stored, see above; ``None`` where none was given.
    """
    points, feedback = _GRADERS[kind](payload, answer)
    texts = (*feedback, payload.get("feedback", ""))
    return Grade(min(max(points, Fraction(0)), Fraction(1)), tuple(text for text in texts if text))


def _grade_single(payload: Payload, answer: object) -> _Earned:
    for option in payload["options"]:
        if option["id"] == answer:
            return _weight(option, 0) / FULL_WEIGHT, _feedback(option)
    return _NOTHING


def _grade_multiple(payload: Payload, answer: object) -> _Earned:
    weights = {option["id"]: _weight(option, 0) for option in payload["options"]}
    right = [weight for weight in weights.values() if weight > 0]
    penalty = -sum(right, Fraction(0)) / len(right)
    chosen = [option for option in payload["options"] if option["id"] in _ids(answer)]
    points = sum((weights[option["id"]] or penalty for option in chosen), Fraction(0)) / sum(right)
    return points, [text for option in chosen for text in _feedback(option)]


def _grade_true_false(payload: Payload, answer: object) -> _Earned:
    given = (
        {True: True, False: False, "true": True, "false": False}.get(answer) if _is_plain(answer) else None
    )
    if given is None:
        return _NOTHING
    right = given is payload["answer"]
    return Fraction(right), (payload.get("feedback_right" if right else "feedback_wrong", ""),)


def _grade_matching(payload: Payload, answer: object) -> _Earned:
    given = answer if isinstance(answer, Mapping) else {}
    right = sum(given.get(pair["id"]) == content_id(pair["right"]) for pair in payload["pairs"])
    return Fraction(right, len(payload["pairs"])), ()


def _grade_ordering(payload: Payload, answer: object) -> _Earned:
    given = answer if isinstance(answer, list | tuple) else ()
    right = sum(item["id"] == chosen for item, chosen in zip(payload["items"], given, strict=False))
    return Fraction(right, len(payload["items"])), ()


def _grade_short_answer(payload: Payload, answer: object) -> _Earned:
    if not isinstance(answer, str) or not answer.strip():
        return _NOTHING
    return _best(part for part in payload["answers"] if matches_pattern(part["text"], answer))


def _grade_numeric(payload: Payload, answer: object) -> _Earned:
    typed = parse_number(answer) if isinstance(answer, str) else answer
    number = stored_number(typed)
    if number is None:
        return _NOTHING
    return _best(part for part in payload["answers"] if _lies_within(number, part))


_GRADERS: dict[QuestionKind, Callable[[Payload, object], _Earned]] = {
    QuestionKind.SINGLE: _grade_single,
    QuestionKind.MULTIPLE: _grade_multiple,
    QuestionKind.TRUE_FALSE: _grade_true_false,
    QuestionKind.MATCHING: _grade_matching,
    QuestionKind.ORDERING: _grade_ordering,
    QuestionKind.SHORT_ANSWER: _grade_short_answer,
    QuestionKind.NUMERIC: _grade_numeric,
}


def _best(parts: Iterable[Payload]) -> _Earned:
    best = max(parts, key=lambda part: _weight(part, FULL_WEIGHT), default=None)
    return _NOTHING if best is None else (_weight(best, FULL_WEIGHT) / FULL_WEIGHT, _feedback(best))


def _lies_within(number: Fraction, part: Payload) -> bool:
    if "value" in part:
        return abs(number - _number(part["value"])) <= _number(part.get("tolerance", 0))
    return _number(part["minimum"]) <= number <= _number(part["maximum"])


def _number(value: object) -> Fraction:
    return stored_number(value) or Fraction(0)


def _weight(part: Payload, default: int) -> Fraction:
    return _number(part.get("weight", default))


def _feedback(part: Payload) -> tuple[str, ...]:
    return (part.get("feedback", ""),)


def _ids(answer: object) -> frozenset[str]:
    given = answer if isinstance(answer, list | tuple | set | frozenset) else ()
    return frozenset(item for item in given if isinstance(item, str))


def _is_plain(answer: object) -> bool:
    return isinstance(answer, bool | str)
