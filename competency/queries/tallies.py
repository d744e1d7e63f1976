"""How the figures of the coverage are counted: of the open standings, of a past day, of what was kept."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true

from competency.models import CoverageLine, Standing
from competency.queries.snapshots import STATUSES, held_in, one_if
from competency.queries.standings import is_in_unit
from competency.rules import NATION
from lms.database import db
from people.models import AdministrativeUnit, Assignment


class Cut(StrEnum):
    """What one line of the coverage stands for."""

    PROVINCE = "province"
    COMMUNE = "commune"
    POSITION = "position"
    COMPETENCY = "competency"


Counts = dict[str, tuple[Counter[str], int]]
"""By key: standings by status, and officers."""

_COLUMNS: Mapping[Cut, str] = {
    Cut.PROVINCE: "province_code",
    Cut.COMMUNE: "unit_code",
    Cut.POSITION: "position_code",
    Cut.COMPETENCY: "competency_code",
}


def count_open(unit: AdministrativeUnit | None, cut: Cut) -> tuple[Counts, int]:
    """Return the counts of the open standings of a unit, and how many people stand behind them.

    People are counted by their posts: nearly everybody has one, and reading the standings of all of them only
    to see whose they are would take most of the time.
    """
    column = _COLUMNS[cut]
    condition = and_(is_in_unit(unit), Standing.valid_to.is_(None))
    # In the order of the index first, so that the engine need not sort every row.
    keys = ("province_code", "unit_code", "position_code", "competency_code", "status")
    cells = (
        select(*(getattr(Standing, key) for key in keys), func.count().label("rows"))
        .where(condition)
        .group_by(*(getattr(Standing, key) for key in keys))
        .subquery()
        .c
    )
    tallies = db.session.execute(
        select(cells[column], *(func.sum(one_if(cells.status, status) * cells.rows) for status in STATUSES))
        .group_by(cells[column])
        .order_by(None)
    )
    by_key = {row[0]: _counter(row[1:]) for row in tallies}
    posts = _posts_with_standings(unit)
    if cut is Cut.COMPETENCY:
        too_many = _asked_twice(unit, condition)
        officers = {key: counter.total() - too_many.get(key, 0) for key, counter in by_key.items()}
    else:
        key = posts.c[column]
        people = select(key, func.count(posts.c.officer_id.distinct())).group_by(key)
        officers = {row[0]: row[1] for row in db.session.execute(people)}
    everybody = db.session.scalar(select(func.count(posts.c.officer_id.distinct())))
    return {key: (counter, officers.get(key, 0)) for key, counter in by_key.items()}, everybody or 0


def count_held(unit: AdministrativeUnit | None, cut: Cut, day: date) -> tuple[Counts, int]:
    """Return the counts of what the system held at the end of a past day, from its history."""
    held = held_in(is_in_unit(unit), day).c
    key = held[_COLUMNS[cut]]
    by_officer = (
        select(
            key.label("key"),
            held.officer_id,
            *(func.sum(one_if(held.status, status)).label(status) for status in STATUSES),
        )
        .group_by(key, held.officer_id)
        .subquery()
        .c
    )
    rows = db.session.execute(
        select(by_officer.key, func.count(), *(func.sum(by_officer[status]) for status in STATUSES)).group_by(
            by_officer.key
        )
    )
    counts = {row[0]: (_counter(row[2:]), row[1]) for row in rows}
    everybody = db.session.scalar(select(func.count(held.officer_id.distinct())))
    return counts, everybody or 0


def count_kept(unit: AdministrativeUnit | None, cut: Cut, day: date) -> tuple[Counts, int]:
    """Return the counts that were kept of a day."""
    line = CoverageLine
    counters = [getattr(line, status) for status in STATUSES]
    key, condition = _lines_of(unit, cut)
    rows = db.session.execute(select(key, line.officers, *counters).where(line.day == day, condition))
    counts = {row[0]: (_counter(row[2:]), row[1]) for row in rows}
    everybody = db.session.scalar(
        select(line.officers).where(
            line.day == day,
            line.unit_code == (unit.code if unit else NATION),
            line.position_code == "",
            line.competency_code == "",
        )
    )
    return counts, everybody or 0


def _lines_of(unit: AdministrativeUnit | None, cut: Cut) -> tuple[Any, ColumnElement[bool]]:
    """Return the key of the kept lines of a cut, and which lines these are."""
    line, code = CoverageLine, unit.code if unit else NATION
    if cut is Cut.POSITION:
        return line.position_code, _line_is(line.unit_code == code, position=True)
    if cut is Cut.COMPETENCY:
        return line.competency_code, _line_is(line.unit_code == code, competency=True)
    if unit is not None and (not unit.is_province or cut is Cut.PROVINCE):
        key = unit.province_code if cut is Cut.PROVINCE else unit.code
        return literal(key), _line_is(line.unit_code == code)
    return line.unit_code, _line_is(line.unit_code.in_(_units_below(unit, cut)))


def _line_is(
    place: ColumnElement[bool], *, position: bool = False, competency: bool = False
) -> ColumnElement[bool]:
    return and_(
        place,
        CoverageLine.position_code != "" if position else CoverageLine.position_code == "",
        CoverageLine.competency_code != "" if competency else CoverageLine.competency_code == "",
    )


def _units_below(unit: AdministrativeUnit | None, cut: Cut) -> Select[Any]:
    """Return the statement of the codes of the lines of a province or of the country."""
    codes = select(AdministrativeUnit.code)
    if unit is not None:
        return codes.where(AdministrativeUnit.parent_code == unit.code)
    is_top = AdministrativeUnit.parent_code.is_(None)
    return codes.where(is_top if cut is Cut.PROVINCE else ~is_top)


def _posts_with_standings(unit: AdministrativeUnit | None) -> Any:
    province = func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code)
    has_standings = (
        select(Standing.id)
        .where(Standing.assignment_id == Assignment.id, Standing.valid_to.is_(None))
        .exists()
    )
    return (
        select(
            Assignment.officer_id,
            Assignment.unit_code,
            Assignment.position_code,
            province.label("province_code"),
        )
        .join(Assignment.unit)
        .where(_is_post_in(unit), has_standings)
        .subquery()
    )


def _asked_twice(unit: AdministrativeUnit | None, condition: ColumnElement[bool]) -> dict[str, int]:
    """Return, by competency, how often somebody is asked by a second and further post."""
    several = (
        select(Assignment.officer_id)
        .join(Assignment.unit)
        .where(_is_post_in(unit))
        .group_by(Assignment.officer_id)
        .having(func.count() > 1)
    )
    each = (
        select(Standing.competency_code, (func.count() - 1).label("too_many"))
        .where(condition, Standing.officer_id.in_(several))
        .group_by(Standing.competency_code, Standing.officer_id)
        .having(func.count() > 1)
        .subquery()
        .c
    )
    too_many = select(each.competency_code, func.sum(each.too_many)).group_by(each.competency_code)
    return {row[0]: int(row[1]) for row in db.session.execute(too_many)}


def _is_post_in(unit: AdministrativeUnit | None) -> ColumnElement[bool]:
    if unit is None:
        return true()
    if unit.is_province:
        return AdministrativeUnit.parent_code == unit.code
    return Assignment.unit_code == unit.code


def _counter(numbers: Iterable[int]) -> Counter[str]:
    return Counter(dict(zip(STATUSES, map(int, numbers), strict=True)))
