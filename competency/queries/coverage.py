"""Counts of standings by commune, position or competency: figures without names of people."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from competency.models import Competency, Framework, Standing
from competency.queries.facts import get_basis, list_officer_ids, list_pieces, list_posts
from competency.queries.frameworks import select_current_framework
from competency.queries.standings import is_held_on, is_in_unit
from competency.rules import Expected, Post, StandingStatus, expect_standings
from lms import clock
from lms.database import db
from people.models import AdministrativeUnit, Position

_BATCH = 500


class Cut(StrEnum):
    """What one line of the coverage stands for."""

    PROVINCE = "province"
    COMMUNE = "commune"
    POSITION = "position"
    COMPETENCY = "competency"


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


_KEYS: Mapping[Cut, Any] = {
    Cut.PROVINCE: Standing.province_code,
    Cut.COMMUNE: Standing.unit_code,
    Cut.POSITION: Standing.position_code,
    Cut.COMPETENCY: Standing.competency_code,
}
_Counts = dict[str, tuple[Counter[str], int]]
"""By key: standings by status, and officers."""


def count_standings(
    unit: AdministrativeUnit | None, *, by: str = Cut.COMMUNE, on: date | None = None
) -> list[CoverageRow]:
    """Return the counts of a unit on a day (default: today), one line for each key that has standings.

    Communes come in the order of the alphabet, positions and competencies in the order of their lists. A past
    day counts what the system held at its end; a later day is a projection, computed officer by officer.
    No gate: ask ``people.policies.may_see_coverage`` first.

    Args:
        unit: a province or commune; None is the whole country.
        by: "province", "commune", "position" or "competency".
        on: the day.
    """
    cut, today = Cut(by), clock.today()
    day = on or today
    counts = _count_projected(unit, cut, day) if day > today else _count_stored(unit, cut, day, today)
    if not counts:
        return []
    return [_row(key, name, *counts[key]) for key, name in db.session.execute(_names(cut)) if key in counts]


def _count_stored(unit: AdministrativeUnit | None, cut: Cut, day: date, today: date) -> _Counts:
    statuses = [func.sum(_one_if(status)).label(status) for status in StandingStatus]
    # Counted by officer first: a distinct count beside sums would sort all rows once more.
    by_officer = (
        select(_KEYS[cut].label("key"), Standing.officer_id, *statuses)
        .where(is_in_unit(unit), is_held_on(day, today))
        .group_by(_KEYS[cut], Standing.officer_id)
        .subquery()
    )
    columns = by_officer.c
    rows = db.session.execute(
        select(columns.key, func.count(), *(func.sum(columns[status]) for status in StandingStatus)).group_by(
            columns.key
        )
    )
    return {
        row[0]: (Counter(dict(zip(StandingStatus, map(int, row[2:]), strict=True))), row[1]) for row in rows
    }


def _one_if(status: StandingStatus) -> Any:
    return case((Standing.status == status, 1), else_=0)


def _count_projected(unit: AdministrativeUnit | None, cut: Cut, day: date) -> _Counts:
    basis = get_basis()
    officer_ids = list_officer_ids(unit.code if unit else None)
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    officers: defaultdict[str, set[int]] = defaultdict(set)
    for start in range(0, len(officer_ids), _BATCH):
        batch = officer_ids[start : start + _BATCH]
        posts = [post for post in list_posts(batch, day) if _lies_in(post, unit)]
        for one in expect_standings(basis, posts, list_pieces(batch), day):
            key = _key_of(one, cut)
            statuses[key][one.result.status] += 1
            officers[key].add(one.post.officer_id)
    return {key: (counter, len(officers[key])) for key, counter in statuses.items()}


def _lies_in(post: Post, unit: AdministrativeUnit | None) -> bool:
    return unit is None or unit.code in (post.unit_code, post.province_code)


def _key_of(one: Expected, cut: Cut) -> str:
    return {
        Cut.PROVINCE: one.post.province_code,
        Cut.COMMUNE: one.post.unit_code,
        Cut.POSITION: one.post.position_code,
        Cut.COMPETENCY: one.asked.competency_code,
    }[cut]


def _names(cut: Cut) -> Select[str, str]:
    """Return the statement of all keys of a cut with their names, in the order of lists."""
    if cut is Cut.POSITION:
        return select(Position.code, Position.name).order_by(Position.rank)
    if cut is Cut.COMPETENCY:
        current = select_current_framework().with_only_columns(Framework.id).scalar_subquery()
        return (
            select(Competency.code, Competency.name)
            .where(Competency.framework_id == current)
            .order_by(Competency.rank)
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
