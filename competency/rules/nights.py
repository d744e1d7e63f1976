"""The nightly pass: its stages, which days are quarter ends, who is checked at random."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random

NATION = "VN"
"""Stands where the code of a unit would: the whole country."""
CHECKED_SHARE = 100
"""One in so many officers is recomputed every night."""


class NightStage(StrEnum):
    """What a night does, in this order."""

    STANDINGS = "standings"
    STEPS = "steps"
    CLOSING = "closing"
    SNAPSHOT = "snapshot"
    CHECK = "check"
    DONE = "done"


class SnapshotState(StrEnum):
    """Whether the figures of a day may still change."""

    TAKING = "taking"
    PROVISIONAL = "provisional"
    FINAL = "final"
    FROZEN = "frozen"


def is_quarter_end(day: date) -> bool:
    """Tell whether a day is the last of a calendar quarter."""
    following = day + timedelta(days=1)
    return following.day == 1 and following.month % 3 == 1


def stage_after(stage: NightStage) -> NightStage:
    """Return the stage that follows."""
    stages = list(NightStage)
    return stages[stages.index(stage) + 1]


def settled_state(day: date, today: date) -> SnapshotState:
    """Return what becomes of figures of a day that were counted today."""
    if day >= today:
        return SnapshotState.PROVISIONAL
    return SnapshotState.FROZEN if is_quarter_end(day) else SnapshotState.FINAL


def sample_of(officer_ids: Sequence[int], day: date) -> list[int]:
    """Return one in a hundred of the officers, at least one, in order; for a day always the same ones."""
    count = -(-len(officer_ids) // CHECKED_SHARE)
    return sorted(Random(day.toordinal()).sample(list(officer_ids), count))  # noqa: S311 - a sample, no secret
