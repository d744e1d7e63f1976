"""Counts of standings by commune, position or competency: figures without names of people."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Select, select

from competency.models import Competency, Framework, SnapshotDay
from competency.queries.bases import get_basis
from competency.queries.facts import list_officer_ids, list_pieces, list_posts
from competency.queries.snapshots import find_snapshot_day
from competency.queries.tallies import Counts, Cut, count_held, count_kept, count_open
from competency.rules import Expected, FrameworkState, Post, SnapshotState, StandingStatus, expect_standings
from lms import clock
from lms.database import db
from people.models import AdministrativeUnit, Position

_BATCH = 500


class CountSource(StrEnum):
    """Where figures come from; the last three are states of a kept day."""

    LIVE = "live"
    HISTORY = "history"
    PROJECTION = "projection"
    PROVISIONAL = "provisional"
    FINAL = "final"
    FROZEN = "frozen"


class CoverageRow(NamedTuple):
    """How the standings of one line are spread; ``required`` is their number, ``officers`` that of people."""

    key: str
    name: str
    required: int
    met: int
    expiring: int
    below: int
    unproven: int
    expired: int
    officers: int


class Counted(NamedTuple):
    """Lines, how many people stand behind all of them, where they come from, and when kept ones were kept."""

    rows: list[CoverageRow]
    officers: int
    source: CountSource
    taken_at: datetime | None


def count_standings(
    unit: AdministrativeUnit | None, *, by: str = Cut.COMMUNE, on: date | None = None
) -> list[CoverageRow]:
    """Return the lines of ``count_coverage``."""
    return list(count_coverage(unit, by=by, on=on).rows)


def count_coverage(
    unit: AdministrativeUnit | None, *, by: str = Cut.COMMUNE, on: date | None = None
) -> Counted:
    """Return the counts of a unit on a day (default: today), one line for each key that has standings.

    Communes come in the order of the alphabet, positions and competencies in the order of their lists. A past
    day counts what the system held at its end, a frozen quarter end what was kept of it; a later day is a
    projection, computed officer by officer. The country is today as the last night has counted it.
    No gate: ask ``people.policies.may_see_coverage`` first.

    Args:
        unit: a province or commune; None is the whole country.
        by: "province", "commune", "position" or "competency".
        on: the day.
    """
    cut, today = Cut(by), clock.today()
    day = on or today
    kept = _find_kept(unit, day, today)
    taken_at = None
    if day > today:
        source, (counts, officers) = CountSource.PROJECTION, _count_projected(unit, cut, day)
    elif kept is not None:
        source, taken_at = CountSource(kept.state), kept.taken_at
        counts, officers = count_kept(unit, cut, day)
    elif day == today:
        source, (counts, officers) = CountSource.LIVE, count_open(unit, cut)
    else:
        source, (counts, officers) = CountSource.HISTORY, count_held(unit, cut, day)
    rows = [_row(key, name, *counts[key]) for key, name in _named(cut) if key in counts] if counts else []
    return Counted(rows, officers, source, taken_at)


def _find_kept(unit: AdministrativeUnit | None, day: date, today: date) -> SnapshotDay | None:
    """Return the kept figures of a day if they answer for a unit, and for the whole day."""
    if day > today or (day == today and unit is not None):
        return None
    found = find_snapshot_day(day)
    states = [SnapshotState.FROZEN]
    if unit is None or unit.is_province:
        states.append(SnapshotState.PROVISIONAL if day == today else SnapshotState.FINAL)
    return found if found is not None and found.state in states else None


def _count_projected(unit: AdministrativeUnit | None, cut: Cut, day: date) -> tuple[Counts, int]:
    basis = get_basis()
    officer_ids = list_officer_ids(unit.code if unit else None)
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    officers: defaultdict[str, set[int]] = defaultdict(set)
    for start in range(0, len(officer_ids), _BATCH):
        batch = officer_ids[start : start + _BATCH]
        posts = [post for post in list_posts(batch, day) if _lies_in(post, unit)]
        for one in expect_standings(basis, posts, list_pieces(batch, basis), day):
            key = _key_of(one, cut)
            statuses[key][one.result.status] += 1
            officers[key].add(one.post.officer_id)
    counts = {key: (counter, len(officers[key])) for key, counter in statuses.items()}
    return counts, len(frozenset[int]().union(*officers.values()))


def _lies_in(post: Post, unit: AdministrativeUnit | None) -> bool:
    return unit is None or unit.code in (post.unit_code, post.province_code)


def _key_of(one: Expected, cut: Cut) -> str:
    return {
        Cut.PROVINCE: one.post.province_code,
        Cut.COMMUNE: one.post.unit_code,
        Cut.POSITION: one.post.position_code,
        Cut.COMPETENCY: one.asked.competency_code,
    }[cut]


def _named(cut: Cut) -> Iterable[tuple[str, str]]:
    names: dict[str, str] = {}
    for key, name in db.session.execute(_names(cut)):
        names.setdefault(key, name)
    return names.items()


def _names(cut: Cut) -> Select[str, str]:
    """Return the statement of all keys of a cut with their names, in the order of lists."""
    if cut is Cut.POSITION:
        return select(Position.code, Position.name).order_by(Position.rank)
    if cut is Cut.COMPETENCY:
        # Past days may name competencies the present framework no longer has.
        return (
            select(Competency.code, Competency.name)
            .join(Framework, Framework.id == Competency.framework_id)
            .where(Framework.state != FrameworkState.DRAFT)
            .order_by(Framework.state != FrameworkState.PUBLISHED, Framework.id.desc(), Competency.rank)
        )
    return select(AdministrativeUnit.code, AdministrativeUnit.full_name).order_by(
        AdministrativeUnit.sort_key, AdministrativeUnit.code
    )


def _row(key: str, name: str, statuses: Counter[str], officers: int) -> CoverageRow:
    return CoverageRow(
        key=key,
        name=name,
        required=statuses.total(),
        met=statuses[StandingStatus.MET],
        expiring=statuses[StandingStatus.EXPIRING],
        below=statuses[StandingStatus.BELOW],
        unproven=statuses[StandingStatus.UNPROVEN],
        expired=statuses[StandingStatus.EXPIRED],
        officers=officers,
    )
