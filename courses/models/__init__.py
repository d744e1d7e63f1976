"""Courses and their content, the way of content to learners, and how far each learner is."""

from courses.models.catalogue import Course, CourseOutcome, CoursePosition, CourseTopic
from courses.models.content import CourseVersion, LegalCitation, Lesson, LessonFile
from courses.models.feedback import CourseFeedback
from courses.models.learning import Completion, Enrolment, LessonProgress, PeriodLedger
from courses.models.publication import (
    OPEN_STATES,
    ContentAuthor,
    DocumentMention,
    LegalDocument,
    PublicationStep,
    ReviewComment,
)
from courses.models.word_imports import WordImport

__all__ = [
    "OPEN_STATES",
    "Completion",
    "ContentAuthor",
    "Course",
    "CourseFeedback",
    "CourseOutcome",
    "CoursePosition",
    "CourseTopic",
    "CourseVersion",
    "DocumentMention",
    "Enrolment",
    "LegalCitation",
    "LegalDocument",
    "Lesson",
    "LessonFile",
    "LessonProgress",
    "PeriodLedger",
    "PublicationStep",
    "ReviewComment",
    "WordImport",
]
