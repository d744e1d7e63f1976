"""Whose turn it is: the first marker, the second where one was drawn, the third where the two differ."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum

HOURS_TO_WITHDRAW = 48
LONGEST_REASON = 1000
"""Characters of why marks are withdrawn."""
OVERDUE_DAYS = 14
"""A script that waits longer for its marks is shown to the lead, and to its writer, as late."""


class Round(IntEnum):
    """Which marker of a script."""

    FIRST = 1
    SECOND = 2
    THIRD = 3


def open_round(taken: Sequence[int], marked: Sequence[int], *, is_drawn: bool, differ: bool) -> Round | None:
    """Return the round for which a marker is wanted, or None.

    Args:
        taken: the rounds somebody has claimed or marked.
        marked: those that are marked.
        is_drawn: whether the script is marked twice. The two rounds may run at the same time.
        differ: whether the first two markers are too far apart; only asked once both have marked.
    """
    if Round.FIRST not in taken:
        return Round.FIRST
    if is_drawn and Round.SECOND not in taken:
        return Round.SECOND
    both = Round.FIRST in marked and Round.SECOND in marked
    return Round.THIRD if both and differ and Round.THIRD not in taken else None


def is_complete(marked: Sequence[int], *, is_drawn: bool, differ: bool) -> bool:
    """Tell whether nothing more has to be marked before the release."""
    wanted = {Round.FIRST}
    if is_drawn:
        wanted.add(Round.SECOND)
    if is_drawn and differ:
        wanted.add(Round.THIRD)
    return wanted <= set(marked)


def withdrawal_ends_at(released_at: datetime) -> datetime:
    """Return the last instant at which released marks may be withdrawn."""
    return released_at + timedelta(hours=HOURS_TO_WITHDRAW)


def may_still_withdraw(released_at: datetime, now: datetime) -> bool:
    """Tell whether released marks may be withdrawn; the last instant counts."""
    return now <= withdrawal_ends_at(released_at)


def is_overdue(handed_in_at: datetime, now: datetime) -> bool:
    """Tell whether a script has waited too long for its marks."""
    return now - handed_in_at > timedelta(days=OVERDUE_DAYS)
