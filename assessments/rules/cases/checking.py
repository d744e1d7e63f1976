"""The author's checker: everything CONTRACTS 4.2 refuses or warns about in the graph of a case."""

from collections.abc import Collection

from assessments.rules.cases.graph import MAX_POINTS, CaseGraph, Node, Option, framework_order
from assessments.rules.cases.routes import best_route
from assessments.rules.cases.structure import check_structure, reachable
from assessments.rules.findings import Finding, Findings
from assessments.rules.messages import CaseFault
from assessments.rules.percent import EVIDENCE_PERCENT

MIN_OPTIONS = 3


def check_case(graph: CaseGraph, known_competencies: Collection[str]) -> list[Finding]:
    """Return what stops a case from being used, and what its author should look at again.

    What can be earned is looked at only where every path reaches the end.

    Args:
        graph: a case as ``parse_case`` reads it.
        known_competencies: the codes of the framework in force.
    """
    notes = Findings()
    walkable = check_structure(graph, notes)
    for node in graph.nodes.values():
        _check_competencies(node, known_competencies, notes)
        _check_points(node, notes)
    _check_levels(graph, known_competencies, notes)
    if walkable:
        _check_earnings(graph, notes)
    for node in graph.nodes.values():
        _warn_about_node(node, notes)
    _warn_about_choices(graph, notes)
    return notes


def _check_competencies(node: Node, known: Collection[str], notes: Findings) -> None:
    for option in node.options.values():
        for code in framework_order(option.points):
            if code not in known:
                notes.error(
                    CaseFault.UNKNOWN_COMPETENCY, f"{_points_of(node, option)}.{code}", competency=code
                )
        missing = framework_order(node.maximum.keys() - option.points.keys())
        if missing:
            notes.error(CaseFault.UNEVEN_COMPETENCIES, _points_of(node, option), missing=", ".join(missing))


def _check_points(node: Node, notes: Findings) -> None:
    for option in node.options.values():
        for code, points in option.points.items():
            if not 0 <= points <= MAX_POINTS:
                notes.error(
                    CaseFault.POINTS_OUT_OF_RANGE,
                    f"{_points_of(node, option)}.{code}",
                    competency=code,
                    points=points,
                    greatest=MAX_POINTS,
                )


def _check_levels(graph: CaseGraph, known: Collection[str], notes: Findings) -> None:
    for code in framework_order(graph.levels):
        if code not in known:
            notes.error(CaseFault.UNKNOWN_COMPETENCY, f"muc.{code}", competency=code)
        elif code not in graph.competencies:
            notes.warn(CaseFault.LEVEL_UNUSED, f"muc.{code}", competency=code)


def _check_earnings(graph: CaseGraph, notes: Findings) -> None:
    found = reachable(graph)
    codes = framework_order(code for node_id in found for code in graph.nodes[node_id].maximum)
    if not codes:
        notes.error(CaseFault.NO_COMPETENCY, "nut")
    if best_route(graph, lambda _node, _option: 0, lambda _node: True) is None:
        notes.error(CaseFault.NO_LAWFUL_PATH, "nut")
        return
    for code in codes:
        if not _can_show(graph, code):
            notes.error(CaseFault.NEVER_EVIDENCE, "nut", competency=code, percent=EVIDENCE_PERCENT)


def _can_show(graph: CaseGraph, code: str) -> bool:
    """Return whether some lawful path earns the share that writes evidence, in whole numbers."""

    def excess(node: Node, option: Option) -> int:
        return 100 * option.points.get(code, 0) - EVIDENCE_PERCENT * node.maximum.get(code, 0)

    route = best_route(graph, excess, lambda node: node.maximum.get(code, 0) > 0)
    return route is not None and route.value >= 0


def _warn_about_node(node: Node, notes: Findings) -> None:
    where = f"nut.{node.id}"
    if 0 < len(node.options) < MIN_OPTIONS:
        notes.warn(CaseFault.FEW_OPTIONS, where, node=node.id, count=len(node.options), least=MIN_OPTIONS)
    for code in framework_order(node.maximum):
        if node.maximum[code] < MAX_POINTS:
            notes.warn(CaseFault.LOW_MAXIMUM, where, node=node.id, competency=code, greatest=MAX_POINTS)
    critical = [option for option in node.options.values() if option.critical]
    lawful = [option for option in node.options.values() if not option.critical]
    if critical and lawful:
        dearest = max(critical, key=lambda option: option.total)
        cheapest = min(lawful, key=lambda option: option.total)
        if dearest.total > cheapest.total:
            notes.warn(CaseFault.CRITICAL_PAYS, where, node=node.id, critical=dearest.id, lawful=cheapest.id)


def _warn_about_choices(graph: CaseGraph, notes: Findings) -> None:
    """Note habits that give the best option away, or leave none, in every node with a real choice."""
    nodes = [node for node in graph.nodes.values() if len(node.options) > 1]
    if nodes and all(_is_best_longest(node) for node in nodes):
        notes.warn(CaseFault.LONGEST_IS_BEST, "nut")
    if nodes and all(len(_best_options(node)) > 1 for node in nodes):
        notes.warn(CaseFault.SEVERAL_BEST, "nut")


def _best_options(node: Node) -> list[Option]:
    highest = max(option.total for option in node.options.values())
    return [option for option in node.options.values() if option.total == highest]


def _is_best_longest(node: Node) -> bool:
    """Return whether a best option is longer than every weaker one; where all are best, none is."""
    best = {option.id for option in _best_options(node)}
    weaker = [len(option.text) for option in node.options.values() if option.id not in best]
    return bool(weaker) and max(len(node.options[option_id].text) for option_id in best) > max(weaker)


def _points_of(node: Node, option: Option) -> str:
    return f"nut.{node.id}.lua_chon.{option.id}.diem"
