"""Every open standing as a file."""

import csv
from functools import lru_cache
from pathlib import Path

import click

from competency import services
from competency.cli.coverage import NATION
from competency.cli.shapes import OUTPUT
from competency.queries.exports import COLUMNS, FULL_NAME, Values, stream_standings
from lms.commands import acting_account, progress_bar
from lms.database import transaction
from lms.i18n import gettext as _
from lms.tables import csv_cells
from people.models import AdministrativeUnit
from people.queries import get_unit

_MARK = "\ufeff"
"""Spreadsheets take a file for UTF-8 only if it begins with this."""


@click.command("export-standings")
@click.option("--unit", metavar="CODE", required=True, help="A province or a commune; VN for the country.")
@click.option("--purpose", default="", help="What it is needed for; goes on the trail with --by.")
@click.argument("file", type=OUTPUT, metavar="OUT.csv")
def export_standings(unit: str, purpose: str, file: Path) -> None:
    """Write every open standing with its officer as CSV, streamed."""
    with transaction():
        place = None if unit == NATION else get_unit(unit)
        services.note_standings_exported(place, purpose, by=acting_account())
    place = None if unit == NATION else get_unit(unit)
    click.echo(_("%(count)d standings written.", count=_write(file, place)))


def _write(path: Path, place: AdministrativeUnit | None) -> int:
    count = 0
    with path.open("w", newline="", encoding="utf-8") as file, progress_bar(_("rows")) as bar:
        file.write(_MARK)
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for rows in stream_standings(place):
            writer.writerows(_safe(row) for row in rows)
            count += len(rows)
            bar.update(len(rows))
    return count


def _safe(row: Values) -> Values:
    """Return the row so that no spreadsheet runs a name; the other columns are codes of ours."""
    name = row[FULL_NAME]
    written = _safe_name(name)
    return row if written == name else (*row[:FULL_NAME], written, *row[FULL_NAME + 1 :])


@lru_cache(maxsize=1_000)
def _safe_name(name: str) -> str:
    return str(csv_cells((name,))[0])
