"""Figures that were kept: which days there are, their lines, and the statements they are made of."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, or_, select, union_all

from competency.models import CoverageLine, SnapshotDay, Standing
from competency.rules import NATION, SnapshotState
from lms import clock
from lms.database import db
from people.models import AdministrativeUnit, Assignment

STATUSES = ("met", "expiring", "expired", "below", "unproven")
"""Columns of counters, in the order of the tables."""


def find_snapshot_day(day: date) -> SnapshotDay | None:
    """Return a day whose standings were counted."""
    return db.session.get(SnapshotDay, day)


def lock_snapshot_day(day: date) -> SnapshotDay | None:
    """Return a day, so that nobody else counts or freezes it meanwhile."""
    return db.session.scalar(
        select(SnapshotDay)
        .where(SnapshotDay.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_outdated_details(day: date) -> list[date]:
    """Return days before one whose full grain is kept although they are no quarter ends."""
    return list(
        db.session.scalars(
            select(SnapshotDay.day)
            .where(SnapshotDay.has_detail, SnapshotDay.state != SnapshotState.FROZEN, SnapshotDay.day < day)
            .order_by(SnapshotDay.day)
        )
    )


def list_counted_provinces(*, after: str) -> list[str]:
    """Return the provinces, by code and beginning after one, that have or had standings."""
    province = AdministrativeUnit.code
    in_province = Standing.province_code == province
    is_open = select(Standing.id).where(in_province, Standing.valid_to.is_(None)).exists()
    is_closed = select(Standing.id).where(in_province, Standing.valid_to.is_not(None)).exists()
    return list(
        db.session.scalars(
            select(province)
            .where(AdministrativeUnit.parent_code.is_(None), province > after, or_(is_open, is_closed))
            .order_by(province)
        )
    )


def held_in(condition: ColumnElement[bool], day: date, *more: str) -> Subquery:
    """Return as a table the standings the system held at the end of a day, which is not after today.

    Open and closed rows apart, because each kind has an index of its own.

    Args:
        condition: which ones, told of `Standing`.
        day: the day.
        more: columns that no index has, where they are needed.
    """
    columns = [getattr(Standing, name) for name in (*_HELD, *more)]
    held_open = select(*columns).where(condition, Standing.valid_to.is_(None))
    if day >= clock.today():
        return held_open.subquery()
    held_closed = select(*columns).where(
        condition, Standing.valid_to.is_not(None), Standing.valid_to > day, Standing.valid_from <= day
    )
    return union_all(held_open.where(Standing.valid_from <= day), held_closed).subquery()


def one_if(column: Any, status: str) -> Any:
    """Return as an expression 1 where a column holds a status, else 0."""
    return case((column == status, 1), else_=0)


def select_cells(province_code: str, day: date) -> Select[Any]:
    """Return the statement of the full grain of a province on a day, in the order of the columns."""
    held = held_in(Standing.province_code == province_code, day).c
    keys = (held.unit_code, held.position_code, held.competency_code)
    counters = [func.sum(one_if(held.status, status)) for status in STATUSES]
    return select(literal(day), *keys, *counters, func.count(held.officer_id.distinct())).group_by(*keys)


def select_lines(province_code: str, day: date, *, is_by_unit: bool, by: str) -> Select[Any]:
    """Return the statement of lines of a province on a day, in the order of the columns.

    Args:
        province_code: the province.
        day: the day.
        is_by_unit: whether there are lines for each commune; else the province is one.
        by: "position_code", "competency_code", or "" for all together.
    """
    held = held_in(Standing.province_code == province_code, day).c
    wanted = {"unit_code": is_by_unit} | {name: by == name for name in ("position_code", "competency_code")}
    grouped = [held[name] for name, is_wanted in wanted.items() if is_wanted]
    # Counted by officer first: a distinct count beside sums would sort all rows once more.
    by_officer = (
        select(*grouped, *(func.sum(one_if(held.status, status)).label(status) for status in STATUSES))
        .group_by(*grouped, held.officer_id)
        .subquery()
        .c
    )
    constants = {"unit_code": province_code, "position_code": "", "competency_code": ""}
    names = [
        by_officer[name] if is_wanted else literal(constants[name]) for name, is_wanted in wanted.items()
    ]
    counters = [func.sum(by_officer[status]) for status in STATUSES]
    statement = select(literal(day), *names, *counters, func.count())
    if not grouped:
        return statement.having(func.count() > 0)
    return statement.group_by(*(by_officer[name] for name, is_wanted in wanted.items() if is_wanted))


def select_national_lines(day: date, *, by: str) -> Select[Any]:
    """Return the statement of lines of the country on a day, made of those of the provinces.

    People with posts in several provinces stand in several of those, so they are taken out again.
    """
    line, twice = CoverageLine, _counted_twice(day, by)
    provinces = select(AdministrativeUnit.code).where(AdministrativeUnit.parent_code.is_(None))
    columns = {name: getattr(line, name) for name in ("position_code", "competency_code")}
    statement = (
        select(
            literal(day),
            literal(NATION),
            *(column if name == by else literal("") for name, column in columns.items()),
            *(func.sum(getattr(line, status)) for status in STATUSES),
            func.sum(line.officers) - func.coalesce(func.max(twice.c.people), 0),
        )
        .select_from(line)
        .outerjoin(twice, twice.c.key == (columns[by] if by else ""))
        .where(line.day == day, line.unit_code.in_(provinces))
        .where(*(column != "" if name == by else column == "" for name, column in columns.items()))
    )
    return statement.group_by(columns[by]) if by else statement.having(func.count() > 0)


def select_spread_people() -> Select[int]:
    """Return the statement of the officers with posts in more than one province."""
    province = func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code)
    return (
        select(Assignment.officer_id)
        .join(Assignment.unit)
        .group_by(Assignment.officer_id)
        .having(func.count(province.distinct()) > 1)
    )


def _counted_twice(day: date, by: str) -> Subquery:
    """Return by key how many people too many the provinces count together."""
    held = held_in(Standing.officer_id.in_(select_spread_people()), day).c
    keys = [held[by].label("key")] if by else []
    provinces = func.count(held.province_code.distinct())
    each = (
        select(*keys, (provinces - 1).label("too_many"))
        .group_by(*([held[by]] if by else []), held.officer_id)
        .having(provinces > 1)
        .subquery()
        .c
    )
    key = each.key if by else literal("").label("key")
    people = select(key, func.sum(each.too_many).label("people"))
    return (people.group_by(each.key) if by else people).subquery()


_HELD = ("province_code", "unit_code", "position_code", "competency_code", "status", "officer_id")
