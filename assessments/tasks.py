"""Repeated jobs of this domain, and what it does at night."""

from datetime import date

from huey import crontab

from assessments import services
from assessments.services import question_uploads
from lms import queries
from lms.database import transaction
from lms.jobs import PeriodicJob
from lms.models import Account


def close_overdue_attempts() -> None:
    """Close quiz attempts whose time is up, a batch in each transaction, so that nobody waits long."""
    closed = 1
    while closed:
        with transaction():
            closed = services.close_overdue_attempts(by=queries.get_system_account())


def forget_questions(_day: date, by: Account) -> None:
    """Put files of questions away that nobody accepted: a night step."""
    forgotten = 1
    while forgotten:
        with transaction():
            forgotten = question_uploads.forget_left_questions(by=by)


PERIODIC: list[PeriodicJob] = [(close_overdue_attempts, crontab(minute="*/5"))]
