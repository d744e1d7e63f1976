"""Shares of a whole: parts of a bar, and the five shades of a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from competency.rules import StandingStatus, percent

SHADE_EDGES = (20, 40, 60, 80)
"""Shares from which the next darker shade begins, in percent."""

STATUS_ORDER = (
    StandingStatus.MET,
    StandingStatus.EXPIRING,
    StandingStatus.EXPIRED,
    StandingStatus.BELOW,
    StandingStatus.UNPROVEN,
)


@dataclass(frozen=True, slots=True)
class SharePart:
    """One status of a whole; ``x1`` and ``x2`` say where it lies on the bar ("12.5%")."""

    status: StandingStatus
    count: int
    percent: Decimal
    x1: str
    x2: str


def share_parts(counts: Mapping[StandingStatus, int]) -> tuple[SharePart, ...]:
    """Return the parts of a bar in their fixed order; statuses nobody has are left out."""
    total = sum(counts.values())
    parts: list[SharePart] = []
    before = 0
    for status in STATUS_ORDER:
        count = counts.get(status, 0)
        if not count:
            continue
        parts.append(
            SharePart(
                status=status,
                count=count,
                percent=percent(count, total) or Decimal(0),
                x1=_place(before, total),
                x2=_place(before + count, total),
            )
        )
        before += count
    return tuple(parts)


def met_count(counts: Mapping[StandingStatus, int]) -> int:
    """Return how many are met today, the expiring included."""
    return counts.get(StandingStatus.MET, 0) + counts.get(StandingStatus.EXPIRING, 0)


def shade(met: int, required: int) -> int | None:
    """Return 0 (lightest) to 4 by the share met; ``None`` where nothing is known."""
    if required == 0:
        return None
    return sum(met * 100 >= edge * required for edge in SHADE_EDGES)


def shade_bounds() -> Sequence[tuple[int, int]]:
    """Return the percent from and up to which each shade goes, lightest first."""
    edges = (0, *SHADE_EDGES, 100)
    return tuple(pairwise(edges))


def _place(part: int, whole: int) -> str:
    share = Decimal(part * 100) / Decimal(whole)
    return f"{share.quantize(Decimal('0.1')).normalize():f}%"
