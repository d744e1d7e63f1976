"""How far people who judge the same things independently agree: Krippendorff's alpha.

The library behind it brings numpy, which most processes never need: it comes with the first figure asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from itertools import chain


class NoAlpha(StrEnum):
    """Why there is no figure."""

    NOT_PAIRABLE = "not_pairable"
    """Nothing was judged by two people."""
    NO_VARIATION = "no_variation"
    """All judgements are equal: complete agreement, but chance would give the same, and alpha is 0 / 0."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha, 1 for complete agreement and 0 for none beyond chance, or why there is none."""

    alpha: float | None
    reason: NoAlpha | None = None


def ordinal_alpha(table: Sequence[Sequence[int | None]]) -> Agreement:
    """Return how far judges agree who put things in ranks.

    Args:
        table: one row a judge, one column a thing judged; None where a judge said nothing.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E, ordinal metric.
    """
    things = [[value for value in column if value is not None] for column in zip(*table, strict=True)]
    paired = [values for values in things if len(values) > 1]
    if not paired:
        return Agreement(None, NoAlpha.NOT_PAIRABLE)
    if len(set(chain.from_iterable(paired))) == 1:
        return Agreement(None, NoAlpha.NO_VARIATION)
    return Agreement(import_module("lms.agreement.library").ordinal(paired))
