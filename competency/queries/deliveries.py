"""Reads about messages: who has to hear of what, what is waiting to go out, what became of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from competency.models import Alert
from competency.models.deliveries import AlertDelivery, Digest, DigestWeek, MessageAddress
from competency.models.holidays import Holiday
from competency.rules import AlertReason, AlertState, Severity
from competency.rules.deliveries import (
    COUNTED_STATES,
    ESCALATED_STATES,
    FINISHED_BY,
    MOST_ATTEMPTS,
    DigestState,
    EscalationStep,
    Purpose,
    most_reminders,
)
from lms.clock import timezone
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account, Alarm, RoleGrant
from lms.pages import Page
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import Assignment, Officer, Organisation
from people.queries import is_held

DIGESTS_PER_PAGE = 50


class Told(NamedTuple):
    """Somebody has to hear of an alert, and why."""

    account_id: int
    alert_id: int
    province_code: str
    purpose: Purpose


class Line(NamedTuple):
    """What a message is about, as it stands now."""

    purpose: Purpose
    state: AlertState
    officer_id: int


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The messages of one day by state."""

    day: date
    week: str
    counts: Counter[str]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.counts.total()


def list_accounts_to_tell(week: str, *, after: int, limit: int) -> list[int]:
    """Return the next active accounts by id that have no message of a week yet, and that one could reach.

    Who signs in with a made word and has chosen no other channel has no address: their leader is told, as of
    everybody, and they read their alerts when they sign in.
    """
    has_one = select(Digest.id).where(Digest.account_id == Account.id, Digest.week == week).exists()
    has_channel = select(MessageAddress.account_id).where(MessageAddress.account_id == Account.id).exists()
    is_reachable = or_(Account.email.contains("@"), has_channel)
    return list(
        db.session.scalars(
            select(Account.id)
            .where(Account.id > after, Account.is_active, ~Account.is_system, ~has_one, is_reachable)
            .order_by(Account.id)
            .limit(limit)
        )
    )


def list_told(account_ids: Collection[int], day: date, steps: Sequence[EscalationStep]) -> list[Told]:
    """Return what these accounts have to hear of on a day; one statement for each reason.

    A message that an alert was in counts for each reason on its own, so that an officer who leads does not
    lose a reminder to a summary.
    """
    found = _reminders(account_ids)
    for step in steps:
        if step.purpose in (Purpose.LEADER, Purpose.ANSWER):
            for statement in _of_leaders(account_ids, day, step):
                found += _told(statement, step.purpose)
        else:
            found += _told(_of_department(account_ids, day, step), step.purpose)
    return found


def list_lines(digest_id: int) -> list[Line]:
    """Return what a message is about."""
    rows = db.session.execute(
        select(AlertDelivery.purpose, Alert.state, Alert.officer_id)
        .join(AlertDelivery.alert)
        .where(AlertDelivery.digest_id == digest_id)
    )
    return [Line(Purpose(purpose), AlertState(state), officer_id) for purpose, state, officer_id in rows]


def count_reminders(alert: Alert) -> int:
    """Return how many messages have reminded an officer of an alert."""
    return db.session.scalar(select(_times_told(Purpose.REMINDER, alert.id))) or 0


def find_address(account: Account) -> MessageAddress | None:
    """Return where somebody wants messages, if not by e-mail."""
    return db.session.get(MessageAddress, account.id)


def list_holidays(day: date) -> list[date]:
    """Return the announced holidays from a day on."""
    return list(db.session.scalars(select(Holiday.day).where(Holiday.day >= day).order_by(Holiday.day)))


def find_week(week: str) -> DigestWeek | None:
    """Return the state of a week's messages."""
    return db.session.get(DigestWeek, week)


def was_anything_to_say(day: date) -> bool:
    """Tell whether any alert stood by the hour of a day at which all should be out."""
    by_then = datetime.combine(day, FINISHED_BY, tzinfo=timezone())
    return db.session.scalar(select(Alert.id).where(Alert.opened_at < by_then).limit(1)) is not None


