"""Marking a quiz attempt by the rules."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessments import rules
from assessments.models import QuizAnswer, QuizAttempt
from assessments.rules import QuestionKind
from lms.database import db

FULL = 1000


def grade_attempt(attempt: QuizAttempt) -> rules.QuizScore:
    """Return the score of an attempt, and note on each answer what it earned. For other services only."""
    graded = []
    for row in attempt.answers:
        points = grade_answer(row).points
        row.points_thousandths = round(points * FULL)
        graded.append(_graded(row, points))
    with (
        db.session.no_autoflush
    ):  # written later with all else that changes; the marks of sections depend on none
        return _score(attempt, graded)


def score_again(attempt: QuizAttempt) -> rules.QuizScore:
    """Return the score of a finished attempt as its answers earn it, changing nothing."""
    return _score(attempt, [_graded(row, grade_answer(row).points) for row in attempt.answers])


def grade_answer(row: QuizAnswer) -> rules.Grade:
    """Return what one saved answer earns, with the feedback for it."""
    kind = QuestionKind(row.question.kind)
    return rules.grade(kind, row.question.payload, _gradable(kind, row.question.payload, row.answer))


def _graded(row: QuizAnswer, points: Fraction) -> rules.GradedQuestion:
    return rules.GradedQuestion(str(row.section_number), points, row.question.competency_code)


def _score(attempt: QuizAttempt, graded: list[rules.GradedQuestion]) -> rules.QuizScore:
    asked = {question.section for question in graded}
    # The quiz may have been given other sections since; marks of sections that were not asked do not count.
    marks = {
        str(section.number): section.pass_percent
        for section in attempt.quiz.sections
        if section.pass_percent is not None and str(section.number) in asked
    }
    return rules.quiz_score(graded, marks, attempt.quiz.pass_percent)


def _gradable(kind: QuestionKind, payload: rules.Payload, answer: Any) -> Any:
    """Return the answer as the rules read it.

    An order is saved as it is given, item id → position, so that a half-filled page survives; the rules read
    a list of item ids, with gaps where no item, or more than one, was put.
    """
    if kind is not QuestionKind.ORDERING or not isinstance(answer, Mapping):
        return answer
    by_position: dict[int, list[str]] = {}
    for item_id, position in answer.items():
        by_position.setdefault(position, []).append(item_id)
    positions = range(1, len(payload["items"]) + 1)
    return [items[0] if len(items := by_position.get(at, [])) == 1 else None for at in positions]
