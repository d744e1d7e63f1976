"""Keeping standings and alerts as the evidence says: refreshed in batches, checked, looked at every night."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import islice
from typing import Any, Self

from sqlalchemy import bindparam, case, delete, update

from competency import queries
from competency.models import Alert, Standing
from competency.rules import AlertState, Basis, CompetencyEvent
from competency.services.plans import ALERT_FACTS, STANDING_NOTES, Difference, Plan, plan_refresh
from lms import audit, clock
from lms.database import db, insert_many
from lms.models import Account, SystemFact
from lms.queries import find_fact

BATCH = 500
_CHUNK = 10_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""

_PROGRESS = "recompute:"

_STANDINGS: Any = Standing.__table__
_ALERTS: Any = Alert.__table__


@dataclass(frozen=True, slots=True)
class RefreshCounts:
    """What a refresh changed. A change of a standing closes one row and opens one."""

    officers: int = 0
    opened: int = 0
    closed: int = 0
    alerts_opened: int = 0
    alerts_changed: int = 0
    alerts_closed: int = 0

    def __add__(self, other: Self) -> "RefreshCounts":
        """Return the counts of both."""
        return RefreshCounts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def refresh_standings(officer_ids: Collection[int], *, by: Account, on: date | None = None) -> RefreshCounts:
    """Make standings and alerts of these officers as evidence, posts and requirements say today.

    Only for other services, tasks and commands: no gate, and no trail of its own, because the deed that led
    here leaves one. A row whose facts change is closed and another opened; evidence that merely carries the
    same level in place of another is noted in the open row. A post that has ended loses its rows.

    Args:
        officer_ids: any number; each batch takes a constant number of statements.
        by: who closes alerts.
        on: a later day instead of today, to see what time alone will change.
    """
    if not officer_ids:
        return RefreshCounts()
    return refresh_on_basis(queries.get_basis(), officer_ids, on or clock.today(), by=by)


def refresh_on_basis(basis: Basis, officer_ids: Collection[int], day: date, *, by: Account) -> RefreshCounts:
    """Do as ``refresh_standings`` with what officers are judged by already at hand. Only for this room."""
    counts = RefreshCounts()
    for batch in _batches(sorted(set(officer_ids)), BATCH):
        queries.lock_officers(batch)
        plan = plan_refresh(batch, basis, day)
        _write_standings(plan, day)
        _write_alerts(plan, by=by)
        counts += _count(batch, plan)
    return counts


def recompute_check(officer_ids: Collection[int], *, by: Account, on: date | None = None) -> list[Difference]:
    """Return every stored row of these officers that is not as a refresh would leave it. Changes nothing.

    Only for commands: no gate.
    """
    del by  # reading needs no trail; the parameter keeps the promise of every service
    day = on or clock.today()
    basis = queries.get_basis()
    differences = []
    for batch in _batches(sorted(set(officer_ids)), BATCH):
        differences += plan_refresh(batch, basis, day).differences
    return differences


def note_recomputed(scope: str, counts: RefreshCounts, *, by: Account) -> None:
    """Put on the trail that standings were rebuilt by hand, for whom and what changed. No gate."""
    audit.record_about(
        CompetencyEvent.STANDINGS_RECOMPUTED,
        Standing.__tablename__,
        scope,
        by=by,
        officers=counts.officers,
        opened=counts.opened,
        closed=counts.closed,
    )


def note_recompute_progress(scope: str, officer_id: int | None, *, by: Account) -> None:
    """Remember up to whom a rebuild has come today, or (None) that it is finished.

    Progress is no deed: no trail. Only for commands: no gate.
    """
    del by  # whoever goes on need not be who began
    key = f"{_PROGRESS}{scope}"
    if officer_id is None:
        db.session.execute(delete(SystemFact).where(SystemFact.key == key))
    else:
        db.session.merge(SystemFact(key=key, value=f"{clock.today().isoformat()}:{officer_id}"))


def find_recompute_progress(scope: str, *, by: Account) -> int | None:
    """Return up to whom a rebuild of today came that was broken off, or None. Only for commands: no gate."""
    del by  # as above
    day, _colon, officer_id = (find_fact(f"{_PROGRESS}{scope}") or "").partition(":")
    return int(officer_id) if day == clock.today().isoformat() else None


def refresh_due_standings(*, after: int, by: Account, on: date | None = None) -> int | None:
    """Refresh the next batch of officers whom time has changed; return the last one's id, None at the end.

    Only for tasks and commands, which call it again with the id until it returns None: no gate.
    """
    day = on or clock.today()
    officer_ids = queries.list_officer_ids_to_refresh(day, after=after, limit=BATCH)
    refresh_standings(officer_ids, by=by, on=on)
    return officer_ids[-1] if officer_ids else None


def _batches(ids: Sequence[int], size: int) -> Iterator[list[int]]:
    iterator = iter(ids)
    while batch := list(islice(iterator, size)):
        yield batch


def _write_standings(plan: Plan, day: date) -> None:
    # Closed before others are opened: the engine allows one open row for each post and competency.
    for ids in _batches(plan.standings_closing, _CHUNK):
        opened = _STANDINGS.c.valid_from
        db.session.execute(
            update(_STANDINGS)
            .where(_STANDINGS.c.id.in_(ids))
            .values(valid_to=case((opened > day, opened), else_=day))
        )
    if plan.standings_opening:
        insert_many(_STANDINGS, plan.standings_opening)
    _update(_STANDINGS, STANDING_NOTES, plan.standings_noting)


def _write_alerts(plan: Plan, *, by: Account) -> None:
    now = clock.now()
    for reason, ids in plan.alerts_closing.items():
        for some in _batches(ids, _CHUNK):
            db.session.execute(
                update(_ALERTS)
                .where(_ALERTS.c.id.in_(some))
                .values(
                    state=AlertState.CLOSED.value,
                    closed_at=now,
                    closed_by_id=by.id,
                    close_reason=reason.value,
                )
            )
    if plan.alerts_opening:
        opened = [{**row, "state": AlertState.OPEN.value, "opened_at": now} for row in plan.alerts_opening]
        insert_many(_ALERTS, opened)
    _update(_ALERTS, ALERT_FACTS, plan.alerts_changing)


def _update(table: Any, names: Sequence[str], rows: list[dict[str, Any]]) -> None:
    if rows:
        values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        db.session.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), rows)


def _count(batch: Sequence[int], plan: Plan) -> RefreshCounts:
    return RefreshCounts(
        officers=len(batch),
        opened=len(plan.standings_opening),
        closed=len(plan.standings_closing),
        alerts_opened=len(plan.alerts_opening),
        alerts_changed=len(plan.alerts_changing),
        alerts_closed=sum(map(len, plan.alerts_closing.values())),
    )