def list_planned_ids(*, after: int, limit: int) -> list[int]:
    """Return the next messages that wait to go out."""
    return list(
        db.session.scalars(
            select(Digest.id)
            .where(Digest.state == DigestState.PLANNED, Digest.id > after)
            .order_by(Digest.id)
            .limit(limit)
        )
    )


def list_sending() -> list[Digest]:
    """Return the messages somebody is sending, or was when the process died."""
    return list(
        db.session.scalars(select(Digest).where(Digest.state == DigestState.SENDING).with_for_update())
    )


def count_states(week: str) -> Counter[str]:
    """Return the messages of a week by state."""
    rows = db.session.execute(
        select(Digest.state, func.count()).where(Digest.week == week).group_by(Digest.state)
    )
    return Counter({state: count for state, count in rows})  # noqa: C416 - rows are no pairs to the types


def is_to_retry(week: str, tried_before: datetime) -> ColumnElement[bool]:
    """Tell of a message whether it failed in a way that may pass, and was last tried so long ago."""
    return and_(
        Digest.week == week,
        Digest.state == DigestState.FAILED,
        ~Digest.is_lasting,
        Digest.attempts < MOST_ATTEMPTS,
        Digest.ended_at <= tried_before,
    )


def was_alarm_told(cause: str, text: str) -> bool:
    """Tell whether the operator heard exactly this before, even if the alarm is settled by now."""
    told = select(Alarm.id).where(Alarm.cause == cause, Alarm.text == text)
    return db.session.scalar(told.limit(1)) is not None


def select_digests(*, visible_to: Account) -> Select[Digest]:
    """Return the statement of the messages a person may know of, the newest first.

    The Department sees those of its province, administrators all; neither sees whole addresses.
    """
    statement = select(Digest).order_by(Digest.day.desc(), Digest.id.desc())
    if has_role(visible_to, Role.ADMIN):
        return statement
    return statement.where(Digest.province_code.in_(scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT)))


def list_page(*, visible_to: Account, state: str, day: date | None, number: int) -> Page:
    """Return one page of the messages a person may know of, the newest first.

    Args:
        visible_to: who is looking.
        state: only these; empty for all.
        day: only those of one day.
        number: of the page, from 1.
    """
    statement = select_digests(visible_to=visible_to)
    if state:
        statement = statement.where(Digest.state == state)
    if day is not None:
        statement = statement.where(Digest.day == day)
    counted = statement.order_by(None).with_only_columns(func.count())
    items = db.session.scalars(
        statement.limit(DIGESTS_PER_PAGE).offset((number - 1) * DIGESTS_PER_PAGE)
    ).all()
    return Page(items, number, DIGESTS_PER_PAGE, db.session.scalar(counted) or 0)


def get_digest(public_id: UUID, *, visible_to: Account) -> Digest:
    """Return one message.

    Raises:
        NotFound: there is none, or none this person may know of.
    """
    digest = db.session.scalar(
        select_digests(visible_to=visible_to)
        .where(Digest.public_id == public_id)
        .options(joinedload(Digest.account))
    )
    if digest is None:
        raise NotFound(_("There is no such message."))
    return digest


def list_days(*, visible_to: Account, limit: int) -> list[DayCounts]:
    """Return the last days with messages this person may know of, each with its counts by state."""
    known = select_digests(visible_to=visible_to).order_by(None)
    rows = db.session.execute(
        known.with_only_columns(Digest.day, Digest.week, Digest.state, func.count())
        .group_by(Digest.day, Digest.week, Digest.state)
        .where(Digest.day.in_(_last_days(known, limit)))
    )
    days: dict[date, DayCounts] = {}
    for day, week, state, count in rows:
        days.setdefault(day, DayCounts(day, week, Counter())).counts[state] += count
    return [days[day] for day in sorted(days, reverse=True)]


def _last_days(known: Select[Digest], limit: int) -> list[date]:
    days = known.with_only_columns(Digest.day).distinct().order_by(Digest.day.desc()).limit(limit)
    return list(db.session.scalars(days))


