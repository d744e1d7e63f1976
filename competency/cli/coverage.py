"""The counts behind the coverage page."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import click

from competency import queries
from competency.cli.shapes import Day, json_text, table
from competency.queries import CountSource, Cut
from competency.queries.coverage import CoverageLine
from competency.rules import NATION as NATION
from competency.rules import CoverageFilter
from lms.commands import acting_account
from lms.errors import Refused
from lms.i18n import lazy_gettext as _l
from lms.permissions import authorize
from lms.tables import csv_cells
from people.models import AdministrativeUnit
from people.policies import may_see_coverage
from people.queries import get_unit
from people.rules import AreaType, EmploymentKind, OrganisationKind

COVERAGE_COLUMNS = ("key", "name", "required", "met", "expiring", "below", "unproven", "expired")
SOURCE_WORDS = {
    CountSource.HISTORY: _l("From the history: what the system held at the end of that day."),
    CountSource.FINAL: _l("Counted when the day was over, from what the system held then."),
    CountSource.FROZEN: _l("Frozen figures of a quarter end: they never change."),
    CountSource.PROVISIONAL: _l("The country as the last nightly pass has counted it."),
    CountSource.PROJECTION: _l("A projection: nothing new is assumed, only time passes."),
}
_BOM = "\ufeff"


def _one_of(words: type[StrEnum]) -> click.Choice[str]:
    return click.Choice(["", *(word.value for word in words)])


@click.command("coverage")
@click.option("--unit", metavar="CODE", required=True, help="A province or a commune; VN for the country.")
@click.option(
    "--by",
    "cut",
    type=click.Choice([cut.value for cut in Cut]),
    default=Cut.COMMUNE.value,
    show_default=True,
    help="One line for each …",
)
@click.option("--on", type=Day(), help="The day. Default: today.")
@click.option("--position", metavar="CODE", default="", help="Only what this position asks.")
@click.option("--competency", metavar="CODE", default="", help="Only this competency.")
@click.option("--pillar", metavar="CODE", default="", help="Only the competencies of this pillar.")
@click.option("--organisation-kind", type=_one_of(OrganisationKind), default="", help="Only posts in these.")
@click.option("--area-type", type=_one_of(AreaType), default="", help="Only communes of this main area type.")
@click.option("--employment-kind", type=_one_of(EmploymentKind), default="", help="Only people employed so.")
@click.option("--json", "is_json", is_flag=True, help="As JSON.")
@click.option("--csv", "is_csv", is_flag=True, help="As CSV for spreadsheets.")
def coverage(unit: str, cut: str, on: date | None, is_json: bool, is_csv: bool, **asked: str) -> None:
    """Print the counts behind the coverage page."""
    place: AdministrativeUnit | None = None if unit == NATION else get_unit(unit)
    account = acting_account()
    authorize(account, may_see_coverage, place)
    counted = queries.count_visible(place, by=cut, on=on, only=CoverageFilter.of(asked), visible_to=account)
    if counted.gap is not None and not counted.withheld:
        raise Refused(str(queries.GAP_WORDS[counted.gap]))
    rows = queries.lines_of(counted)
    if counted.source is not CountSource.LIVE and not is_json:
        click.echo(str(SOURCE_WORDS[counted.source]), err=True)
    if is_json:
        click.echo(json_text([dict(zip(COVERAGE_COLUMNS, row, strict=False)) for row in rows]))
    elif is_csv:
        click.echo(_BOM + _csv(rows), nl=False)
    else:
        click.echo(table(COVERAGE_COLUMNS, [_texts(row) for row in rows]))


def _texts(line: CoverageLine) -> list[str]:
    """Return a line in words; what may not be shown is a mark."""
    return ["<5" if value is None else str(value) for value in line[: len(COVERAGE_COLUMNS)]]


def _csv(rows: Iterable[CoverageLine]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COVERAGE_COLUMNS)
    writer.writerows(csv_cells(row[: len(COVERAGE_COLUMNS)]) for row in rows)
    return text.getvalue()
