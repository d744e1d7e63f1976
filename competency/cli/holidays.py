"""Announced holidays from the command line."""

from datetime import date

import click

from competency import services
from competency.cli.shapes import Day
from competency.queries.deliveries import list_holidays
from lms import clock
from lms.commands import acting_account
from lms.database import transaction
from lms.i18n import format_day
from lms.i18n import gettext as _


@click.command("holiday")
@click.argument("day", type=Day(), metavar="DATE")
@click.argument("name", required=False)
@click.option("--source", default="", help="The announcement it is taken from.")
@click.option("--remove", is_flag=True, help="Take the day back instead.")
def holiday(day: date, name: str | None, source: str, remove: bool) -> None:
    """Enter a day off that is announced each year (Tết, Giỗ Tổ, days in lieu); disputes count around it."""
    if not remove and not name:
        raise click.UsageError(_("Say what the day is called, or --remove."))
    with transaction():
        by = acting_account()
        if remove:
            services.remove_holiday(day, by=by)
        else:
            services.add_holiday(day, name or "", source=source, by=by)
    coming = ", ".join(format_day(one) for one in list_holidays(clock.today()))
    click.echo(_("Holidays entered from today on: %(days)s", days=coming or "–"))
