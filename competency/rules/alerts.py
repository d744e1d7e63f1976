"""Which alert a standing calls for, how an alert moves through its life, when a dispute must be answered."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from competency.rules.errors import RuleError
from competency.rules.levels import Piece, best_by_kind, best_by_kind_ignoring_expiry
from competency.rules.policy import EvidencePolicy
from competency.rules.standings import StandingResult
from competency.rules.vocabulary import AlertKind, AlertReason, AlertState, StandingStatus

DISPUTE_ANSWER_WORKING_DAYS = 5
FIRST_DAY_OF_WEEKEND = 5

# A refused dispute makes the alert open again; a plan that falls through leaves it acknowledged. Once closed
# it stays closed: a cause that returns is a new alert, so that the history of each stays readable.
ALERT_FOLLOWERS: Mapping[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset(
        {AlertState.ACKNOWLEDGED, AlertState.PLANNED, AlertState.CLOSED, AlertState.DISPUTED}
    ),
    AlertState.ACKNOWLEDGED: frozenset({AlertState.PLANNED, AlertState.CLOSED, AlertState.DISPUTED}),
    AlertState.PLANNED: frozenset({AlertState.ACKNOWLEDGED, AlertState.CLOSED, AlertState.DISPUTED}),
    AlertState.DISPUTED: frozenset({AlertState.OPEN, AlertState.CLOSED}),
    AlertState.CLOSED: frozenset(),
}


def alert_kind_and_reason(
    policy: EvidencePolicy,
    pieces: Collection[Piece],
    result: StandingResult,
    day: date,
    *,
    previously_required: int | None = None,
) -> tuple[AlertKind, AlertReason] | None:
    """Return which alert a standing calls for and why; ``None`` where it is met for long enough.

    A standing that is ``unproven`` calls for an alert too; its wording is information, never a fault.

    Args:
        policy: the policy ``result`` was computed with.
        pieces: the evidence ``result`` was computed from.
        result: the standing.
        day: the day of ``result``.
        previously_required: the level asked before the requirement last changed, if that is the occasion.
    """
    if result.status == StandingStatus.MET:
        return None
    if result.status == StandingStatus.EXPIRING:
        return AlertKind.EXPIRING, AlertReason.EXPIRING
    if result.status == StandingStatus.EXPIRED:
        return AlertKind.COMPETENCY, AlertReason.EXPIRED
    if previously_required is not None and result.attained >= previously_required:
        return AlertKind.COMPETENCY, AlertReason.REQUIREMENT_CHANGED
    return AlertKind.COMPETENCY, _why_not_reached(policy, pieces, result.required, day)


def is_open(state: AlertState) -> bool:
    """Return whether an alert still stands; there is at most one such alert per officer and cause."""
    return state != AlertState.CLOSED


def alert_transition(state: AlertState, following: AlertState) -> AlertState:
    """Return ``following`` if an alert may go there from ``state``.

    Raises:
        RuleError: it may not.
    """
    if following not in ALERT_FOLLOWERS[state]:
        raise RuleError(
            "An alert that is %(state)s cannot become %(following)s.", state=state, following=following
        )
    return following


def dispute_answer_due_on(disputed_on: date, holidays: Collection[date] = ()) -> date:
    """Return the last day to answer a dispute: the fifth working day after it was raised."""
    day = disputed_on
    remaining = DISPUTE_ANSWER_WORKING_DAYS
    while remaining > 0:
        day += timedelta(days=1)
        if day.weekday() < FIRST_DAY_OF_WEEKEND and day not in holidays:
            remaining -= 1
    return day


def _why_not_reached(
    policy: EvidencePolicy, pieces: Collection[Piece], required: int, day: date
) -> AlertReason:
    """Return the reason that is true of the strongest piece.

    A single piece that would have been high enough but ran out is ``EXPIRED`` even though corroboration was
    missing as well: to call it too low would be false.
    """
    if not pieces:
        return AlertReason.NEVER_SHOWN
    ever = max(best_by_kind_ignoring_expiry(policy, pieces, day).values(), default=0)
    if ever == 0:
        return AlertReason.NEVER_SHOWN
    if ever < required:
        return AlertReason.TOO_LOW
    today = max(best_by_kind(policy, pieces, day).values(), default=0)
    return AlertReason.UNCORROBORATED if today >= required else AlertReason.EXPIRED