def purposes_of(digests: Collection[Digest]) -> dict[int, list[str]]:
    """Return by message why people were told, in the order of `Purpose`."""
    rows = db.session.execute(
        select(AlertDelivery.digest_id, AlertDelivery.purpose)
        .where(AlertDelivery.digest_id.in_([digest.id for digest in digests]))
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for digest_id, purpose in rows:
        found.setdefault(digest_id, set()).add(purpose)
    return {key: [one.value for one in Purpose if one.value in words] for key, words in found.items()}


def is_escalated(step: EscalationStep, day: date) -> ColumnElement[bool]:
    """Tell of an alert whether it has reached a step by a day, message or not."""
    if step.purpose == Purpose.ANSWER:
        return Alert.state == AlertState.DISPUTED
    if step.purpose == Purpose.LATE_ANSWER:
        return and_(Alert.state == AlertState.DISPUTED, Alert.dispute_due_on < day)
    reached = [
        Alert.state.in_(ESCALATED_STATES),
        Alert.severity == Severity.URGENT,
        Alert.due_on <= day - timedelta(days=step.days_after_due),
    ]
    if not step.with_unproven:
        reached.append(Alert.reason != AlertReason.NEVER_SHOWN)
    return and_(*reached)


def _reminders(account_ids: Collection[int]) -> list[Told]:
    told = _times_told(Purpose.REMINDER, Alert.id)
    allowed = [
        and_(Alert.state == state, Alert.severity == severity, told < most)
        for state in AlertState
        for severity in Severity
        if (most := most_reminders(state, severity))
    ]
    statement = (
        select(Officer.account_id, Alert.id, Alert.province_code)
        .join(Alert, Alert.officer_id == Officer.id)
        .where(Officer.account_id.in_(account_ids), or_(*allowed))
    )
    return _told(statement, Purpose.REMINDER)


def _of_leaders(account_ids: Collection[int], day: date, step: EscalationStep) -> list[Select[int, int, str]]:
    """Return two statements, for those who lead communes and for those who lead organisations."""
    scope_columns = (
        (ScopeKind.UNIT, Assignment.unit_code),
        (ScopeKind.ORGANISATION, Organisation.code),
    )
    return [
        select(RoleGrant.account_id, Alert.id, Alert.province_code)
        .select_from(Assignment)
        .join(Assignment.organisation)
        .join(RoleGrant, RoleGrant.scope_code == column)
        .join(Assignment.officer)
        .join(Alert, Alert.officer_id == Officer.id)
        .where(
            RoleGrant.account_id.in_(account_ids),
            RoleGrant.role == Role.LEADER,
            RoleGrant.scope_kind == kind,
            is_held(day),
            # Nobody hears as a leader of the own gaps, nor answers the own dispute.
            Officer.account_id.is_distinct_from(RoleGrant.account_id),
            is_escalated(step, day),
            _times_told(step.purpose, Alert.id, RoleGrant.account_id) < step.most_messages,
        )
        for kind, column in scope_columns
    ]


def _of_department(account_ids: Collection[int], day: date, step: EscalationStep) -> Select[int, int, str]:
    return (
        select(RoleGrant.account_id, Alert.id, Alert.province_code)
        .join(Alert, Alert.province_code == RoleGrant.scope_code)
        .where(
            RoleGrant.account_id.in_(account_ids),
            RoleGrant.role == Role.DEPARTMENT,
            RoleGrant.scope_kind == ScopeKind.UNIT,
            is_escalated(step, day),
            _times_told(step.purpose, Alert.id, RoleGrant.account_id) < step.most_messages,
        )
    )


def _times_told(purpose: Purpose, alert_id: Any, account_id: Any = None) -> Any:
    """Return how often an alert was spoken of for this reason, by anybody or to one account."""
    told = (
        select(func.count())
        .select_from(AlertDelivery)
        .join(AlertDelivery.digest)
        .where(AlertDelivery.alert_id == alert_id, AlertDelivery.purpose == purpose)
        .where(Digest.state.in_(COUNTED_STATES))
    )
    if account_id is not None:
        told = told.where(Digest.account_id == account_id)
    return told.correlate(Alert, RoleGrant).scalar_subquery()


def _told(statement: Any, purpose: Purpose) -> list[Told]:
    rows = db.session.execute(statement.distinct())
    return [
        Told(account_id, alert_id, province_code, purpose) for account_id, alert_id, province_code in rows
    ]
