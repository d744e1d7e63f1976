"""How one officer stands against what posts ask beside competencies, as the officer's pages read it."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from competency.models import QualificationRequirement, QualificationStanding
from competency.queries.qualifications import (
    RANKS,
    StoredQualification,
    expect_of_officers,
    is_held_on,
    list_duties,
    list_stored_qualifications,
    row_values,
)
from competency.rules import ExpectedQualification
from lms import clock
from lms.database import db, read_rows
from people.models import Officer


class ShownRequirement(NamedTuple):
    """What is asked beside competencies, as the pages of an officer read it."""

    name: str
    value: str
    content_group: int | None
    document: str
    basis: str
    source_note: str


class ShownQualification(NamedTuple):
    """How an officer stands against one such requirement, as the officer's pages read it."""

    requirement_id: int
    kind: str
    unit_code: str
    year: int | None
    required: int
    attained: int
    recorded: str
    status: str
    is_mandatory: bool
    since: date
    due_on: date
    requirement: ShownRequirement


def list_qualifications(officer: Officer, on: date | None = None) -> list[QualificationStanding]:
    """Return how an officer stands beside competencies on a day (default: today), in the order of lists.

    A past day gives what the system held at its end, a later day a projection whose rows were never stored.
    The requirement comes along.
    """
    today = clock.today()
    day = on or today
    if day > today:
        return _project(officer, day)
    held = _select_open() if day == today else _select_held().where(is_held_on(day, today))
    rows = db.session.scalars(held, {"officer_id": officer.id})
    return sorted(rows, key=lambda row: (RANKS[row.kind], row.requirement_id))


@cache
def _select_held() -> Select[QualificationStanding]:
    return (
        select(QualificationStanding)
        .where(QualificationStanding.officer_id == bindparam("officer_id"))
        .options(joinedload(QualificationStanding.requirement, innerjoin=True))
    )


@cache
def _select_open() -> Select[QualificationStanding]:
    return _select_held().where(QualificationStanding.valid_to.is_(None))


def list_shown_qualifications(officer: Officer, on: date | None = None) -> list[ShownQualification]:
    """Return what `list_qualifications` returns, as plain values, in half the time."""
    if on is not None and on != clock.today():
        return [_shown(row) for row in list_qualifications(officer, on)]
    count = len(_SHOWN)
    rows = [
        ShownQualification._make([*row[:count], ShownRequirement._make(row[count:])])
        for row in read_rows(_select_shown(), {"officer_id": officer.id})
    ]
    return sorted(rows, key=lambda row: (RANKS[row.kind], row.requirement_id))


_SHOWN = ShownQualification._fields[:-1]


@cache
def _select_shown() -> Select[*tuple[Any, ...]]:
    asked = [getattr(QualificationRequirement, name) for name in ShownRequirement._fields]
    return (
        select(*(getattr(QualificationStanding, name) for name in _SHOWN), *asked)
        .join(QualificationStanding.requirement)
        .where(QualificationStanding.officer_id == bindparam("officer_id"))
        .where(QualificationStanding.valid_to.is_(None))
    )


def _shown(row: QualificationStanding) -> ShownQualification:
    asked = [getattr(row.requirement, name) for name in ShownRequirement._fields]
    return ShownQualification._make([*(getattr(row, name) for name in _SHOWN), ShownRequirement(*asked)])


def _project(officer: Officer, day: date) -> list[QualificationStanding]:
    expected = expect_of_officers([officer.id], list_duties(), day)
    held = {row.requirement_id: row for row in list_stored_qualifications([officer.id])}
    asked = [one.duty.requirement_id for one in expected]
    requirements = {row.id: row for row in _requirements(asked)}
    return [
        QualificationStanding(
            **row_values(one),
            officer_id=officer.id,
            requirement_id=one.duty.requirement_id,
            requirement=requirements[one.duty.requirement_id],
            since=_since(one, held.get(one.duty.requirement_id)),
            valid_from=day,
        )
        for one in expected
    ]


def _since(one: ExpectedQualification, held: StoredQualification | None) -> date:
    is_same = held is not None and (held.status, held.year) == (one.found.status, one.year)
    return held.since if held is not None and is_same else one.first_asked_on


def _requirements(ids: Collection[int]) -> Iterable[QualificationRequirement]:
    return db.session.scalars(select(QualificationRequirement).where(QualificationRequirement.id.in_(ids)))
