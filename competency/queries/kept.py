"""Figures that were kept of a day: whole lines, and slices that can be narrowed and cut like live ones."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from competency.models import CoverageGroup, CoverageKind, CoverageLine, CoverageSlice, SnapshotDay
from competency.queries.snapshots import STATUSES
from competency.queries.tallies import Counts, Question, counter_of
from competency.rules import NATION, Cut, SnapshotState, withheld
from lms.database import db
from people.models import AdministrativeUnit

_LINE_CUTS = frozenset({Cut.PROVINCE, Cut.COMMUNE, Cut.POSITION, Cut.COMPETENCY})
_KIND_COLUMNS = {
    Cut.PROVINCE: CoverageKind.unit_code,
    Cut.POSITION: CoverageKind.position_code,
    Cut.AREA_TYPE: CoverageKind.area_type,
    Cut.ORGANISATION_KIND: CoverageKind.organisation_kind,
    Cut.EMPLOYMENT_KIND: CoverageKind.employment_kind,
}
OF_KIND = and_(
    CoverageKind.day == CoverageSlice.day,
    CoverageKind.unit_code == CoverageSlice.unit_code,
    CoverageKind.number == CoverageSlice.kind_number,
)
_OF_GROUP = and_(
    CoverageKind.day == CoverageGroup.day,
    CoverageKind.unit_code == CoverageGroup.unit_code,
    CoverageKind.number == CoverageGroup.kind_number,
)


def find_sliced_day(until: date) -> SnapshotDay | None:
    """Return the latest day up to one whose figures can be narrowed and cut in every way."""
    return db.session.scalar(
        select(SnapshotDay)
        .where(SnapshotDay.day <= until, SnapshotDay.has_slices, SnapshotDay.state != SnapshotState.TAKING)
        .order_by(SnapshotDay.day.desc())
        .limit(1)
    )


def has_lines(question: Question) -> bool:
    """Tell whether the lines that are kept of every day answer a question."""
    return not question.only and question.cut in _LINE_CUTS


def has_slices(question: Question) -> bool:
    """Tell whether slices answer a question: they know provinces, not communes."""
    return (question.unit is None or question.unit.is_province) and question.cut is not Cut.COMMUNE


def count_kept(question: Question, day: date) -> tuple[Counts, int]:
    """Return the counts of the lines that were kept of a day."""
    line, unit = CoverageLine, question.unit
    counters = [getattr(line, status) for status in STATUSES]
    key, condition = _lines_of(unit, question.cut)
    rows = db.session.execute(select(key, line.officers, *counters).where(line.day == day, condition))
    counts = {row[0]: (counter_of(row[2:]), row[1]) for row in rows}
    _counter, everybody = count_whole(unit, day)
    return counts, everybody


def count_whole(unit: AdministrativeUnit | None, day: date) -> tuple[Counter[str], int]:
    """Return what was kept of a unit as a whole."""
    line = CoverageLine
    counters = [getattr(line, status) for status in STATUSES]
    row = db.session.execute(
        select(line.officers, *counters).where(
            line.day == day, _line_is(line.unit_code == (unit.code if unit else NATION))
        )
    ).first()
    return (counter_of(row[1:]), row[0]) if row else (counter_of([0] * len(STATUSES)), 0)


def list_hidden_units(province_code: str | None, day: date) -> frozenset[str]:
    """Return the communes of a province, or the provinces, too small to be shown without names.

    With them go as many others that the sum of all does not tell them.
    """
    line, unit = CoverageLine, AdministrativeUnit
    rows = db.session.execute(
        select(line.unit_code, line.officers, unit.main_area_type)
        .join(unit, unit.code == line.unit_code)
        .where(line.day == day, _line_is(unit.parent_code == province_code))
    ).all()
    areas: defaultdict[str | None, list[str]] = defaultdict(list)
    for code, _officers, area in rows:
        areas[area].append(code)
    return withheld({code: officers for code, officers, _area in rows}, groups=list(areas.values()))


def count_slices(question: Question, day: date, *, is_for_all: bool = False) -> tuple[Counts, int]:
    """Return the counts of a day from its slices.

    Args:
        question: what is counted; the unit is a province or the country.
        day: a day that has slices.
        is_for_all: leave out what those without the right to names may not see.
    """
    condition = _kinds_of(question, day, _scope_of(question), is_for_all=is_for_all)
    cut = question.cut
    by_competency = cut in (Cut.COMPETENCY, Cut.PILLAR)
    key = CoverageSlice.competency_code if by_competency else _KIND_COLUMNS[cut]
    sums = [func.sum(getattr(CoverageSlice, status)) for status in STATUSES]
    statement = (
        select(key, *sums)
        .join(CoverageKind, OF_KIND)
        .where(CoverageSlice.day == day, CoverageSlice.unit_code.in_(_scope_of(question)))
        .where(condition, _slices_of(question, by_competency=by_competency))
    )
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in db.session.execute(statement.group_by(key)):
        name = question.pillars.get(row[0], "") if cut is Cut.PILLAR else row[0]
        statuses[name].update(counter_of(row[1:]))
    count_people = _people_by_competency if by_competency else _people
    officers = count_people(question, condition)
    whole = _kinds_of(question, day, [_code(question)], is_for_all=is_for_all)
    everybody = sum(_people(question, whole, is_whole=True).values())
    return {key: (counter, officers.get(key, 0)) for key, counter in statuses.items()}, everybody


def key_and_slices(question: Question, day: date, *, is_for_all: bool) -> tuple[Any, ColumnElement[bool]]:
    """Return the key of slices joined with their kinds, and which of them a question is about."""
    scope = _scope_of(question)
    is_here = and_(CoverageSlice.day == day, CoverageSlice.unit_code.in_(scope))
    kinds = _kinds_of(question, day, scope, is_for_all=is_for_all)
    slices = _slices_of(question, by_competency=True)
    return _KIND_COLUMNS[question.cut], and_(is_here, kinds, slices)


def list_partial_keys(question: Question, day: date) -> set[str]:
    """Return the lines that hold something those without the right to names may not see."""
    condition = _kinds_of(question, day, _scope_of(question))
    key = _KIND_COLUMNS.get(question.cut, CoverageKind.competencies)
    found = set(db.session.scalars(select(key).where(condition, ~CoverageKind.is_shown).distinct()))
    return {one for words in found for one in _keys_of(question, words)}


def _keys_of(question: Question, words: str) -> Iterable[str]:
    """Return the lines a kind of posts belongs to: one, or one for each of its competencies."""
    if question.cut in _KIND_COLUMNS:
        return [words]
    codes = [code for code in words.split() if question.codes is None or code in question.codes]
    return codes if question.cut is Cut.COMPETENCY else {question.pillars.get(code, "") for code in codes}


def _code(question: Question) -> str:
    return question.unit.code if question.unit else NATION


def _scope_of(question: Question) -> Any:
    """Return the units whose kinds are read: the provinces where there is a line for each, else one."""
    if question.cut is Cut.PROVINCE and question.unit is None:
        return select(AdministrativeUnit.code).where(AdministrativeUnit.parent_code.is_(None))
    return [_code(question)]


def _kinds_of(question: Question, day: date, scope: Any, *, is_for_all: bool = False) -> ColumnElement[bool]:
    kind, only = CoverageKind, question.only
    conditions: list[ColumnElement[bool]] = [kind.day == day, kind.unit_code.in_(scope)]
    wanted: list[tuple[Any, str]] = [
        (kind.position_code, only.position_code),
        (kind.area_type, only.area_type),
        (kind.organisation_kind, only.organisation_kind),
        (kind.employment_kind, only.employment_kind),
    ]
    conditions += [column == value for column, value in wanted if value]
    if question.codes is not None:
        conditions.append(
            or_(literal(False), *(kind.competencies.contains(f" {code} ") for code in question.codes))
        )
    if is_for_all:
        conditions.append(kind.is_shown.is_(True))
    return and_(*conditions)


def _slices_of(question: Question, *, by_competency: bool) -> ColumnElement[bool]:
    code = CoverageSlice.competency_code
    if question.codes is not None:
        return code.in_(question.codes)
    return code != "" if by_competency else code == ""


def _people(question: Question, condition: ColumnElement[bool], *, is_whole: bool = False) -> dict[str, int]:
    key: Any = literal("") if is_whole else _KIND_COLUMNS[question.cut]
    group = CoverageGroup
    each = (
        select(key.label("key"), group.unit_code, group.number, group.officers)
        .join(CoverageKind, _OF_GROUP)
        .where(condition)
        .distinct()
        .subquery()
        .c
    )
    rows = db.session.execute(select(each.key, func.sum(each.officers)).group_by(each.key))
    return {row[0]: int(row[1]) for row in rows}


def _people_by_competency(question: Question, condition: ColumnElement[bool]) -> dict[str, int]:
    group = CoverageGroup
    rows = db.session.execute(
        select(group.number, group.officers, CoverageKind.competencies)
        .join(CoverageKind, _OF_GROUP)
        .where(condition)
    )
    keys: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for number, officers, words in rows:
        keys[number, officers].update(_keys_of(question, words))
    found: Counter[str] = Counter()
    for (_number, officers), names in keys.items():
        for name in names:
            found[name] += officers
    return dict(found)


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
