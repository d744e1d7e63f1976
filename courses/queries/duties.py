"""What the ledger and the completions say to what posts ask, and which courses lead there."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, String, bindparam, func, or_, select

from competency.queries import Source
from competency.rules import Duty, Found, QualificationKind
from courses.models import Completion, Course, CourseVersion, Enrolment, Lesson, PeriodLedger
from courses.queries.catalogue import is_completed_by, is_meant_for
from courses.rules import CourseState, judge_course, judge_periods
from lms import clock
from lms.database import db
from people.models import Officer


def find_periods(
    officer_ids: Collection[int], duties: Sequence[Duty], day: date
) -> dict[tuple[int, int], Found]:
    """Return how the periods of the calendar year stand, by officer and requirement; one statement."""
    rows = db.session.execute(
        select(PeriodLedger.officer_id, PeriodLedger.content_group, func.sum(PeriodLedger.periods))
        .where(PeriodLedger.officer_id.in_(officer_ids), PeriodLedger.year == day.year)
        .group_by(PeriodLedger.officer_id, PeriodLedger.content_group)
    )
    counted: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for officer_id, group, periods in rows:
        counted[officer_id][group] = int(periods)
    return {
        (officer_id, duty.requirement_id): judge_periods(duty, by_group)
        for officer_id, by_group in counted.items()
        for duty in duties
    }


def find_completed_courses(
    officer_ids: Collection[int], duties: Sequence[Duty], day: date
) -> dict[tuple[int, int], Found]:
    """Return how mandatory courses stand, by officer and requirement; one statement."""
    rows = db.session.execute(
        select(Enrolment.officer_id, Course.code, Completion.completed_at)
        .join(Completion.enrolment)
        .join(Enrolment.course)
        .where(Enrolment.officer_id.in_(officer_ids))
        .where(Course.code.in_(sorted({duty.value for duty in duties})))
    )
    completed = {(row[0], row[1]): clock.day_of(row[2]) for row in rows}
    return {
        (officer_id, duty.requirement_id): judge_course(completed_on)
        for (officer_id, code), completed_on in completed.items()
        for duty in duties
        if duty.value == code and completed_on <= day
    }


QUALIFICATION_SOURCES: dict[QualificationKind, Source] = {
    QualificationKind.PERIODS: find_periods,
    QualificationKind.COURSE: find_completed_courses,
}
"""What `app` puts into `competency.queries.SOURCES` of the domain below."""


class OpenCourse(NamedTuple):
    """A published course as a next step shows it."""

    code: str
    title: str
    content_group: int
    periods: int
    minutes: int


def list_open_courses(officer: Officer, codes: Collection[str] = ()) -> list[OpenCourse]:
    """Return what an officer may still complete for periods, and the courses of some codes; shortest first.

    Published courses only, in one statement; those of ``codes`` whoever they are meant for.
    """
    asked = {"officer_id": officer.id, "today": clock.today(), "codes": sorted(codes)}
    return [OpenCourse(*row) for row in db.session.execute(_select_open(), asked)]


@cache
def _select_open() -> Select[*tuple[Any, ...]]:
    """Return the statement of the courses an officer may still complete; built once."""
    minutes = func.sum(Lesson.minutes)
    officer_id, today = bindparam("officer_id", type_=Integer), bindparam("today", type_=Date)
    codes = bindparam("codes", expanding=True, type_=String)
    return (
        select(Course.code, Course.title, Course.content_group, Course.periods, minutes)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(CourseVersion.state == CourseState.PUBLISHED.value, ~is_completed_by(officer_id))
        .where(or_(is_meant_for(officer_id, today), Course.code.in_(codes)))
        .group_by(Course.id)
        .order_by(minutes, Course.code)
    )
