"""The best lawful route through a case by any measure, without listing all routes.

Routes grow exponentially with the length of a case. As measures here are sums over the steps, one pass over
the nodes from the end backwards finds the best in time linear in the number of options.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assessments.rules.cases.graph import END, CaseGraph, Choice, Node, Option
from assessments.rules.cases.structure import topological_order

Measure = Callable[[Node, Option], int]
Wanted = Callable[[Node], bool]


@dataclass(frozen=True, eq=False)
class Route:
    """A way to the end without critical choices: its first choice, and the rest.

    Attributes:
        value: sum of the measure over its steps.
        length: number of choices.
        first: ``None`` at the end itself.
    """

    value: int = 0
    length: int = 0
    first: Choice | None = None
    rest: "Route | None" = None

    def choices(self) -> tuple[Choice, ...]:
        """Return the choices from here to the end."""
        found: list[Choice] = []
        route: Route | None = self
        while route is not None and route.first is not None:
            found.append(route.first)
            route = route.rest
        return tuple(found)


_Routes = dict[str, Route | None]


def best_route(graph: CaseGraph, measure: Measure, wanted: Wanted) -> Route | None:
    """Return the lawful route from the start to the end with the greatest sum of the measure.

    Ties go to the shortest route, then to the first by option ids in alphabetical order.

    Args:
        graph: a case whose every path reaches the end.
        measure: what a choice adds.
        wanted: the route must pass at least one node for which this holds.

    Returns:
        ``None`` where there is no such route.
    """
    routes: _Routes = {END: Route()}
    routes_by_wanted: _Routes = {END: None}
    for node_id in reversed(topological_order(graph)):
        node = graph.nodes[node_id]
        after = routes if wanted(node) else routes_by_wanted
        # Both look at later nodes only, so setting one before the other is harmless.
        routes[node_id], routes_by_wanted[node_id] = (
            _best_step(node, routes, measure),
            _best_step(node, after, measure),
        )
    return routes_by_wanted[graph.start]


def _best_step(node: Node, after: Mapping[str, Route | None], measure: Measure) -> Route | None:
    best: Route | None = None
    for option_id in sorted(node.options):
        option = node.options[option_id]
        rest = after[option.target]
        if option.critical or rest is None:
            continue
        value, length = rest.value + measure(node, option), rest.length + 1
        if best is None or (value, -length) > (best.value, -best.length):
            best = Route(value, length, (node.id, option_id), rest)
    return best
