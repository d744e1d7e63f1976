"""Coverage of a province, a commune or the country: counts, where they lead, and their map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from competency import queries as competency
from competency.queries import Counted, CountSource, CoverageRow, Cut
from competency.rules import NATION as NATION
from competency.rules import StandingStatus, percent
from lms import clock
from lms.errors import Forbidden, NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, has_role, scopes
from people import policies
from people import queries as people
from people.models import AdministrativeUnit
from reports.queries.shares import SharePart, shares_of
from reports.rules.shares import STATUS_ORDER, met_count

ROWS_PER_PAGE = 35
COVERAGE_ROLES = (Role.DEPARTMENT, Role.MINISTRY, Role.LEADER, Role.OBSERVER)


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """Counts of one line.

    Args:
        address: leads deeper; relative to /coverage/ to keep the page small, empty where nothing is deeper.
        list_address: leads to the names behind; empty for those who may not see names.
    """

    key: str
    name: str
    officers: int
    required: int
    counts: Mapping[StandingStatus, int]
    address: str = ""
    list_address: str = ""

    @property
    def met_today(self) -> int:
        """Return how many are met today, the expiring included."""
        return met_count(self.counts)

    @property
    def status_address(self) -> str:
        """Return the address of the names behind one status, but for the status itself."""
        return self._narrowed("status=")

    @property
    def people_address(self) -> str:
        """Return the address of the persons counted."""
        return self._narrowed("people=1")

    def _narrowed(self, words: str) -> str:
        sign = "&" if "?" in self.list_address else "?"
        return f"{self.list_address}{sign}{words}" if self.list_address else ""

    @property
    def met_percent(self) -> Decimal | None:
        """Return the share met in percent, to one decimal."""
        return percent(self.met_today, self.required)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything of a coverage page; ``source`` says whether the figures are live, from history or kept."""

    unit: AdministrativeUnit | None
    name: str
    on: date
    by: Cut
    order: str
    total: CoverageLine
    lines: Sequence[CoverageLine]
    page: Page
    parts: Sequence[SharePart]
    has_names: bool
    is_past: bool
    source: CountSource
    taken_at: datetime | None
    """When the figures were counted, if they were kept; else they are as of this moment or from history."""


def get_scope_unit(code: str, *, visible_to: Account) -> AdministrativeUnit | None:
    """Return the unit of a coverage page; None is the whole country.

    Raises:
        Forbidden: this person has no role with figures.
        NotFound: there is no such unit, or it lies outside of the scope.
    """
    if not has_role(visible_to, *COVERAGE_ROLES):
        raise Forbidden(_("Figures of units are for leaders, the Department and the ministry."))
    unit = None if code == NATION else people.find_unit(code)
    if (unit is None and code != NATION) or not policies.may_see_coverage(visible_to, unit):
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def get_named_unit(code: str, *, visible_to: Account) -> AdministrativeUnit:
    """Return the unit whose list of names is asked for.

    Raises:
        Forbidden: this person has no role with figures, or only one without names.
        NotFound: there is no such unit, or it lies outside of the scope.
    """
    unit = get_scope_unit(code, visible_to=visible_to)
    if unit is None or not policies.may_see_names(visible_to, unit):
        raise Forbidden(_("The ministry sees figures without names; the lists belong to the province."))
    return unit


def own_scopes(account: Account) -> list[str]:
    """Return the units whose figures somebody looks at by office, the widest first."""
    nation = [NATION] if has_role(account, Role.MINISTRY) else []
    provinces = scopes(account, Role.DEPARTMENT, ScopeKind.UNIT)
    communes = [scopes(account, role, ScopeKind.UNIT) for role in (Role.LEADER, Role.OBSERVER)]
    return [*nation, *sorted(provinces), *sorted(frozenset().union(*communes))]


def cuts_of(unit: AdministrativeUnit | None) -> tuple[Cut, ...]:
    """Return by what a unit can be cut, the usual one first."""
    if unit is None:
        return (Cut.PROVINCE, Cut.POSITION, Cut.COMPETENCY)
    return (Cut.COMMUNE, Cut.POSITION, Cut.COMPETENCY) if unit.is_province else (Cut.POSITION, Cut.COMPETENCY)


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What is asked: by what, on which day (None: today), in which order ("name" or "share"), which page."""

    by: str = ""
    on: date | None = None
    order: str = "name"
    page: int = 1


def get_coverage(
    unit: AdministrativeUnit | None, question: CoverageQuestion, *, visible_to: Account
) -> Coverage:
    """Return the figures of a unit on today or a past day. The unit comes from ``get_scope_unit``."""
    today = clock.today()
    day = min(question.on or today, today)
    cuts = cuts_of(unit)
    cut = Cut(question.by) if question.by in cuts else cuts[0]
    has_names = policies.may_see_names(visible_to, unit)
    counted = competency.count_coverage(unit, by=cut, on=day)
    leads_to_names = has_names and day == today
    lines = _lines(unit, cut, counted, leads_to_names=leads_to_names, query=_query(day, today))
    if question.order == "share":
        lines.sort(key=lambda line: (line.met_percent is None, line.met_percent or 0))
    start = (question.page - 1) * ROWS_PER_PAGE
    total = _total(unit, lines, counted.officers, leads_to_names=leads_to_names)
    return Coverage(
        unit=unit,
        name=unit.full_name if unit else _("The whole country"),
        on=day,
        by=cut,
        order=question.order,
        total=total,
        lines=lines,
        page=Page(lines[start : start + ROWS_PER_PAGE], question.page, ROWS_PER_PAGE, len(lines)),
        parts=shares_of(total.counts),
        has_names=has_names,
        is_past=day < today,
        source=counted.source,
        taken_at=counted.taken_at,
    )


def _query(day: date, today: date) -> str:
    """Return what keeps the day in an address that leads deeper."""
    return "" if day == today else f"?on={day.isoformat()}"


def _lines(
    unit: AdministrativeUnit | None, cut: Cut, found: Counted, *, leads_to_names: bool, query: str
) -> list[CoverageLine]:
    """Return the lines of a cut in the order of lists, units without any requirement too."""
    counted = {row.key: row for row in found.rows}
    if cut not in (Cut.PROVINCE, Cut.COMMUNE):
        code = unit.code if unit else NATION
        return [
            _line(row, list_address=f"{code}/officers?{cut.value}={row.key}" if leads_to_names else "")
            for row in counted.values()
        ]
    units = people.list_communes(unit.code) if unit else people.list_provinces()
    return [
        _line(
            counted.get(one.code, CoverageRow(one.code, one.full_name, 0, 0, 0, 0, 0, 0, 0)),
            address=one.code + query,
            list_address=f"{one.code}/officers" if leads_to_names else "",
        )
        for one in units
    ]


def _total(
    unit: AdministrativeUnit | None, lines: Sequence[CoverageLine], officers: int, *, leads_to_names: bool
) -> CoverageLine:
    """Return all lines together. One person stands in several lines, so people are counted anew."""
    counts = {status: sum(line.counts[status] for line in lines) for status in STATUS_ORDER}
    return CoverageLine(
        key="",
        name=_("Total"),
        officers=officers,
        required=sum(counts.values()),
        counts=counts,
        list_address=f"{unit.code}/officers" if unit and leads_to_names else "",
    )


def _line(row: CoverageRow, *, address: str = "", list_address: str = "") -> CoverageLine:
    return CoverageLine(
        key=row.key,
        name=row.name,
        officers=row.officers,
        required=row.required,
        counts={status: getattr(row, status.value) for status in STATUS_ORDER},
        address=address,
        list_address=list_address,
    )
