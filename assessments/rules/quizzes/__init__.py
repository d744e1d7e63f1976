"""Quizzes: questions, grading, drawing, time and attempts."""

from assessments.rules.quizzes.attempts import (
    ATTEMPT_LIMIT,
    DAYS_BETWEEN,
    AttemptRefusal,
    deadline,
    draw,
    is_late,
    may_attempt,
    minutes_left,
    shortages,
)
from assessments.rules.quizzes.grading import Grade, grade
from assessments.rules.quizzes.numbers import parse_number
from assessments.rules.quizzes.payloads import FORMATS, Payload, content_id, validate_question
from assessments.rules.quizzes.scores import GradedQuestion, QuizScore, Share, quiz_score
from assessments.rules.quizzes.showing import public_payload

__all__ = [
    "ATTEMPT_LIMIT",
    "DAYS_BETWEEN",
    "FORMATS",
    "AttemptRefusal",
    "Grade",
    "GradedQuestion",
    "Payload",
    "QuizScore",
    "Share",
    "content_id",
    "deadline",
    "draw",
    "grade",
    "is_late",
    "may_attempt",
    "minutes_left",
    "parse_number",
    "public_payload",
    "quiz_score",
    "shortages",
    "validate_question",
]
