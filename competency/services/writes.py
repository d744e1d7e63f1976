"""Writing what a plan found: rows closed, opened and noted, alerts closed, opened and changed."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Self

from sqlalchemy import Date, bindparam, case, update

from competency.models import Alert
from competency.rules import AlertState
from competency.services.plans import Plan, Row
from lms import clock
from lms.database import db, insert_many
from lms.models import Account

BATCH = 500
_CHUNK = 10_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""

_ALERTS: Any = Alert.__table__


@dataclass(frozen=True, slots=True)
class RefreshCounts:
    """What a refresh changed. A change of a row closes one and opens one."""

    officers: int = 0
    opened: int = 0
    closed: int = 0
    alerts_opened: int = 0
    alerts_changed: int = 0
    alerts_closed: int = 0

    def __add__(self, other: Self) -> "RefreshCounts":
        """Return the counts of both."""
        return RefreshCounts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def write_plan(
    table: Any, plan: Plan, day: date, *, notes: Sequence[str], alert_facts: Sequence[str], by: Account
) -> None:
    """Make the rows of a table with history, and the alerts about them, as a plan says. Only for this room.

    Args:
        table: has `valid_from` and `valid_to`.
        plan: what differs.
        day: when closed rows end.
        notes: columns of the table that change in place, without history.
        alert_facts: columns of the alerts that a changed one brings.
        by: who closes alerts.
    """
    # Closed before others are opened: the engine allows one open row for each thing that is asked.
    for ids in batches(plan.closing, _CHUNK):
        db.session.execute(_close(table), {"ids": ids, "day": day})
    if plan.opening:
        insert_many(table, plan.opening)
    _update(table, notes, plan.noting)
    _write_alerts(plan, alert_facts, by=by)


def count_plan(officers: int, plan: Plan) -> RefreshCounts:
    """Return what writing a plan changes."""
    return RefreshCounts(
        officers=officers,
        opened=len(plan.opening),
        closed=len(plan.closing),
        alerts_opened=len(plan.alerts_opening),
        alerts_changed=len(plan.alerts_changing),
        alerts_closed=sum(map(len, plan.alerts_closing.values())),
    )


def batches(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    """Cut ids into lists of at most a size."""
    iterator = iter(ids)
    while batch := list(islice(iterator, size)):
        yield batch


def _write_alerts(plan: Plan, facts: Sequence[str], *, by: Account) -> None:
    now = clock.now()
    for reason, ids in plan.alerts_closing.items():
        closed = {
            "state": AlertState.CLOSED.value,
            "closed_at": now,
            "closed_by_id": by.id,
            "close_reason": reason.value,
        }
        for some in batches(ids, _CHUNK):
            db.session.execute(update(_ALERTS).where(_ALERTS.c.id.in_(some)).values(closed))
    if plan.alerts_opening:
        opened = [{**row, "state": AlertState.OPEN.value, "opened_at": now} for row in plan.alerts_opening]
        insert_many(_ALERTS, opened)
    _update(_ALERTS, facts, plan.alerts_changing)


def _update(table: Any, names: Sequence[str], rows: list[Row]) -> None:
    if rows:
        db.session.execute(_change(table, tuple(names)), rows)


# Every deed writes these. Making a statement anew costs several times what running it does.


@cache
def _close(table: Any) -> Any:
    opened, day = table.c.valid_from, bindparam("day", type_=Date())
    is_closing = table.c.id.in_(bindparam("ids", expanding=True))
    return update(table).where(is_closing).values(valid_to=case((opened > day, opened), else_=day))


@cache
def _change(table: Any, names: tuple[str, ...]) -> Any:
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    return update(table).where(table.c.id == bindparam("row_id")).values(values)
