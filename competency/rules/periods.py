"""Reporting periods: quarters and years of a province, what is in the calendar, when one may be closed."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

_CODE = re.compile(r"(2\d{3})(?:-Q([1-4]))?")
_MONTHS = 3
FIRST_OF_YEAR_QUARTER = 1
ORIGINAL = 0
"""The number of the closing itself; corrections count from 1."""


class PeriodKind(StrEnum):
    """How long a reporting period is."""

    QUARTER = "quarter"
    YEAR = "year"


class Span(NamedTuple):
    """A period of the calendar; ``ends_on`` is its last day."""

    code: str
    kind: PeriodKind
    starts_on: date
    ends_on: date


def quarter_of(day: date) -> int:
    """Return the quarter, 1 to 4, in which a day lies."""
    return (day.month - 1) // _MONTHS + 1


def span_of(code: str) -> Span | None:
    """Return the period that a code like "2026-Q4" or "2026" names, or None if it names none."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year, quarter = int(found[1]), found[2]
    if quarter is None:
        return Span(code, PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31))
    first_month = (int(quarter) - 1) * _MONTHS + 1
    ends_before = date(year + 1, 1, 1) if quarter == "4" else date(year, first_month + _MONTHS, 1)
    starts_on = date(year, first_month, 1)
    return Span(code, PeriodKind.QUARTER, starts_on, ends_before - timedelta(days=1))


def calendar_of(day: date) -> list[Span]:
    """Return the periods a calendar has on a day: those of the year, in January to March of the last one too.

    Each year has its quarters first, then the year itself.
    """
    first = day.year - 1 if quarter_of(day) == FIRST_OF_YEAR_QUARTER else day.year
    codes = [
        code
        for year in range(first, day.year + 1)
        for code in (*(f"{year}-Q{quarter}" for quarter in range(1, 5)), str(year))
    ]
    return [span for code in codes if (span := span_of(code)) is not None]


def is_over(ends_on: date, today: date) -> bool:
    """Tell whether the last day of a period has passed: only then may it be closed."""
    return ends_on < today
