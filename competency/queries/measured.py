"""What our records tell about people for policy targets: statements of officer_id and is_met."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from competency.models import Evidence, QualificationStanding, Standing
from competency.queries.snapshots import held_in
from competency.rules import QualificationKind, StandingStatus
from lms import clock

_MET = (StandingStatus.MET.value, StandingStatus.EXPIRING.value)


class MeasureQuestion(NamedTuple):
    """What a source is asked: who of ``people`` (officer_id and the counted post) has it on a day.

    ``known_before`` is the instant before which it must have been recorded; None for whatever is known now.
    """

    parameters: Mapping[str, Any]
    day: date
    known_before: datetime | None
    people: CTE
    province_code: str


def select_mandatory_courses(question: MeasureQuestion) -> Select[*tuple[Any, ...]]:
    """Return who has completed every course that the post makes mandatory; who is asked none has no row."""
    return _of_kind(question, QualificationKind.COURSE, QualificationStanding.is_mandatory.is_(True))


def select_field_matches(question: MeasureQuestion) -> Select[*tuple[Any, ...]]:
    """Return whose recorded field of study fits the post; who has none, or is asked none, has no row."""
    return _of_kind(question, QualificationKind.DEGREE_FIELD, QualificationStanding.recorded != "")


def select_standings_met(question: MeasureQuestion) -> Select[*tuple[Any, ...]]:
    """Return who reaches the required level of all named competencies that the counted post asks.

    With kinds of evidence named, one valid piece of one of these must be there for each.
    """
    people = question.people.c
    # Found first and by itself: joined to people at once, SQLite reads a post's standings for each of them.
    found = union_all(*(_of_posts(question, code) for code in question.parameters["competencies"]))
    rows = found.cte().prefix_with("MATERIALIZED").c
    return (
        select(people.officer_id, func.min(rows.is_met).label("is_met"))
        .select_from(question.people)
        .join(rows.officer_id.table, _same_post(rows, people))
        .group_by(people.officer_id)
    )


def _of_posts(question: MeasureQuestion, code: str) -> Select[*tuple[Any, ...]]:
    """Return the standings in one competency of all who hold a post like those of the people."""
    people, kinds = question.people.c, question.parameters["kinds"]
    posts = select(people.unit_code, people.position_code).distinct().subquery()
    of_code = and_(Standing.province_code == question.province_code, Standing.competency_code == code)
    row = held_in(of_code, question.day).c
    is_met: ColumnElement[bool] = row.status.in_(_MET)
    if kinds:
        is_met = and_(is_met, _has_evidence(question, row, kinds))
    same_post = and_(posts.c.unit_code == row.unit_code, posts.c.position_code == row.position_code)
    return (
        select(row.officer_id, row.unit_code, row.position_code, case((is_met, 1), else_=0).label("is_met"))
        .select_from(posts)
        .join(row.officer_id.table, same_post)
    )


def select_appointment_standards(question: MeasureQuestion) -> Select[*tuple[Any, ...]]:
    """Return who met everything mandatory on the day, of this year, on which the counted post began."""
    people = question.people.c
    began = select(people.officer_id, people.unit_code, people.position_code, people.starts_on)
    this_year = began.where(people.starts_on >= date(question.day.year, 1, 1))
    joiners = this_year.cte().prefix_with("MATERIALIZED")
    parts = [_on_the_first_day(joiners, row) for row in (Standing, QualificationStanding)]
    rows = union_all(*parts).subquery().c
    return select(rows.officer_id, func.min(rows.is_met).label("is_met")).group_by(rows.officer_id)


def _of_kind(
    question: MeasureQuestion, kind: QualificationKind, condition: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return how the rows of a kind stand that the counted post asks; open and closed ones by their indexes.

    What only a concurrent post asks stands under that post, and does not count.
    """
    row, day = QualificationStanding, question.day
    columns = (row.officer_id, row.unit_code, row.position_code, row.status)
    is_open = and_(row.province_code == question.province_code, row.valid_to.is_(None))
    found: Any = select(*columns).where(row.kind == kind, condition, is_open)
    if day < clock.today():
        theirs = select(question.people.c.officer_id)
        was_open = and_(row.valid_to.is_not(None), row.valid_to > day, row.valid_from <= day)
        closed = select(*columns).where(row.kind == kind, condition, was_open, row.officer_id.in_(theirs))
        found = union_all(found.where(row.valid_from <= day), closed)
    rows, people = found.cte().prefix_with("MATERIALIZED").c, question.people.c
    met = case((rows.status.in_(_MET), 1), else_=0)
    return (
        select(people.officer_id, func.min(met).label("is_met"))
        .select_from(question.people)
        .join(rows.officer_id.table, _same_post(rows, people))
        .group_by(people.officer_id)
    )


def _same_post(rows: Any, people: Any) -> ColumnElement[bool]:
    return and_(
        rows.officer_id == people.officer_id,
        rows.unit_code == people.unit_code,
        rows.position_code == people.position_code,
    )


def _has_evidence(question: MeasureQuestion, row: Any, kinds: list[str]) -> ColumnElement[bool]:
    piece, revoking = Evidence, aliased(Evidence)
    revoked = [revoking.revokes_id == piece.id]
    recorded = []
    if question.known_before is not None:
        revoked.append(revoking.recorded_at < question.known_before)
        recorded.append(piece.recorded_at < question.known_before)
    return exists().where(
        piece.officer_id == row.officer_id,
        piece.competency_code == row.competency_code,
        piece.kind.in_(kinds),
        piece.revokes_id.is_(None),
        piece.earned_on <= question.day,
        or_(piece.valid_until.is_(None), piece.valid_until >= question.day),
        *recorded,
        ~exists().where(*revoked),
    )


def _on_the_first_day(joiners: CTE, row: Any) -> Select[*tuple[Any, ...]]:
    """Return how the mandatory rows of those who began stood on their first day."""
    people = joiners.c
    names = ("officer_id", "unit_code", "position_code", "status", "valid_from", "valid_to")
    theirs = select(*(getattr(row, name) for name in names)).where(
        row.is_mandatory, row.officer_id.in_(select(people.officer_id))
    )
    rows = theirs.cte().prefix_with("MATERIALIZED").c
    return (
        select(rows.officer_id, case((rows.status.in_(_MET), 1), else_=0).label("is_met"))
        .select_from(joiners)
        .join(rows.officer_id.table, _same_post(rows, people))
        .where(rows.valid_from <= people.starts_on)
        .where(or_(rows.valid_to.is_(None), rows.valid_to > people.starts_on))
    )
