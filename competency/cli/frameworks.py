"""Bringing in a new version of the framework, and publishing it."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from competency import queries, services
from competency.cli.shapes import Day, table
from competency.models import Framework, ImpactPreview, RequirementChange
from competency.queries import NamedLine
from competency.rules import NATION, Basis, FrameworkState, ImpactCounter, ImpactKey
from competency.services import FrameworkText
from competency.services.framework_files import Contents, read_folder
from competency.services.initialise import DEFAULT_FRAMEWORK
from competency.services.previews import basis_of_content, basis_with
from lms import clock
from lms.commands import acting_account, progress_bar
from lms.database import db, transaction
from lms.i18n import gettext as _
from lms.models import Account
from people.queries import list_positions

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("import-framework")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--dry-run", is_flag=True, help="Report everything, change nothing.")
@click.option("--code", metavar="CODE", help="The framework. Default: the current one.")
@click.option("--name", help="As officers see it. Default: as the present version.")
@click.option("--effective-on", type=Day(), help="From when it asks. Default: today.")
@click.option("--legal-source", help="The document that asks for it. Default: as the present version.")
@click.option("--document", help="The document that lays down the levels. Default: as the present version.")
@click.option(
    "--transition-days",
    type=click.IntRange(0, 1_825),
    default=180,
    show_default=True,
    help="For how long nothing newly asked is due.",
)
def import_framework(folder: Path, dry_run: bool, code: str | None, **said: str | date | int | None) -> None:
    """Bring in the CSV files of a framework as a new draft version, and tell what it would change."""
    by = acting_account()
    contents, text = read_folder(folder), _text(code, said)
    if dry_run:
        _tell_dry(contents, text, by=by)
        return
    with transaction():
        framework = services.draft_framework(contents, text, by=by)
        name, is_draft = _name(framework), framework.state == FrameworkState.DRAFT
        preview_id = services.ask_preview(framework, by=by).id if is_draft else None
        framework_id = framework.id
    if preview_id is None:
        click.echo(_("These files are %(name)s already: nothing was changed.", name=name))
        return
    with _progress() as advance:
        _count(preview_id, advance, by=by)
    click.echo(_("%(name)s is a draft.", name=name))
    draft = db.session.get_one(Framework, framework_id)
    _tell_requirements(queries.get_basis(), basis_with(draft))
    preview = db.session.get_one(ImpactPreview, preview_id)
    lines = queries.list_impact_lines(preview, NATION)
    _tell_officers(lines["position"], lines["total"])


@click.command("publish-framework")
@click.argument("code")
@click.argument("version", type=click.IntRange(min=1))
def publish_framework(code: str, version: int) -> None:
    """Publish a version in place of the present one, and look at every officer again. Resumable."""
    by = acting_account()
    with transaction():
        framework = queries.get_version(code, version)
        was_published = framework.state == FrameworkState.PUBLISHED
        change = services.publish_framework(framework, by=by)
        change_id, name = change.id if change else None, _name(framework)
    said = _("%(name)s was published already.") if was_published else _("%(name)s is published.")
    click.echo(said % {"name": name})
    if change_id is None:
        return
    with _progress() as advance:
        _sweep(change_id, advance, by=by)
    counts = db.session.get_one(RequirementChange, change_id).counts
    click.echo(
        _(
            "%(officers)s officers looked at: %(opened)s standings opened, %(closed)s closed,"
            " %(told)s told of the change.",
            officers=counts.get("officers", 0),
            opened=counts.get("opened", 0),
            closed=counts.get("closed", 0),
            told=counts.get("told", 0),
        )
    )


def _text(code: str | None, said: dict[str, str | date | int | None]) -> FrameworkText:
    present = queries.find_published(code) if code else db.session.scalar(queries.select_current_framework())
    sets = queries.list_sets(present) if present else []
    default = DEFAULT_FRAMEWORK

    def word(name: str, otherwise: str) -> str:
        return str(said[name] or otherwise)

    effective_on = said["effective_on"]
    return FrameworkText(
        code=code or (present.code if present else default.code),
        name=word("name", present.name if present else default.name),
        legal_source=word("legal_source", present.legal_source if present else default.legal_source),
        source_note=present.source_note if present else "",
        document=word("document", sets[0].document if sets else default.document),
        effective_on=effective_on if isinstance(effective_on, date) else clock.today(),
        transition_days=int(str(said["transition_days"])),
    )


def _tell_dry(contents: Contents, text: FrameworkText, *, by: Account) -> None:
    content = services.check_framework(contents, text, by=by)
    for notice in content.notices:
        click.echo(notice)
    known = queries.find_framework(text.code, content_hash=content.content_hash, is_ended=False)
    if known is not None:
        click.echo(_("These files are %(name)s already: nothing was changed.", name=_name(known)))
    present = queries.find_published(text.code)
    then = basis_of_content(content, present.id if present else None)
    _tell_requirements(queries.get_basis(), then)
    with _progress() as advance:
        counter = services.count_impact(then, by=by, progress=advance)
    _tell_officers(*_lines(counter))
    click.echo(_("This was a dry run: nothing was changed."))


def _lines(counter: ImpactCounter) -> tuple[list[NamedLine], list[NamedLine]]:
    counts = counter.lines()
    keys = [(ImpactKey(NATION, "position", one.code), one.name) for one in list_positions()]
    total = counts.get(ImpactKey(NATION, "total", ""))
    return (
        [NamedLine(key.key, name, *counts[key]) for key, name in keys if key in counts],
        [NamedLine("", "", *total)] if total else [],
    )


def _tell_requirements(now: Basis, then: Basis) -> None:
    """Tell, for each position of the nation, which competencies come, go, rise and fall."""
    rows = []
    for position in list_positions():
        old = {one.competency_code: one.level for one in now.asked_of("", position.code)}
        new = {one.competency_code: one.level for one in then.asked_of("", position.code)}
        both = sorted(old.keys() & new.keys())
        cells = [
            ", ".join(sorted(new.keys() - old.keys())),
            ", ".join(sorted(old.keys() - new.keys())),
            ", ".join(f"{code} {old[code]}→{new[code]}" for code in both if new[code] > old[code]),
            ", ".join(f"{code} {old[code]}→{new[code]}" for code in both if new[code] < old[code]),
        ]
        if any(cells):
            rows.append([position.code, position.name, *cells])
    if not rows:
        click.echo(_("No position is asked anything else than now."))
        return
    headers = [
        _("Code"),
        _("Position"),
        _("Newly asked"),
        _("Asked no more"),
        _("Raised levels"),
        _("Lowered levels"),
    ]
    click.echo(table(headers, rows))


def _tell_officers(by_position: Iterable[NamedLine], total: Iterable[NamedLine]) -> None:
    headers = [_("Code"), _("Position"), _("Officers"), _("Gain a gap"), _("Lose a gap"), _("Change level")]
    rows = [[str(cell) for cell in line] for line in by_position]
    rows += [["", _("All"), *(str(count) for count in line[2:])] for line in total]
    if rows:
        click.echo(table(headers, rows))


def _name(framework: Framework) -> str:
    return _("Framework %(code)s, version %(version)s", code=framework.code, version=framework.version)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    is_terminal = sys.stderr.isatty()
    total = queries.count_officers_with_posts(None)
    done = 0
    with progress_bar(_("officers"), total) as bar:

        def advance(count: int) -> None:
            nonlocal done
            done += count
            bar.update(count)
            if not is_terminal and total > count:
                click.echo(f"{done}/{total}", err=True)

        yield advance


def _count(preview_id: int, advance: Callable[[int], None], *, by: Account) -> None:
    done = 0
    while True:
        with transaction():
            preview = services.count_preview(preview_id, by=by)
            if preview is None:
                return
            advance(preview.officers_done - done)
            done = preview.officers_done


def _sweep(change_id: int, advance: Callable[[int], None], *, by: Account) -> None:
    done = 0
    while True:
        with transaction():
            change = services.sweep_change(change_id, by=by)
            if change is None:
                return
            advance(change.counts["officers"] - done)
            done = change.counts["officers"]
