"""How the figures of this moment are counted: of the open standings, people by their posts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, true, union_all

from competency.models import Standing
from competency.queries.snapshots import STATUSES, one_if
from competency.queries.standings import is_in_unit
from competency.rules import CoverageFilter, Cut
from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer, Organisation

Counts = dict[str, tuple[Counter[str], int]]
"""By key: standings by status, and officers."""

COLUMNS = {
    Cut.PROVINCE: "province_code",
    Cut.COMMUNE: "unit_code",
    Cut.POSITION: "position_code",
    Cut.COMPETENCY: "competency_code",
}
"""What a standing itself says of a cut."""
FACTS = {
    Cut.ORGANISATION_KIND: Organisation.kind,
    Cut.EMPLOYMENT_KIND: Officer.employment_kind,
}
"""What its post or its officer says."""


class Question(NamedTuple):
    """Which standings are counted, by what; ``pillars`` tells the pillar of every competency."""

    unit: AdministrativeUnit | None
    cut: Cut
    only: CoverageFilter
    pillars: dict[str, str]

    @property
    def codes(self) -> list[str] | None:
        """Return the competencies that are counted, None for all."""
        code = self.only.competency_code
        if not self.only.pillar:
            return [code] if code else None
        wanted = [one for one, pillar in self.pillars.items() if pillar == self.only.pillar]
        return [one for one in wanted if code in ("", one)]

    @property
    def facts(self) -> dict[Cut, str]:
        """Return which facts of posts and officers matter, each with the one that is wanted or nothing."""
        wanted = {
            Cut.ORGANISATION_KIND: self.only.organisation_kind,
            Cut.EMPLOYMENT_KIND: self.only.employment_kind,
        }
        return {fact: value for fact, value in wanted.items() if value or fact is self.cut}


def count_open(question: Question) -> tuple[Counts, int]:
    """Return the counts of the open standings of a unit, and how many people stand behind them.

    People are counted by their posts: nearly everybody has one, and reading the standings of all of them only
    to see whose they are would take most of the time.
    """
    cut = question.cut
    statuses = _folded(question, _count_by_cells(question))
    posts = _posts_with_standings(question)
    if cut is Cut.COMPETENCY:
        too_many = _asked_twice(question)
        officers = {key: counter.total() - too_many.get(key, 0) for key, counter in statuses.items()}
    elif cut is Cut.PILLAR:
        officers = _people_by_pillar(question, list(statuses))
    else:
        people = select(posts.c.key, func.count(posts.c.officer_id.distinct())).group_by(posts.c.key)
        officers = {row[0]: row[1] for row in db.session.execute(people)}
    everybody = db.session.scalar(select(func.count(posts.c.officer_id.distinct())))
    return {key: (counter, officers.get(key, 0)) for key, counter in statuses.items()}, everybody or 0


def narrowed(question: Question) -> ColumnElement[bool]:
    """Tell of a standing whether its own columns let it count; facts of posts and officers come apart."""
    conditions = [is_in_unit(question.unit)]
    if question.only.position_code:
        conditions.append(Standing.position_code == question.only.position_code)
    if question.codes is not None:
        conditions.append(Standing.competency_code.in_(question.codes))
    if question.only.area_type:
        areas = select(AdministrativeUnit.code).where(
            AdministrativeUnit.main_area_type == question.only.area_type
        )
        conditions.append(Standing.unit_code.in_(areas))
    return and_(*conditions)


def is_wanted(question: Question) -> ColumnElement[bool]:
    """Tell of joined posts, organisations and officers whether they let a standing count."""
    wanted = [FACTS[fact] == value for fact, value in question.facts.items() if value]
    return and_(true(), *wanted)


def counter_of(numbers: Iterable[int | None]) -> Counter[str]:
    """Return the numbers of a row by status."""
    return Counter(dict(zip(STATUSES, (int(number or 0) for number in numbers), strict=True)))


Tallies = list[tuple[str, Counter[str]]]


def _count_by_cells(question: Question) -> Tallies:
    """Return counts by what the cut groups by, summed up in the order of the index first.

    Where everybody in one position of one commune has the same kind of employment or organisation, as nearly
    everywhere, the cell tells it; only the standings of the others are asked one by one.
    """
    if not question.facts:
        return _tallies(_select_cells(question))
    cells = _select_kinds(question).subquery()
    is_pure = and_(*(cells.c[f"{fact}_from"] == cells.c[f"{fact}_to"] for fact in question.facts))
    found = _tallies(_select_cells(question, cells, is_pure))
    return found + _tallies(_select_mixed(question, cells, ~is_pure))


def _select_cells(question: Question, kinds: Any = None, is_pure: Any = None) -> Select[Any]:
    keys = ["province_code", "unit_code", "position_code"]
    if question.cut in (Cut.COMPETENCY, Cut.PILLAR):
        keys.append("competency_code")
    columns = [getattr(Standing, key) for key in keys]
    # In the order of the index, so that the engine need not sort every row.
    table = (
        select(*columns, *(func.sum(one_if(Standing.status, status)).label(status) for status in STATUSES))
        .where(narrowed(question), Standing.valid_to.is_(None))
        .group_by(*columns)
        .subquery()
    )
    cells = table.c
    sums = [func.sum(cells[status]) for status in STATUSES]
    if kinds is None:
        key = cells[_column_of(question.cut)]
        return select(key, *sums).group_by(key)
    key = kinds.c[f"{question.cut}_from"] if question.cut in FACTS else cells[_column_of(question.cut)]
    wanted = [kinds.c[f"{fact}_from"] == value for fact, value in question.facts.items() if value]
    same = and_(cells.unit_code == kinds.c.unit_code, cells.position_code == kinds.c.position_code)
    return select(key, *sums).select_from(kinds).join(table, same).where(is_pure, *wanted).group_by(key)


def _select_mixed(question: Question, kinds: Any, is_mixed: Any) -> Select[Any]:
    """Return the statement of the counts where one position of one commune has people of several kinds."""
    key = FACTS.get(question.cut)
    if key is None:
        key = getattr(Standing, _column_of(question.cut))
    same = and_(Standing.unit_code == kinds.c.unit_code, Standing.position_code == kinds.c.position_code)
    return (
        select(key, *(func.sum(one_if(Standing.status, status)) for status in STATUSES))
        .select_from(kinds)
        .join(Standing, and_(same, Standing.valid_to.is_(None)))
        .join(Assignment, Assignment.id == Standing.assignment_id)
        .join(Organisation, Organisation.id == Assignment.organisation_id)
        .join(Officer, Officer.id == Standing.officer_id)
        .where(is_mixed, narrowed(question), is_wanted(question))
        .group_by(key)
    )


def _select_kinds(question: Question) -> Select[Any]:
    """Return the statement of the first and last kind among the posts of each position of each commune."""
    kinds = [
        function(FACTS[fact]).label(f"{fact}_{end}")
        for fact in question.facts
        for function, end in ((func.min, "from"), (func.max, "to"))
    ]
    columns: list[Any] = [Assignment.unit_code, Assignment.position_code, *kinds]
    return (
        select(*columns)
        .join(Assignment.unit)
        .join(Assignment.organisation)
        .join(Assignment.officer)
        .where(_is_post_in(question.unit))
        .group_by(Assignment.unit_code, Assignment.position_code)
    )


def _column_of(cut: Cut) -> str:
    """Return the column whose values tell a cut, directly or through the pillar or area they belong to."""
    return COLUMNS.get(cut, {Cut.PILLAR: "competency_code"}.get(cut, "unit_code"))


def _tallies(statement: Select[Any]) -> Tallies:
    return [(row[0], counter_of(row[1:])) for row in db.session.execute(statement)]


def _folded(question: Question, tallies: Tallies) -> dict[str, Counter[str]]:
    """Return the counts by key, from those by competency or commune where these belong to one."""
    names: dict[str, str] | None = None
    if question.cut is Cut.PILLAR:
        names = question.pillars
    elif question.cut is Cut.AREA_TYPE:
        rows = db.session.execute(select(AdministrativeUnit.code, AdministrativeUnit.main_area_type))
        names = {code: area or "" for code, area in rows}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, counter in tallies:
        found[key if names is None else names.get(key, "")].update(counter)
    return dict(found)


def _posts_with_standings(question: Question, codes: list[str] | None = None) -> Any:
    """Return as a table the officers of the posts that count, with the key of the cut."""
    only, codes = question.only, question.codes if codes is None else codes
    has_standings = select(Standing.id).where(
        Standing.assignment_id == Assignment.id, Standing.valid_to.is_(None)
    )
    if codes is not None:
        has_standings = has_standings.where(Standing.competency_code.in_(codes))
    statement = (
        select(Assignment.officer_id, _key_of_post(question.cut).label("key"))
        .join(Assignment.unit)
        .where(_is_post_in(question.unit), has_standings.exists(), is_wanted(question))
    )
    if Cut.ORGANISATION_KIND in question.facts:
        statement = statement.join(Assignment.organisation)
    if Cut.EMPLOYMENT_KIND in question.facts:
        statement = statement.join(Assignment.officer)
    if only.position_code:
        statement = statement.where(Assignment.position_code == only.position_code)
    if only.area_type:
        statement = statement.where(AdministrativeUnit.main_area_type == only.area_type)
    return statement.subquery()


def _key_of_post(cut: Cut) -> Any:
    return {
        Cut.PROVINCE: func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code),
        Cut.COMMUNE: Assignment.unit_code,
        Cut.POSITION: Assignment.position_code,
        Cut.AREA_TYPE: func.coalesce(AdministrativeUnit.main_area_type, ""),
        **FACTS,
    }.get(cut, literal(""))


def _people_by_pillar(question: Question, pillars: Iterable[str]) -> dict[str, int]:
    counted = []
    for pillar in pillars:
        codes = [code for code, one in question.pillars.items() if one == pillar]
        posts = _posts_with_standings(question, [code for code in codes if code in (question.codes or codes)])
        counted.append(select(literal(pillar), func.count(posts.c.officer_id.distinct())))
    return {row[0]: row[1] for row in db.session.execute(union_all(*counted))} if counted else {}


def _asked_twice(question: Question) -> dict[str, int]:
    """Return, by competency, how often somebody is asked by a second and further post."""
    several = (
        select(Assignment.officer_id)
        .join(Assignment.unit)
        .where(_is_post_in(question.unit))
        .group_by(Assignment.officer_id)
        .having(func.count() > 1)
    )
    rows = select(Standing.competency_code, (func.count() - 1).label("too_many")).where(
        narrowed(question), Standing.valid_to.is_(None), Standing.officer_id.in_(several)
    )
    if question.facts:
        rows = rows.join(Standing.assignment).join(Assignment.organisation).join(Standing.officer)
        rows = rows.where(is_wanted(question))
    each = rows.group_by(Standing.competency_code, Standing.officer_id).having(func.count() > 1).subquery().c
    too_many = select(each.competency_code, func.sum(each.too_many)).group_by(each.competency_code)
    return {row[0]: int(row[1]) for row in db.session.execute(too_many)}


def _is_post_in(unit: AdministrativeUnit | None) -> ColumnElement[bool]:
    if unit is None:
        return true()
    if unit.is_province:
        return AdministrativeUnit.parent_code == unit.code
    return Assignment.unit_code == unit.code
