"""Keeping standings and alerts as the evidence says: refreshed in batches, checked, looked at every night."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete

from competency import queries
from competency.models import Standing
from competency.rules import Basis, CompetencyEvent
from competency.services.plans import ALERT_FACTS, STANDING_NOTES, Difference, plan_refresh
from competency.services.writes import BATCH, RefreshCounts, batches, count_plan, write_plan
from lms import audit, clock
from lms.database import db
from lms.models import Account, SystemFact
from lms.queries import find_fact

_PROGRESS = "recompute:"

_STANDINGS: Any = Standing.__table__


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


def refresh_on_basis(
    basis: Basis, officer_ids: Collection[int], day: date, *, by: Account, are_locked: bool = False
) -> RefreshCounts:
    """Do as ``refresh_standings`` with what officers are judged by already at hand. Only for this room.

    ``are_locked`` says that this transaction has locked all of them before.
    """
    counts = RefreshCounts()
    for batch in batches(sorted(set(officer_ids)), BATCH):
        if not are_locked:
            queries.lock_officers(batch)
        plan = plan_refresh(batch, basis, day)
        write_plan(_STANDINGS, plan, day, notes=STANDING_NOTES, alert_facts=ALERT_FACTS, by=by)
        counts += count_plan(len(batch), plan)
    return counts


def recompute_check(officer_ids: Collection[int], *, by: Account, on: date | None = None) -> list[Difference]:
    """Return every stored row of these officers that is not as a refresh would leave it. Changes nothing.

    Only for commands: no gate.
    """
    del by  # reading needs no trail; the parameter keeps the promise of every service
    day = on or clock.today()
    basis = queries.get_basis()
    differences = []
    for batch in batches(sorted(set(officer_ids)), BATCH):
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
