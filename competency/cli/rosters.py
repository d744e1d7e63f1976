"""Bringing in who serves where."""

from functools import partial
from pathlib import Path

import click

from competency.cli.shapes import INPUT, OUTPUT, finish
from competency.cli.standings import refresh_with_progress
from competency.services import refresh_qualifications
from competency.services.missed import catch_up
from lms.commands import acting_account
from lms.database import transaction
from lms.i18n import gettext as _
from lms.models import Account
from people.queries import get_unit
from people.services import RosterOptions, RosterReport, load_roster
from people.services.rosters import write_roster_errors, write_roster_template


@click.command("import-roster")
@click.argument("file", type=INPUT, required=False)
@click.option("--province", metavar="CODE", help="The province whose roster it is.")
@click.option("--dry-run", is_flag=True, help="Report everything, change nothing.")
@click.option("--errors", type=OUTPUT, metavar="OUT.xlsx", help="Write the faulty rows there, with reasons.")
@click.option("--skip-errors", is_flag=True, help="Load the people without errors.")
@click.option("--close-missing", is_flag=True, help="End posts of the province that the file no longer has.")
@click.option("--yes", is_flag=True, help="Do not ask before ending posts.")
@click.option("--template", type=OUTPUT, metavar="OUT.xlsx", help="Write an empty roster to fill in.")
def import_roster(
    file: Path | None, province: str | None, template: Path | None, errors: Path | None, **flags: bool
) -> None:
    """Bring in who serves where in a province, from CSV or XLSX."""
    if template is not None:
        write_roster_template(template, get_unit(province) if province else None)
        return
    if file is None or province is None:
        raise click.UsageError(_("FILE and --province are needed."))
    by = acting_account()
    is_asking = flags["close_missing"] and not (flags["yes"] or flags["dry_run"])
    if is_asking:
        _ask_before_ending(file, province, flags, by=by)
    with transaction():
        report = load_roster(
            file,
            province_code=province,
            options=_roster_options(flags),
            by=by,
            prepare=partial(catch_up, by=by),
        )
        if report.is_applied:
            refresh_with_progress(sorted(report.officer_ids), by=by)
            refresh_qualifications(report.officer_ids, by=by)
    if errors is not None and report.errors:
        write_roster_errors(errors, report)
    _tell_roster(report, is_dry_run=flags["dry_run"])
    finish(report, is_stopped=not flags["skip_errors"])


def _roster_options(flags: dict[str, bool], *, is_dry_run: bool = False) -> RosterOptions:
    return RosterOptions(
        is_dry_run=is_dry_run or flags["dry_run"],
        skip_errors=flags["skip_errors"],
        close_missing=flags["close_missing"],
    )


def _ask_before_ending(file: Path, province: str, flags: dict[str, bool], *, by: Account) -> None:
    options = _roster_options(flags, is_dry_run=True)
    ended = load_roster(file, province_code=province, options=options, by=by).ended
    if ended:
        click.confirm(
            _("%(count)s posts that the file no longer has will end. Go on?", count=ended), abort=True
        )


def _tell_roster(report: RosterReport, *, is_dry_run: bool) -> None:
    click.echo(
        _(
            "%(rows)s rows: %(added)s added, %(changed)s changed, %(ended)s ended, %(unchanged)s unchanged,"
            " %(errors)s errors.",
            rows=report.rows,
            added=report.added,
            changed=report.changed,
            ended=report.ended,
            unchanged=report.unchanged,
            errors=len(report.errors),
        )
    )
    if is_dry_run:
        click.echo(_("This was a dry run: nothing was changed."))
