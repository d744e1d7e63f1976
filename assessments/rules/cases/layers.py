"""Which decision stands in which row of a drawing: by the longest path, whatever is wrong with the case."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from assessments.rules.cases.graph import END, CaseGraph
from assessments.rules.cases.structure import walk_back_links

Pair = tuple[str, str]
"""From one decision to another, or to the end."""

Place = tuple[str, int]
"""A decision, or a line on its way to that decision, in a row counted from 0."""


def find_back_links(case: CaseGraph) -> set[Pair]:
    """Return the links that close a circle, as a walk from the start meets them; a sound case has none."""
    roots = [name for name in (case.start, *case.nodes) if name in case.nodes]
    return {(trail[-1], target) for trail, target in walk_back_links(_links(case), roots)}


def level_nodes(case: CaseGraph, back: set[Pair]) -> dict[str, int]:
    """Return the row of every decision and of the end; each stands below all that lead to it."""
    ahead = {
        name: [target for target in targets if (name, target) not in back and target in case.nodes]
        for name, targets in _links(case).items()
    }
    waiting = dict.fromkeys(ahead, 0)
    for targets in ahead.values():
        for target in targets:
            waiting[target] += 1
    levels = dict.fromkeys(ahead, 0)
    order = [name for name, count in waiting.items() if count == 0]
    for name in order:
        for target in ahead[name]:
            levels[target] = max(levels[target], levels[name] + 1)
            waiting[target] -= 1
            if waiting[target] == 0:
                order.append(target)
    levels[END] = max(levels.values(), default=-1) + 1
    return levels


def order_rows(
    levels: Mapping[str, int], pairs: Iterable[Pair]
) -> tuple[list[list[Place]], list[Sequence[Place]]]:
    """Return the rows from the top, each from left to right, and the chain of places of every link.

    A link that passes rows by has a place in each of them. Lines to one decision share theirs, so a case of
    any size has few. Rows are put in order by the middle of what stands above, then of what stands below.
    """
    rows: list[dict[Place, None]] = [{} for _ in range(max(levels.values()) + 1)]
    for name, level in levels.items():
        rows[level][(name, level)] = None
    chains: list[Sequence[Place]] = []
    for source, target in pairs:
        between = [(target, level) for level in range(levels[source] + 1, levels[target])]
        for place in between:
            rows[place[1]][place] = None
        chains.append([(source, levels[source]), *between, (target, levels[target])])
    ordered = [list(row) for row in rows]
    above, below = _neighbours(chains)
    for _sweep in range(3):
        for index in range(1, len(ordered)):
            _sort_row(ordered, index, index - 1, above)
        for index in reversed(range(len(ordered) - 1)):
            _sort_row(ordered, index, index + 1, below)
    return ordered, chains


def _links(case: CaseGraph) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys(option.target for option in node.options.values()))
        for name, node in case.nodes.items()
    }


def _neighbours(chains: list[Sequence[Place]]) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
    above: dict[Place, list[Place]] = {}
    below: dict[Place, list[Place]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain):
            above.setdefault(lower, []).append(upper)
            below.setdefault(upper, []).append(lower)
    return above, below


def _sort_row(rows: list[list[Place]], index: int, other: int, joined: Mapping[Place, list[Place]]) -> None:
    """Put a row in the order of the middles of what its places are joined to; others stay where they are."""
    rank = {place: number / max(1, len(rows[other])) for number, place in enumerate(rows[other])}

    def middle(numbered: tuple[int, Place]) -> float:
        number, place = numbered
        found = [rank[one] for one in joined.get(place, ()) if one in rank]
        return sum(found) / len(found) if found else number / max(1, len(rows[index]))

    rows[index] = [place for _number, place in sorted(enumerate(rows[index]), key=middle)]
