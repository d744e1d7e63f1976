"""All ways through a case, counted exactly and listed as far as that is sensible."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assessments.rules.cases.graph import CaseGraph, Choice
from assessments.rules.cases.scoring import PathScore, score_path
from assessments.rules.cases.structure import check_structure, topological_order
from assessments.rules.cases.walking import is_end
from assessments.rules.findings import Findings
from assessments.rules.vocabulary import CaseResult

MOST_PATHS = 1000
"""So many paths are scored at most; of a case with more, the first by names of options."""


@dataclass(frozen=True)
class ScoredPath:
    """One way from the start to the end, and what it earns."""

    choices: tuple[Choice, ...]
    score: PathScore


@dataclass(frozen=True)
class Paths:
    """The ways through a case.

    Attributes:
        total: how many there are.
        critical: how many of them have a critical choice.
        listed: the best first, ``MOST_PATHS`` at most.
    """

    total: int
    critical: int
    listed: tuple[ScoredPath, ...]

    @property
    def is_complete(self) -> bool:
        """Whether all are listed."""
        return len(self.listed) == self.total

    @property
    def passed(self) -> int:
        """How many of the listed ones pass the case."""
        return sum(path.score.result is CaseResult.PASSED for path in self.listed)


def is_walkable(graph: CaseGraph) -> bool:
    """Tell whether every path from the start reaches the end, as far as paths go."""
    return bool(graph.nodes) and check_structure(graph, Findings())


def list_paths(graph: CaseGraph, most: int = MOST_PATHS) -> Paths:
    """Return the ways through a case that `is_walkable`.

    Args:
        graph: a case.
        most: so many are scored at most.
    """
    total, lawful = _count(graph, has_critical=True), _count(graph, has_critical=False)
    found = [ScoredPath(choices, score_path(graph, choices)) for choices in islice(_walks(graph), most)]
    found.sort(key=lambda path: (path.score.critical, -path.score.percent, path.choices))
    return Paths(total, total - lawful, tuple(found))


def _count(graph: CaseGraph, *, has_critical: bool) -> int:
    """Return the number of ways, those with critical choices included or not; exact, however many."""
    ways: dict[str, int] = {}
    for node_id in reversed(topological_order(graph)):
        ways[node_id] = sum(
            1 if is_end(option.target) else ways.get(option.target, 0)
            for option in graph.nodes[node_id].options.values()
            if has_critical or not option.critical
        )
    return ways.get(graph.start, 0)


def _walks(graph: CaseGraph) -> Iterator[tuple[Choice, ...]]:
    """Yield the ways one after the other, by names of options; an explicit stack, cases may be long."""
    waiting: list[tuple[str, tuple[Choice, ...]]] = [(graph.start, ())]
    while waiting:
        here, choices = waiting.pop()
        if is_end(here):
            yield choices
            continue
        node = graph.nodes[here]
        for option_id in sorted(node.options, reverse=True):
            waiting.append((node.options[option_id].target, (*choices, (here, option_id))))
