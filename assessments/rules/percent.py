"""Shares in exact arithmetic."""

import math
from decimal import Decimal
from fractions import Fraction

# DESIGN 3: a case, and each competency in it, is shown at 70 percent of the points.
EVIDENCE_PERCENT = 70


def percent(gained: Fraction | int, maximum: Fraction | int) -> Decimal:
    """Return the share in percent with one decimal, halves rounded up; 0.0 where nothing could be gained."""
    if maximum <= 0:
        return Decimal("0.0")
    tenths = math.floor(Fraction(gained) * 1000 / Fraction(maximum) + Fraction(1, 2))
    return Decimal(tenths).scaleb(-1)


def reaches(gained: Fraction | int, maximum: Fraction | int, mark: Fraction | Decimal | int) -> bool:
    """Return whether the exact share is at least the mark in percent; false where nothing could be gained."""
    return maximum > 0 and Fraction(gained) * 100 >= Fraction(mark) * maximum


def as_percent(tenths: int | None) -> Decimal | None:
    """Return a score kept in tenths of a percent with one decimal; None where there is none yet."""
    return None if tenths is None else Decimal(tenths).scaleb(-1)
