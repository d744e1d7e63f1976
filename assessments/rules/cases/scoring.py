"""What a path through a case earned, and the best path there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments.rules.cases.graph import CaseGraph, Choice, Node, Option, framework_order
from assessments.rules.cases.routes import Route, best_route
from assessments.rules.cases.walking import current_node, is_end
from assessments.rules.percent import EVIDENCE_PERCENT, percent, reaches
from assessments.rules.vocabulary import CaseResult


class Points(NamedTuple):
    """Points gained out of those the nodes on the path offer."""

    gained: int
    maximum: int


@dataclass(frozen=True)
class PathScore:
    """The score of a finished path.

    Attributes:
        percent: one decimal, halves up, for show; ``result`` is decided on exact points.
        by_competency: every competency touched, in framework order.
        evidence: competencies with at least 70 percent of their own points, in framework order, whatever the
            overall percentage; empty after a critical choice.
    """

    gained: int
    maximum: int
    percent: Decimal
    critical: bool
    by_competency: dict[str, Points]
    evidence: tuple[str, ...]
    result: CaseResult


def score_path(graph: CaseGraph, choices: Sequence[Choice]) -> PathScore:
    """Return what a path from the start to the end earned (domain.md 5.2).

    Raises:
        ValueError: the choices are no path of this case from the start to the end.
    """
    steps = _steps(graph, choices)
    by_competency = _by_competency(steps)
    gained = sum(points.gained for points in by_competency.values())
    maximum = sum(points.maximum for points in by_competency.values())
    critical = any(option.critical for _, option in steps)
    return PathScore(
        gained=gained,
        maximum=maximum,
        percent=percent(gained, maximum),
        critical=critical,
        by_competency=by_competency,
        evidence=() if critical else _shown(by_competency),
        result=_result(Points(gained, maximum), critical=critical),
    )


def best_path(graph: CaseGraph) -> tuple[Choice, ...] | None:
    """Return the path without critical choices that earns the highest share of its points.

    Shares are compared exactly; ties go to the shortest path, then to the first by option ids. ``None`` where
    every path needs a critical choice.

    Dinkelbach's method: while some path earns more than the best share so far, take the one that exceeds it
    most.
    """
    shortest = best_route(graph, lambda _node, _option: 0, lambda _node: True)
    share = Fraction(0)
    while True:
        route = _route_above(graph, share)
        if route is None or route.value <= 0:
            break
        share = Fraction(*_totals(graph, route.choices()))
    best = route if share else shortest
    return best.choices() if best else None


def _steps(graph: CaseGraph, choices: Sequence[Choice]) -> list[tuple[Node, Option]]:
    steps: list[tuple[Node, Option]] = []
    for index, (node_id, option_id) in enumerate(choices):
        here = current_node(graph, choices[:index])
        if node_id != here or is_end(here) or option_id not in graph.nodes[here].options:
            raise ValueError(f"choice {index + 1} ({node_id}, {option_id}) does not follow from {here}")
        steps.append((graph.nodes[node_id], graph.nodes[node_id].options[option_id]))
    if not is_end(current_node(graph, choices)):
        raise ValueError("the path does not reach the end")
    return steps


def _by_competency(steps: Sequence[tuple[Node, Option]]) -> dict[str, Points]:
    return {
        code: Points(
            sum(option.points.get(code, 0) for _, option in steps),
            sum(node.maximum.get(code, 0) for node, _ in steps),
        )
        for code in framework_order(code for node, _ in steps for code in node.maximum)
    }


def _shown(by_competency: dict[str, Points]) -> tuple[str, ...]:
    return tuple(code for code, points in by_competency.items() if reaches(*points, EVIDENCE_PERCENT))


def _result(points: Points, *, critical: bool) -> CaseResult:
    if critical:
        return CaseResult.REDO
    return CaseResult.PASSED if reaches(*points, EVIDENCE_PERCENT) else CaseResult.NOT_PASSED


def _route_above(graph: CaseGraph, share: Fraction) -> Route | None:
    """Return the route that exceeds a share of its points most; its value is in units of the denominator."""

    def excess(node: Node, option: Option) -> int:
        return share.denominator * option.total - share.numerator * node.total_maximum

    return best_route(graph, excess, lambda node: node.total_maximum > 0)


def _totals(graph: CaseGraph, choices: Sequence[Choice]) -> tuple[int, int]:
    gained = sum(graph.nodes[node_id].options[option_id].total for node_id, option_id in choices)
    return gained, sum(graph.nodes[node_id].total_maximum for node_id, _ in choices)
