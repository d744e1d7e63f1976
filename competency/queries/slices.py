"""What the slices of a day are made of, and what was kept of them. Only for services: no gate."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from competency.models import CoverageGroup, CoverageKind, CoverageSlice, Standing
from competency.queries.kept import list_hidden_units as list_hidden_units
from competency.queries.snapshots import held_in, select_spread_people
from competency.rules import NATION, PostKind, SlicedPost
from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer, Organisation


def list_sliced_posts(condition: ColumnElement[bool], day: date) -> Iterable[SlicedPost]:
    """Return the posts that had standings on a day up to today, with what is known of them now."""
    return [post for _province, post in _list_posts(condition, day)]


def list_spread_people(day: date) -> dict[int, dict[str, set[PostKind]]]:
    """Return who had standings in several provinces on a day: the kinds of their posts by province."""
    found: defaultdict[int, defaultdict[str, set[PostKind]]] = defaultdict(lambda: defaultdict(set))
    for province_code, post in _list_posts(Standing.officer_id.in_(select_spread_people()), day):
        found[post.officer_id][province_code].add(post.kind)
    return {officer: dict(by_province) for officer, by_province in found.items() if len(by_province) > 1}


def list_kinds(day: date) -> Iterable[CoverageKind]:
    """Return the kinds of posts of the provinces."""
    statement = select(CoverageKind).where(CoverageKind.day == day, CoverageKind.unit_code != NATION)
    return db.session.scalars(statement.execution_options(populate_existing=True))


def list_slices(day: date) -> Iterable[Any]:
    """Return the slices of the provinces: competency, province, number of the kind, then the counters."""
    one = CoverageSlice
    counters = [getattr(one, status) for status in ("met", "expiring", "expired", "below", "unproven")]
    return db.session.execute(
        select(one.competency_code, one.unit_code, one.kind_number, *counters).where(
            one.day == day, one.unit_code != NATION
        )
    )


def list_groups(day: date) -> Iterable[Any]:
    """Return the groups of people of the provinces: province, number, number of the kind, people."""
    one = CoverageGroup
    return db.session.execute(
        select(one.unit_code, one.number, one.kind_number, one.officers).where(
            one.day == day, one.unit_code != NATION
        )
    )


def _list_posts(condition: ColumnElement[bool], day: date) -> Iterable[tuple[str, SlicedPost]]:
    held = held_in(condition, day, "assignment_id").c
    posts: dict[int, tuple[int, str, str, str]] = {}
    statuses: defaultdict[int, dict[str, str]] = defaultdict(dict)
    columns = [held.officer_id, held.province_code, held.unit_code, held.position_code]
    statement = select(held.assignment_id, held.competency_code, held.status, *columns)
    for post, code, status, *about in db.session.execute(statement.execution_options(yield_per=_ROWS)):
        statuses[post][code] = status
        posts[post] = tuple(about)
    facts = _list_facts(list(posts))
    areas = select(AdministrativeUnit.code, AdministrativeUnit.main_area_type)
    area_of = dict(db.session.execute(areas).all())
    return [
        (
            province_code,
            SlicedPost(officer_id, area_of.get(unit_code) or "", position_code, *facts[post], statuses[post]),
        )
        for post, (officer_id, province_code, unit_code, position_code) in posts.items()
    ]


def _list_facts(assignment_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return the kinds of organisation and employment of posts."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(assignment_ids), _ROWS):
        rows = db.session.execute(
            select(Assignment.id, Organisation.kind, Officer.employment_kind)
            .join(Assignment.organisation)
            .join(Assignment.officer)
            .where(Assignment.id.in_(assignment_ids[start : start + _ROWS]))
        )
        found.update((post, (kind, employment)) for post, kind, employment in rows)
    return found


_ROWS = 5_000
