"""Recognised periods that were earned outside this system: classes, on paper."""

from dataclasses import dataclass
from datetime import date

from competency.services import refresh_qualifications
from courses import policies, queries
from courses.models import PeriodLedger
from courses.rules import ContentGroup, CourseEvent
from lms import audit, clock
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Officer


@dataclass(frozen=True, slots=True)
class OutsidePeriods:
    """Periods of a class; ``source`` is the number of its paper and counts once."""

    title: str
    content_group: ContentGroup
    periods: int
    earned_on: date
    source: str


def record_periods(officer: Officer, told: OutsidePeriods, *, by: Account) -> PeriodLedger:
    """Count the periods of a class outside this system and return the line; the same paper twice is once.

    Raises:
        Forbidden: ``by`` keeps no records of this province.
        Refused: the number of periods is not positive, or the day is to come.
    """
    authorize(by, policies.may_record_periods, officer)
    if told.periods <= 0:
        raise Refused(_("The number of periods must be greater than zero."))
    if told.earned_on > clock.today():
        raise Refused(_("The day must not be after today."))
    line = count_once(officer, told, by=by)
    refresh_qualifications([officer.id], by=by)
    return line


def count_once(officer: Officer, told: OutsidePeriods, *, by: Account, **detail: str) -> PeriodLedger:
    """Write a line of the ledger unless its source is there. Only for services that have asked; no gate."""
    known = queries.find_period_line(officer, told.source)
    if known is not None:
        return known
    line = PeriodLedger(
        officer_id=officer.id,
        province_code=officer.province_code,
        year=told.earned_on.year,
        content_group=int(told.content_group),
        periods=told.periods,
        source=told.source,
        title=told.title,
        earned_on=told.earned_on,
        recorded_at=clock.now(),
    )
    audit.record(CourseEvent.PERIODS_COUNTED, line, by=by, periods=told.periods, **detail)
    return line
