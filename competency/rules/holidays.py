"""Holidays that the law fixes by their date; those by the lunar calendar and days in lieu are announced."""

from collections.abc import Collection
from datetime import date

# Bộ luật Lao động 2019, Điều 112 khoản 1: Tết Dương lịch, ngày Chiến thắng, Quốc tế lao động, Quốc khánh.
FIXED_HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2))


def holidays_from(day: date, announced: Collection[date] = ()) -> frozenset[date]:
    """Return the holidays of the year of a day and the next, with those that were announced."""
    fixed = {
        date(year, month, number) for year in (day.year, day.year + 1) for month, number in FIXED_HOLIDAYS
    }
    return frozenset(fixed | set(announced))
