"""How periods and mandatory courses stand against what posts ask."""

from collections.abc import Mapping
from datetime import date

from competency.rules import Duty, Found


def judge_periods(duty: Duty, by_group: Mapping[int, int]) -> Found:
    """Return how the recognised periods of one calendar year stand against the number asked.

    A surplus in one content group never makes up for another group that is asked by itself, nor does that of
    one year for the next.

    Args:
        duty: of all content groups together, or of one.
        by_group: recognised periods of the year; groups without any may be left out.
    """
    group = duty.content_group
    counted = sum(by_group.values()) if group is None else by_group.get(group, 0)
    return Found(int(duty.value), counted, str(counted) if counted else "")


def judge_course(completed_on: date | None) -> Found:
    """Return how a mandatory course stands: it is completed or it is not."""
    return Found(1, 1, completed_on.isoformat()) if completed_on else Found(1, 0)
