"""Commands of this domain: setting up, bringing in rosters and evidence, rebuilding and asking standings."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import flask_migrate
from tqdm import tqdm

from competency import policies, queries, services
from competency.models import Evidence, Standing
from competency.queries import CoverageRow, Cut
from competency.rules import StandingStatus, severity
from competency.services import Difference, EvidenceReport, ImportOptions, RefreshCounts
from competency.services.imports import write_evidence_errors
from lms import clock
from lms.commands import acting_account
from lms.database import transaction
from lms.errors import Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.tables import CellProblem, csv_cells, parse_date
from people.models import AdministrativeUnit
from people.policies import may_see_coverage
from people.queries import get_officer_by_ref, get_unit
from people.services import RosterOptions, RosterReport, load_roster
from people.services.rosters import write_roster_errors, write_roster_template

NATION = "VN"
COVERAGE_COLUMNS = ("key", "name", "required", "met", "expiring", "below", "unproven", "expired")
_BATCH = 500
_SHOWN_DIFFERENCES = 50
_BOM = "\ufeff"
_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Output(click.Path):
    """A file to write, refused before the work begins where its folder does not exist or is closed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, or stop as for any wrong argument."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not os.access(path.parent, os.W_OK | os.X_OK):
            self.fail(
                f"không ghi được vào thư mục “{path.parent}”. Hãy tạo thư mục hoặc chọn nơi khác.", param, ctx
            )
        return path


_OUTPUT = _Output(dir_okay=False, writable=True, path_type=Path)


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic only in the stubs of click 8.2
    """A day as dd/mm/yyyy or in ISO form."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or stop as for any wrong argument."""
        try:
            return value if isinstance(value, date) else parse_date(str(value))
        except CellProblem as problem:
            self.fail(str(problem), param, ctx)


@click.command("init")
def init() -> None:
    """Create or upgrade the schema and load the reference data. Twice changes nothing."""
    flask_migrate.upgrade()
    with transaction():
        framework = services.initialise()
        ready = _(
            "Ready: framework %(code)s, version %(version)s.", code=framework.code, version=framework.version
        )
    click.echo(ready)


@click.command("import-roster")
@click.argument("file", type=_INPUT, required=False)
@click.option("--province", metavar="CODE", help="The province whose roster it is.")
@click.option("--dry-run", is_flag=True, help="Report everything, change nothing.")
@click.option("--errors", type=_OUTPUT, metavar="OUT.xlsx", help="Write the faulty rows there, with reasons.")
@click.option("--skip-errors", is_flag=True, help="Load the people without errors.")
@click.option("--close-missing", is_flag=True, help="End posts of the province that the file no longer has.")
@click.option("--yes", is_flag=True, help="Do not ask before ending posts.")
@click.option("--template", type=_OUTPUT, metavar="OUT.xlsx", help="Write an empty roster to fill in.")
def import_roster(
    file: Path | None, province: str | None, template: Path | None, errors: Path | None, **flags: bool
) -> None:
    """Bring in who serves where in a province, from CSV or XLSX."""
    if template is not None:
        write_roster_template(template)
        return
    if file is None or province is None:
        raise click.UsageError(_("FILE and --province are needed."))
    by = acting_account()
    is_asking = flags["close_missing"] and not (flags["yes"] or flags["dry_run"])
    if is_asking:
        _ask_before_ending(file, province, flags, by=by)
    with transaction():
        report = load_roster(file, province_code=province, options=_roster_options(flags), by=by)
        if report.is_applied:
            _refresh_with_progress(sorted(report.officer_ids), by=by)
    if errors is not None and report.errors:
        write_roster_errors(errors, report)
    _tell_roster(report, is_dry_run=flags["dry_run"])
    _finish(report, is_stopped=not flags["skip_errors"])


@click.command("import-evidence")
@click.argument("file", type=_INPUT)
@click.option("--dry-run", is_flag=True, help="Report everything, change nothing.")
@click.option("--errors", type=_OUTPUT, metavar="OUT.xlsx", help="Write the faulty rows there, with reasons.")
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
    _finish(report, is_stopped=not skip_errors)


@click.command("recompute")
@click.option("--officer", metavar="ID", help="One officer: public id or personal number.")
@click.option("--unit", metavar="CODE", help="A province or a commune.")
@click.option("--all", "is_all", is_flag=True, help="Everybody.")
@click.option("--on", type=_Day(), help="A later day instead of today.")
@click.option("--check", is_flag=True, help="Only compare; exit 1 if anything differs.")
def recompute(officer: str | None, unit: str | None, is_all: bool, on: date | None, check: bool) -> None:
    """Rebuild standings and alerts from evidence, posts and requirements."""
    if [officer is not None, unit is not None, is_all].count(True) != 1:
        raise click.UsageError(_("Give exactly one of --officer, --unit, --all."))
    if on is not None and on < clock.today():
        raise Refused(_("A past day cannot be rebuilt: it shows what the system held then."))
    by = acting_account()
    authorize(by, policies.may_recompute, None)
    if check:
        _check(_officer_ids(officer, unit, by=by), on, by=by)
        return
    with transaction():
        counts = _refresh_with_progress(_officer_ids(officer, unit, by=by), by=by, on=on)
        services.note_recomputed((officer and "officer") or unit or "all", counts, by=by)
    click.echo(
        _(
            "%(officers)s officers: %(opened)s standings opened, %(closed)s closed.",
            officers=counts.officers,
            opened=counts.opened,
            closed=counts.closed,
        )
    )


