"""Reads about alerts."""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, bindparam, cast, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from competency.models import Alert, Requirement, Standing
from competency.rules import AlertState, Severity, todo_order_key
from lms.database import db, read_rows
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer
from people.queries import select_officers

_FULL_PERCENT = 100


def select_alerts(*, visible_to: Account) -> Select[Alert]:
    """Return the statement of the alerts of everybody a person may know of, the newest first."""
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    return (
        select(Alert)
        .where(Alert.officer_id.in_(known))
        .options(_with_document(), joinedload(Alert.qualification))
        .order_by(Alert.id.desc())
    )


def get_alert(alert_id: int, *, visible_to: Account) -> Alert:
    """Return one alert, open or closed, with its officer, the document that asks, and who answered.

    Raises:
        NotFound: there is no such alert, or of nobody this person may know of.
    """
    alert = db.session.scalar(
        select_alerts(visible_to=visible_to)
        .where(Alert.id == alert_id)
        .options(joinedload(Alert.officer, innerjoin=True), joinedload(Alert.answered_by))
    )
    if alert is None:
        raise NotFound(_("There is no such alert."))
    return alert


class AlertLine(NamedTuple):
    """An open alert as the pages of an officer read it beside what it is about."""

    id: int
    cause: str
    competency_code: str | None
    reason: str
    next_steps: Sequence[tuple[str, Any]]


def list_alert_lines(officer: Officer) -> list[AlertLine]:
    """Return the alerts of an officer that are not closed, in no particular order."""
    rows = read_rows(_select_lines(), {"officer_id": officer.id})
    return [AlertLine._make([*row[:-1], _steps_of(row[-1])]) for row in rows]


@lru_cache(maxsize=1024)
def _steps_of(text: str) -> tuple[tuple[str, Any], ...]:
    """Return next steps from their JSON: a kind and a level, a course or a group. There are only so many."""
    return tuple((kind, level) for kind, level in json.loads(text))


@cache
def _select_lines() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Alert, name) for name in AlertLine._fields[:-1]]
    return select(*columns, cast(Alert.next_steps, Text)).where(
        Alert.officer_id == bindparam("officer_id"), Alert.state != AlertState.CLOSED
    )


def list_alerts(officer: Officer) -> list[Alert]:
    """Return the alerts of an officer that are not closed, what presses most first (DESIGN 4)."""
    rows = db.session.execute(_select_open(), {"officer_id": officer.id}).all()
    return [alert for alert, _weight in sorted(rows, key=lambda row: _todo_key(row[0], row[1]))]


@cache
def _select_open() -> Select[Alert, int | None]:
    """Return the statement of an officer's open alerts, each with the greatest weight of what it is about."""
    weight = (
        select(func.max(Standing.weight_percent))
        .where(
            Standing.officer_id == Alert.officer_id,
            Standing.competency_code == Alert.competency_code,
            Standing.valid_to.is_(None),
        )
        .correlate(Alert)
        .scalar_subquery()
    )
    return (
        select(Alert, weight)
        .where(Alert.officer_id == bindparam("officer_id"), Alert.state != AlertState.CLOSED)
        .options(joinedload(Alert.qualification))
    )


def select_disputes(*, visible_to: Account) -> Select[Alert]:
    """Return the statement of the disputes that wait for an answer with the officers, first due first."""
    return (
        select_alerts(visible_to=visible_to)
        .where(Alert.state == AlertState.DISPUTED)
        .options(joinedload(Alert.officer, innerjoin=True))
        .order_by(None)
        .order_by(Alert.dispute_due_on, Alert.id)
    )


def _with_document() -> ORMOption:
    return joinedload(Alert.requirement).joinedload(Requirement.requirement_set)


def _todo_key(alert: Alert, weight_percent: int | None) -> tuple[object, ...]:
    if alert.qualification_id is not None:  # ranks of degrees and numbers of periods are no levels
        return todo_order_key(Severity(alert.severity), 1, 1, 0, alert.cause)
    return todo_order_key(
        Severity(alert.severity),
        (weight_percent or _FULL_PERCENT) / _FULL_PERCENT,
        alert.required or 0,
        alert.attained or 0,
        alert.competency_code or alert.cause,
    )
