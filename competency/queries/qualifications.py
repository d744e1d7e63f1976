"""Reads about what posts ask beside competencies, and how officers stand against it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from competency.models import Alert, QualificationRequirement, QualificationStanding
from competency.rules import (
    QUALIFICATION_ALERTS,
    AlertState,
    Duty,
    ExpectedQualification,
    Found,
    HeldPost,
    Person,
    QualificationKind,
    StandingStatus,
    expect_qualifications,
)
from lms import clock
from lms.database import db
from lms.models import Account
from people.models import AdministrativeUnit, Assignment, Officer
from people.queries import is_held, select_assignments, select_officers

Source = Callable[[Collection[int], Sequence[Duty], date], Mapping[tuple[int, int], Found]]
"""Returns by officer and requirement what is there for the duties of one kind on a day."""

SOURCES: dict[QualificationKind, Source] = {}
"""Where facts come from that domains above this one keep; `app` wires it, because imports go down only."""


RANKS = {kind.value: rank for rank, kind in enumerate(QualificationKind)}
"""The order of lists."""


class StoredQualification(NamedTuple):
    """An open row as it is stored."""

    id: int
    officer_id: int
    requirement_id: int
    kind: str
    province_code: str
    unit_code: str
    position_code: str
    year: int | None
    required: int
    attained: int
    recorded: str
    status: str
    is_mandatory: bool
    since: date
    due_on: date
    changes_on: date | None
    valid_from: date


class StoredQualificationAlert(NamedTuple):
    """An alert of kind CB1 to CB3 that is not closed, as it is stored."""

    id: int
    officer_id: int
    cause: str
    kind: str
    position_code: str | None
    reason: str
    qualification_id: int | None
    required: int | None
    attained: int | None
    severity: str
    since: date
    due_on: date
    next_steps: list[Any]


class TeamQualification(NamedTuple):
    """One requirement of one officer of a team."""

    officer_id: int
    status: StandingStatus


class QualificationCount(NamedTuple):
    """How officers of a unit stand against one kind of requirement; one for each officer and requirement."""

    kind: QualificationKind
    required: int
    met: int
    expiring: int
    below: int
    unproven: int
    expired: int


_COLUMNS = [getattr(QualificationStanding, name) for name in StoredQualification._fields]
_ALERT_COLUMNS = [getattr(Alert, name) for name in StoredQualificationAlert._fields]


def list_duties() -> list[Duty]:
    """Return everything that is asked beside competencies, anywhere, in the order of lists."""
    rows = db.session.scalars(
        select(QualificationRequirement)
        .where(QualificationRequirement.is_active)
        .order_by(QualificationRequirement.id)
    )
    duties = [
        Duty(
            requirement_id=row.id,
            code=row.code,
            kind=QualificationKind(row.kind),
            value=row.value,
            content_group=row.content_group,
            positions=frozenset(row.positions),
            employment_kinds=frozenset(row.employment_kinds),
            owner_unit_code=row.owner_unit_code,
            is_mandatory=row.is_mandatory,
            grace_days=row.grace_days,
            effective_on=row.effective_on,
            due_not_before=row.due_not_before,
        )
        for row in rows
    ]
    return sorted(duties, key=lambda duty: (RANKS[duty.kind.value], duty.requirement_id))


def expect_of_officers(
    officer_ids: Collection[int], duties: Sequence[Duty], day: date
) -> list[ExpectedQualification]:
    """Return what the rows of these officers should be on a day; a constant number of statements. No gate."""
    people = [Person(*row) for row in db.session.execute(_people(officer_ids))]
    posts = [HeldPost(*row) for row in db.session.execute(_posts(officer_ids, day))]
    found: dict[tuple[int, int], Found] = {}
    for kind, source in SOURCES.items():
        asked = [duty for duty in duties if duty.kind is kind]
        if asked:
            found.update(source(officer_ids, asked, day))
    return expect_qualifications(duties, people, posts, found, day)


def list_stored_qualifications(officer_ids: Collection[int]) -> list[StoredQualification]:
    """Return the open rows of these officers."""
    rows = db.session.execute(
        select(*_COLUMNS)
        .where(QualificationStanding.officer_id.in_(officer_ids), QualificationStanding.valid_to.is_(None))
        .order_by(QualificationStanding.id)
    )
    return [StoredQualification(*row) for row in rows]


def list_stored_qualification_alerts(officer_ids: Collection[int]) -> list[StoredQualificationAlert]:
    """Return the alerts CB1 to CB3 of these officers that are not closed."""
    rows = db.session.execute(
        select(*_ALERT_COLUMNS)
        .where(Alert.officer_id.in_(officer_ids), Alert.state != AlertState.CLOSED)
        .where(Alert.kind.in_(sorted(QUALIFICATION_ALERTS)), Alert.competency_code.is_(None))
        .order_by(Alert.id)
    )
    return [StoredQualificationAlert(*row) for row in rows]


def list_officer_ids_to_requalify(day: date, *, after: int, limit: int) -> list[int]:
    """Return, by id and beginning after one, officers whose rows time alone may have changed by a day.

    Also who holds a post and has no row at all.
    """
    row = QualificationStanding
    due = select(row.officer_id).where(row.valid_to.is_(None), row.changes_on <= day)
    without = (
        select(Assignment.officer_id)
        .where(is_held(day))
        .where(
            ~select(row.id).where(row.officer_id == Assignment.officer_id, row.valid_to.is_(None)).exists()
        )
    )
    found = due.union(without).subquery()
    officer_id = found.c.officer_id
    return list(
        db.session.scalars(select(officer_id).where(officer_id > after).order_by(officer_id).limit(limit))
    )


def qualifications_of_team(*, visible_to: Account) -> list[TeamQualification]:
    """Return the open rows that posts of today ask which a leader or observer may know of."""
    posts = select_assignments(visible_to=visible_to).with_only_columns(Assignment.officer_id)
    units = select_assignments(visible_to=visible_to).with_only_columns(Assignment.unit_code)
    row = QualificationStanding
    rows = db.session.execute(
        select(row.officer_id, row.status)
        .where(row.valid_to.is_(None), row.officer_id.in_(posts), row.unit_code.in_(units))
        .order_by(row.officer_id, row.requirement_id)
    )
    return [TeamQualification(officer_id, StandingStatus(status)) for officer_id, status in rows]


def count_qualifications(
    unit: AdministrativeUnit | None, *, on: date | None = None
) -> list[QualificationCount]:
    """Return the counts of a unit on a day (default: today, the past only) by kind of requirement.

    No gate: ask ``people.policies.may_see_coverage`` first.
    """
    today = clock.today()
    row = QualificationStanding
    rows = db.session.execute(
        select(row.kind, row.status, func.count())
        .where(_is_in_unit(unit), is_held_on(min(on or today, today), today))
        .group_by(row.kind, row.status)
    )
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, status, count in rows:
        counted[kind][status] = count
    return [_count(kind, counted[kind]) for kind in QualificationKind if counted[kind]]


def select_qualifications_behind(
    unit: AdministrativeUnit | None, *, visible_to: Account, kind: str = "", status: str = ""
) -> Select[QualificationStanding]:
    """Return the statement of the open rows behind a number, in the order of the names; officer included."""
    row = QualificationStanding
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    statement = (
        select(row)
        .join(row.officer)
        .where(row.valid_to.is_(None), _is_in_unit(unit), row.officer_id.in_(known))
        .order_by(Officer.sort_key, Officer.id, row.requirement_id)
        .options(joinedload(row.officer, innerjoin=True), joinedload(row.requirement, innerjoin=True))
    )
    if kind:
        statement = statement.where(row.kind == kind)
    if status:
        statement = statement.where(row.status == status)
    return statement


def _people(officer_ids: Collection[int]) -> Any:
    columns = [Officer.id, *(getattr(Officer, name) for name in Person._fields[1:])]
    return select(*columns).where(Officer.id.in_(officer_ids)).order_by(Officer.id)


def _posts(officer_ids: Collection[int], day: date) -> Any:
    """Select the posts of the calendar year: past ones tell who was in service when it began."""
    return (
        select(
            Assignment.officer_id,
            func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code),
            Assignment.unit_code,
            Assignment.position_code,
            Assignment.is_main,
            Assignment.starts_on,
            Assignment.ends_on,
        )
        .join(Assignment.unit)
        .where(Assignment.officer_id.in_(officer_ids))
        .where(or_(Assignment.ends_on.is_(None), Assignment.ends_on >= date(day.year, 1, 1)))
        .order_by(Assignment.id)
    )


def _is_in_unit(unit: AdministrativeUnit | None) -> ColumnElement[bool]:
    row = QualificationStanding
    if unit is None:
        return row.province_code.is_not(None)
    in_province = row.province_code == unit.province_code
    return in_province if unit.is_province else and_(in_province, row.unit_code == unit.code)


def is_held_on(day: date, today: date) -> ColumnElement[bool]:
    """Tell of a row whether it stood at the end of a day up to today."""
    row = QualificationStanding
    if day >= today:
        return row.valid_to.is_(None)
    return and_(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to > day))


def row_values(one: ExpectedQualification) -> dict[str, Any]:
    """Return the facts of a row as its columns hold them."""
    return {
        "kind": one.duty.kind.value,
        "province_code": one.post.province_code,
        "unit_code": one.post.unit_code,
        "position_code": one.post.position_code,
        "year": one.year,
        "required": one.found.required,
        "attained": one.found.attained,
        "recorded": one.found.recorded,
        "status": one.found.status.value,
        "is_mandatory": one.duty.is_mandatory,
        "due_on": one.due_on,
        "changes_on": one.changes_on,
    }


def _count(kind: QualificationKind, statuses: Counter[str]) -> QualificationCount:
    return QualificationCount(
        kind=kind,
        required=statuses.total(),
        met=statuses[StandingStatus.MET],
        expiring=statuses[StandingStatus.EXPIRING],
        below=statuses[StandingStatus.BELOW],
        unproven=statuses[StandingStatus.UNPROVEN],
        expired=statuses[StandingStatus.EXPIRED],
    )
