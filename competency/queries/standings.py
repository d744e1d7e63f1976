"""Reads about standings: of one officer on a day, of a team, behind a number."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Text, and_, bindparam, cast, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from competency.models import Requirement, RequirementSet, Standing
from competency.queries.bases import get_basis
from competency.queries.facts import list_pieces, list_posts
from competency.queries.pillars import list_pillar_codes
from competency.rules import (
    CoverageFilter,
    Expected,
    StandingStatus,
    carrying_pieces,
    expect_standings,
    natural_code_key,
    status_since,
)
from lms import clock
from lms.database import db, read_rows
from lms.models import Account
from people.models import AdministrativeUnit, Assignment, Officer, Organisation
from people.queries import select_assignments, select_officers

_STATUSES = {status.value: status for status in StandingStatus}


class TeamStanding(NamedTuple):
    """One cell of the matrix of a team: what the highest requirement asks, and how it stands."""

    officer_id: int
    competency_code: str
    required: int
    attained: int
    status: StandingStatus


class StandingLine(NamedTuple):
    """A standing as the pages of an officer read it: no object that could be changed, only what they show."""

    assignment_id: int
    competency_code: str
    required: int
    attained: int
    status: str
    weight_percent: int
    is_mandatory: bool
    since: date
    due_on: date
    changes_on: date | None
    carried_by: list[int]
    document: str


def list_standing_lines(officer: Officer, on: date | None = None) -> list[StandingLine]:
    """Return what `list_standings` returns, in no particular order, in a quarter of the time."""
    today = clock.today()
    day = on or today
    if day == today:
        lines = _lines_of(read_rows(_select_open_lines(), {"officer_id": officer.id}))
        if not _is_late(lines, today):
            return lines
    return [_line_of(standing) for standing in list_standings(officer, day)]


@cache
def _select_open_lines() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Standing, name) for name in StandingLine._fields[:-2]]
    return (
        select(*columns, cast(Standing.carried_by, Text), RequirementSet.document)
        .join(Standing.requirement)
        .join(Requirement.requirement_set)
        .where(Standing.officer_id == bindparam("officer_id"), Standing.valid_to.is_(None))
    )


def _lines_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[StandingLine]:
    """Return the lines of rows with their evidence as JSON text, which is read once for all of them."""
    carried = json.loads(f"[{','.join(row[-2] for row in rows)}]")
    return [StandingLine._make([*row[:-2], refs, row[-1]]) for row, refs in zip(rows, carried, strict=True)]


def _line_of(standing: Standing) -> StandingLine:
    values = [getattr(standing, name) for name in StandingLine._fields[:-1]]
    return StandingLine._make([*values, standing.requirement.requirement_set.document])


def list_standings(officer: Officer, on: date | None = None) -> list[Standing]:
    """Return the standings of an officer on a day (default: today), the main post first, then by competency.

    A past day gives what the system held at the end of that day. A later day gives a projection, in which
    nothing new is assumed and only time passes; so does today if the nightly pass is late. Projected rows
    were never stored and have no id. The requirement and its document come along.
    """
    today = clock.today()
    day = on or today
    statement = (
        select(Standing, Assignment.is_main)
        .join(Standing.assignment)
        .where(Standing.officer_id == officer.id, is_held_on(min(day, today), today))
        .options(_with_document())
    )
    rows = db.session.execute(statement).all()
    stored = [standing for standing, _is_main in rows]
    if day > today or (day == today and _is_late(stored, today)):
        return _project(officer, stored, day)
    if day < today:
        _carry_as_then(officer, stored, day)
    mains = {standing.assignment_id for standing, is_main in rows if is_main}
    return _in_order(stored, mains)


def find_standing(officer: Officer, competency_code: str) -> Standing | None:
    """Return how an officer stands today against the highest requirement, or None if no post asks it."""
    return db.session.scalar(
        select(Standing)
        .where(
            Standing.officer_id == officer.id,
            Standing.competency_code == competency_code,
            Standing.valid_to.is_(None),
        )
        .order_by(Standing.required.desc(), Standing.id)
        .limit(1)
    )


def standings_of_team(*, visible_to: Account, unit_code: str | None = None) -> list[TeamStanding]:
    """Return the open standings of the posts a person may know of, one for each officer and competency.

    A leader sees what the posts in the scope ask, not what the same people must show elsewhere.
    """
    posts = select_assignments(visible_to=visible_to).with_only_columns(Assignment.id)
    if unit_code is not None:
        posts = posts.where(Assignment.unit_code == unit_code)
    rows = db.session.execute(
        select(
            Standing.officer_id,
            Standing.competency_code,
            Standing.required,
            Standing.attained,
            Standing.status,
        )
        .where(Standing.valid_to.is_(None), Standing.assignment_id.in_(posts))
        .order_by(Standing.required)
    )
    # The highest requirement comes last and so replaces the others.
    highest = {(row[0], row[1]): row for row in rows}
    return [TeamStanding(*row[:4], _STATUSES[row[4]]) for row in highest.values()]


def select_standings_behind(
    unit: AdministrativeUnit | None,
    *,
    visible_to: Account,
    position_code: str = "",
    competency_code: str = "",
    status: StandingStatus | None = None,
    only: CoverageFilter | None = None,
) -> Select[Standing]:
    """Return the statement of the open standings behind a number of the coverage, in the order of the names.

    Officer, post with organisation, unit and position, and the requiring document come along.
    """
    statement = (
        select(Standing)
        .join(Standing.officer)
        .where(Standing.valid_to.is_(None), is_in_unit(unit))
        .where(Standing.officer_id.in_(select_officers(visible_to=visible_to).with_only_columns(Officer.id)))
        .order_by(Officer.sort_key, Officer.id, Standing.assignment_id, Standing.id)
        .options(joinedload(Standing.officer, innerjoin=True), _with_document(), *_with_post())
    )
    if position_code:
        statement = statement.where(Standing.position_code == position_code)
    if competency_code:
        statement = statement.where(Standing.competency_code == competency_code)
    if status is not None:
        statement = statement.where(Standing.status == status)
    return statement if only is None else statement.where(*_narrowing(only))


def _narrowing(only: CoverageFilter) -> list[ColumnElement[bool]]:
    """Tell of standings joined with their officers whether they count."""
    conditions: list[ColumnElement[bool]] = []
    if only.position_code:
        conditions.append(Standing.position_code == only.position_code)
    if only.competency_code:
        conditions.append(Standing.competency_code == only.competency_code)
    if only.pillar:
        codes = [code for code, pillar in list_pillar_codes().items() if pillar == only.pillar]
        conditions.append(Standing.competency_code.in_(codes))
    if only.employment_kind:
        conditions.append(Officer.employment_kind == only.employment_kind)
    if only.organisation_kind:
        posts = select(Assignment.id).join(Assignment.organisation)
        conditions.append(
            Standing.assignment_id.in_(posts.where(Organisation.kind == only.organisation_kind))
        )
    if only.area_type:
        units = select(AdministrativeUnit.code).where(AdministrativeUnit.main_area_type == only.area_type)
        conditions.append(Standing.unit_code.in_(units))
    return conditions


def is_in_unit(unit: AdministrativeUnit | None) -> ColumnElement[bool]:
    """Tell of a standing whether it counts in a unit; ``None`` is the whole country."""
    if unit is None:
        return Standing.province_code.is_not(None)
    in_province = Standing.province_code == unit.province_code
    return in_province if unit.is_province else and_(in_province, Standing.unit_code == unit.code)


def is_held_on(day: date, today: date) -> ColumnElement[bool]:
    """Tell of a standing whether the system held it at the end of a day, which is not after today."""
    if day >= today:
        return Standing.valid_to.is_(None)
    return and_(Standing.valid_from <= day, or_(Standing.valid_to.is_(None), Standing.valid_to > day))


def _with_document() -> ORMOption:
    return joinedload(Standing.requirement, innerjoin=True).joinedload(
        Requirement.requirement_set, innerjoin=True
    )


def _with_post() -> list[ORMOption]:
    post = joinedload(Standing.assignment, innerjoin=True)
    return [
        post.joinedload(Assignment.organisation, innerjoin=True),
        post.joinedload(Assignment.unit, innerjoin=True),
        post.joinedload(Assignment.position, innerjoin=True),
    ]


def _is_late(stored: Iterable[Standing | StandingLine], today: date) -> bool:
    return any(row.changes_on is not None and row.changes_on <= today for row in stored)


def _carry_as_then(officer: Officer, stored: Iterable[Standing], day: date) -> None:
    """Put back which evidence carried these rows at the end of a past day.

    That is noted in a row without history, because nothing follows from it. The rows leave the session: what
    is put back is to be read, never stored.
    """
    basis = get_basis()
    pieces = list_pieces([officer.id], basis, known_on=day)
    for row in stored:
        shown = pieces.get((officer.id, row.competency_code), ())
        db.session.expunge(row)
        set_committed_value(row, "carried_by", list(carrying_pieces(basis.policy, shown, day)))


def _in_order(standings: Iterable[Standing], mains: Collection[int]) -> list[Standing]:
    return sorted(
        standings,
        key=lambda one: (
            one.assignment_id not in mains,
            one.assignment_id,
            natural_code_key(one.competency_code),
        ),
    )


def _project(officer: Officer, stored: Iterable[Standing], day: date) -> list[Standing]:
    basis = get_basis()
    pieces = list_pieces([officer.id], basis)
    expected = expect_standings(basis, list_posts([officer.id], day), pieces, day)
    held = {(row.assignment_id, row.competency_code): row for row in stored}
    asked = {one.asked.requirement_id for one in expected}
    requirements = {
        row.id: row
        for row in db.session.scalars(
            select(Requirement)
            .where(Requirement.id.in_(asked))
            .options(joinedload(Requirement.requirement_set, innerjoin=True))
        )
    }
    projected = []
    for one in expected:
        row = held.get((one.post.assignment_id, one.asked.competency_code))
        if row is not None and row.status == one.result.status:
            since = row.since
        else:
            first_day = min(day, one.first_asked_on) if row is None else row.valid_from
            since = status_since(basis.policy, one.pieces, one.result.required, first_day, day)
        projected.append(_never_stored(one, requirements[one.asked.requirement_id], since, day))
    mains = set(
        db.session.scalars(
            select(Assignment.id).where(Assignment.officer_id == officer.id, Assignment.is_main)
        )
    )
    return _in_order(projected, mains)


def _never_stored(one: Expected, requirement: Requirement, since: date, day: date) -> Standing:
    return Standing(
        officer_id=one.post.officer_id,
        assignment_id=one.post.assignment_id,
        province_code=one.post.province_code,
        unit_code=one.post.unit_code,
        position_code=one.post.position_code,
        competency_code=one.asked.competency_code,
        requirement_id=requirement.id,
        requirement=requirement,
        required=one.result.required,
        attained=one.result.attained,
        status=one.result.status.value,
        weight_percent=one.weight_percent,
        is_mandatory=one.asked.is_mandatory,
        since=since,
        due_on=one.due_on,
        changes_on=one.changes_on,
        carried_by=list(one.result.carried_by),
        valid_from=day,
    )
