"""Counting people for policy targets: one statement for all targets, however many officers there are.

Everybody counts once, under the main post. Measures whose facts domains above keep come in by `MEASURES`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from competency.models import TargetPopulation
from competency.queries.measured import (
    MeasureQuestion,
    select_appointment_standards,
    select_field_matches,
    select_mandatory_courses,
    select_standings_met,
)
from competency.rules.qualifications import DEGREE_RANKS, THEORY_RANKS
from competency.rules.targets import Measure, Service, Tally
from lms import clock
from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer, Organisation

MOST_IN_ONE = 60
"""So many targets in one statement: engines allow a few hundred parts of a union and columns."""


MeasureSource = Callable[[MeasureQuestion], Select[*tuple[Any, ...]]]
"""Returns a statement of officer_id and is_met (1 or 0), for each officer of whom it is known."""

ManySource = Callable[[MeasureQuestion, Mapping[int, Mapping[str, Any]]], Select[*tuple[Any, ...]]]
"""Answers several sets of parameters by one statement of officer_id, is_met and their number."""

MEASURES: dict[Measure, MeasureSource] = {
    Measure.MANDATORY_COURSES: select_mandatory_courses,
    Measure.FIELD_MATCHES_POSITION: select_field_matches,
    Measure.STANDING_MET: select_standings_met,
    Measure.STANDARDS_AT_APPOINTMENT: select_appointment_standards,
}
"""Where facts come from, those of domains above wired by `app`, because imports go down only."""

MANY: dict[Measure, ManySource] = {}
"""Measures that are asked often side by side, wired in the same way."""

KNOWN_OF_ALL = frozenset({Measure.TOPIC_COMPLETION, Measure.PERIODS_AT_LEAST})
"""What our own records know of everybody: who has no row has not done it."""

_RANKED = {
    Measure.DEGREE_AT_LEAST: ("degree_level", DEGREE_RANKS),
    Measure.THEORY_AT_LEAST: ("political_theory_level", THEORY_RANKS),
}


class Asked(NamedTuple):
    """One target to count: whom, and what of them."""

    code: str
    population: TargetPopulation
    measure: Measure
    parameters: Mapping[str, Any]


class Place(NamedTuple):
    """Where, on which day, and as known when: what the system held at its end, or all that it knows now."""

    unit: AdministrativeUnit
    day: date
    with_later_facts: bool = False

    @property
    def known_before(self) -> datetime | None:
        """Return the instant after which nothing counts any more; None for today and for corrections."""
        is_past = self.day < clock.today()
        return clock.end_of(self.day) if is_past and not self.with_later_facts else None


def count_tallies(place: Place, asked: Sequence[Asked]) -> dict[str, dict[str, Tally]]:
    """Return by target and commune how many people count; communes without anybody are left out. No gate."""
    found: defaultdict[str, dict[str, Tally]] = defaultdict(dict)
    for some in _in_portions(asked):
        for row in db.session.execute(_select_tallies(place, some)):
            unit_code, *counts = row
            for index, one in enumerate(some):
                denominator, with_field, numerator = (int(n or 0) for n in counts[3 * index : 3 * index + 3])
                if denominator:
                    found[one.code][unit_code] = Tally(denominator, with_field, numerator)
    return dict(found)


def select_people_behind(place: Place, asked: Asked, which: str) -> Select[*tuple[Any, ...]]:
    """Return the statement of the ids of the people behind a number, with their counted post. No gate.

    Args:
        place: where and when.
        asked: the target.
        which: "met", "missing" (known, and not met), "unknown", or "" for the whole population.
    """
    people = _people(place)
    known = _known(place, people, [asked])
    facts = _facts(asked, people, known)
    wanted = {
        "met": facts.met,
        "missing": and_(facts.known, ~facts.met),
        "unknown": ~facts.known,
        "": true(),
    }[which]
    statement = select(people.c.officer_id, people.c.unit_code, people.c.position_code)
    is_member = _is_member(asked.population, people, place)
    return statement.select_from(_joins(people, known)).where(is_member, wanted)


class _Facts(NamedTuple):
    known: ColumnElement[bool]
    met: ColumnElement[bool]


def _in_portions(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    for start in range(0, len(asked), MOST_IN_ONE):
        yield asked[start : start + MOST_IN_ONE]


def _select_tallies(place: Place, asked: Sequence[Asked]) -> Select[*tuple[Any, ...]]:
    people = _people(place)
    known = _known(place, people, asked)
    columns: list[Any] = []
    for one in asked:
        is_member = _is_member(one.population, people, place)
        facts = _facts(one, people, known)
        columns += [
            _count_if(is_member),
            _count_if(and_(is_member, facts.known)),
            _count_if(and_(is_member, facts.known, facts.met)),
        ]
    source = _joins(people, known)
    return select(people.c.unit_code, *columns).select_from(source).group_by(people.c.unit_code)


def _count_if(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _people(place: Place) -> CTE:
    """Return everybody with a post in the unit on the day, once, with the main post or else the first."""
    post, unit = Assignment, AdministrativeUnit
    columns = [
        post.officer_id,
        post.unit_code,
        post.position_code,
        post.starts_on,
        Organisation.kind.label("organisation_kind"),
        unit.kind.label("unit_kind"),
        Officer.employment_kind,
        Officer.degree_level,
        Officer.political_theory_level,
    ]
    units = select(unit.code).where(or_(unit.parent_code == place.unit.code, unit.code == place.unit.code))
    # Made once, whatever asks for it: flattened into its readers it would be found anew for each.
    return (
        select(*columns)
        .join(post.officer)
        .join(post.organisation)
        .join(unit, unit.code == post.unit_code)
        .where(post.unit_code.in_(units), *_holds(post, place), ~_has_better(place))
        .cte("people")
        .prefix_with("MATERIALIZED")
    )


def _holds(post: Any, place: Place) -> list[ColumnElement[bool]]:
    """Tell of a post whether it is held on the day, as far as was known."""
    is_on_that_day = and_(post.starts_on <= place.day, or_(post.ends_on.is_(None), post.ends_on >= place.day))
    known_before = place.known_before
    return [is_on_that_day] if known_before is None else [is_on_that_day, post.recorded_at < known_before]


def _has_better(place: Place) -> ColumnElement[bool]:
    """Tell of a post whether another of the same person comes before it: the main one, else the first."""
    post, other = Assignment, aliased(Assignment)
    comes_first = or_(
        and_(other.is_main, ~post.is_main),
        and_(other.is_main == post.is_main, other.id < post.id),
    )
    return exists().where(other.officer_id == post.officer_id, *_holds(other, place), comes_first)


def _is_member(population: TargetPopulation, people: CTE, place: Place) -> ColumnElement[bool]:
    """Tell of somebody whether a population has them."""
    row = people.c
    conditions: list[ColumnElement[bool]] = [true()]
    if population.employment_kinds:
        conditions.append(row.employment_kind.in_(population.employment_kinds))
    if population.main_post_only:
        conditions += _fits(population, row.position_code, row.organisation_kind, row.unit_kind)
        if population.service == Service.APPOINTED_THIS_YEAR:
            conditions.append(row.starts_on >= _first_day(place))
    elif _narrows_posts(population):
        conditions.append(_has_fitting_post(population, people, place))
    if population.service == Service.WHOLE_YEAR:
        conditions.append(_has_served_since(_first_day(place), people))
    return and_(*conditions)


def _has_served_since(day: date, people: CTE) -> ColumnElement[bool]:
    """Tell of somebody whether a post was held on an earlier day."""
    post = aliased(Assignment)
    was_held = and_(post.starts_on <= day, or_(post.ends_on.is_(None), post.ends_on >= day))
    return exists().where(post.officer_id == people.c.officer_id, was_held)


def _narrows_posts(population: TargetPopulation) -> bool:
    named = population.positions or population.organisation_kinds or population.unit_kinds
    return bool(named) or population.service == Service.APPOINTED_THIS_YEAR


def _has_fitting_post(population: TargetPopulation, people: CTE, place: Place) -> ColumnElement[bool]:
    """Tell of somebody whether any post that is held fits, the concurrent ones too."""
    post, organisation, unit = aliased(Assignment), aliased(Organisation), aliased(AdministrativeUnit)
    conditions = _fits(population, post.position_code, organisation.kind, unit.kind)
    if population.service == Service.APPOINTED_THIS_YEAR:
        conditions.append(post.starts_on >= _first_day(place))
    return exists().where(
        post.officer_id == people.c.officer_id,
        organisation.id == post.organisation_id,
        unit.code == post.unit_code,
        *_holds(post, place),
        *conditions,
    )


def _fits(
    population: TargetPopulation, position: Any, organisation_kind: Any, unit_kind: Any
) -> list[ColumnElement[bool]]:
    wanted = (
        (position, population.positions),
        (organisation_kind, population.organisation_kinds),
        (unit_kind, population.unit_kinds),
    )
    return [column.in_(values) for column, values in wanted if values]


def _first_day(place: Place) -> date:
    return date(place.day.year, 1, 1)


class _Known(NamedTuple):
    """What is known of people: a row for each, with a column for each measure by its key."""

    table: CTE
    columns: Mapping[str, ColumnElement[Any]]


def _known(place: Place, people: CTE, asked: Sequence[Asked]) -> _Known | None:
    """Return all facts about people as one table; None where the records of the officers say everything.

    One join for all measures: with one for each, SQLite reads whole tables of facts for every officer.
    """
    wanted = {_key(one): one for one in asked if one.measure not in _RANKED}
    numbers = {key: number for number, key in enumerate(wanted)}
    parts: list[Any] = []
    for measure in dict.fromkeys(one.measure for one in wanted.values()):
        numbered = {numbers[key]: one.parameters for key, one in wanted.items() if one.measure is measure}
        parts += _parts(place, people, measure, numbered)
    if not parts:
        return None
    rows = union_all(*parts).subquery().c
    columns = [
        func.max(case((rows.number == number, rows.is_met))).label(f"fact_{number}")
        for number in numbers.values()
    ]
    table = (
        select(rows.officer_id, *columns).group_by(rows.officer_id).cte("facts").prefix_with("MATERIALIZED")
    )
    return _Known(table, {key: table.c[f"fact_{number}"] for key, number in numbers.items()})


def _parts(
    place: Place, people: CTE, measure: Measure, numbered: Mapping[int, Mapping[str, Any]]
) -> list[Any]:
    """Return statements of officer_id, is_met and number for all parameters that a measure is asked with."""
    basis = MeasureQuestion({}, place.day, place.known_before, people, place.unit.province_code)
    if measure in MANY:
        return [MANY[measure](basis, numbered)]
    found = {
        number: MEASURES[measure](basis._replace(parameters=parameters)).subquery().c
        for number, parameters in numbered.items()
    }
    return [
        select(rows.officer_id, rows.is_met, literal(number).label("number"))
        for number, rows in found.items()
    ]


def _joins(people: CTE, known: _Known | None) -> Any:
    if known is None:
        return people
    return people.outerjoin(known.table, known.table.c.officer_id == people.c.officer_id)


def _facts(one: Asked, people: CTE, known: _Known | None) -> _Facts:
    if one.measure in _RANKED or known is None:
        name, ranks = _RANKED[one.measure]
        column, least = people.c[name], ranks[one.parameters["level"]]
        levels = [level for level, rank in ranks.items() if rank >= least]
        return _Facts(column != "none", column.in_(levels))
    fact = known.columns[_key(one)]
    # A missing row makes the comparison unknown, and its opposite as well.
    is_known = true() if one.measure in KNOWN_OF_ALL else fact.is_not(None)
    return _Facts(is_known, func.coalesce(fact, 0) == 1)


def _key(one: Asked) -> str:
    return f"{one.measure.value}:{sorted(one.parameters.items())}"
