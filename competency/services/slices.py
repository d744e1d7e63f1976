"""Keeping the figures of a day by kind of posts, so that they can be narrowed and cut in every way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, text

from competency.models import CoverageGroup, CoverageKind, CoverageSlice, Standing
from competency.queries import slices
from competency.rules import NATION, PostKind, Sliced, StandingStatus, slice_posts, withheld_kinds
from lms.database import db

_TABLES: tuple[Any, ...] = (CoverageSlice.__table__, CoverageGroup.__table__, CoverageKind.__table__)
_BATCH = 2_000


def slice_province(day: date, province_code: str) -> None:
    """Keep the slices of a province on a day, in place of those counted before.

    Only for ``count_province``: no gate, no trail.
    """
    drop_slices([day], province_code)
    posts = slices.list_sliced_posts(Standing.province_code == province_code, day)
    found = slice_posts(posts)
    hidden = withheld_kinds(found)
    _write(
        day,
        province_code,
        found,
        {kind: kind._replace(is_shown=kind not in hidden) for kind in found.standings},
    )


def slice_nation(day: date) -> None:
    """Keep the slices of the country, made of those of the provinces.

    People with posts in several provinces stand in several of those, so they are brought together here.
    Only for ``count_nation``: no gate, no trail.
    """
    drop_slices([day], NATION)
    hidden = slices.list_hidden_units(None, day)
    kinds = {
        (one.unit_code, one.number): PostKind(
            one.area_type,
            one.position_code,
            one.organisation_kind,
            one.employment_kind,
            one.competencies,
            one.is_shown and one.unit_code not in hidden,
        )
        for one in slices.list_kinds(day)
    }
    found = Sliced()
    for code, unit_code, number, *numbers in slices.list_slices(day):
        counters = found.standings.setdefault(kinds[unit_code, number], defaultdict(Counter))
        counters[code].update(dict(zip(StandingStatus, numbers, strict=True)))
    found.groups = _groups_of(day, kinds)
    _write(day, NATION, found, {kind: kind for kind in found.standings})
    _analyse()


def drop_slices(days: Iterable[date], unit_code: str | None = None) -> None:
    """Delete the slices of days, of one unit or of all."""
    wanted = list(days)
    for table in _TABLES:
        statement = delete(table).where(table.c.day.in_(wanted))
        db.session.execute(
            statement if unit_code is None else statement.where(table.c.unit_code == unit_code)
        )


def _groups_of(day: date, kinds: dict[tuple[str, int], PostKind]) -> Counter[frozenset[PostKind]]:
    """Return the people of the country by the kinds of posts they hold, each once."""
    members: defaultdict[tuple[str, int, int], set[PostKind]] = defaultdict(set)
    for unit_code, number, kind_number, officers in slices.list_groups(day):
        members[unit_code, number, officers].add(kinds[unit_code, kind_number])
    groups: Counter[frozenset[PostKind]] = Counter()
    for (_unit_code, _number, officers), held in members.items():
        groups[frozenset(held)] += officers
    known = {(unit_code, kind._replace(is_shown=True)): kind for (unit_code, _number), kind in kinds.items()}
    for by_province in slices.list_spread_people(day).values():
        each = [
            frozenset(known.get((province, kind), kind) for kind in held)
            for province, held in by_province.items()
        ]
        groups.subtract(each)
        groups[frozenset[PostKind]().union(*each)] += 1
    return +groups


def _write(day: date, unit_code: str, found: Sliced, kinds: dict[PostKind, PostKind]) -> None:
    numbers = {kind: number for number, kind in enumerate(sorted(found.standings))}
    people = found.people()
    groups = sorted(found.groups.items(), key=lambda group: sorted(group[0]))
    where = {"day": day, "unit_code": unit_code}
    slice_rows = (
        where
        | {"kind_number": numbers[kind], "competency_code": code}
        | {status.value: counter[status] for status in StandingStatus}
        for kind, counters in found.standings.items()
        for code, counter in counters.items()
    )
    group_rows = (
        where | {"number": number, "kind_number": numbers[kind], "officers": officers}
        for number, (held, officers) in enumerate(groups)
        for kind in held
        if kind in numbers
    )
    kind_rows = (
        where | {"number": number, "officers": people[kind]} | kinds[kind]._asdict()
        for kind, number in numbers.items()
    )
    for table, rows in zip(_TABLES, (slice_rows, group_rows, kind_rows), strict=True):
        for batch in _batches(rows):
            db.session.execute(insert(table), batch)


def _analyse() -> None:
    """Tell PostgreSQL what is new: it would read all kinds for every slice until it looks by itself."""
    if db.session.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            db.session.execute(text(f"ANALYZE {table.name}"))


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
