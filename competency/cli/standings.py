"""Rebuilding, checking and asking standings."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import click

from competency import policies, queries, services
from competency.cli.ahead import look_ahead
from competency.cli.coverage import SOURCE_WORDS
from competency.cli.shapes import Day, cut, json_text, table, with_progress
from competency.models import Evidence, Standing
from competency.queries import CountSource
from competency.rules import StandingStatus, severity
from competency.services import Difference, RefreshCounts
from lms import clock
from lms.commands import acting_account
from lms.database import db, transaction
from lms.errors import Refused
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.queries import get_officer_by_ref, get_unit

Found = TypeVar("Found")

_SHOWN_DIFFERENCES = 50
_READ_AT_ONCE = 1_000
_WRITTEN_AT_ONCE = 500
"""So few that nobody who works on the same people waits for a second."""


@click.command("recompute")
@click.option("--officer", metavar="ID", help="One officer: public id or personal number.")
@click.option("--unit", metavar="CODE", help="A province or a commune.")
@click.option("--all", "is_all", is_flag=True, help="Everybody.")
@click.option("--on", type=Day(), help="A later day instead of today.")
@click.option("--check", is_flag=True, help="Only compare; exit 1 if anything differs.")
@click.option("--anew", is_flag=True, help="From the beginning, even if a run of today was broken off.")
def recompute(
    officer: str | None, unit: str | None, is_all: bool, on: date | None, check: bool, anew: bool
) -> None:
    """Rebuild standings and alerts from evidence, posts and requirements.

    In small batches that are committed one by one, while people go on working. Nobody whose rows are right is
    written or locked. What was broken off goes on where it stopped.
    """
    if [officer is not None, unit is not None, is_all].count(True) != 1:
        raise click.UsageError(_("Give exactly one of --officer, --unit, --all."))
    if on is not None and on < clock.today():
        raise Refused(_("A past day cannot be rebuilt: it shows what the system held then."))
    by = acting_account()
    authorize(by, policies.may_recompute, None)
    officer_ids = _officer_ids(officer, unit, by=by)
    if check:
        _check(officer_ids, on, by=by)
        return
    scope = (officer and "officer") or unit or "all"
    counts = _rebuild(scope, officer_ids, on=on, is_anew=anew or on is not None, by=by)
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
@click.option("--on", type=Day(), help="The day; a later one is a projection. Default: today.")
@click.option("--json", "is_json", is_flag=True, help="As JSON.")
def standing(officer: str, on: date | None, is_json: bool) -> None:
    """Print the standings of one officer on a day."""
    found = get_officer_by_ref(officer, visible_to=acting_account())
    standings = queries.list_standings(found, on=on)
    evidence = {piece.id: piece for piece in queries.list_all_evidence(found)}
    rows = [_standing_document(row, evidence, on or clock.today()) for row in standings]
    if on is not None and on != clock.today() and not is_json:
        source = CountSource.PROJECTION if on > clock.today() else CountSource.HISTORY
        click.echo(str(SOURCE_WORDS[source]), err=True)
    click.echo(json_text(rows) if is_json else _standing_table(standings))


def _officer_ids(officer: str | None, unit: str | None, *, by: Account) -> list[int]:
    if officer is not None:
        return [get_officer_by_ref(officer, visible_to=by).id]
    return queries.list_officer_ids(get_unit(unit).code if unit is not None else None)


def refresh_with_progress(
    officer_ids: Sequence[int], *, by: Account, on: date | None = None
) -> RefreshCounts:
    """Refresh standings and alerts, batch by batch, in the caller's transaction."""
    counts = RefreshCounts()
    for batch in with_progress(officer_ids):
        counts += services.rebuild_standings(batch, by=by, on=on)
    return counts


def _rebuild(
    scope: str, officer_ids: Sequence[int], *, on: date | None, is_anew: bool, by: Account
) -> RefreshCounts:
    done_up_to = None if is_anew or len(officer_ids) == 1 else services.find_recompute_progress(scope, by=by)
    if done_up_to is not None:
        officer_ids = [key for key in officer_ids if key > done_up_to]
        click.echo(
            _("Going on where the run of today stopped; %(count)s officers left.", count=len(officer_ids))
        )
    gc.freeze()  # what was imported stays; looking through it again and again costs a tenth of the time
    counts = RefreshCounts()
    for batch, differing in _compared(_find_differing, officer_ids, on, by=by):
        for some in cut(differing, _WRITTEN_AT_ONCE):
            with transaction():
                counts += services.rebuild_standings(some, by=by, on=on)
                services.refresh_qualifications(some, by=by, on=on)
        with transaction():
            services.note_recompute_progress(scope, batch[-1], by=by)
    counts = replace(counts, officers=len(officer_ids))
    with transaction():
        services.note_recompute_progress(scope, None, by=by)
        services.note_recomputed(scope, counts, by=by)
    return counts


def _compared(
    look: Callable[[Sequence[int], date | None, int], Found],
    officer_ids: Sequence[int],
    on: date | None,
    *,
    by: Account,
) -> Iterator[tuple[Sequence[int], Found]]:
    """Yield officers in batches with what comparing them found, telling how far it is."""
    by_id = by.id
    looked_at = look_ahead(lambda batch: look(batch, on, by_id), cut(officer_ids, _READ_AT_ONCE))
    with closing(looked_at):
        for _batch in with_progress(officer_ids, _READ_AT_ONCE):
            yield next(looked_at)


def _find_differing(batch: Sequence[int], on: date | None, by_id: int) -> list[int]:
    by = db.session.get_one(Account, by_id)  # threads have sessions of their own
    differing = services.find_differing_officers(batch, by=by, on=on)
    other = services.find_differing_qualifications(batch, by=by, on=on)
    return sorted({*differing, *(one.officer_id for one in other)})


def _explain(batch: Sequence[int], on: date | None, by_id: int) -> list[Difference]:
    by = db.session.get_one(Account, by_id)
    differing = services.find_differing_officers(batch, by=by, on=on)
    return [
        *services.explain_differences(differing, by=by, on=on),
        *services.find_differing_qualifications(batch, by=by, on=on),
    ]


def _check(officer_ids: Sequence[int], on: date | None, *, by: Account) -> None:
    gc.freeze()
    differences: list[Difference] = []
    for _batch, found in _compared(_explain, officer_ids, on, by=by):
        differences += found
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
    return table(
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
