"""Repeated jobs of this domain."""

from huey import crontab

from assessments import services
from lms import queries
from lms.database import transaction
from lms.jobs import PeriodicJob


def close_overdue_attempts() -> None:
    """Close quiz attempts whose time is up, a batch in each transaction, so that nobody waits long."""
    closed = 1
    while closed:
        with transaction():
            closed = services.close_overdue_attempts(by=queries.get_system_account())


PERIODIC: list[PeriodicJob] = [(close_overdue_attempts, crontab(minute="*/5"))]
