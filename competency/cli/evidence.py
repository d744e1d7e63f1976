"""Bringing in results from outside."""

from pathlib import Path

import click

from competency import services
from competency.cli.shapes import INPUT, OUTPUT, finish
from competency.services import ImportOptions
from competency.services.imports import write_evidence_errors
from lms.commands import acting_account
from lms.database import transaction
from lms.i18n import gettext as _


@click.command("import-evidence")
@click.argument("file", type=INPUT)
@click.option("--dry-run", is_flag=True, help="Report everything, change nothing.")
@click.option("--errors", type=OUTPUT, metavar="OUT.xlsx", help="Write the faulty rows there, with reasons.")
@click.option("--skip-errors", is_flag=True, help="Load the rows without errors.")
def import_evidence(file: Path, dry_run: bool, errors: Path | None, skip_errors: bool) -> None:
    """Bring in results from outside as evidence, from CSV or XLSX."""
    by = acting_account()
    options = ImportOptions(is_dry_run=dry_run, skip_errors=skip_errors)
    with transaction():
        report = services.load_evidence(file, options=options, by=by)
    if errors is not None and report.errors:
        write_evidence_errors(errors, report)
    click.echo(
        _(
            "%(rows)s rows: %(added)s added, %(unchanged)s unchanged, %(errors)s errors.",
            rows=report.rows,
            added=report.added,
            unchanged=report.unchanged,
            errors=len(report.errors),
        )
    )
    if dry_run:
        click.echo(_("This was a dry run: nothing was changed."))
    finish(report, is_stopped=not skip_errors)
