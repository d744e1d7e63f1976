"""How other days are counted: a past one from the history, one to come by the rules."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from competency.queries.bases import get_basis
from competency.queries.facts import list_officer_ids, list_pieces, list_posts
from competency.queries.snapshots import STATUSES, held_in, one_if
from competency.queries.tallies import COLUMNS, FACTS, Counts, Question, counter_of, is_wanted, narrowed
from competency.rules import Cut, Expected, Post, expect_standings
from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer, Organisation

_BATCH = 500


def count_held(question: Question, day: date) -> tuple[Counts, int]:
    """Return the counts of what the system held at the end of a day that is not after today.

    Standings carry what was known then of place, position and competency. Of posts, people and places no
    history is kept: kinds of organisation and employment and area types are those of today.
    """
    held = held_in(narrowed(question), day, "assignment_id").c
    key = key_of_held(question, held)
    columns = [func.sum(one_if(held.status, status)).label(status) for status in STATUSES]
    statement = with_facts(question, select(key.label("key"), held.officer_id, *columns), held)
    by_officer = statement.group_by(key, held.officer_id).subquery().c
    rows = db.session.execute(
        select(by_officer.key, func.count(), *(func.sum(by_officer[status]) for status in STATUSES)).group_by(
            by_officer.key
        )
    )
    counts = {row[0]: (counter_of(row[2:]), row[1]) for row in rows}
    people = with_facts(question, select(func.count(held.officer_id.distinct())), held)
    return counts, db.session.scalar(people) or 0


def count_projected(question: Question, day: date) -> tuple[Counts, int]:
    """Return the counts of a day to come: nothing new is assumed, only time passes."""
    basis, unit = get_basis(), question.unit
    officer_ids = list_officer_ids(unit.code if unit else None)
    statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    officers: defaultdict[str, set[int]] = defaultdict(set)
    for start in range(0, len(officer_ids), _BATCH):
        batch = officer_ids[start : start + _BATCH]
        facts = _list_facts(batch) if question.facts else {}
        posts = [post for post in list_posts(batch, day) if _counts(question, post, facts)]
        for one in expect_standings(basis, posts, list_pieces(batch, basis), day):
            if question.codes is None or one.asked.competency_code in question.codes:
                key = _key_of(question, one, facts)
                statuses[key][one.result.status] += 1
                officers[key].add(one.post.officer_id)
    counts = {key: (counter, len(officers[key])) for key, counter in statuses.items()}
    return counts, len(frozenset[int]().union(*officers.values()))


Facts = dict[int, dict[Cut, str]]
"""Facts of posts and officers, by post."""


def key_of_held(question: Question, held: Any) -> Any:
    """Return the column of standings, or of what ``with_facts`` joins, that tells the key of a cut."""
    cut = question.cut
    if cut in COLUMNS:
        return held[COLUMNS[cut]]
    if cut is Cut.PILLAR:
        return (
            case(question.pillars, value=held.competency_code, else_="") if question.pillars else literal("")
        )
    return FACTS[cut] if cut in FACTS else func.coalesce(AdministrativeUnit.main_area_type, "")


def with_facts(question: Question, statement: Select[Any], held: Any) -> Select[Any]:
    """Return a statement with what standings do not say themselves joined, where it matters."""
    if question.cut is Cut.AREA_TYPE:
        statement = statement.join(AdministrativeUnit, AdministrativeUnit.code == held.unit_code)
    if question.facts:
        statement = (
            statement.join(Assignment, Assignment.id == held.assignment_id)
            .join(Organisation, Organisation.id == Assignment.organisation_id)
            .join(Officer, Officer.id == held.officer_id)
            .where(is_wanted(question))
        )
    return statement


def _list_facts(officer_ids: list[int]) -> Facts:
    rows = db.session.execute(
        select(Assignment.id, *FACTS.values())
        .join(Assignment.organisation)
        .join(Assignment.officer)
        .where(Assignment.officer_id.in_(officer_ids))
    )
    return {row[0]: dict(zip(FACTS, row[1:], strict=True)) for row in rows}


def _counts(question: Question, post: Post, facts: Facts) -> bool:
    unit, only = question.unit, question.only
    return (
        (unit is None or unit.code in (post.unit_code, post.province_code))
        and only.position_code in ("", post.position_code)
        and only.area_type in ("", post.area_type)
        and all(value in ("", facts[post.assignment_id][fact]) for fact, value in question.facts.items())
    )


def _key_of(question: Question, one: Expected, facts: Facts) -> str:
    post, cut = one.post, question.cut
    if cut in FACTS:
        return facts[post.assignment_id][cut]
    return {
        Cut.PROVINCE: post.province_code,
        Cut.COMMUNE: post.unit_code,
        Cut.POSITION: post.position_code,
        Cut.COMPETENCY: one.asked.competency_code,
        Cut.PILLAR: question.pillars.get(one.asked.competency_code, ""),
        Cut.AREA_TYPE: post.area_type or "",
    }[cut]
