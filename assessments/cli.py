"""Commands of this domain: bringing in cases, and courses with their post-tests."""

from collections.abc import Iterator
from pathlib import Path

import click

from assessments import queries, services
from assessments.services.documents import ContentRefused, read_text, read_yaml
from assessments.services.question_plans import ImportPlan, apply_import, plan_import
from assessments.services.question_words import note_sentence, outcome_word
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


@click.command("import-questions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bank", "code", required=True, metavar="CODE", help="The bank the questions go into.")
@_dry_run
def import_questions(file: Path, code: str, is_dry_run: bool) -> None:
    """Import questions (GIFT, Moodle XML, Aiken, QTI 2 or Excel) and print what became of each."""
    with transaction():
        by = acting_account()
        bank = queries.get_bank(code, visible_to=by)
        plan = plan_import(bank, file.read_bytes(), file.name, by=by)
        if plan.is_refused:
            raise ContentRefused([note_sentence(note) for note in plan.notes])
        if not is_dry_run:
            apply_import(bank, plan, by=by)
    for line in _told(plan):
        click.echo(line)
    _say_dry_run(is_dry_run)


def _told(plan: ImportPlan) -> Iterator[str]:
    """Yield what became of each question, and how many there were."""
    yield from map(note_sentence, plan.notes)
    for row in plan.rows:
        yield f"{row.line} · {row.title}: {outcome_word(row.outcome)}"
        yield from (f"    {note_sentence(note)}" for note in row.notes)
    counts = plan.counts
    yield _(
        "%(new)s new, %(changed)s changed, %(same)s unchanged, %(refused)s not taken over",
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        refused=counts["refused"],
    )


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


COMMANDS: list[click.Command] = [import_case, import_course, import_questions]
