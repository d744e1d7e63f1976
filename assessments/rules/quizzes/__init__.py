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
from assessments.rules.quizzes.drafts import (
    PICTURE_NAME,
    PictureUse,
    QuestionDraft,
    pictures_in,
    texts_of,
    words_of,
)
from assessments.rules.quizzes.grading import Grade, grade
from assessments.rules.quizzes.numbers import parse_number
from assessments.rules.quizzes.payloads import FORMATS, Payload, content_id, validate_question
from assessments.rules.quizzes.scores import GradedQuestion, QuizScore, Share, quiz_score
from assessments.rules.quizzes.showing import public_payload
from assessments.rules.quizzes.typed import (
    PARTS,
    TypedQuestion,
    draft_from,
    move_row,
    read_typed,
    split_tags,
    typed_from,
    with_picture,
)

__all__ = [
    "ATTEMPT_LIMIT",
    "DAYS_BETWEEN",
    "FORMATS",
    "PARTS",
    "PICTURE_NAME",
    "AttemptRefusal",
    "Grade",
    "GradedQuestion",
    "Payload",
    "PictureUse",
    "QuestionDraft",
    "QuizScore",
    "Share",
    "TypedQuestion",
    "content_id",
    "deadline",
    "draft_from",
    "draw",
    "grade",
    "is_late",
    "may_attempt",
    "minutes_left",
    "move_row",
    "parse_number",
    "pictures_in",
    "public_payload",
    "quiz_score",
    "read_typed",
    "shortages",
    "split_tags",
    "texts_of",
    "typed_from",
    "validate_question",
    "with_picture",
    "words_of",
]
