"""Deeds around quizzes and case exercises; each is one use case, none commits."""

from assessments.services.case_files import CaseReport, load_case
from assessments.services.cases import ChoiceRefused, choose_option, start_case
from assessments.services.course_folders import load_course_with_test
from assessments.services.documents import ContentRefused
from assessments.services.post_tests import PostTestReport, load_post_test
from assessments.services.quizzes import (
    QuizRefused,
    close_if_overdue,
    close_overdue_attempts,
    save_answers,
    start_quiz,
    submit_quiz,
)

__all__ = [
    "CaseReport",
    "ChoiceRefused",
    "ContentRefused",
    "PostTestReport",
    "QuizRefused",
    "choose_option",
    "close_if_overdue",
    "close_overdue_attempts",
    "load_case",
    "load_course_with_test",
    "load_post_test",
    "save_answers",
    "start_case",
    "start_quiz",
    "submit_quiz",
]
