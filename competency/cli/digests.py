"""The weekly messages from the command line."""

from datetime import date

import click

from competency.cli.shapes import Day
from competency.rules.deliveries import DigestState, iso_week
from competency.tasks import send_digests
from lms import clock
from lms.commands import acting_account
from lms.errors import Refused
from lms.i18n import gettext as _


@click.command("digest")
@click.option("--on", "day", type=Day(), metavar="DATE", help="Another day than today; its week counts.")
def digest(day: date | None) -> None:
    """Write down and send the week's messages. Twice is once: nobody gets two in a week."""
    chosen = day or clock.today()
    if iso_week(chosen) < iso_week(clock.today()):
        raise Refused(_("That week is over; what it left open is in the message of this week."))
    counts = send_digests(chosen, by=acting_account(), tried_before=clock.now())
    waiting = counts.get(DigestState.PLANNED, 0) + counts.get(DigestState.SENDING, 0)
    failed, uncertain = counts.get(DigestState.FAILED, 0), counts.get(DigestState.UNCERTAIN, 0)
    click.echo(
        _(
            "Week %(week)s: %(sent)s sent, %(failed)s failed, %(uncertain)s uncertain, %(waiting)s waiting.",
            week=iso_week(chosen),
            sent=counts.get(DigestState.SENT, 0),
            failed=failed,
            uncertain=uncertain,
            waiting=waiting,
        )
    )
    if waiting or failed or uncertain:
        raise click.exceptions.Exit(1)
