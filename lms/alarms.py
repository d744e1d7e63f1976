"""Alarms for the operator: raised by jobs, looked at on /admin, settled by a named administrator."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lms import audit, clock, policies
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account, Alarm
from lms.permissions import authorize
from lms.rules import AccountEvent


def raise_alarm(cause: str, text: str, *, by: Account) -> Alarm:
    """Return the open alarm of a cause, raised now unless it is open already; then it only counts.

    Only for other services and jobs: no gate.

    Args:
        cause: what it is about, e.g. "digest:2026-11-21"; at most 60 letters.
        text: a sentence for the operator in the language of the installation; no names of people.
        by: who found it, mostly the system.
    """
    alarm = _count_again(cause, text)
    if alarm is not None:
        return alarm
    now = clock.now()
    alarm = Alarm(cause=cause, text=text, raised_at=now, last_raised_at=now, raised_by_id=by.id)
    try:
        with db.session.begin_nested():
            db.session.add(alarm)
    except IntegrityError:  # another process raised it a moment ago
        found = _count_again(cause, text)
        if found is None:
            raise
        return found
    audit.record(AccountEvent.ALARM_RAISED, alarm, by=by, cause=cause)
    return alarm


def settle_alarm(cause: str, *, by: Account) -> None:
    """Close the open alarm of a cause, if there is one; twice is once.

    Raises:
        Forbidden: ``by`` is no administrator.
    """
    authorize(by, policies.may_administer, None)
    alarm = find_open_alarm(cause)
    if alarm is None:
        return
    settled = db.session.execute(
        update(Alarm)
        .where(Alarm.id == alarm.id, Alarm.settled_at.is_(None))
        .values(settled_at=clock.now(), settled_by_id=by.id)
    )
    if settled.rowcount:  # type: ignore[attr-defined]
        audit.record(AccountEvent.ALARM_SETTLED, alarm, by=by, cause=cause)


def find_open_alarm(cause: str) -> Alarm | None:
    """Return the open alarm of a cause."""
    return db.session.scalar(select(Alarm).where(Alarm.cause == cause, Alarm.settled_at.is_(None)))


def get_alarm(alarm_id: int, *, visible_to: Account) -> Alarm:
    """Return an alarm, open or settled.

    Raises:
        Forbidden: this person is no administrator.
        NotFound: there is no such alarm.
    """
    authorize(visible_to, policies.may_administer, None)
    alarm = db.session.get(Alarm, alarm_id)
    if alarm is None:
        raise NotFound(_("There is no such alarm."))
    return alarm


def list_open_alarms() -> Sequence[Alarm]:
    """Return the alarms nobody has settled, the newest first, with who raised them. Only administrators."""
    statement = select(Alarm).where(Alarm.settled_at.is_(None)).options(joinedload(Alarm.raised_by))
    return db.session.scalars(statement.order_by(Alarm.last_raised_at.desc(), Alarm.id.desc())).all()


def _count_again(cause: str, text: str) -> Alarm | None:
    """Add one to the open alarm of a cause, with the newest words; None if none is open."""
    counted = db.session.execute(
        update(Alarm)
        .where(Alarm.cause == cause, Alarm.settled_at.is_(None))
        .values(times=Alarm.times + 1, last_raised_at=clock.now(), text=text)
    )
    return find_open_alarm(cause) if counted.rowcount else None  # type: ignore[attr-defined]
