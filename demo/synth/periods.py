"""Classes the invented officers have been to this year, as lines of the ledger of periods."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from demo.activity import CLASSES
from demo.synth.officers import Invented

MOST_CLASSES = 4


def invent_periods(
    invented: Invented, officer_id: int, chance: Random, today: date, now: datetime
) -> Iterator[dict[str, Any]]:
    """Return the lines of one officer: no class or several, each with its recognised periods."""
    for title, group, periods in chance.sample(CLASSES, chance.randrange(MOST_CLASSES)):
        earned_on = max(today - timedelta(days=chance.randrange(10, 200)), date(today.year, 1, 2))
        yield {
            "officer_id": officer_id,
            "province_code": invented.place.province_code,
            "year": min(earned_on, today).year,
            "content_group": int(group),
            "periods": periods,
            "source": f"paper:{officer_id}/{int(group)}",
            "title": title,
            "earned_on": min(earned_on, today),
            "recorded_at": now,
        }
