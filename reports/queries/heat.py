"""The heat table: places or positions against competencies, every cell with its figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from competency import queries as competency
from competency.queries import CountSource, Cut
from competency.rules import CoverageFilter, percent
from lms import clock
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from people import policies
from people.models import AdministrativeUnit
from reports.queries.coverage import CoverageQuestion
from reports.rules.shares import shade

HEAT_ROWS = 11


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A share in percent with the numbers it is of; ``shade`` is 0 (lightest) to 4."""

    met: int
    required: int
    share: Decimal | None
    shade: int | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line; cells in the order of the columns, None where nothing is asked."""

    key: str
    name: str
    cells: Sequence[HeatCell | None]


@dataclass(frozen=True, slots=True)
class Heat:
    """Everything of the page; the names are those of a `reports.queries.coverage.Coverage`."""

    name: str
    on: date
    by: Cut
    only: CoverageFilter
    columns: Sequence[tuple[str, str]]
    page: Page
    has_names: bool
    is_past: bool
    source: CountSource
    taken_at: datetime | None
    gap: str
    has_small_groups: bool


def heat_cuts_for(unit: AdministrativeUnit | None, *, has_names: bool) -> tuple[Cut, ...]:
    """Return what the lines of a heat table may stand for, the usual one first."""
    kinds = (Cut.POSITION, Cut.ORGANISATION_KIND, Cut.EMPLOYMENT_KIND)
    if unit is None:
        return (Cut.PROVINCE, *kinds, Cut.AREA_TYPE)
    if unit.is_province:
        return (Cut.COMMUNE, *kinds, Cut.AREA_TYPE) if has_names else (*kinds, Cut.AREA_TYPE)
    return kinds if has_names else (Cut.POSITION,)


def get_heat(unit: AdministrativeUnit | None, question: CoverageQuestion, *, visible_to: Account) -> Heat:
    """Return the heat table of a unit. The unit comes from ``get_scope_unit``."""
    today = clock.today()
    day = min(question.on or today, today)
    has_names = policies.may_see_names(visible_to, unit)
    cuts = heat_cuts_for(unit, has_names=has_names)
    cut = Cut(question.by) if question.by in cuts else cuts[0]
    matrix = competency.count_matrix(unit, by=cut, on=day, only=question.only, visible_to=visible_to)
    columns = competency.list_matrix_columns(matrix)
    counted = matrix.counted
    start = (question.page - 1) * HEAT_ROWS
    rows = [
        HeatRow(row.key, row.name, [_cell(matrix.cells.get((row.key, code))) for code in columns])
        for row in counted.rows[start : start + HEAT_ROWS]
    ]
    return Heat(
        name=unit.full_name if unit else _("The whole country"),
        on=counted.day,
        by=cut,
        only=question.only,
        columns=list(columns.items()),
        page=Page(rows, question.page, HEAT_ROWS, len(counted.rows)),
        has_names=has_names,
        is_past=day < today,
        source=counted.source,
        taken_at=counted.taken_at,
        gap="" if counted.gap is None else str(competency.GAP_WORDS[counted.gap]),
        has_small_groups=not has_names or bool(counted.withheld or counted.partial),
    )


def _cell(cell: competency.Cell | None) -> HeatCell | None:
    if cell is None or not cell.required:
        return None
    return HeatCell(cell.met, cell.required, percent(cell.met, cell.required), shade(cell.met, cell.required))
