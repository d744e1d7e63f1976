"""Keeping the announced holidays, by which the days to answer a dispute are counted."""

from datetime import date

from competency import policies
from competency.models.holidays import Holiday
from competency.rules.deliveries import DeliveryEvent
from lms import audit, clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import format_day
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


def add_holiday(day: date, name: str, *, source: str = "", by: Account) -> Holiday:
    """Return the holiday of a day, added or renamed. Disputes that wait keep the day they were given.

    Raises:
        Forbidden: ``by`` is no administrator.
    """
    authorize(by, policies.may_keep_holidays, None)
    holiday = db.session.merge(
        Holiday(day=day, name=name.strip(), source=source.strip(), entered_at=clock.now())
    )
    audit.record_about(
        DeliveryEvent.HOLIDAY_ADDED, Holiday.__tablename__, day.isoformat(), by=by, name=holiday.name
    )
    return holiday


def remove_holiday(day: date, *, by: Account) -> None:
    """Take back a holiday that was entered by mistake.

    Raises:
        Forbidden: ``by`` is no administrator.
        NotFound: none was entered for that day.
    """
    authorize(by, policies.may_keep_holidays, None)
    holiday = db.session.get(Holiday, day)
    if holiday is None:
        raise NotFound(_("No holiday was entered for %(day)s.", day=format_day(day)))
    db.session.delete(holiday)
    audit.record_about(DeliveryEvent.HOLIDAY_REMOVED, Holiday.__tablename__, day.isoformat(), by=by)
