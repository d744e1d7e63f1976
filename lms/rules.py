"""Arithmetic and words of the ground: how long a sign-in lives, what a password must be."""

from datetime import datetime, timedelta
from enum import StrEnum

STAFF_IDLE = timedelta(minutes=30)
OFFICER_IDLE = timedelta(hours=2)
LONGEST_SESSION = timedelta(hours=12)
RENEW_AFTER = timedelta(minutes=3)
LINK_LIFE = timedelta(days=7)
TOKEN_LIFE = timedelta(days=365)
SHORTEST_PASSWORD = 10


class AccountEvent(StrEnum):
    """Past deeds around accounts."""

    CREATED = "account:created"
    SIGNED_IN = "account:signed_in"
    SIGNED_OUT = "account:signed_out"
    SIGNED_OUT_EVERYWHERE = "account:signed_out_everywhere"
    LINK_ISSUED = "account:link_issued"
    PASSWORD_SET = "account:password_set"  # noqa: S105
    TOKEN_CREATED = "account:token_created"  # noqa: S105
    TOKEN_REVOKED = "account:token_revoked"  # noqa: S105
    ROLE_GRANTED = "account:role_granted"
    LOCALE_CHOSEN = "account:locale_chosen"
    FACT_NOTED = "system:fact_noted"
    INITIALISED = "system:initialised"
    ALARM_RAISED = "system:alarm_raised"
    ALARM_SETTLED = "system:alarm_settled"
    WORK_REQUESTED = "system:work_requested"


class JobState(StrEnum):
    """How far long work is; the last two are its ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class TokenScope(StrEnum):
    """What a token of the API may do."""

    READ = "read"
    WRITE = "write"


def idle_limit(roles: frozenset[str]) -> timedelta:
    """Return how long a sign-in may rest: short for staff, who see other people's figures."""
    return OFFICER_IDLE if roles <= {"officer"} else STAFF_IDLE


def is_live(started_at: datetime, seen_at: datetime, roles: frozenset[str], now: datetime) -> bool:
    """Tell whether a sign-in still counts: neither idle nor older than half a day."""
    return now - seen_at < idle_limit(roles) and now - started_at < LONGEST_SESSION
