"""The shape of a case: whether every path leads from the start to the end."""

from collections.abc import Iterable, Iterator, Mapping

from assessments.rules.cases.graph import END, CaseGraph
from assessments.rules.findings import Findings
from assessments.rules.messages import CaseFault

Links = Mapping[str, tuple[str, ...]]
"""Node id → ids of the nodes its options lead to, without repeats and without the end."""


def links_of(graph: CaseGraph) -> dict[str, tuple[str, ...]]:
    """Return where each node leads, leaving out the end and targets that do not exist."""
    return {
        node_id: tuple(
            dict.fromkeys(option.target for option in node.options.values() if option.target in graph.nodes)
        )
        for node_id, node in graph.nodes.items()
    }


def reachable(graph: CaseGraph) -> set[str]:
    """Return the ids of the nodes some path from the start reaches."""
    return _closure({graph.start} & graph.nodes.keys(), links_of(graph))


def topological_order(graph: CaseGraph) -> list[str]:
    """Return node ids so that every option leads forward; nodes in or behind a circle are left out."""
    links = links_of(graph)
    waiting = dict.fromkeys(links, 0)
    for targets in links.values():
        for target in targets:
            waiting[target] += 1
    order = [node_id for node_id, count in waiting.items() if count == 0]
    for node_id in order:
        for target in links[node_id]:
            waiting[target] -= 1
            if waiting[target] == 0:
                order.append(target)
    return order


def check_structure(graph: CaseGraph, notes: Findings) -> bool:
    """Note what breaks the graph, and return whether every path from the start reaches the end."""
    before = len(notes)
    _check_targets(graph, notes)
    walkable_so_far = len(notes) == before
    _check_ways_to_end(graph, notes)
    links = links_of(graph)
    for trail, target in walk_back_links(links, links):
        circle = [*trail[trail.index(target) :], target]
        notes.error(CaseFault.CYCLE, f"nut.{circle[-2]}", path=" → ".join(circle))
    walkable = walkable_so_far and len(notes) == before
    if graph.start in graph.nodes:
        found = reachable(graph)
        for node_id in graph.nodes:
            if node_id not in found:
                notes.error(CaseFault.UNREACHABLE, f"nut.{node_id}", node=node_id)
    return walkable


def _check_targets(graph: CaseGraph, notes: Findings) -> None:
    if graph.start not in graph.nodes:
        notes.error(CaseFault.UNKNOWN_START, "bat_dau", target=graph.start)
    for node in graph.nodes.values():
        if not node.options:
            notes.error(CaseFault.DEAD_END, f"nut.{node.id}", node=node.id)
        for option in node.options.values():
            if option.target not in graph.nodes and option.target != END:
                where = f"nut.{node.id}.lua_chon.{option.id}.toi"
                notes.error(CaseFault.UNKNOWN_TARGET, where, target=option.target, end=END)


def _check_ways_to_end(graph: CaseGraph, notes: Findings) -> None:
    """Note nodes without a way out; dead ends and unknown targets are noted already and pass as ways out."""
    links = links_of(graph)
    back: dict[str, list[str]] = {node_id: [] for node_id in links}
    for node_id, targets in links.items():
        for target in targets:
            back[target].append(node_id)
    exits = {
        node.id
        for node in graph.nodes.values()
        if not node.options or any(option.target not in graph.nodes for option in node.options.values())
    }
    found = _closure(exits, {node_id: tuple(sources) for node_id, sources in back.items()})
    for node_id in graph.nodes:
        if node_id not in found:
            notes.error(CaseFault.ENDLESS, f"nut.{node_id}", node=node_id)


def _closure(seeds: set[str], links: Links) -> set[str]:
    found = set(seeds)
    pending = list(seeds)
    while pending:
        new = set(links[pending.pop()]) - found
        found |= new
        pending += new
    return found


def walk_back_links(links: Links, roots: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield each link that closes a circle, as a walk from the roots meets it: the way there, and its target.

    An explicit stack, since a long case would exhaust Python's own.
    """
    done: set[str] = set()
    for root in roots:
        path: dict[str, Iterator[str]] = {} if root in done else {root: iter(links[root])}
        while path:
            here = next(reversed(path))
            target = next(path[here], None)
            if target is None:
                done.add(here)
                del path[here]
            elif target in path:
                yield list(path), target
            elif target not in done and target in links:
                path[target] = iter(links[target])
