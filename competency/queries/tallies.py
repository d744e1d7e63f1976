"""How the figures of this moment are counted: of the open standings, people by their posts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select, true, union_all

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
    statuses = _folded(question, _count_by_cells(question))
    if question.cut is Cut.PILLAR:
        officers, everybody = _people_by_pillar(question, list(statuses))
    else:
        officers, everybody = _people_by_posts(question)
    if question.cut is Cut.COMPETENCY:
        too_many = _asked_twice(question)
        officers = {key: counter.total() - too_many.get(key, 0) for key, counter in statuses.items()}
    return {key: (counter, officers.get(key, 0)) for key, counter in statuses.items()}, everybody


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
    everywhere, the cell tells it; only the standings of the others are asked by their posts.
    """
    if not question.facts:
        return _tallies(_select_cells(question))
    kinds = _select_kinds(question).subquery()
    is_pure = and_(*(kinds.c[f"{fact}_from"] == kinds.c[f"{fact}_to"] for fact in question.facts))
    # Cells of one competency are hardly fewer than their standings: summing them up first would only cost.
    select_pure = _select_pure if _column_of(question.cut) == "competency_code" else _select_pure_cells
    return _tallies(select_pure(question, kinds, is_pure)) + _tallies(
        _select_mixed(question, kinds, ~is_pure)
    )


def _select_cells(question: Question) -> Select[Any]:
    """Return the statement of the counts of all standings of a unit."""
    cells = _cells(question).c
    key = cells[_column_of(question.cut)]
    return select(key, *(func.sum(cells[status]) for status in STATUSES)).group_by(key)


def _select_pure_cells(question: Question, kinds: Any, is_pure: Any) -> Select[Any]:
    """Return the statement of the counts where everybody is of one kind, every cell summed up first."""
    table = _cells(question)
    cells = table.c
    key = kinds.c[f"{question.cut}_from"] if question.cut in FACTS else cells[_column_of(question.cut)]
    same = and_(cells.unit_code == kinds.c.unit_code, cells.position_code == kinds.c.position_code)
    return (
        select(key, *(func.sum(cells[status]) for status in STATUSES))
        .select_from(kinds)
        .join(table, same)
        .where(is_pure, *_wanted_kinds(question, kinds))
        .group_by(key)
    )


def _select_pure(question: Question, kinds: Any, is_pure: Any) -> Select[Any]:
    """Return the statement of the counts by competency where everybody is of one kind."""
    key = Standing.competency_code
    same = and_(Standing.unit_code == kinds.c.unit_code, Standing.position_code == kinds.c.position_code)
    return (
        select(key, *_sums())
        .select_from(kinds)
        .join(Standing, and_(same, Standing.valid_to.is_(None)))
        .where(is_pure, narrowed(question), *_wanted_kinds(question, kinds))
        .group_by(key)
    )


def _select_mixed(question: Question, kinds: Any, is_mixed: Any) -> Select[Any]:
    """Return the statement of the counts where one position of one commune has people of several kinds."""
    key = FACTS.get(question.cut)
    if key is None:
        key = getattr(Standing, _column_of(question.cut))
    same = and_(Assignment.unit_code == kinds.c.unit_code, Assignment.position_code == kinds.c.position_code)
    # The province is told once more: without it PostgreSQL would look through the posts of the whole country.
    statement = select(key, *_sums()).select_from(kinds).join(Assignment, same).join(Assignment.unit)
    statement = (
        _with_facts(question, statement)
        .join(Standing, and_(Standing.assignment_id == Assignment.id, Standing.valid_to.is_(None)))
        .where(is_mixed, _is_post_wanted(question), is_wanted(question))
        .group_by(key)
    )
    return (
        statement if question.codes is None else statement.where(Standing.competency_code.in_(question.codes))
    )


def _select_kinds(question: Question) -> Select[Any]:
    """Return the statement of the first and last kind among the posts of each position of each commune."""
    kinds = [
        function(FACTS[fact]).label(f"{fact}_{end}")
        for fact in question.facts
        for function, end in ((func.min, "from"), (func.max, "to"))
    ]
    columns: list[Any] = [Assignment.unit_code, Assignment.position_code, *kinds]
    statement = select(*columns).join(Assignment.unit).where(_is_post_wanted(question))
    return _with_facts(question, statement).group_by(Assignment.unit_code, Assignment.position_code)


def _cells(question: Question) -> Any:
    """Return as a table the counts of each position of each commune, by competency where the cut needs it."""
    keys = ["province_code", "unit_code", "position_code"]
    if _column_of(question.cut) == "competency_code":
        keys.append("competency_code")
    columns = [getattr(Standing, key) for key in keys]
    # In the order of the index, so that the engine need not sort every row.
    return (
        select(*columns, *_sums())
        .where(narrowed(question), Standing.valid_to.is_(None))
        .group_by(*columns)
        .subquery()
    )


