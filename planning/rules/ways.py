"""Which course or case is suggested for a gap."""

from collections.abc import Iterable
from typing import NamedTuple


class Suggestion(NamedTuple):
    """A published course or case that develops a competency; ``positions`` None means all."""

    code: str
    title: str
    minutes: int
    level: int
    positions: frozenset[str] | None


def choose_suggestion(
    required: int, attained: int, position: str, offered: Iterable[Suggestion]
) -> Suggestion | None:
    """Return what brings an officer in a position nearest to the required level, the shortest of these.

    What shows no more than was shown already is no help; without any, None.
    """
    fitting = [
        one
        for one in offered
        if one.level > attained and (one.positions is None or position in one.positions)
    ]
    return min(fitting, key=lambda one: (-min(one.level, required), one.minutes, one.code), default=None)
