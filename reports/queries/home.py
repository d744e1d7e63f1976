"""The first page: for each role what is there for it today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from competency import queries as competency
from competency.models import Alert, Standing
from competency.rules import StandingStatus, is_fault
from courses import queries as courses
from courses.rules import PeriodYear
from lms import clock
from lms.database import db
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people import queries as people
from people.models import Assignment, Officer
from reports.queries.alerts import WaitingDispute, list_waiting_disputes
from reports.queries.content import STAFF_ROLES, ContentLine, list_content
from reports.queries.coverage import (
    NATION,
    Coverage,
    CoverageLine,
    CoverageQuestion,
    get_coverage,
    get_scope_unit,
)
from reports.queries.desk import Desk, OfficeDesk, find_desk, find_office_desk
from reports.queries.profile import Detail, Item, find_steps, make_item
from reports.queries.standings import get_standings
from reports.queries.system import SystemSummary, get_system_summary
from reports.queries.team import TeamSummary, get_team_summary
from reports.queries.unfinished import Unfinished, list_unfinished
from reports.queries.ways import get_ways
from reports.rules.needs import todo

FIRST_THINGS = 3
MOST_PRESSING = 5


@dataclass(frozen=True, slots=True)
class OfficerHome:
    """The answer in five seconds: how it stands, the first things to do, what was begun, periods, alerts."""

    posts: Sequence[Assignment]
    counts: Mapping[StandingStatus, int]
    required: int
    first: Sequence[Item]
    todo_count: int
    unfinished: Sequence[Unfinished]
    periods: PeriodYear
    alert_count: int


@dataclass(frozen=True, slots=True)
class PressingLine:
    """A unit with gaps that are mandatory and past due."""

    code: str
    name: str
    urgent: int
    met_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class ScopeHome:
    """A province or the country in figures; ``disputes`` is None for those who answer none."""

    code: str
    coverage: Coverage
    pressing: Sequence[PressingLine]
    disputes: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """The parts of the page; a part is None where the account has no such role."""

    officer: OfficerHome | None
    team: TeamSummary | None
    disputes: Sequence[WaitingDispute]
    desk: Desk | None
    office: OfficeDesk | None
    scopes: Sequence[ScopeHome]
    content: Sequence[ContentLine] | None
    system: SystemSummary | None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing for this account."""
        parts = (self.officer, self.team, self.content, self.system)
        return not self.scopes and all(part is None for part in parts)


def get_home(account: Account) -> Home:
    """Return what is there today for an account."""
    officer = people.find_officer_of(account) if has_role(account, Role.OFFICER) else None
    is_watching = has_role(account, Role.LEADER, Role.OBSERVER)
    disputes = list_waiting_disputes(visible_to=account) if has_role(account, Role.LEADER) else []
    return Home(
        officer=get_officer_home(officer) if officer else None,
        team=get_team_summary(visible_to=account) if is_watching else None,
        disputes=disputes,
        desk=find_desk(len(disputes), visible_to=account),
        office=find_office_desk(visible_to=account),
        scopes=[get_scope_home(code, visible_to=account) for code in _scopes_of(account)],
        content=list_content(account) if has_role(account, *STAFF_ROLES) else None,
        system=get_system_summary() if has_role(account, Role.ADMIN) else None,
    )


def get_officer_home(officer: Officer) -> OfficerHome:
    """Return an officer's part of the first page."""
    today = clock.today()
    standings = get_standings(officer, on=today)
    alerts = competency.list_alert_lines(officer)
    by_code = {alert.competency_code: alert for alert in alerts if alert.competency_code}
    open_needs = todo(standings.needs)
    first = open_needs[:FIRST_THINGS]
    ways = get_ways(officer)
    steps = find_steps([by_code[need.code] for need in first if need.code in by_code], ways)
    detail = Detail(words=ways.known.words, alerts=by_code, steps=steps)
    year = courses.periods_by_group(officer, today.year)
    return OfficerHome(
        posts=standings.posts,
        counts=standings.counts,
        required=sum(standings.counts.values()),
        first=[make_item(need, detail) for need in first],
        todo_count=len(open_needs),
        unfinished=list_unfinished(officer),
        periods=PeriodYear(today.year, year),
        alert_count=len(alerts),
    )


def get_scope_home(code: str, *, visible_to: Account) -> ScopeHome:
    """Return a province or the country in figures, and where gaps press most."""
    unit = get_scope_unit(code, visible_to=visible_to)
    coverage = get_coverage(unit, CoverageQuestion(), visible_to=visible_to)
    return ScopeHome(
        code=code,
        coverage=coverage,
        pressing=_pressing(code, coverage.lines) if unit else [],
        disputes=_count_disputes(visible_to) if unit else None,
    )


def _scopes_of(account: Account) -> list[str]:
    nation = [NATION] if has_role(account, Role.MINISTRY) and not account.is_system else []
    return [*nation, *sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))]


def _pressing(province_code: str, lines: Sequence[CoverageLine]) -> list[PressingLine]:
    """Return the communes with the most urgent gaps: mandatory, past due, shown but too low or run out.

    What merely lacks evidence is no fault (DESIGN 4) and would only tell where records are thin.
    """
    faults = [status.value for status in StandingStatus if is_fault(status)]
    rows = db.session.execute(
        select(Standing.unit_code, func.count())
        .where(Standing.province_code == province_code, Standing.valid_to.is_(None))
        .where(Standing.status.in_(faults), Standing.is_mandatory, Standing.due_on < clock.today())
        .group_by(Standing.unit_code)
        .order_by(func.count().desc(), Standing.unit_code)
        .limit(MOST_PRESSING)
    ).all()
    by_code = {line.key: line for line in lines}
    return [
        PressingLine(code, by_code[code].name, count, by_code[code].met_percent)
        for code, count in rows
        if code in by_code
    ]


def _count_disputes(account: Account) -> int:
    waiting = competency.select_disputes(visible_to=account).order_by(None).with_only_columns(Alert.id)
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
