"""Which published courses develop which competency, for whoever plans for many officers at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from courses.models import Course, CourseOutcome, CoursePosition, CourseVersion, Lesson
from courses.rules import CourseState
from lms.database import db


class CourseOffer(NamedTuple):
    """A published course that develops a competency up to a level; ``positions`` None means all."""

    competency_code: str
    level: int
    code: str
    title: str
    minutes: int
    positions: frozenset[str] | None


def list_course_offers(competency_codes: Collection[str]) -> list[CourseOffer]:
    """Return every published course for these competencies, in two statements. Nothing of it is secret."""
    minutes = func.coalesce(func.sum(Lesson.minutes), 0)
    rows = db.session.execute(
        select(CourseOutcome.competency_code, CourseOutcome.level, Course.id, Course.code, Course.title)
        .add_columns(Course.for_all_positions, minutes)
        .join(Course, Course.id == CourseOutcome.course_id)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .outerjoin(Lesson, Lesson.version_id == CourseVersion.id)
        .where(CourseOutcome.competency_code.in_(sorted(competency_codes)))
        .where(CourseVersion.state == CourseState.PUBLISHED.value)
        .group_by(
            CourseOutcome.competency_code,
            CourseOutcome.level,
            Course.id,
            Course.code,
            Course.title,
            Course.for_all_positions,
        )
        .order_by(Course.code)
    ).all()
    meant = _positions([course_id for _code, _level, course_id, *_rest in rows])
    return [
        CourseOffer(competency, level, code, title, total, None if for_all else frozenset(meant[course_id]))
        for competency, level, course_id, code, title, for_all, total in rows
    ]


def find_course_titles(codes: Collection[str]) -> dict[str, str]:
    """Return the titles of the courses that have these codes."""
    found = db.session.execute(select(Course.code, Course.title).where(Course.code.in_(sorted(codes))))
    return dict(found.all())


def _positions(course_ids: Collection[int]) -> defaultdict[int, set[str]]:
    meant: defaultdict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(CoursePosition.course_id, CoursePosition.position_code).where(
            CoursePosition.course_id.in_(set(course_ids))
        )
    )
    for course_id, position_code in rows:
        meant[course_id].add(position_code)
    return meant
