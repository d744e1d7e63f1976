"""The counts behind the coverage page."""

import csv
import io
from collections.abc import Iterable
from datetime import date

import click

from competency import queries
from competency.cli.shapes import Day, json_text, table
from competency.queries import CountSource, CoverageRow, Cut
from competency.rules import NATION as NATION
from lms.commands import acting_account
from lms.i18n import lazy_gettext as _l
from lms.permissions import authorize
from lms.tables import csv_cells
from people.models import AdministrativeUnit
from people.policies import may_see_coverage
from people.queries import get_unit

COVERAGE_COLUMNS = ("key", "name", "required", "met", "expiring", "below", "unproven", "expired")
SOURCE_WORDS = {
    CountSource.HISTORY: _l("From the history: what the system held at the end of that day."),
    CountSource.FINAL: _l("Counted when the day was over, from what the system held then."),
    CountSource.FROZEN: _l("Frozen figures of a quarter end: they never change."),
    CountSource.PROVISIONAL: _l("The country as the last nightly pass has counted it."),
    CountSource.PROJECTION: _l("A projection: nothing new is assumed, only time passes."),
}
_BOM = "\ufeff"


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
@click.option("--json", "is_json", is_flag=True, help="As JSON.")
@click.option("--csv", "is_csv", is_flag=True, help="As CSV for spreadsheets.")
def coverage(unit: str, cut: str, on: date | None, is_json: bool, is_csv: bool) -> None:
    """Print the counts behind the coverage page."""
    place: AdministrativeUnit | None = None if unit == NATION else get_unit(unit)
    authorize(acting_account(), may_see_coverage, place)
    counted = queries.count_coverage(place, by=cut, on=on)
    rows = counted.rows
    if counted.source is not CountSource.LIVE and not is_json:
        click.echo(str(SOURCE_WORDS[counted.source]), err=True)
    if is_json:
        click.echo(json_text([dict(zip(COVERAGE_COLUMNS, row, strict=False)) for row in rows]))
    elif is_csv:
        click.echo(_BOM + _csv(rows), nl=False)
    else:
        click.echo(table(COVERAGE_COLUMNS, [[str(value) for value in row[:-1]] for row in rows]))


def _csv(rows: Iterable[CoverageRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COVERAGE_COLUMNS)
    writer.writerows(csv_cells(row[:-1]) for row in rows)
    return text.getvalue()
