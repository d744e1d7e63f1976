"""What published courses develop, for whom, and what finishing them can prove."""

from typing import NamedTuple

from sqlalchemy import select

from courses.models import Course, CourseOutcome, CoursePosition, CourseVersion
from courses.rules import CourseState
from lms.database import db


class PublishedOutcome(NamedTuple):
    """One competency a published course develops; ``positions`` is None where it is open to all."""

    code: str
    title: str
    competency_code: str
    level: int
    has_post_test: bool
    positions: frozenset[str] | None


def list_published_outcomes() -> list[PublishedOutcome]:
    """Return what every published course develops, by code of the course."""
    positions: dict[int, set[str]] = {}
    for course_id, position in db.session.execute(
        select(CoursePosition.course_id, CoursePosition.position_code)
    ):
        positions.setdefault(course_id, set()).add(position)
    rows = db.session.execute(
        select(
            Course.id,
            Course.for_all_positions,
            Course.code,
            Course.title,
            CourseOutcome.competency_code,
            CourseOutcome.level,
            CourseVersion.has_post_test,
        )
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(CourseOutcome, CourseOutcome.course_id == Course.id)
        .where(CourseVersion.state == CourseState.PUBLISHED.value)
        .order_by(Course.code, CourseOutcome.rank)
    )
    return [
        PublishedOutcome(
            row.code,
            row.title,
            row.competency_code,
            row.level,
            row.has_post_test,
            None if row.for_all_positions else frozenset(positions.get(row.id, ())),
        )
        for row in rows
    ]
