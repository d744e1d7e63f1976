"""Where the invented officers serve: how many in each commune, and in which positions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from random import Random

from people.models import AdministrativeUnit

LEAST_OFFICERS = 20
"""A commune has at least so many people; a small world serves fewer communes instead."""

# The first people of a commune, then who else serves there, over and over (domain.md 3.2, 3.3).
FIRST = ("VT02", "VT01", "VT03", "VT05", "VT06", "VT07", "VT08", "VT04")
FURTHER = (
    "VT14", "VT11", "VT13", "VT09", "VT12", "VT10", "VT14", "VT11", "VT13", "VT12",
    "VT01", "VT14", "VT09", "VT13", "VT11", "VT10", "VT06", "VT14", "VT12", "VT03",
    "VT13", "VT11", "VT09", "VT14", "VT07", "VT12", "VT13", "VT10", "VT11", "VT14",
)  # fmt: skip
LEAST_SHARE, LARGEST_SHARE = 0.6, 1.4


@dataclass(frozen=True, slots=True)
class Place:
    """A commune and how many people it gets."""

    code: str
    province_code: str
    is_ward: bool
    area_type: str | None
    officers: int


def share_officers(communes: Sequence[AdministrativeUnit], officers: int, chance: Random) -> list[Place]:
    """Return the communes that get people, larger and smaller ones; the numbers add up to ``officers``.

    Args:
        communes: all, in a fixed order.
        officers: how many people there are.
        chance: the source of chance.
    """
    served = _spread(communes, max(1, min(len(communes), officers // LEAST_OFFICERS)))
    weights = [chance.uniform(LEAST_SHARE, LARGEST_SHARE) for _unit in served]
    return [
        Place(unit.code, unit.province_code, unit.kind == "ward", unit.main_area_type, number)
        for unit, number in zip(served, _divide(officers, weights), strict=True)
    ]


def positions_of(officers: int) -> Iterator[str]:
    """Return the positions of a commune with so many people, the chairman first."""
    return islice(chain(FIRST, cycle(FURTHER)), officers)


def _spread(communes: Sequence[AdministrativeUnit], number: int) -> list[AdministrativeUnit]:
    """Return so many communes from all over the list."""
    return [communes[index * len(communes) // number] for index in range(number)]


def _divide(total: int, weights: Sequence[float]) -> list[int]:
    """Return whole numbers in proportion to the weights that add up to ``total``."""
    sum_of_weights, given, seen = sum(weights), 0, 0.0
    numbers = []
    for weight in weights:
        seen += weight
        upto = round(total * seen / sum_of_weights)
        numbers.append(upto - given)
        given = upto
    return numbers
