"""Messages written down once and sent once, as far as the world allows.

Every message is claimed in a transaction of its own before it goes out, and what became of it is written
down in another. Who dies between the two leaves it in state "sending"; the next run then asks the channel
whether the message went out, and where nobody can tell, it waits for a person.
"""

import os
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from flask import current_app
from sqlalchemy import Table, update
from sqlalchemy.dialects import postgresql, sqlite

from competency.models.deliveries import AlertDelivery, Digest, DigestWeek
from competency.queries import deliveries as queries
from competency.queries.deliveries import Line, Told
from competency.rules.deliveries import (
    DeliveryEvent,
    DigestState,
    Purpose,
    digest_day,
    is_given_up,
    is_worth_saying,
    iso_week,
    told_count,
)
from competency.services.deliveries import address_of, steps
from lms import audit, clock, mail
from lms.channels import Message
from lms.database import db, insert_many
from lms.models import Account

BATCH = 500
_DIGESTS: Any = Digest.__table__
_WEEKS: Any = DigestWeek.__table__
_LINES: Any = AlertDelivery.__table__


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed message with everything that is needed to send it outside of a transaction."""

    digest_id: int
    claim: str
    channel: str
    address: str
    message: Message


def begin_week(day: date, *, by: Account) -> str:
    """Open the week of a day, if nobody has, and return its name. Only for jobs and commands: no gate.

    What of earlier weeks has not gone out by then is dropped: the new message says it all, and nobody shall
    get two in a week.
    """
    del by  # no deed of anybody: the trail gets one entry when the week is finished
    week = iso_week(day)
    row = {
        "week": week,
        "day": digest_day(day, int(current_app.config["DIGEST_WEEKDAY"])),
        "begun_at": clock.now(),
    }
    if _insert_missing(_WEEKS, [row], ("week",), ("week",)):
        db.session.execute(
            update(Digest)
            .where(Digest.state == DigestState.PLANNED, Digest.week < week)
            .values(state=DigestState.DROPPED.value, ended_at=clock.now())
        )
    return week


def plan_digests(week: str, day: date, *, after: int, by: Account) -> int | None:
    """Write down the next batch of messages of a week; return the last account looked at, None at the end.

    Only for jobs and commands, which call it again with what it returned: no gate.
    Twice, or by two processes at once, is once: the constraint decides who gets a message.
    """
    opened = queries.find_week(week)
    if opened is None or opened.planned_at is not None:
        return None
    accounts = queries.list_accounts_to_tell(week, after=after, limit=BATCH)
    if not accounts:
        _note_week(week, by=by, planned_at=clock.now())
        return None
    _write_down(week, opened.day, queries.list_told(accounts, day, steps()))
    return accounts[-1]


def retry_passing_failures(week: str, tried_before: datetime, *, by: Account) -> None:
    """Let messages wait again that failed in a way that may pass; three attempts in all. No gate."""
    del by  # the ledger counts the attempts
    db.session.execute(
        update(Digest)
        .where(queries.is_to_retry(week, tried_before))
        .values(state=DigestState.PLANNED.value)
        .execution_options(synchronize_session=False)
    )


def claim_digest(digest_id: int, *, without: Collection[str] = (), by: Account) -> Parcel | None:
    """Claim a waiting message for this process; None if another was quicker or nothing is left to say.

    Only for jobs and commands, which commit before they send: no gate. Messages for the channels ``without``
    are left waiting.
    """
    del by
    digest = db.session.get(Digest, digest_id, with_for_update=True, populate_existing=True)
    if digest is None or digest.state != DigestState.PLANNED:
        return None
    lines = [line for line in queries.list_lines(digest_id) if is_worth_saying(line.purpose, line.state)]
    if not lines or not digest.account.is_active:
        digest.state = DigestState.DROPPED.value
        digest.ended_at = clock.now()
        return None
    channel, address = address_of(digest.account)
    if channel in without:
        return None
    digest.state = DigestState.SENDING.value
    digest.attempts += 1
    digest.claimed_by = _process_word()
    digest.claimed_at = clock.now()
    digest.channel = channel
    digest.address_masked = mail.mask_address(address)
    message = mail.compose("digest", digest.public_id, locale=digest.account.locale, **_facts(lines))
    return Parcel(digest_id, digest.claimed_by, channel, address, message)


def note_sent(parcel: Parcel, receipt: str, *, by: Account) -> None:
    """Write down that a message went out. No gate."""
    _note(parcel, DigestState.SENT, by=by, receipt=receipt, error="")


def note_failed(parcel: Parcel, reason: str, *, is_lasting: bool, by: Account) -> None:
    """Write down that a message certainly did not go out, and whether trying again may help. No gate."""
    _note(parcel, DigestState.FAILED, by=by, error=reason, is_lasting=is_lasting)


def note_unreachable(parcel: Parcel, reason: str, *, by: Account) -> None:
    """Let a message wait on, as nobody could be reached. No gate."""
    _note(parcel, DigestState.PLANNED, by=by, error=reason)


def note_uncertain(parcel: Parcel, reason: str, *, by: Account) -> None:
    """Write down that nobody can tell whether a message went out. No gate."""
    _note(parcel, DigestState.UNCERTAIN, by=by, error=reason)


def settle_interrupted(find: Callable[[str, str], bool | None], *, by: Account) -> None:
    """Decide what becomes of messages whose sender died: sent, waiting again, or uncertain. No gate.

    Args:
        find: asks a channel (by name) whether a Message-ID went out; None where it cannot know.
        by: the system.
    """
    del by
    for digest in queries.list_sending():
        is_dead = _is_dead(digest.claimed_by)
        if not is_given_up(digest.claimed_at or digest.planned_at, clock.now(), is_process_dead=is_dead):
            continue
        went_out = find(digest.channel, mail.message_id(digest.public_id))
        state = {True: DigestState.SENT, False: DigestState.PLANNED, None: DigestState.UNCERTAIN}[went_out]
        digest.state = state.value
        digest.error = "" if went_out else "interrupted"
        digest.ended_at = None if state is DigestState.PLANNED else clock.now()


def finish_week(week: str, *, by: Account) -> Mapping[str, int]:
    """Return the messages of a week by state; note when nothing is left to send. No gate."""
    counts = queries.count_states(week)
    opened = queries.find_week(week)
    left = counts[DigestState.PLANNED] + counts[DigestState.SENDING]
    if opened and opened.planned_at and not opened.finished_at and not left:
        _note_week(week, by=by, finished_at=clock.now())
        audit.record_about(
            DeliveryEvent.WEEK_FINISHED, DigestWeek.__tablename__, week, by=by, **_by_word(counts)
        )
    return counts


def _write_down(week: str, day: date, told: Collection[Told]) -> None:
    now = clock.now()
    provinces = {one.account_id: one.province_code for one in told}
    rows = [
        {
            "public_id": uuid4(),
            "account_id": account_id,
            "province_code": province_code,
            "week": week,
            "day": day,
            "state": DigestState.PLANNED.value,
            "channel": "",
            "address_masked": "",
            "attempts": 0,
            "is_lasting": False,
            "claimed_by": "",
            "error": "",
            "receipt": "",
            "planned_at": now,
        }
        for account_id, province_code in sorted(provinces.items())
    ]
    written = _insert_missing(_DIGESTS, rows, ("account_id", "week"), ("account_id", "id"))
    digest_ids = dict(written)
    lines = {
        (digest_ids[one.account_id], one.alert_id, one.purpose.value)
        for one in told
        if one.account_id in digest_ids
    }
    insert_many(
        _LINES,
        [
            {"digest_id": digest_id, "alert_id": alert_id, "purpose": purpose}
            for digest_id, alert_id, purpose in sorted(lines)
        ],
    )


def _insert_missing(
    table: Table, rows: list[dict[str, Any]], unique: tuple[str, ...], wanted: tuple[str, ...]
) -> list[Any]:
    """Add the rows that are not there yet; return columns of those that were added."""
    if not rows:
        return []
    insert: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[
        db.session.get_bind().dialect.name
    ]
    statement = insert(table).values(rows).on_conflict_do_nothing(index_elements=list(unique))
    return list(db.session.execute(statement.returning(*(table.c[name] for name in wanted))))


def _facts(lines: list[Line]) -> dict[str, Any]:
    """Return what the templates may know: no names, and a number only where many people stand behind it."""
    escalated = [line for line in lines if line.purpose in (Purpose.LEADER, Purpose.DEPARTMENT)]
    purposes = {line.purpose for line in lines}
    overdue = ""
    if escalated:
        overdue = "/team" if Purpose.LEADER in purposes else "/overdue"
    return {
        "has_own": Purpose.REMINDER in purposes,
        "overdue": overdue,
        "overdue_told": told_count(len(escalated), len({line.officer_id for line in escalated})),
        "has_disputes": bool(purposes & {Purpose.ANSWER, Purpose.LATE_ANSWER}),
    }


def _note(parcel: Parcel, state: DigestState, *, by: Account, **values: object) -> None:
    """Write down the outcome of the own claim; another process may have called it uncertain meanwhile."""
    del by  # the ledger is the trail of the machine
    ended_at = None if state is DigestState.PLANNED else clock.now()
    db.session.execute(
        update(Digest)
        .where(Digest.id == parcel.digest_id, Digest.claimed_by == parcel.claim)
        .where(Digest.state.in_((DigestState.SENDING, DigestState.UNCERTAIN)))
        .values(state=state.value, ended_at=ended_at, **values)
    )


def _note_week(week: str, *, by: Account, **values: datetime) -> None:
    del by
    db.session.execute(update(DigestWeek).where(DigestWeek.week == week).values(**values))


def _by_word(counts: Mapping[str, int]) -> dict[str, int]:
    return {state.value: counts.get(state.value, 0) for state in DigestState}


@cache
def _random_word(_process: int) -> str:
    return uuid4().hex[:8]


def _process_word() -> str:
    process = os.getpid()
    return f"{socket.gethostname()[:80]}:{process}:{_random_word(process)}"


def _is_dead(claimed_by: str) -> bool:
    """Tell whether a process of this machine has surely ended; of other machines nobody can say."""
    host, process, _word = ([*claimed_by.rsplit(":", 2), "", "", ""])[:3]
    if host != socket.gethostname()[:80] or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
