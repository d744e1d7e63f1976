"""Counting the standings of a day and keeping the figures; those of quarter ends never change again."""

from datetime import date
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select, update

from competency import queries
from competency.models import CoverageLine, CoverageSnapshot, SnapshotDay
from competency.queries import snapshots
from competency.rules import NATION, CompetencyEvent, SnapshotState, is_quarter_end, settled_state
from competency.services.slices import drop_slices, slice_nation, slice_province
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from people.models import AdministrativeUnit

_CELLS: Any = CoverageSnapshot.__table__
_LINES: Any = CoverageLine.__table__


class SnapshotFrozen(Conflict):
    """The figures of a quarter end never change."""


def count_province(day: date, province_code: str, *, with_detail: bool, by: Account) -> None:
    """Count one province on a day, in place of what was counted of it before.

    Only for the nightly pass: no gate; ``count_nation`` follows when all provinces are done.

    Args:
        day: today or a past day.
        province_code: the province.
        with_detail: whether the full grain is kept, too; that of earlier days makes room, quarter ends stay.
        by: who counts.

    Raises:
        SnapshotFrozen: the day is a quarter end that was counted.
    """
    del by  # what was counted is told once, by `count_nation`
    _open_day(day)
    makes_room = [day, *(queries.list_outdated_details(day) if with_detail else [])]
    units = select(AdministrativeUnit.code).where(
        or_(AdministrativeUnit.code == province_code, AdministrativeUnit.parent_code == province_code)
    )
    db.session.execute(delete(_CELLS).where(_CELLS.c.day.in_(makes_room), _CELLS.c.unit_code.in_(units)))
    db.session.execute(delete(_LINES).where(_LINES.c.day == day, _LINES.c.unit_code.in_(units)))
    if with_detail:
        _fill(_CELLS, snapshots.select_cells(province_code, day))
        slice_province(day, province_code)
    for is_by_unit, cut in _cuts(day):
        _fill(_LINES, snapshots.select_lines(province_code, day, is_by_unit=is_by_unit, by=cut))


def count_nation(day: date, *, with_detail: bool, by: Account) -> SnapshotState:
    """Count the country from its provinces and say what the figures of the day are worth from now on.

    Only for the nightly pass, when every province was counted: no gate.

    Raises:
        SnapshotFrozen: the day is a quarter end that was counted.
    """
    found = _open_day(day)
    db.session.execute(delete(_LINES).where(_LINES.c.day == day, _LINES.c.unit_code == NATION))
    for cut in ("", "position_code", "competency_code"):
        _fill(_LINES, snapshots.select_national_lines(day, by=cut))
    if with_detail:
        outdated = queries.list_outdated_details(day)
        drop_slices(outdated)
        db.session.execute(
            update(SnapshotDay)
            .where(SnapshotDay.day.in_(outdated))
            .values(has_detail=False, has_slices=False)
        )
        slice_nation(day)
    elif found.has_slices:
        drop_slices([day])
    now, state = clock.now(), settled_state(day, clock.today())
    found.state, found.taken_at = state.value, now
    found.has_detail = found.has_slices = with_detail
    if state is SnapshotState.FROZEN:
        found.frozen_at = now
        audit.record(CompetencyEvent.COVERAGE_FROZEN, found, by=by)
    return state


def _open_day(day: date) -> SnapshotDay:
    """Return the day, marked as being counted, so that nobody reads half of it."""
    found = queries.lock_snapshot_day(day)
    if found is None:
        found = SnapshotDay(day=day)
        db.session.add(found)
    elif found.state == SnapshotState.FROZEN:
        raise SnapshotFrozen(_("The figures of %(day)s are frozen and never change.", day=format_day(day)))
    found.state, found.taken_at = SnapshotState.TAKING.value, clock.now()
    db.session.flush()
    return found


def _cuts(day: date) -> list[tuple[bool, str]]:
    """Return which lines of a province are kept: by commune or not, and by what."""
    always = [(True, ""), (False, ""), (False, "position_code"), (False, "competency_code")]
    in_full = [(True, "position_code"), (True, "competency_code")]
    return [*always, *in_full] if is_quarter_end(day) and day < clock.today() else always


def _fill(table: Any, statement: Select[Any]) -> None:
    db.session.execute(insert(table).from_select([column.name for column in table.columns], statement))
