"""Reads about learners of versions that are no longer published."""

from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from courses.models import Completion, CourseVersion, Enrolment, Lesson, LessonProgress
from courses.rules import CourseState
from lms.database import db


def list_due_to_move(
    day: date, *, course_id: int | None = None, after: int, limit: int
) -> list[tuple[Enrolment, CourseVersion]]:
    """Return learners whose version was withdrawn or is over before a day, with the version for them.

    By number, those after one number; only where a version is published.

    Args:
        day: the last day on an outdated version lies before it; from a withdrawn one they go at once.
        course_id: of one course only.
        after: the number.
        limit: how many at most.
    """
    published, state = aliased(CourseVersion), CourseVersion.state
    is_over = and_(state == CourseState.OUTDATED.value, CourseVersion.stays_until < day)
    statement = (
        _select_unfinished()
        .add_columns(published)
        .join(published, published.course_id == Enrolment.course_id)
        .where(published.state == CourseState.PUBLISHED.value)
        .where(or_(state == CourseState.WITHDRAWN.value, is_over))
        .where(Enrolment.id > after)
    )
    if course_id is not None:
        statement = statement.where(Enrolment.course_id == course_id)
    rows = db.session.execute(statement.order_by(Enrolment.id).limit(limit))
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
