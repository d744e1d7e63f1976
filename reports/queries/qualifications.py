"""What posts ask beside competencies, as pages show it: how it stands, by when, and what to do next."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from competency import queries as competency
from competency.models import Alert, QualificationStanding
from competency.queries import AlertLine, ShownQualification, ShownRequirement
from competency.queries.shown_qualifications import count_visible_qualifications
from competency.rules import (
    QualificationKind,
    Severity,
    StandingStatus,
    cause_of,
    is_met,
    percent,
)
from courses.queries import OpenCourse
from lms import clock
from lms.database import db
from lms.i18n import lazy_gettext as _l
from lms.models import Account
from lms.pages import Page
from people import queries as people
from people.models import AdministrativeUnit, Officer
from reports.queries.ways import Ways, get_ways
from reports.rules.needs import severity_of
from reports.rules.shares import STATUS_ORDER, met_count

MOST_COURSES = 2
LINES_PER_PAGE = 25
_WORST_LAST = (
    StandingStatus.MET,
    StandingStatus.EXPIRING,
    StandingStatus.UNPROVEN,
    StandingStatus.BELOW,
    StandingStatus.EXPIRED,
)

KIND_WORDS = {
    QualificationKind.DEGREE: _l("Degree"),
    QualificationKind.DEGREE_FIELD: _l("Field of study"),
    QualificationKind.POLITICAL_THEORY: _l("Political theory level"),
    QualificationKind.STATE_MANAGEMENT: _l("State-management training"),
    QualificationKind.PERIODS: _l("Periods of the year"),
    QualificationKind.COURSE: _l("Courses asked"),
}


@dataclass(frozen=True, slots=True)
class QualificationItem:
    """One requirement of the page; ``courses`` lead there, the shortest first."""

    row: ShownQualification
    severity: Severity
    alert_id: int | None = None
    courses: Sequence[OpenCourse] = ()
    document_number: int = 0

    @property
    def kind(self) -> str:
        """Return its kind as a plain word."""
        return self.row.kind

    @property
    def status(self) -> str:
        """Return how it stands."""
        return self.row.status

    @property
    def requirement(self) -> ShownRequirement:
        """Return what is asked, with its document."""
        return self.row.requirement

    @property
    def missing(self) -> int:
        """Return how many periods, or levels, are missing."""
        return max(0, self.row.required - self.row.attained)


@dataclass(frozen=True, slots=True)
class Qualifications:
    """All of an officer on a day; ``documents`` are numbered from 1 in the items."""

    items: Sequence[QualificationItem] = ()
    documents: Sequence[str] = ()

    @property
    def met(self) -> int:
        """Return how many are met."""
        return sum(is_met(StandingStatus(item.status)) for item in self.items)


@dataclass(frozen=True, slots=True)
class QualificationLine:
    """One officer against one requirement, in a list of names."""

    public_id: UUID
    name: str
    position: str
    commune: str
    row: QualificationStanding


@dataclass(frozen=True, slots=True)
class CoverageOfKind:
    """How a unit stands against one kind of requirement; ``counts`` by status in the order of the legend."""

    kind: QualificationKind
    required: int
    counts: Mapping[StandingStatus, int]

    @property
    def met_percent(self) -> Decimal | None:
        """Return the share of requirements met today, the soon expiring included."""
        return percent(met_count(self.counts), self.required)


def get_qualifications(
    officer: Officer,
    *,
    on: date | None = None,
    alerts: Collection[AlertLine] = (),
    ways: Ways | None = None,
    unit_codes: Collection[str] | None = None,
) -> Qualifications:
    """Return how an officer stands beside competencies on a day; two statements for however many rows.

    Args:
        officer: whoever loaded it asked who may know.
        on: the day, None for today. Ways to courses are only known for today.
        alerts: open alerts of the officer, for the links.
        ways: what is open to the officer today, where the page has read it.
        unit_codes: only what posts in these communes ask; None for all.
    """
    today = clock.today()
    day = on or today
    rows = [
        row
        for row in competency.list_shown_qualifications(officer, on=day)
        if unit_codes is None or row.unit_code in unit_codes
    ]
    leading = find_ways(rows, ways or get_ways(officer)) if day == today else {}
    by_cause = {alert.cause: alert.id for alert in alerts}
    documents = list(dict.fromkeys(row.requirement.document for row in rows))
    items = [
        QualificationItem(
            row=row,
            severity=_severity(row, day),
            alert_id=None if row.status == StandingStatus.MET else by_cause.get(cause_of_row(row)),
            courses=leading.get(row.requirement_id, ()),
            document_number=documents.index(row.requirement.document) + 1,
        )
        for row in rows
    ]
    return Qualifications(items, documents)


def get_qualifications_of_alert(officer: Officer, alert: Alert) -> list[QualificationItem]:
    """Return the requirements an alert CB1 to CB3 is about, with what to do."""
    return [item for item in get_qualifications(officer).items if cause_of_row(item.row) == alert.cause]


def team_cells(*, visible_to: Account) -> dict[int, tuple[str, StandingStatus]]:
    """Return by officer of a team how many of these requirements are met, and how the worst stands."""
    statuses: defaultdict[int, list[StandingStatus]] = defaultdict(list)
    for one in competency.qualifications_of_team(visible_to=visible_to):
        statuses[one.officer_id].append(one.status)
    return {
        officer_id: (f"{sum(map(is_met, found))}/{len(found)}", max(found, key=_WORST_LAST.index))
        for officer_id, found in statuses.items()
    }


def find_ways(rows: Iterable[ShownQualification], ways: Ways) -> dict[int, Sequence[OpenCourse]]:
    """Return by requirement the courses that lead to what is missing."""
    missing = [row for row in rows if row.status != StandingStatus.MET]
    codes = {row.requirement.value for row in missing if row.kind == QualificationKind.COURSE}
    of_periods = [row for row in missing if row.kind == QualificationKind.PERIODS]
    if not codes and not of_periods:
        return {}
    found = ways.courses.leading(codes)
    return {
        row.requirement_id: [one for one in found if _leads_to(one, row)][:MOST_COURSES] for row in missing
    }


def cause_of_row(row: ShownQualification) -> str:
    """Return what an alert about a row is about."""
    return cause_of(QualificationKind(row.kind), row.requirement.value, row.year)


def get_coverage_of_kinds(
    unit: AdministrativeUnit | None, *, on: date | None, visible_to: Account
) -> tuple[list[CoverageOfKind], bool]:
    """Return how a unit stands by kind of requirement, and whether small groups are not shown.

    No gate but that: who loaded the unit has asked.
    """
    shown = count_visible_qualifications(unit, on=on, visible_to=visible_to)
    rows = [
        CoverageOfKind(
            row.kind, row.required, {status: int(getattr(row, status.value)) for status in STATUS_ORDER}
        )
        for row in shown.rows
    ]
    return rows, shown.has_small_groups


def get_qualification_list(
    unit: AdministrativeUnit, kind: str, status: str, page: int, *, visible_to: Account
) -> Page:
    """Return one page of the requirements behind a number, in the order of the officers' names."""
    statement = competency.select_qualifications_behind(unit, visible_to=visible_to, kind=kind, status=status)
    counted = statement.order_by(None).with_only_columns(QualificationStanding.id).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    rows = db.session.scalars(statement.limit(LINES_PER_PAGE).offset((page - 1) * LINES_PER_PAGE)).all()
    names = _names_of(rows)
    lines = [
        QualificationLine(
            public_id=row.officer.public_id,
            name=row.officer.full_name,
            position=names[row.position_code],
            commune=names[row.unit_code],
            row=row,
        )
        for row in rows
    ]
    return Page(lines, page, LINES_PER_PAGE, total)


def _names_of(rows: Sequence[QualificationStanding]) -> dict[str, str]:
    """Return positions and communes by code; one statement for the communes, one for the positions."""
    positions = {position.code: position.name for position in people.list_positions()}
    units = db.session.execute(
        select(AdministrativeUnit.code, AdministrativeUnit.full_name).where(
            AdministrativeUnit.code.in_({row.unit_code for row in rows})
        )
    )
    return positions | dict(units.all())


def _severity(row: ShownQualification, day: date) -> Severity:
    return severity_of(StandingStatus(row.status), is_mandatory=row.is_mandatory, due_on=row.due_on, day=day)


def _leads_to(course: OpenCourse, row: ShownQualification) -> bool:
    if row.kind == QualificationKind.COURSE:
        return course.code == row.requirement.value
    if row.kind == QualificationKind.PERIODS:
        return row.requirement.content_group in (None, course.content_group)
    return False
