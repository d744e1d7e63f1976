"""Reads about courses themselves: one, the catalogue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from courses.models import (
    Completion,
    Course,
    CourseOutcome,
    CoursePosition,
    CourseTopic,
    CourseVersion,
    Enrolment,
    Lesson,
)
from courses.queries.visibility import is_visible_course
from courses.rules import CourseState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.text import fold
from people.models import Officer

PER_PAGE = 10
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class CatalogueFilters:
    """What of the catalogue is asked for; empty means no narrowing.

    Args:
        text: words that must all occur in code, title, summary or topics; case and tone marks do not matter.
        positions: courses meant for any of them, or for all positions.
    """

    text: str = ""
    positions: frozenset[str] = frozenset()
    content_group: int | None = None
    competency_code: str = ""
    topic: str = ""


class CatalogueRow(NamedTuple):
    """One course in the catalogue; times are None where the officer has not come so far."""

    course: Course
    lessons: int
    minutes: int
    started_at: datetime | None
    completed_at: datetime | None


def select_courses(*, visible_to: Account) -> Select[Course]:
    """Return the statement of the courses a person may know of."""
    return select(Course).where(is_visible_course(visible_to))


def get_course(code: str, *, visible_to: Account) -> Course:
    """Return one course with owner, positions, topics and outcomes.

    Raises:
        NotFound: there is no such course, or none this person may know of.
    """
    course = db.session.scalar(
        select_courses(visible_to=visible_to)
        .where(Course.code == code)
        .options(
            joinedload(Course.owner),
            selectinload(Course.positions).joinedload(CoursePosition.position),
            selectinload(Course.topics),
            selectinload(Course.outcomes),
        )
    )
    if course is None:
        raise NotFound(_("There is no such course."))
    return course


def find_course(code: str) -> Course | None:
    """Return the course of this code, whoever asks, and keep other imports waiting. Only for imports."""
    return db.session.scalar(
        select(Course)
        .where(Course.code == code)
        .options(joinedload(Course.owner, innerjoin=True))
        .with_for_update(key_share=True, of=Course)
    )


def list_catalogue(
    filters: CatalogueFilters, *, number: int, officer: Officer | None, visible_to: Account
) -> Page:
    """Return one page of the catalogue, by title, as `CatalogueRow` items.

    Args:
        filters: what to narrow to.
        number: of the page, from 1.
        officer: whose progress is shown; None for people who do not learn.
        visible_to: who is looking.
    """
    visible = select_courses(visible_to=visible_to).where(*_conditions(filters))
    total = db.session.scalar(select(func.count()).select_from(visible.subquery())) or 0
    officer_id = officer.id if officer else None
    mine = and_(Enrolment.course_id == Course.id, Enrolment.officer_id == officer_id)
    statement = (
        visible.add_columns(_of_lessons(func.count()), _of_lessons(func.sum(Lesson.minutes)))
        .outerjoin(Enrolment, mine)
        .outerjoin(Enrolment.completion)
        .add_columns(Enrolment.started_at, Completion.completed_at)
        .options(joinedload(Course.owner))
        .order_by(Course.sort_key, Course.code)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    rows = [CatalogueRow(*row) for row in db.session.execute(statement)]
    return Page(items=rows, number=number, per_page=PER_PAGE, total=total)


def _of_lessons(aggregate: ColumnElement[int]) -> ColumnElement[int]:
    """Return an aggregate over the lessons of the published version, 0 where there is none."""
    found = (
        select(aggregate)
        .select_from(Lesson)
        .join(Lesson.version)
        .where(CourseVersion.course_id == Course.id, CourseVersion.state == CourseState.PUBLISHED.value)
        .correlate(Course)
        .scalar_subquery()
    )
    return func.coalesce(found, 0)


def _conditions(filters: CatalogueFilters) -> list[ColumnElement[bool]]:
    conditions = [
        Course.search_key.contains(word, autoescape=True) for word in fold(filters.text).split()[:_MOST_WORDS]
    ]
    if filters.positions:
        conditions.append(_is_for_positions(filters.positions))
    if filters.content_group is not None:
        conditions.append(Course.content_group == filters.content_group)
    if filters.competency_code:
        conditions.append(Course.outcomes.any(CourseOutcome.competency_code == filters.competency_code))
    if filters.topic:
        conditions.append(Course.topics.any(CourseTopic.topic == filters.topic))
    return conditions


def _is_for_positions(codes: Collection[str]) -> ColumnElement[bool]:
    return or_(
        Course.for_all_positions, Course.positions.any(CoursePosition.position_code.in_(sorted(codes)))
    )
