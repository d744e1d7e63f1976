"""When somebody is reminded of an alert, who else hears of it and when, and how a message fares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from competency.rules.alerts import DISPUTE_ANSWER_WORKING_DAYS
from competency.rules.vocabulary import AlertState, Severity


class DigestState(StrEnum):
    """Where a message is in its life."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """It may have gone out. Never sent again but by a person's decision."""
    DROPPED = "dropped"
    """What it would have said had been settled before it went out."""


class Purpose(StrEnum):
    """Why somebody hears of an alert."""

    REMINDER = "reminder"
    LEADER = "leader"
    DEPARTMENT = "department"
    ANSWER = "answer"
    """A leader: a dispute waits for an answer."""
    LATE_ANSWER = "late-answer"
    """The Department: the five working days are over."""


class DeliveryEvent(StrEnum):
    """Deeds around messages. A message that goes out is in the ledger; the trail has what people decided."""

    WEEK_FINISHED = "digest:week-finished"
    RETRIED = "digest:retried"
    ADDRESS_CHOSEN = "digest:address-chosen"
    HOLIDAY_ADDED = "holiday:added"
    HOLIDAY_REMOVED = "holiday:removed"


MOST_REMINDERS = 3
REMINDERS_BY_SEVERITY: Mapping[Severity, int] = {
    Severity.INFO: 1,
    Severity.WARNING: 2,
    Severity.URGENT: MOST_REMINDERS,
}
"""How many reminders may have gone out while an alert is so pressing. Else all three would be spent months
before the due day: with 180 days of grace, in the first three weeks."""

DEFAULT_ESCALATION_DAYS = (14, 30)


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """Who hears of what nobody has settled, from how many days after the due day, how often at most."""

    purpose: Purpose
    days_after_due: int
    most_messages: int
    with_unproven: bool
    """Whether what merely lacks evidence counts; it is no fault (DESIGN 4)."""
    reason: str


def escalation_steps(days: tuple[int, int] = DEFAULT_ESCALATION_DAYS) -> tuple[EscalationStep, ...]:
    """Return the steps officer → leader → Department for the two numbers of days of this installation."""
    return (
        EscalationStep(
            Purpose.LEADER,
            days[0],
            2,
            True,
            "Two weeks past due the leader can free time, or confirm a work product where proof is missing.",
        ),
        EscalationStep(
            Purpose.DEPARTMENT,
            days[1],
            1,
            False,
            "A month past due it is a matter of resources; missing evidence alone stays in the unit.",
        ),
        EscalationStep(
            Purpose.ANSWER,
            0,
            2,
            True,
            f"An answer is due in {DISPUTE_ANSWER_WORKING_DAYS} working days, so the leader hears at once.",
        ),
        EscalationStep(
            Purpose.LATE_ANSWER,
            1,
            3,
            True,
            "Whose answer is overdue has no other way than to the next level.",
        ),
    )


REMINDED_STATES = (AlertState.OPEN, AlertState.ACKNOWLEDGED)
ESCALATED_STATES = (AlertState.OPEN, AlertState.ACKNOWLEDGED)
COUNTED_STATES = (
    DigestState.PLANNED,
    DigestState.SENDING,
    DigestState.SENT,
    DigestState.UNCERTAIN,
)
"""A message that failed or was dropped has reminded nobody."""


def most_reminders(state: AlertState, severity: Severity) -> int:
    """Return how many reminders an alert may have had by now and still gets another.

    None while it is planned, disputed or closed. Who took note of it is left alone until it is urgent.
    """
    if state == AlertState.ACKNOWLEDGED:
        return REMINDERS_BY_SEVERITY[severity] if severity == Severity.URGENT else 0
    return REMINDERS_BY_SEVERITY[severity] if state == AlertState.OPEN else 0


def is_worth_saying(purpose: Purpose, state: AlertState) -> bool:
    """Tell whether a message about an alert still has its reason at the moment it would go out."""
    if purpose in (Purpose.ANSWER, Purpose.LATE_ANSWER):
        return state == AlertState.DISPUTED
    return state in REMINDED_STATES


SMALLEST_COUNT = 5


def told_count(count: int, officers: int) -> int:
    """Return the number a message may tell; 0 where so few people are behind it that it points at one."""
    return count if officers >= SMALLEST_COUNT else 0


def iso_week(day: date) -> str:
    """Return the ISO week of a day, such as "2026-W47"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def digest_day(day: date, weekday: int) -> date:
    """Return the day of the same ISO week on which messages go out; 0 is Monday."""
    return day + timedelta(days=weekday - day.weekday())


SENDING_FROM = time(8)
FINISHED_BY = time(12)
"""Messages go out from eight; if a day's messages are not out by noon, the operator is told."""
MOST_TROUBLE_PERCENT = 5
MOST_ATTEMPTS = 3
LONGEST_SENDING = timedelta(minutes=10)
"""Longer than any attempt can take; who is still sending then has died."""


def is_sending_time(now: datetime, weekday: int) -> bool:
    """Tell whether this week's messages should be on their way; ``now`` in the configured time zone.

    From the set hour of the set day to the end of the week, so that a machine that was off catches up.
    """
    day = digest_day(now.date(), weekday)
    return (now.date(), now.time()) >= (day, SENDING_FROM)


def is_overdue(now: datetime, weekday: int) -> bool:
    """Tell whether this week's messages should all be out; ``now`` in the configured time zone."""
    day = digest_day(now.date(), weekday)
    return (now.date(), now.time()) >= (day, FINISHED_BY)


def has_too_much_trouble(troubled: int, ended: int) -> bool:
    """Tell whether the share of messages that failed or are uncertain calls for the operator."""
    return ended > 0 and troubled * 100 > MOST_TROUBLE_PERCENT * ended


def is_given_up(claimed_at: datetime, now: datetime, *, is_process_dead: bool) -> bool:
    """Tell whether nobody is sending a message any more that is marked so."""
    return is_process_dead or now - claimed_at > LONGEST_SENDING
