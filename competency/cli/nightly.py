"""The nightly pass by hand."""

from datetime import date

import click

from competency import policies, queries, services, tasks
from competency.cli.shapes import Day, with_progress
from competency.rules import NightStage
from lms import clock
from lms.commands import acting_account
from lms.database import snapshot
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l
from lms.models import Account
from lms.permissions import authorize

STAGE_WORDS = {
    NightStage.STANDINGS: _l("standings and alerts"),
    NightStage.STEPS: _l("other packages"),
    NightStage.CLOSING: _l("figures of the day before"),
    NightStage.SNAPSHOT: _l("figures of the day"),
    NightStage.CHECK: _l("self-check"),
}


@click.command("expire")
@click.option(
    "--on", type=Day(), help="Up to this day; of a later day only what would change. Default: today."
)
def expire(on: date | None) -> None:
    """Do the nightly pass: evidence that ran out, alerts due, snapshots; missed nights first.

    A day to come is only looked at: what has not happened is not written down.
    """
    if on is not None and on > clock.today():
        _look_ahead(on, by=acting_account())
        return
    worked = tasks.run_nights(on or clock.today(), by=acting_account(), tell=_tell)
    by_day = {night.day: night for night in queries.list_nights(len(worked))} if worked else {}
    for day in worked:
        night = by_day.get(day)
        if night is not None:
            click.echo(
                _(
                    "%(day)s: %(officers)s officers, %(opened)s standings opened, %(closed)s closed;"
                    " %(checked)s checked, %(differences)s differences.",
                    day=format_day(day),
                    officers=night.officers,
                    opened=night.opened,
                    closed=night.closed,
                    checked=night.checked,
                    differences=night.differences,
                )
            )
    if not worked:
        click.echo(_("Nothing to do: the nightly pass is up to date."))


def _look_ahead(day: date, *, by: Account) -> None:
    authorize(by, policies.may_recompute, None)
    changing = 0
    for batch in with_progress(queries.list_officer_ids_of_night(day, after=0)):
        with snapshot():
            changing += len(services.find_differing_officers(batch, by=by, on=day))
    click.echo(
        _(
            "%(day)s is yet to come, so nothing was written. Without anything new, time alone would change"
            " the standings or alerts of %(count)s officers by then.",
            day=format_day(day),
            count=changing,
        )
    )


def _tell(day: date, stage: NightStage, done: int, total: int) -> None:
    click.echo(f"{format_day(day)} {STAGE_WORDS[stage]}: {done}/{total}", err=True)
