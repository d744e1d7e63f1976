"""What completions and the ledger of periods tell about people for policy targets."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all

from competency.queries import ManySource, MeasureQuestion, MeasureSource
from competency.rules import add_months
from competency.rules.targets import Measure
from courses.models import Completion, CourseTopic, Enrolment, PeriodLedger
from lms import clock

_DAY = timedelta(days=1)


def select_topic_completions(
    question: MeasureQuestion, numbered: Mapping[int, Mapping[str, Any]]
) -> Select[*tuple[Any, ...]]:
    """Return who has completed a course of a topic group that still counts on the day, by its number.

    All groups in one pass over the completions: with a pass for each most of the time would go there.
    """
    until = question.known_before or clock.end_of(question.day)
    wanted = [
        select(
            literal(number).label("number"),
            literal(str(said["topic"])).label("topic"),
            literal(_start(question.day, int(said["valid_months"])), Completion.completed_at.type).label(
                "since"
            ),
        )
        for number, said in numbered.items()
    ]
    groups = union_all(*wanted).subquery().c
    people = select(question.people.c.officer_id)
    done = (
        select(Enrolment.officer_id, Enrolment.course_id, Completion.completed_at)
        .join(Completion, Completion.enrolment_id == Enrolment.id)
        .where(Enrolment.officer_id.in_(people), Completion.completed_at < until)
        .cte()
        .prefix_with("MATERIALIZED")
        .c
    )
    return (
        select(done.officer_id, literal(1).label("is_met"), groups.number)
        .join(CourseTopic, CourseTopic.course_id == done.course_id)
        .join(groups.number.table, groups.topic == CourseTopic.topic)
        .where(done.completed_at >= groups.since)
    )


def select_periods(question: MeasureQuestion) -> Select[*tuple[Any, ...]]:
    """Return who has enough recognised periods in the calendar year, up to the day."""
    row = PeriodLedger
    enough = func.sum(row.periods) >= int(question.parameters["periods"])
    known: list[ColumnElement[bool]] = []
    if question.known_before is not None:
        known.append(row.recorded_at < question.known_before)
    return (
        select(row.officer_id, case((enough, 1), else_=0).label("is_met"))
        .where(row.year == question.day.year, row.earned_on <= question.day, *known)
        .where(row.officer_id.in_(select(question.people.c.officer_id)))
        .group_by(row.officer_id)
    )


def _start(day: date, months: int) -> datetime:
    """Return the first instant whose completions still count."""
    return clock.end_of(first_day_that_counts(day, months) - _DAY)


def first_day_that_counts(day: date, months: int) -> date:
    """Return the earliest day of completion that still counts so many months later, on ``day``."""
    first = add_months(day, -months)
    while add_months(first, months) < day:
        first += _DAY
    return first


TARGET_MEASURES: dict[Measure, MeasureSource] = {Measure.PERIODS_AT_LEAST: select_periods}
MANY_TARGET_MEASURES: dict[Measure, ManySource] = {Measure.TOPIC_COMPLETION: select_topic_completions}
"""What `app` puts into `competency.queries.MEASURES` and ``MANY`` of the domain below."""
