"""An officer against one requirement: status, when it changes, when it is due, how pressing it is."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from competency.rules.levels import (
    Piece,
    attained_after,
    attained_ignoring_expiry,
    attained_level,
    carrying_pieces,
)
from competency.rules.policy import EvidencePolicy
from competency.rules.vocabulary import Severity, StandingStatus

EXPIRY_NOTICE_DAYS = 60
DUE_NOTICE_DAYS = 60
DEFAULT_GRACE_DAYS = 180

CodeKey = tuple[tuple[tuple[int, int, str], ...], str]

_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class StandingResult:
    """What the rules say about one requirement on one day; ``carried_by`` are the refs of the evidence."""

    required: int
    attained: int
    status: StandingStatus
    carried_by: tuple[int | str, ...]


def compute_standing(
    policy: EvidencePolicy, pieces: Collection[Piece], required: int, day: date
) -> StandingResult:
    """Return level, status and carrying evidence against a required level (after area adjustment)."""
    return StandingResult(
        required=required,
        attained=attained_level(policy, pieces, day),
        status=standing_status(policy, pieces, required, day),
        carried_by=carrying_pieces(policy, pieces, day),
    )


def standing_status(
    policy: EvidencePolicy, pieces: Collection[Piece], required: int, day: date
) -> StandingStatus:
    """Return the status on a day, as the table in DESIGN 4 defines it."""
    attained = attained_level(policy, pieces, day)
    if attained >= required:
        lasts = attained_after(policy, pieces, day, EXPIRY_NOTICE_DAYS) >= required
        return StandingStatus.MET if lasts else StandingStatus.EXPIRING
    if attained_ignoring_expiry(policy, pieces, day) >= required:
        return StandingStatus.EXPIRED
    return StandingStatus.BELOW if attained > 0 else StandingStatus.UNPROVEN


def is_met(status: StandingStatus) -> bool:
    """Return whether the requirement is met today, even if not for long."""
    return status in {StandingStatus.MET, StandingStatus.EXPIRING}


def is_fault(status: StandingStatus) -> bool:
    """Return whether this may be shown as a shortcoming; lack of evidence alone never is."""
    return status in {StandingStatus.BELOW, StandingStatus.EXPIRED}


def next_change_on(
    policy: EvidencePolicy, pieces: Collection[Piece], required: int, day: date
) -> date | None:
    """Return the first later day with another level or status if no piece is added, or ``None``.

    For projections. Evidence that is held but dated later than ``day`` counts from its day on.
    """

    def visible(on: date) -> tuple[int, StandingStatus]:
        return attained_level(policy, pieces, on), standing_status(policy, pieces, required, on)

    return _first_differing_day(visible, pieces, day)


def next_turn_on(pieces: Collection[Piece], day: date) -> date | None:
    """Return the first later day on which time alone may change what ``compute_standing`` answers.

    A day to look again, not a promise of change: something may have taken its place by then. Never later than
    ``next_change_on``.
    """
    return min(_turning_days(pieces, day), default=None)


def due_on(
    assignment_starts_on: date, requirement_effective_on: date, grace_days: int = DEFAULT_GRACE_DAYS
) -> date:
    """Return the last day in time: the later of the two days, plus the days of grace."""
    return max(assignment_starts_on, requirement_effective_on) + timedelta(days=grace_days)


def severity(status: StandingStatus, mandatory: bool, due_on: date, day: date) -> Severity:
    """Return how pressing a standing is on a day.

    The due day itself is still in time. What is not mandatory stays a warning after its due day.
    """
    if status == StandingStatus.EXPIRING:
        return Severity.WARNING
    if is_met(status):
        return Severity.INFO
    if mandatory and day > due_on:
        return Severity.URGENT
    return Severity.WARNING if (due_on - day).days <= DUE_NOTICE_DAYS else Severity.INFO


@lru_cache(maxsize=1024)
def natural_code_key(code: str) -> CodeKey:
    """Return a sort key that reads numbers in a code as numbers: A1, A2, B2, B10."""
    parts = (part for part in _DIGITS.split(code) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), code


def todo_order_key(
    severity: Severity, weight: Decimal | float, required: int, attained: int, code: str
) -> tuple[int, Decimal, CodeKey]:
    """Return a sort key for the to-do list: severity, weight x missing levels (most first), code."""
    # As decimals, because 1.2 x 2 and 0.8 x 3 are equal on paper but not as floats.
    pressing = Decimal(str(weight)) * (required - attained)
    return _SEVERITY_RANK[severity], -pressing, natural_code_key(code)


def _first_differing_day(answer: Callable[[date], object], pieces: Iterable[Piece], day: date) -> date | None:
    today = answer(day)
    return next((later for later in sorted(_turning_days(pieces, day)) if answer(later) != today), None)


def _turning_days(pieces: Iterable[Piece], day: date) -> set[date]:
    """Return the only later days on which time alone can change an answer."""
    days: set[date] = set()
    for piece in pieces:
        days.add(piece.earned_on)
        if piece.valid_until is not None:
            days.add(piece.valid_until - timedelta(days=EXPIRY_NOTICE_DAYS - 1))
            if piece.valid_until < date.max:
                days.add(piece.valid_until + timedelta(days=1))
    return {turning for turning in days if turning > day}
