"""How far learners come in a course, by version; counts only, never who."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, func, select

from courses.models import Completion, Course, CourseVersion, Enrolment, Lesson, LessonProgress
from courses.queries.visibility import is_in_scope
from lms.database import db
from lms.models import Account


class LessonFunnel(NamedTuple):
    """How many of the learners of a version opened and finished one of its lessons."""

    number: int
    title: str
    opened: int
    finished: int


@dataclass(frozen=True, slots=True)
class VersionFunnel:
    """How far those came who learn one version now.

    Args:
        begun: how many began the course and are on this version.
        passed: how many passed the post-test.
        completed: how many completed the course.
    """

    id: int
    number: int
    state: str
    has_post_test: bool
    begun: int
    passed: int
    completed: int
    lessons: tuple[LessonFunnel, ...]


def list_funnels(course: Course, *, visible_to: Account) -> list[VersionFunnel]:
    """Return how far learners came in each version of a course that anybody learns, the newest first.

    Only for those who write or review the course; for others it is empty.
    """
    rows = db.session.execute(
        select(CourseVersion.id, CourseVersion.number, CourseVersion.state, CourseVersion.has_post_test)
        .add_columns(func.count(Enrolment.id), func.count(Enrolment.post_test_passed_at))
        .add_columns(func.count(Completion.id))
        .join(CourseVersion.course)
        .join(Enrolment, Enrolment.version_id == CourseVersion.id)
        .outerjoin(Enrolment.completion)
        .where(Course.id == course.id, is_in_scope(visible_to))
        .group_by(CourseVersion.id, CourseVersion.number, CourseVersion.state, CourseVersion.has_post_test)
        .order_by(CourseVersion.number.desc())
    ).all()
    lessons = _lessons([row[0] for row in rows])
    return [
        VersionFunnel(
            id=version_id,
            number=number,
            state=state,
            has_post_test=has_test,
            begun=begun,
            passed=passed,
            completed=completed,
            lessons=tuple(lessons.get(version_id, ())),
        )
        for version_id, number, state, has_test, begun, passed, completed in rows
    ]


def _lessons(version_ids: list[int]) -> dict[int, list[LessonFunnel]]:
    """Return the lessons of versions in order; only progress of those who are on the version counts."""
    own = and_(Enrolment.id == LessonProgress.enrolment_id, Enrolment.version_id == Lesson.version_id)
    is_own = Enrolment.id.is_not(None)
    rows = db.session.execute(
        select(Lesson.version_id, Lesson.number, Lesson.title)
        .add_columns(
            func.count(LessonProgress.id).filter(is_own),
            func.count(LessonProgress.finished_at).filter(is_own),
        )
        .outerjoin(LessonProgress, LessonProgress.lesson_id == Lesson.id)
        .outerjoin(Enrolment, own)
        .where(Lesson.version_id.in_(version_ids))
        .group_by(Lesson.version_id, Lesson.number, Lesson.title)
        .order_by(Lesson.version_id, Lesson.number)
    )
    found: dict[int, list[LessonFunnel]] = {}
    for version_id, *line in rows:
        found.setdefault(version_id, []).append(LessonFunnel(*line))
    return found
