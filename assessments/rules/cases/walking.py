"""Walking through a case, one choice at a time."""

from collections.abc import Sequence
from datetime import date, timedelta

from assessments.rules.cases.graph import END, CaseGraph, Choice
from assessments.rules.vocabulary import ChoiceRefusal

REOPEN_DAYS = 90


def is_end(node_id: str) -> bool:
    """Return whether this is the end of a case and no decision point."""
    return node_id == END


def next_node(graph: CaseGraph, node_id: str, option_id: str) -> str:
    """Return the node a choice leads to, or ``END``.

    Raises:
        KeyError: the case has no such node or option.
    """
    return graph.nodes[node_id].options[option_id].target


def current_node(graph: CaseGraph, choices: Sequence[Choice]) -> str:
    """Return the node where a learner stands after these choices, or ``END``."""
    return next_node(graph, *choices[-1]) if choices else graph.start


def validate_choice(
    graph: CaseGraph, choices: Sequence[Choice], node_id: str, option_id: str
) -> ChoiceRefusal | None:
    """Return why the next choice cannot be taken, or ``None``.

    The same choice sent twice is ``ALREADY_CHOSEN``, so a second click can be answered with the next page.
    """
    if choices and tuple(choices[-1]) == (node_id, option_id):
        return ChoiceRefusal.ALREADY_CHOSEN
    here = current_node(graph, choices)
    if is_end(here):
        return ChoiceRefusal.CASE_ENDED
    if node_id != here:
        return ChoiceRefusal.OTHER_NODE
    if option_id not in graph.nodes[here].options:
        return ChoiceRefusal.UNKNOWN_OPTION
    return None


def known_walk(graph: CaseGraph, choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices as far as each follows from the one before, also in a case that is half written."""
    here, walk = graph.start, list[Choice]()
    for node_id, option_id in choices:
        node = graph.nodes.get(here)
        if node_id != here or node is None or option_id not in node.options:
            break
        walk.append((node_id, option_id))
        here = node.options[option_id].target
    return walk


def counts_as_first(previous_counted_on: Sequence[date], day: date, reopen_days: int = REOPEN_DAYS) -> bool:
    """Return whether an attempt begun on this day counts; others are practice.

    Args:
        previous_counted_on: days on which this officer's earlier counted attempts at the case began.
        day: the day the attempt begins.
        reopen_days: a counted attempt opens again this many days after the last counted one.
    """
    return not previous_counted_on or day >= max(previous_counted_on) + timedelta(days=reopen_days)