def _sums() -> list[Any]:
    return [func.sum(one_if(Standing.status, status)).label(status) for status in STATUSES]


def _wanted_kinds(question: Question, kinds: Any) -> list[Any]:
    return [kinds.c[f"{fact}_from"] == value for fact, value in question.facts.items() if value]


def _with_facts(question: Question, statement: Select[Any]) -> Select[Any]:
    """Return a statement about posts with the tables joined that hold the facts that matter."""
    if Cut.ORGANISATION_KIND in question.facts:
        statement = statement.join(Organisation, Organisation.id == Assignment.organisation_id)
    if Cut.EMPLOYMENT_KIND in question.facts:
        statement = statement.join(Officer, Officer.id == Assignment.officer_id)
    return statement


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


def _posts(question: Question) -> Any:
    """Return as a table the posts that may count, with their officers and the key of the cut."""
    columns = [Assignment.id, Assignment.officer_id, _key_of_post(question.cut).label("key")]
    statement = select(*columns).join(Assignment.unit)
    return _with_facts(question, statement).where(_is_post_wanted(question), is_wanted(question)).cte("posts")


def _has_standing(post: Any, codes: Iterable[str] | None) -> ColumnElement[bool]:
    """Tell of a post whether it has standings, of some competencies or of any."""
    standings = select(Standing.id).where(Standing.assignment_id == post, Standing.valid_to.is_(None))
    if codes is not None:
        standings = standings.where(Standing.competency_code.in_(codes))
    return standings.exists()


def _key_of_post(cut: Cut) -> Any:
    return {
        Cut.PROVINCE: func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code),
        Cut.COMMUNE: Assignment.unit_code,
        Cut.POSITION: Assignment.position_code,
        Cut.AREA_TYPE: func.coalesce(AdministrativeUnit.main_area_type, ""),
        **FACTS,
    }.get(cut, literal(""))


def _people_by_posts(question: Question) -> tuple[dict[str, int], int]:
    """Return the people by the key of their posts, and all of them: one look at their standings for both."""
    posts = _posts(question).c
    asked = select(posts.officer_id, posts.key).where(_has_standing(posts.id, question.codes)).cte("asked").c
    people = func.count(asked.officer_id.distinct())
    rows = db.session.execute(
        union_all(select(asked.key, people).group_by(asked.key), select(null(), people))
    )
    found = {row[0]: row[1] for row in rows}
    everybody = found.pop(None)
    return found, everybody


def _people_by_pillar(question: Question, pillars: Iterable[str]) -> tuple[dict[str, int], int]:
    """Return the people by the pillars they are asked about, and all of them, by one look at every post."""
    posts, wanted = _posts(question).c, question.codes
    codes = {
        pillar: [
            one for one, of in question.pillars.items() if of == pillar and (wanted is None or one in wanted)
        ]
        for pillar in pillars
    }
    flags = [
        _has_standing(posts.id, some).label(f"pillar_{number}") for number, some in enumerate(codes.values())
    ]
    # Kept apart, so that PostgreSQL does not look for the same standings twice.
    table = select(posts.id, posts.officer_id, *flags).cte("asked").prefix_with("MATERIALIZED")
    asked = [table.c[flag.name] for flag in flags]
    anything = or_(*asked, _has_standing(table.c.id, wanted))
    rows = select(*(func.count(case((one, table.c.officer_id)).distinct()) for one in (*asked, anything)))
    *people, everybody = db.session.execute(rows).one()
    return dict(zip(codes, people, strict=True)), everybody


def _asked_twice(question: Question) -> dict[str, int]:
    """Return, by competency, how often somebody is asked by a second and further post."""
    table = _posts(question)
    posts = table.c
    several = select(posts.officer_id).group_by(posts.officer_id).having(func.count() > 1)
    each = (
        select(Standing.competency_code, (func.count() - 1).label("too_many"))
        .join(table, posts.id == Standing.assignment_id)
        .where(narrowed(question), Standing.valid_to.is_(None), posts.officer_id.in_(several))
        .group_by(Standing.competency_code, posts.officer_id)
        .having(func.count() > 1)
        .subquery()
        .c
    )
    too_many = select(each.competency_code, func.sum(each.too_many)).group_by(each.competency_code)
    return {row[0]: int(row[1]) for row in db.session.execute(too_many)}


def _is_post_wanted(question: Question) -> ColumnElement[bool]:
    """Tell of a post whether its place and position let it count."""
    conditions, only = [_is_post_in(question.unit)], question.only
    if only.position_code:
        conditions.append(Assignment.position_code == only.position_code)
    if only.area_type:
        conditions.append(AdministrativeUnit.main_area_type == only.area_type)
    return and_(*conditions)


def _is_post_in(unit: AdministrativeUnit | None) -> ColumnElement[bool]:
    if unit is None:
        return true()
    if unit.is_province:
        return AdministrativeUnit.parent_code == unit.code
    return Assignment.unit_code == unit.code
