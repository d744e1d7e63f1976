"""What nobody has settled long after its day, and disputes that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, defaultload

from competency import policies
from competency import queries as competency
from competency.models import Alert
from competency.queries.deliveries import is_escalated
from competency.rules.deliveries import Purpose
from competency.services.deliveries import steps
from lms import clock
from lms.database import db
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, scopes
from people import policies as people_policies
from people.models import AdministrativeUnit, Assignment, Officer, Organisation
from people.queries import is_held
from reports.queries.alerts import name_of
from reports.queries.framework import get_words

MOST_OVERDUE = 20
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """Something of one officer that has come up to the leader."""

    public_id: UUID
    officer: str
    about: str
    due_on: date
    days: int
    is_unproven: bool


@dataclass(frozen=True, slots=True)
class Overdue:
    """The oldest of it, and how much there is in all; ``days`` after the due day it counts."""

    lines: Sequence[OverdueLine]
    total: int
    days: int


@dataclass(frozen=True, slots=True)
class OverdueUnit:
    """How much of a commune has come up to the Department."""

    code: str
    name: str
    alerts: int
    officers: int
    oldest_due_on: date


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A dispute that waits; the name only for those who lead the officer."""

    alert_id: int
    officer: str
    unit: str
    about: str
    raised_on: date
    due_on: date
    age_days: int
    is_late: bool
    may_answer: bool


def _is_led(account: Account) -> ColumnElement[bool]:
    """Tell of a post whether it lies in a scope of a leader or observer, by columns of the post alone.

    A choice between columns of two tables finds no index in SQLite, one with a set none in PostgreSQL.
    """
    codes = _watched(account, ScopeKind.ORGANISATION)
    is_in_unit = Assignment.unit_code.in_(_watched(account, ScopeKind.UNIT))
    if not codes:
        return is_in_unit
    return or_(
        is_in_unit,
        Assignment.organisation_id.in_(select(Organisation.id).where(Organisation.code.in_(codes))),
    )


def list_overdue_of_team(*, visible_to: Account) -> Overdue:
    """Return what has come up to a leader (observers share the view), the longest overdue first."""
    step = next(step for step in steps() if step.purpose == Purpose.LEADER)
    day, words = clock.today(), get_words()
    served = select(Assignment.officer_id).where(is_held(day), _is_led(visible_to))
    found = (
        select(Alert)
        .join(Alert.officer)
        .where(Alert.officer_id.in_(served), is_escalated(step, day))
        .where(Officer.account_id.is_distinct_from(visible_to.id))
    )
    total = db.session.scalar(found.with_only_columns(func.count())) or 0
    shown = found.options(contains_eager(Alert.officer)).order_by(Alert.due_on, Officer.sort_key, Alert.id)
    lines = [
        OverdueLine(
            public_id=alert.officer.public_id,
            officer=alert.officer.full_name,
            about=name_of(alert, words),
            due_on=alert.due_on,
            days=(day - alert.due_on).days,
            is_unproven=not alert.attained,
        )
        for alert in db.session.scalars(shown.limit(MOST_OVERDUE))
    ]
    return Overdue(lines, total, step.days_after_due)


def list_overdue_units(*, visible_to: Account) -> list[OverdueUnit]:
    """Return the communes of the Department's provinces with what has come up to it, by name; no people."""
    step = next(step for step in steps() if step.purpose == Purpose.DEPARTMENT)
    day = clock.today()
    rows = db.session.execute(
        select(
            AdministrativeUnit.code,
            AdministrativeUnit.full_name,
            func.count(Alert.id.distinct()),
            func.count(Alert.officer_id.distinct()),
            func.min(Alert.due_on),
        )
        .join(Assignment, Assignment.unit_code == AdministrativeUnit.code)
        .join(Alert, Alert.officer_id == Assignment.officer_id)
        .where(Alert.province_code.in_(_provinces(visible_to)), is_escalated(step, day))
        .where(is_held(day), Assignment.is_main)
        .group_by(AdministrativeUnit.code, AdministrativeUnit.full_name, AdministrativeUnit.sort_key)
        .order_by(AdministrativeUnit.sort_key)
    )
    return [OverdueUnit(*row) for row in rows]


def department_days() -> int:
    """Return how many days after the due day something comes up to the Department."""
    return next(step for step in steps() if step.purpose == Purpose.DEPARTMENT).days_after_due


def list_disputes(number: int, *, visible_to: Account) -> Page:
    """Return one page of the disputes that wait, first due first; one's own are answered by others."""
    posts = defaultload(Alert.officer).selectinload(Officer.assignments)
    statement = (
        competency.select_disputes(visible_to=visible_to)
        .where(Alert.officer_id.not_in(select(Officer.id).where(Officer.account_id == visible_to.id)))
        .options(posts.joinedload(Assignment.organisation), posts.joinedload(Assignment.unit))
    )
    waiting = statement.order_by(None).with_only_columns(Alert.id).subquery()
    total = db.session.scalar(select(func.count()).select_from(waiting)) or 0
    words, day = get_words(), clock.today()
    alerts = db.session.scalars(statement.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    lines = [
        DisputeLine(
            alert_id=alert.id,
            officer=alert.officer.full_name if people_policies.may_lead(visible_to, alert.officer) else "",
            unit=_unit_of(alert.officer),
            about=name_of(alert, words),
            raised_on=clock.day_of(alert.disputed_at or alert.opened_at),
            due_on=alert.dispute_due_on or day,
            age_days=(day - clock.day_of(alert.disputed_at or alert.opened_at)).days,
            is_late=alert.dispute_due_on is not None and alert.dispute_due_on < day,
            may_answer=policies.may_answer_dispute(visible_to, alert),
        )
        for alert in alerts
    ]
    return Page(lines, number, PER_PAGE, total)


def count_late_disputes(*, visible_to: Account) -> int:
    """Return how many disputes this person may know of are past their five working days."""
    late = (
        competency.select_disputes(visible_to=visible_to)
        .where(Alert.dispute_due_on < clock.today())
        .order_by(None)
        .with_only_columns(Alert.id)
    )
    return db.session.scalar(select(func.count()).select_from(late.subquery())) or 0


def _unit_of(officer: Officer) -> str:
    main = [post for post in officer.assignments if post.is_main] or officer.assignments
    return main[-1].unit.full_name if main else ""


def _watched(account: Account, kind: ScopeKind) -> list[str]:
    return sorted(scopes(account, Role.LEADER, kind) | scopes(account, Role.OBSERVER, kind))


def _provinces(account: Account) -> list[str]:
    return sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))
