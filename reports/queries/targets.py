"""Policy targets as pages show them: what is held back from whom, trend, communes, the people behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, func, select

from competency import queries as competency
from competency.models import PolicyTarget, TargetEntry
from competency.queries import targets
from competency.queries.periods import TrendPoint, list_frozen_people, list_trend
from competency.rules import percent
from competency.rules.targets import (
    COMPUTED,
    SMALLEST_CELL,
    Measure,
    TargetResult,
    suppressed_cells,
)
from lms import clock
from lms.database import db
from lms.i18n import lazy_gettext as _l
from lms.models import Account
from lms.pages import Page
from people import policies
from people import queries as people
from people.models import AdministrativeUnit, Officer, Position
from reports.rules.trends import TrendDrawing, draw_trend

LINES_PER_PAGE = 25

PART_WORDS = {
    "met": _l("who counts"),
    "missing": _l("who does not count yet"),
    "unknown": _l("of whom it is not recorded"),
    "": _l("the whole population"),
}


@dataclass(frozen=True, slots=True)
class TargetFilters:
    """Which targets are listed; empty means all. ``others`` adds those of other provinces."""

    kind: str = ""
    origin: str = ""
    verdict: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """One commune of the breakdown."""

    code: str
    name: str
    result: TargetResult


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target with everything about it."""

    target: PolicyTarget
    result: TargetResult
    population_code: str
    trend: Sequence[TrendPoint]
    drawing: TrendDrawing | None
    communes: Sequence[CommuneLine]
    entries: Sequence[TargetEntry]
    is_computed: bool
    is_entered: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One officer behind a number."""

    public_id: UUID
    name: str
    position: str
    commune: str


def get_targets(
    unit: AdministrativeUnit, filters: TargetFilters, *, visible_to: Account
) -> list[TargetResult]:
    """Return the targets of a unit today that fit the filters. No gate: who loaded the unit has asked."""
    found = competency.judge_targets(unit, on=clock.today(), with_others=bool(filters.others))
    shown = held_back(found, unit, visible_to=visible_to)
    return [one for one in shown if _fits(one, filters)]


def get_target_page(unit: AdministrativeUnit, code: str, *, visible_to: Account) -> TargetPage:
    """Return one target of a unit with its trend, its communes and what was entered for it.

    Raises:
        NotFound: the unit has no such target.
    """
    line = targets.get_line(unit, code)
    measure = Measure(line.target.measure)
    (result,) = held_back([targets.judge_one(unit, code, on=clock.today())], unit, visible_to=visible_to)
    trend = [] if result.is_suppressed else _trend(unit, code, visible_to)
    shares = [(one.period, percent(one.numerator or 0, one.denominator or 0)) for one in trend]
    return TargetPage(
        target=line.target,
        result=result,
        population_code=line.population.code,
        trend=trend,
        drawing=draw_trend(_with_today(shares, result), result.threshold) if trend else None,
        communes=_communes(unit, code, visible_to)
        if unit.is_province and measure is not Measure.NOT_TRACKED
        else (),
        entries=targets.list_entries([unit.code], code) if measure is Measure.ENTERED else (),
        is_computed=measure in COMPUTED,
        is_entered=measure is Measure.ENTERED,
    )


def get_people_behind(
    unit: AdministrativeUnit, code: str, part: str, number: int, *, visible_to: Account
) -> Page:
    """Return one page of the officers behind a number of today, by name; nobody for entered totals.

    Only those whom ``visible_to`` may know of.
    """
    statement = targets.select_people_of(unit, targets.get_line(unit, code), part)
    if statement is None:
        return Page([], number, LINES_PER_PAGE, 0)
    behind = statement.subquery()
    known = people.select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    found: Select[*tuple[UUID, str, str, str]] = (
        select(Officer.public_id, Officer.full_name, Position.name, AdministrativeUnit.full_name)
        .join(behind, behind.c.officer_id == Officer.id)
        .join(Position, Position.code == behind.c.position_code)
        .join(AdministrativeUnit, AdministrativeUnit.code == behind.c.unit_code)
        .where(Officer.id.in_(known))
    )
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    cut = found.order_by(Officer.sort_key, Officer.id)
    rows = db.session.execute(cut.limit(LINES_PER_PAGE).offset((number - 1) * LINES_PER_PAGE))
    return Page([PersonLine(*row) for row in rows], number, LINES_PER_PAGE, total)


def held_back(
    results: Sequence[TargetResult], unit: AdministrativeUnit, *, visible_to: Account
) -> list[TargetResult]:
    """Return results without figures that tell about fewer than five people, for who may not know names.

    A commune is held back as well where it would give away the only small one beside it.
    """
    if policies.may_see_names(visible_to, unit):
        return list(results)
    if unit.is_province:
        return [one.held_back() if one.is_small else one for one in results]
    province = people.get_unit(unit.province_code)
    codes = [one.code for one in people.list_communes(province.code)]
    only = results[0].code if len(results) == 1 else ""
    found = targets.judge_by_commune(province, codes, on=clock.today(), only=only, with_others=True)
    return [one.held_back() if unit.code in _hidden(codes, found[one.code]) else one for one in results]


def _trend(unit: AdministrativeUnit, code: str, visible_to: Account) -> list[TrendPoint]:
    """Return the closed quarters, without those in which the figures tell about fewer than five people.

    For a commune it counts who stood behind all communes then, not today.
    """
    trend = list_trend(unit, code)
    if policies.may_see_names(visible_to, unit):
        return trend
    if unit.is_province:
        return [one for one in trend if not 0 < (one.denominator or 0) < SMALLEST_CELL]
    people_then = list_frozen_people(unit.province_code, code)
    return [one for one in trend if unit.code not in suppressed_cells(people_then.get(one.period, {}))]


def _hidden(codes: Sequence[str], results: Sequence[TargetResult]) -> frozenset[str]:
    return suppressed_cells({code: one.people for code, one in zip(codes, results, strict=True)})


def _fits(one: TargetResult, filters: TargetFilters) -> bool:
    wanted = ((filters.kind, one.kind), (filters.origin, one.origin), (filters.verdict, one.verdict))
    return all(said in ("", found.value) for said, found in wanted)


def _communes(unit: AdministrativeUnit, code: str, visible_to: Account) -> list[CommuneLine]:
    units = people.list_communes(unit.code)
    codes = [one.code for one in units]
    found = targets.judge_by_commune(unit, codes, on=clock.today(), only=code)[code]
    has_names = policies.may_see_names(visible_to, unit)
    hidden = frozenset[str]() if has_names else _hidden(codes, found)
    return [
        CommuneLine(one.code, one.full_name, result.held_back() if one.code in hidden else result)
        for one, result in zip(units, found, strict=True)
    ]


def _with_today(
    shares: Sequence[tuple[str, Decimal | None]], result: TargetResult
) -> list[tuple[str, Decimal | None]]:
    return [*shares, (clock.today().strftime("%d/%m"), result.share)]
