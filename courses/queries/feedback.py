"""Reads of what learners said: one's own, and without names what all said together."""

from itertools import groupby

from sqlalchemy import select

from courses.models import Course, CourseFeedback, CourseVersion, Enrolment
from courses.queries.visibility import is_in_scope
from courses.rules.feedback import FeedbackSummary, Given, summarise
from lms.database import db
from lms.models import Account


def find_feedback(enrolment: Enrolment) -> CourseFeedback | None:
    """Return what the officer of an enrolment said of its version, or None."""
    return db.session.scalar(
        select(CourseFeedback).where(
            CourseFeedback.officer_id == enrolment.officer_id,
            CourseFeedback.version_id == enrolment.version_id,
        )
    )


def summarise_feedback(course: Course, *, visible_to: Account) -> dict[int, FeedbackSummary]:
    """Return what learners said of each version of a course, by its number; nobody can be told from it.

    Only for those who write or review the course; for others it is empty.
    """
    rows = db.session.execute(
        select(CourseVersion.number, CourseFeedback.useful, CourseFeedback.clear, CourseFeedback.words)
        .join(CourseFeedback.version)
        .join(CourseVersion.course)
        .where(Course.id == course.id, is_in_scope(visible_to))
        .order_by(CourseVersion.number, CourseFeedback.id)
    ).all()
    return {
        number: summarise([Given(useful, clear, words) for _number, useful, clear, words in group])
        for number, group in groupby(rows, key=lambda row: row[0])
    }
