"""Repeated jobs of this domain."""

from huey import crontab

from competency import services
from lms.database import transaction
from lms.jobs import PeriodicJob
from lms.queries import get_system_account


def refresh_due_standings() -> None:
    """Refresh everybody whom time alone has changed, each batch in a transaction of its own.

    Runs every hour rather than at midnight: it finds by itself what is due, so a lost run costs nothing, and
    midnight is another hour in each time zone.
    """
    system = get_system_account()
    last: int | None = 0
    while last is not None:
        with transaction():
            last = services.refresh_due_standings(after=last, by=system)


PERIODIC: list[PeriodicJob] = [(refresh_due_standings, crontab(minute="7"))]
