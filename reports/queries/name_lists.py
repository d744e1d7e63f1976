"""The list of names behind a number of the coverage; opened only with a purpose (see the view)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from competency import queries as competency
from competency.models import Standing
from competency.rules import CoverageFilter, QualificationKind, StandingStatus, is_met
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from people import queries as people
from people.models import AdministrativeUnit, Officer
from reports.queries.filters import describe_filter
from reports.queries.framework import get_words
from reports.queries.qualifications import KIND_WORDS
from reports.queries.shares import STATUS_WORDS

LINES_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class NameListFilters:
    """Which number it is; empty means all. ``people`` counts persons, else requirements."""

    position: str = ""
    competency: str = ""
    status: str = ""
    people: str = ""
    qualification: str = ""
    """A kind of requirement beside competencies; then the list is about these."""
    pillar: str = ""
    organisation_kind: str = ""
    area_type: str = ""
    employment_kind: str = ""


@dataclass(frozen=True, slots=True)
class NameLine:
    """One officer against one requirement."""

    public_id: UUID
    name: str
    position: str
    commune: str
    competency: str
    levels: str
    status: StandingStatus
    since: date


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One officer with how many of the requirements counted are met today."""

    public_id: UUID
    name: str
    positions: str
    communes: str
    met: int
    required: int


def get_people_list(
    unit: AdministrativeUnit, filters: NameListFilters, page: int, *, visible_to: Account
) -> Page:
    """Return one page of the persons behind a number, in the order of names."""
    behind = _select_behind(unit, filters, visible_to).order_by(None)
    ids = behind.with_only_columns(Standing.officer_id).distinct().subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    officers = db.session.scalars(
        select(Officer)
        .where(Officer.id.in_(select(ids.c.officer_id)))
        .order_by(Officer.sort_key, Officer.id)
        .limit(LINES_PER_PAGE)
        .offset((page - 1) * LINES_PER_PAGE)
    ).all()
    rows = db.session.scalars(behind.where(Standing.officer_id.in_([officer.id for officer in officers])))
    standings: defaultdict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        standings[row.officer_id].append(row)
    return Page([_person(one, standings[one.id]) for one in officers], page, LINES_PER_PAGE, total)


def get_name_list(
    unit: AdministrativeUnit, filters: NameListFilters, page: int, *, visible_to: Account
) -> Page:
    """Return one page of the requirements behind a number, in the order of names."""
    statement = _select_behind(unit, filters, visible_to)
    counted = statement.order_by(None).with_only_columns(Standing.id).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    words = get_words()
    rows = db.session.scalars(statement.limit(LINES_PER_PAGE).offset((page - 1) * LINES_PER_PAGE))
    lines = [
        NameLine(
            public_id=row.officer.public_id,
            name=row.officer.full_name,
            position=row.assignment.position.name,
            commune=row.assignment.unit.full_name,
            competency=f"{row.competency_code} {words.name_of(row.competency_code)}",
            levels=f"{row.attained}/{row.required}",
            status=StandingStatus(row.status),
            since=row.since,
        )
        for row in rows
    ]
    return Page(lines, page, LINES_PER_PAGE, total)


def describe_filters(filters: NameListFilters) -> str:
    """Return in words which number the list stands behind; what is not narrowed is left out."""
    asked = []
    if filters.position:
        names = {position.code: position.name for position in people.list_positions()}
        asked.append(names.get(filters.position, filters.position))
    if filters.competency:
        asked.append(f"{filters.competency} {get_words().name_of(filters.competency)}")
    asked += describe_filter(CoverageFilter.of(asdict(filters) | {"position": "", "competency": ""}))
    if filters.qualification:
        asked.append(str(KIND_WORDS[QualificationKind(filters.qualification)]))
    if filters.status:
        asked.append(str(STATUS_WORDS[StandingStatus(filters.status)]))
    return ", ".join(asked) or _("all requirements")


def _select_behind(
    unit: AdministrativeUnit, filters: NameListFilters, visible_to: Account
) -> Select[Standing]:
    return competency.select_standings_behind(
        unit,
        visible_to=visible_to,
        only=CoverageFilter.of(asdict(filters)),
        status=StandingStatus(filters.status) if filters.status else None,
    )


def _person(officer: Officer, standings: Sequence[Standing]) -> PersonLine:
    posts = [row.assignment for row in standings]
    return PersonLine(
        public_id=officer.public_id,
        name=officer.full_name,
        positions="; ".join(dict.fromkeys(post.position.name for post in posts)),
        communes="; ".join(dict.fromkeys(post.unit.full_name for post in posts)),
        met=sum(is_met(StandingStatus(row.status)) for row in standings),
        required=len(standings),
    )
