"""Counting standings: how many per status, and which share is met."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from competency.rules.standings import is_met, natural_code_key
from competency.rules.vocabulary import StandingStatus

ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class StandingSummary:
    """Standings counted.

    ``counts`` holds every status, in the order of the enum. ``met_percent`` counts what is met today, the
    expiring included; ``None`` where nothing is required.
    """

    required: int
    counts: Mapping[StandingStatus, int]
    met_percent: Decimal | None


def percent(part: int, whole: int) -> Decimal | None:
    """Return the share in percent, to one decimal, halves up; ``None`` of nothing."""
    if whole == 0:
        return None
    return (Decimal(part * 100) / Decimal(whole)).quantize(ONE_DECIMAL, rounding=ROUND_HALF_UP)


def summarise(statuses: Iterable[StandingStatus]) -> StandingSummary:
    """Return the counts per status and the share met."""
    seen = Counter(statuses)
    met = sum(count for status, count in seen.items() if is_met(status))
    return StandingSummary(
        required=seen.total(),
        counts={status: seen[status] for status in StandingStatus},
        met_percent=percent(met, seen.total()),
    )


def pillar_summary(standings: Iterable[tuple[str, StandingStatus]]) -> dict[str, StandingSummary]:
    """Return a summary per pillar, in the order of the codes, from pairs of pillar code and status."""
    by_pillar: defaultdict[str, list[StandingStatus]] = defaultdict(list)
    for pillar_code, status in standings:
        by_pillar[pillar_code].append(status)
    return {code: summarise(by_pillar[code]) for code in sorted(by_pillar, key=natural_code_key)}
