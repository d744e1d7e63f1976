"""Commands of this domain: bringing in cases, and courses with their post-tests."""

from pathlib import Path

import click

from assessments import services
from assessments.services.documents import read_text, read_yaml
from courses.services import CourseReport
from lms.commands import acting_account
from lms.database import transaction
from lms.i18n import gettext as _

_institution = click.option(
    "--institution", default="", metavar="CODE", help="The institution that owns it, where it is new."
)
_dry_run = click.option("--dry-run", "is_dry_run", is_flag=True, help="Change nothing, print the same.")


@click.command("import-case")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_institution
@_dry_run
def import_case(file: Path, institution: str, is_dry_run: bool) -> None:
    """Import a case exercise (YAML) and print what the checker found."""
    text, notes = read_text(file.read_bytes())
    document = read_yaml(text)
    with transaction():
        report = services.load_case(
            document, by=acting_account(), institution=institution, is_dry_run=is_dry_run
        )
    for line in [*notes, *report.warnings]:
        click.echo(line)
    click.echo(f"{report.code} · {report.title}: {_case_outcome(report)}")
    _say_dry_run(is_dry_run)


@click.command("import-course")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_institution
@_dry_run
def import_course(folder: Path, institution: str, is_dry_run: bool) -> None:
    """Import a course folder with its lessons and post-test."""
    with transaction():
        report = services.load_course_with_test(
            folder, by=acting_account(), institution=institution, is_dry_run=is_dry_run
        )
    for notice in report.notices:
        click.echo(_("Warning · %(finding)s", finding=notice))
    click.echo(f"{report.code} · {report.title}: {_course_outcome(report)}")
    _say_dry_run(is_dry_run)


def _case_outcome(report: services.CaseReport) -> str:
    if not report.is_changed:
        return _("version %(number)s is there already, nothing changed", number=report.number)
    return _("version %(number)s published", number=report.number)


def _course_outcome(report: CourseReport) -> str:
    return {
        "added": _("%(lessons)s lessons, added", lessons=report.lessons),
        "changed": _("%(lessons)s lessons, new version", lessons=report.lessons),
        "unchanged": _("%(lessons)s lessons, nothing changed", lessons=report.lessons),
    }[report.outcome.value]


def _say_dry_run(is_dry_run: bool) -> None:
    if is_dry_run:
        click.echo(_("Dry run: nothing was changed."))


COMMANDS: list[click.Command] = [import_case, import_course]
