"""Reads about learners of versions that are no longer published."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from courses.models import Completion, Course, CourseVersion, Enrolment, Lesson, LessonProgress
from courses.rules import CourseState
from lms.database import db


def list_unfinished(course: Course, states: Collection[CourseState]) -> list[Enrolment]:
    """Return who has begun a version of a course that is now in one of these states, and not completed it."""
    return list(
        db.session.scalars(
            _select_unfinished()
            .where(Enrolment.course_id == course.id)
            .where(CourseVersion.state.in_(sorted(state.value for state in states)))
            .order_by(Enrolment.id)
        )
    )


def list_due_to_move(day: date, *, after: int, limit: int) -> list[tuple[Enrolment, CourseVersion]]:
    """Return learners whose last day on an outdated version lies before a day, with the version for them.

    By number, those after one number; only where a version is published.
    """
    published = aliased(CourseVersion)
    rows = db.session.execute(
        _select_unfinished()
        .add_columns(published)
        .join(published, published.course_id == Enrolment.course_id)
        .where(published.state == CourseState.PUBLISHED.value)
        .where(CourseVersion.state == CourseState.OUTDATED.value, CourseVersion.stays_until < day)
        .where(Enrolment.id > after)
        .order_by(Enrolment.id)
        .limit(limit)
    )
    return [(enrolment, version) for enrolment, version in rows]


def list_progress_to_keep(enrolment: Enrolment, version: CourseVersion) -> list[tuple[LessonProgress, int]]:
    """Return what a learner has opened, with the number of the lesson of the same name in another version.

    Left out: what the learner has opened there already.
    """
    there, had = aliased(Lesson), aliased(LessonProgress)
    known = select(had.lesson_id).where(had.enrolment_id == enrolment.id)
    rows = db.session.execute(
        select(LessonProgress, there.id)
        .join(LessonProgress.lesson)
        .join(there, there.slug == Lesson.slug)
        .where(LessonProgress.enrolment_id == enrolment.id, Lesson.version_id == enrolment.version_id)
        .where(there.version_id == version.id, there.id.not_in(known))
        .order_by(there.number)
    )
    return [(progress, lesson_id) for progress, lesson_id in rows]


def _select_unfinished() -> Select[Enrolment]:
    return (
        select(Enrolment)
        .join(Enrolment.version)
        .outerjoin(Enrolment.completion)
        .where(Completion.id.is_(None))
        .options(joinedload(Enrolment.course))
    )
