"""Reads of the period ledger."""

from functools import cache

from sqlalchemy import Select, bindparam, func, select

from courses.models import PeriodLedger
from courses.rules import ContentGroup
from lms.database import db, read_rows
from people.models import Officer


def periods_by_group(officer: Officer, year: int) -> dict[ContentGroup, int]:
    """Return the recognised periods of a calendar year, with all five content groups as keys."""
    rows = read_rows(_select_by_group(), {"officer_id": officer.id, "year": year})
    counted = {ContentGroup(group): int(periods) for group, periods in rows}
    return {group: counted.get(group, 0) for group in ContentGroup}


@cache
def _select_by_group() -> Select[int, int]:
    return (
        select(PeriodLedger.content_group, func.sum(PeriodLedger.periods))
        .where(PeriodLedger.officer_id == bindparam("officer_id"), PeriodLedger.year == bindparam("year"))
        .group_by(PeriodLedger.content_group)
    )


def list_periods(officer: Officer, year: int | None = None) -> list[PeriodLedger]:
    """Return the lines of the ledger, the latest first; of one calendar year, or of all."""
    statement = (
        select(PeriodLedger)
        .where(PeriodLedger.officer_id == officer.id)
        .order_by(PeriodLedger.earned_on.desc(), PeriodLedger.id.desc())
    )
    if year is not None:
        statement = statement.where(PeriodLedger.year == year)
    return list(db.session.scalars(statement))


def find_period_line(officer: Officer, source: str) -> PeriodLedger | None:
    """Return the line of the ledger that a source gave an officer, or None."""
    return db.session.scalar(
        select(PeriodLedger).where(PeriodLedger.officer_id == officer.id, PeriodLedger.source == source)
    )
