"""An expert panel: the key as the median of what experts said, and where they did not agree."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.cases.graph import CaseGraph, framework_order

Cell = tuple[str, str, str]
"""A decision, one of its options, and a competency the decision touches: what one rating is about."""

Ratings = Mapping[int, Mapping[Cell, int]]
"""Expert → cell → points, 0 to 3. What an expert has not rated is not there."""

LEAST_EXPERTS = 2
WIDEST_SPREAD = 1
"""Experts who differ by more than one point read an option differently: somebody must look at it."""

ALPHA_RELIABLE, ALPHA_TENTATIVE = 0.8, 0.667
"""Krippendorff, Content Analysis: rely on data from 0.800 on, draw tentative conclusions from 0.667 on."""


@dataclass(frozen=True)
class CellAgreement:
    """What experts said of one cell.

    Attributes:
        points: all ratings, the lowest first.
        key: their median; None where nobody rated.
    """

    competency: str
    points: tuple[int, ...]
    key: int | None

    @property
    def spread(self) -> int:
        """Points between the highest and the lowest rating."""
        return self.points[-1] - self.points[0] if self.points else 0


@dataclass(frozen=True)
class OptionAgreement:
    """What experts said of one option."""

    node: str
    option: str
    cells: tuple[CellAgreement, ...]

    @property
    def spread(self) -> int:
        """Return the widest spread of its cells."""
        return max((cell.spread for cell in self.cells), default=0)

    @property
    def is_sparse(self) -> bool:
        """Whether some cell was rated by fewer than two experts, so that nothing can be said of agreement."""
        return any(len(cell.points) < LEAST_EXPERTS for cell in self.cells)

    @property
    def is_flagged(self) -> bool:
        """Whether somebody must look at it before the case is reviewed."""
        return self.is_sparse or self.spread > WIDEST_SPREAD


def cells_of(case: CaseGraph) -> tuple[Cell, ...]:
    """Return everything experts rate: each option of a decision for each competency the decision touches."""
    return tuple(
        (node.id, option_id, code)
        for node in case.nodes.values()
        for option_id in node.options
        for code in framework_order(node.maximum)
    )


def median_points(points: Sequence[int]) -> int | None:
    """Return the median of ratings; of an even number the lower of the two in the middle. None of none.

    Points are whole, and evidence is never given on a doubt: of 2 and 3 the key is 2.
    """
    return statistics.median_low(points) if points else None


def agree(cells: Sequence[Cell], ratings: Ratings) -> tuple[OptionAgreement, ...]:
    """Return for every option what experts said of it, in the order of the cells."""
    found: dict[tuple[str, str], list[CellAgreement]] = {}
    for cell in cells:
        points = tuple(sorted(given[cell] for given in ratings.values() if cell in given))
        line = CellAgreement(cell[2], points, median_points(points))
        found.setdefault(cell[:2], []).append(line)
    return tuple(OptionAgreement(node, option, tuple(lines)) for (node, option), lines in found.items())


def key_of(agreements: Sequence[OptionAgreement]) -> dict[Cell, int]:
    """Return the key: the median of every cell that somebody rated."""
    return {
        (line.node, line.option, cell.competency): cell.key
        for line in agreements
        for cell in line.cells
        if cell.key is not None
    }


def rating_table(cells: Sequence[Cell], ratings: Ratings) -> list[list[int | None]]:
    """Return one row an expert and one column a cell, None where there is no rating: as alpha takes them."""
    return [[given.get(cell) for cell in cells] for _expert, given in sorted(ratings.items())]
