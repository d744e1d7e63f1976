"""What the people of a unit studied in a stretch of days: figures for reports, without names."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from courses.models import Completion, Course, Enrolment, PeriodLedger
from lms import clock
from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer
from people.queries import is_held


class GroupLine(NamedTuple):
    """Recognised periods of one content group."""

    group: int
    periods: int
    officers: int


class CourseLine(NamedTuple):
    """A course with how often it was completed."""

    code: str
    title: str
    periods: int
    completions: int


class Training(NamedTuple):
    """All of a unit; an officer counts once in ``officers``."""

    officers: int
    completions: int
    periods: int
    groups: list[GroupLine]
    courses: list[CourseLine]


def count_training(unit: AdministrativeUnit | None, starts_on: date, ends_on: date) -> Training:
    """Return what was studied in a unit from one day to another, both included.

    Of a commune those count who hold a post there on the last day; of a province all of its officers. No
    gate: ask ``people.policies.may_see_coverage`` first.
    """
    since, until = clock.end_of(starts_on - timedelta(days=1)), clock.end_of(ends_on)
    done = (
        select(Enrolment.officer_id, Enrolment.course_id)
        .join(Completion, Completion.enrolment_id == Enrolment.id)
        .where(Completion.completed_at >= since, Completion.completed_at < until)
        .where(_is_of(Enrolment.officer_id, unit, ends_on))
        .subquery()
        .c
    )
    completions, officers = db.session.execute(
        select(func.count(), func.count(done.officer_id.distinct()))
    ).one()
    courses = [CourseLine(*row) for row in db.session.execute(_select_courses(done))]
    groups = [GroupLine(*row) for row in db.session.execute(_select_groups(unit, starts_on, ends_on))]
    return Training(officers, completions, sum(line.periods for line in groups), groups, courses)


def _select_courses(done: Any) -> Any:
    count = func.count()
    return (
        select(Course.code, Course.title, Course.periods, count)
        .join(done.officer_id.table, done.course_id == Course.id)
        .group_by(Course.id, Course.code, Course.title, Course.periods)
        .order_by(count.desc(), Course.code)
    )


def _select_groups(unit: AdministrativeUnit | None, starts_on: date, ends_on: date) -> Any:
    row = PeriodLedger
    return (
        select(row.content_group, func.sum(row.periods), func.count(row.officer_id.distinct()))
        .where(row.earned_on >= starts_on, row.earned_on <= ends_on)
        .where(_is_of(row.officer_id, unit, ends_on))
        .group_by(row.content_group)
        .order_by(row.content_group)
    )


def _is_of(
    officer_id: InstrumentedAttribute[int], unit: AdministrativeUnit | None, day: date
) -> ColumnElement[bool]:
    if unit is None:
        return true()
    if unit.is_province:
        return officer_id.in_(select(Officer.id).where(Officer.province_code == unit.code))
    serving = select(Assignment.officer_id).where(Assignment.unit_code == unit.code, is_held(day))
    return officer_id.in_(serving)