@click.command("standing")
@click.option("--officer", metavar="ID", required=True, help="Public id or personal number.")
@click.option("--on", type=_Day(), help="The day; a later one is a projection. Default: today.")
@click.option("--json", "is_json", is_flag=True, help="As JSON.")
def standing(officer: str, on: date | None, is_json: bool) -> None:
    """Print the standings of one officer on a day."""
    found = get_officer_by_ref(officer, visible_to=acting_account())
    standings = queries.list_standings(found, on=on)
    evidence = {piece.id: piece for piece in queries.list_all_evidence(found)}
    rows = [_standing_document(row, evidence, on or clock.today()) for row in standings]
    click.echo(_json(rows) if is_json else _standing_table(standings))


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
@click.option("--on", type=_Day(), help="The day. Default: today.")
@click.option("--json", "is_json", is_flag=True, help="As JSON.")
@click.option("--csv", "is_csv", is_flag=True, help="As CSV for spreadsheets.")
def coverage(unit: str, cut: str, on: date | None, is_json: bool, is_csv: bool) -> None:
    """Print the counts behind the coverage page."""
    place: AdministrativeUnit | None = None if unit == NATION else get_unit(unit)
    authorize(acting_account(), may_see_coverage, place)
    rows = queries.count_standings(place, by=cut, on=on)
    if is_json:
        click.echo(_json([dict(zip(COVERAGE_COLUMNS, row, strict=False)) for row in rows]))
    elif is_csv:
        click.echo(_BOM + _csv(rows), nl=False)
    else:
        click.echo(_table(COVERAGE_COLUMNS, [[str(value) for value in row[:-1]] for row in rows]))


COMMANDS = [init, import_roster, import_evidence, recompute, standing, coverage]


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


def _finish(report: RosterReport | EvidenceReport, *, is_stopped: bool) -> None:
    """Tell notices and errors; leave with status 1 if errors stopped the file."""
    for notice in report.notices:
        click.echo(notice)
    for error in report.errors:
        click.echo(str(error), err=True)
    if report.errors and (is_stopped or report.table.is_refused):
        click.echo(_("Nothing was changed."), err=True)
        raise click.exceptions.Exit(1)


def _officer_ids(officer: str | None, unit: str | None, *, by: Account) -> list[int]:
    if officer is not None:
        return [get_officer_by_ref(officer, visible_to=by).id]
    return queries.list_officer_ids(get_unit(unit).code if unit is not None else None)


def _refresh_with_progress(
    officer_ids: Sequence[int], *, by: Account, on: date | None = None
) -> RefreshCounts:
    counts = RefreshCounts()
    for batch in _with_progress(officer_ids):
        counts += services.refresh_standings(batch, by=by, on=on)
    return counts


def _check(officer_ids: Sequence[int], on: date | None, *, by: Account) -> None:
    differences: list[Difference] = []
    for batch in _with_progress(officer_ids):
        differences += services.recompute_check(batch, by=by, on=on)
    for difference in differences[:_SHOWN_DIFFERENCES]:
        click.echo(
            f"{difference.subject} {difference.officer_id} {difference.competency_code}: {difference.detail}"
        )
    if len(differences) > _SHOWN_DIFFERENCES:
        click.echo(_("… and %(count)s more.", count=len(differences) - _SHOWN_DIFFERENCES))
    # Scripts read this line, so it is the same in every language.
    click.echo(f"differences: {len(differences)}")
    if differences:
        raise click.exceptions.Exit(1)


def _with_progress(officer_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut officers into batches, with a bar on a terminal and plain lines for long work elsewhere."""
    is_terminal = sys.stderr.isatty()
    total = len(officer_ids)
    with tqdm(total=total, disable=not is_terminal, unit=_("officers")) as bar:
        for start in range(0, total, _BATCH):
            batch = officer_ids[start : start + _BATCH]
            yield batch
            bar.update(len(batch))
            if not is_terminal and total > _BATCH:
                click.echo(f"{start + len(batch)}/{total}", err=True)


def _standing_document(row: Standing, evidence: dict[int, Evidence], day: date) -> dict[str, Any]:
    pressing = severity(StandingStatus(row.status), row.is_mandatory, row.due_on, day)
    return {
        "position": row.position_code,
        "competency": row.competency_code,
        "required": row.required,
        "attained": row.attained,
        "status": row.status,
        "since": row.since.isoformat(),
        "due_on": row.due_on.isoformat(),
        "severity": pressing.value,
        "evidence": [_evidence_document(evidence[key]) for key in row.carried_by if key in evidence],
    }


def _evidence_document(piece: Evidence) -> dict[str, Any]:
    return {
        "source": piece.source,
        "kind": piece.kind,
        "level": piece.level,
        "earned_on": piece.earned_on.isoformat(),
        "valid_until": piece.valid_until.isoformat() if piece.valid_until else None,
    }


def _standing_table(standings: Iterable[Standing]) -> str:
    headers = (
        _("Position"),
        _("Competency"),
        _("Level required"),
        _("Attained"),
        _("Status"),
        _("Since"),
        _("Due"),
    )
    return _table(
        headers,
        [
            [
                row.position_code,
                row.competency_code,
                str(row.required),
                str(row.attained),
                row.status,
                format_day(row.since),
                format_day(row.due_on),
            ]
            for row in standings
        ],
    )


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[column]) for line in (headers, *rows)) for column in range(len(headers))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (headers, *rows)
    )


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def _csv(rows: Iterable[CoverageRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COVERAGE_COLUMNS)
    writer.writerows(csv_cells(row[:-1]) for row in rows)
    return text.getvalue()
