"""Coverage of a province, a commune or the country: counts, where they lead, and their map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from competency import queries as competency
from competency.queries import Counted, CountSource, CoverageRow, Cut
from competency.rules import NATION as NATION
from competency.rules import PLACE_CUTS, CoverageFilter, StandingStatus, percent
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
"""Where numbers lead to no names; addresses take room, and a page stays below 30 KB."""
LINKED_ROWS = 18
NARROWED_ROWS = 10
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
    is_withheld: bool = False
    """Fewer than five people stand behind it, or it would give such a line away."""
    is_partial: bool = False
    """Groups that are too small are left out of it."""

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
    only: CoverageFilter
    total: CoverageLine
    lines: Sequence[CoverageLine]
    page: Page
    parts: Sequence[SharePart]
    has_names: bool
    is_past: bool
    source: CountSource
    taken_at: datetime | None
    """When the figures were counted, if they were kept; else they are as of this moment or from history."""
    gap: str
    """Why there are no figures, in words; empty where there are."""
    has_small_groups: bool
    """Whether lines or parts of lines are not shown, because too few people stand behind them."""


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
    """Return what every report is cut by, the usual one first."""
    if unit is None:
        return (Cut.PROVINCE, Cut.POSITION, Cut.COMPETENCY)
    return (Cut.COMMUNE, Cut.POSITION, Cut.COMPETENCY) if unit.is_province else (Cut.POSITION, Cut.COMPETENCY)


def cuts_for(unit: AdministrativeUnit | None, *, has_names: bool) -> tuple[Cut, ...]:
    """Return by what a unit can be cut, the usual one first; communes as a whole only where names are not."""
    if unit is None:
        return (Cut.PROVINCE, *_CUTS, Cut.AREA_TYPE)
    if unit.is_province:
        return (Cut.COMMUNE, *_CUTS, Cut.AREA_TYPE)
    return _CUTS if has_names else (Cut.COMMUNE,)


_CUTS = (Cut.POSITION, Cut.COMPETENCY, Cut.PILLAR, Cut.ORGANISATION_KIND, Cut.EMPLOYMENT_KIND)
_PARAMETERS = {cut: cut.value for cut in Cut if cut not in PLACE_CUTS}


@dataclass(frozen=True, slots=True)
class CoverageQuestion:
    """What is asked: by what, on which day (None: today), in which order ("name" or "share"), which page.

    Args:
        by: a cut; empty for the usual one.
        on: the day.
        order: of the lines.
        page: from 1.
        only: what is counted.
        against: the day the figures are compared with, if any.
    """

    by: str = ""
    on: date | None = None
    order: str = "name"
    page: int = 1
    only: CoverageFilter = CoverageFilter()  # noqa: RUF009 - frozen
    against: date | None = None


def get_coverage(
    unit: AdministrativeUnit | None, question: CoverageQuestion, *, visible_to: Account
) -> Coverage:
    """Return the figures of a unit on today or a past day. The unit comes from ``get_scope_unit``."""
    today = clock.today()
    day = min(question.on or today, today)
    has_names = policies.may_see_names(visible_to, unit)
    cuts = cuts_for(unit, has_names=has_names)
    cut = Cut(question.by) if question.by in cuts else cuts[0]
    counted = competency.count_visible(unit, by=cut, on=day, only=question.only, visible_to=visible_to)
    asked = _Asked(unit, cut, question.only, has_names and day == today, _query(day, today))
    lines = _lines(asked, counted)
    if question.order == "share":
        lines.sort(key=lambda line: (line.met_percent is None, line.met_percent or 0))
    size = _rows_per_page(asked)
    start = (question.page - 1) * size
    total = _line(asked, counted.total._replace(name=_("Total")), is_total=True)
    return Coverage(
        unit=unit,
        name=unit.full_name if unit else _("The whole country"),
        on=counted.day,
        by=cut,
        order=question.order,
        only=question.only,
        total=total,
        lines=lines,
        page=Page(lines[start : start + size], question.page, size, len(lines)),
        parts=shares_of(total.counts),
        has_names=has_names,
        is_past=day < today,
        source=counted.source,
        taken_at=counted.taken_at,
        gap="" if counted.gap is None else str(competency.GAP_WORDS[counted.gap]),
        has_small_groups=bool(counted.withheld or counted.partial),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the lines of a page share."""

    unit: AdministrativeUnit | None
    cut: Cut
    only: CoverageFilter
    leads_to_names: bool
    query: dict[str, str]


def _rows_per_page(asked: _Asked) -> int:
    if not asked.leads_to_names:
        return ROWS_PER_PAGE
    return NARROWED_ROWS if asked.only else LINKED_ROWS


def _query(day: date, today: date) -> dict[str, str]:
    """Return what keeps the day in an address that leads deeper."""
    return {} if day == today else {"on": day.isoformat()}


def _lines(asked: _Asked, found: Counted) -> list[CoverageLine]:
    """Return the lines of a cut in the order of lists, units without any requirement too."""
    counted = {row.key: row for row in found.rows}
    withheld = [_nothing(key, name, is_withheld=True) for key, name in found.withheld]
    if asked.cut not in PLACE_CUTS or (asked.unit and not asked.unit.is_province):
        return [_line(asked, row, is_partial=row.key in found.partial) for row in counted.values()] + withheld
    small = {key for key, _name in found.withheld}
    units = people.list_communes(asked.unit.code) if asked.unit else people.list_provinces()
    return [
        _nothing(one.code, one.full_name, is_withheld=one.code in small)
        if one.code in small
        else _line(asked, counted.get(one.code, CoverageRow(one.code, one.full_name, 0, 0, 0, 0, 0, 0, 0)))
        for one in units
    ]


def _nothing(key: str, name: str, *, is_withheld: bool) -> CoverageLine:
    return CoverageLine(key, name, 0, 0, dict.fromkeys(STATUS_ORDER, 0), is_withheld=is_withheld)


def _line(
    asked: _Asked, row: CoverageRow, *, is_total: bool = False, is_partial: bool = False
) -> CoverageLine:
    """Return a line with where it and its numbers lead."""
    code = asked.unit.code if asked.unit else NATION
    narrowed = dict(asked.only.parameters)
    address = ""
    if asked.cut in PLACE_CUTS and not is_total:
        code = row.key
        address = (
            _address(code, narrowed | asked.query) if asked.unit is None or asked.unit.is_province else ""
        )
    elif not is_total:
        narrowed[_PARAMETERS[asked.cut]] = row.key
        address = _address(code, {"by": _next_cut(asked).value} | narrowed | asked.query) if row.key else ""
    is_listed = asked.leads_to_names and (asked.unit is not None) and (row.key or is_total)
    return CoverageLine(
        key=row.key,
        name=row.name,
        officers=row.officers,
        required=row.required,
        counts={status: getattr(row, status.value) for status in STATUS_ORDER},
        address=address,
        list_address=_address(f"{code}/officers", narrowed) if is_listed else "",
        is_partial=is_partial,
    )


def _next_cut(asked: _Asked) -> Cut:
    """Return by what a line is cut next: a pillar by competencies, all else by places or positions."""
    if asked.cut is Cut.PILLAR:
        return Cut.COMPETENCY
    if asked.unit is None:
        return Cut.PROVINCE
    if asked.unit.is_province:
        return Cut.COMMUNE
    return Cut.COMPETENCY if asked.cut is Cut.POSITION else Cut.POSITION


def _address(path: str, words: dict[str, str]) -> str:
    return f"{path}?{urlencode(words)}" if words else path
