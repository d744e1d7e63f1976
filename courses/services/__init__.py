"""Deeds of this domain, by noun."""

from courses.services.imports import load_course
from courses.services.learning import (
    LessonOutcome,
    NotBegun,
    NotPublished,
    complete_if_done,
    enrol,
    finish_lesson,
    note_post_test_of,
    note_post_test_passed,
    open_lesson,
)
from courses.services.periods import OutsidePeriods, record_periods
from courses.services.reports import CourseReport, FileFinding, LoadOutcome

__all__ = [
    "CourseReport",
    "FileFinding",
    "LessonOutcome",
    "LoadOutcome",
    "NotBegun",
    "NotPublished",
    "OutsidePeriods",
    "complete_if_done",
    "enrol",
    "finish_lesson",
    "load_course",
    "note_post_test_of",
    "note_post_test_passed",
    "open_lesson",
    "record_periods",
]
