"""Orders that look random, differ between attempts, and can be computed again from their seed.

Sorted digests, so that no change of a random generator in a later Python reorders a page half-way.
"""

import hashlib
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

_SMALLEST_WORTH_FORCING = 3
_TOKEN_LENGTH = 10


def digest(*words: object) -> str:
    """Return a digest of the words that is the same on every machine."""
    return hashlib.sha256("\x1f".join(map(str, words)).encode()).hexdigest()


def seeded_order(items: Iterable[T], seed: str) -> list[T]:
    """Return the items in the order the seed gives them, whatever order they came in."""
    return sorted(items, key=lambda item: digest(seed, item))


def shuffled(option_ids: Iterable[str], seed: str) -> list[str]:
    """Return option ids in the order of this seed, never the alphabetical one where there are three or more.

    Args:
        option_ids: ids without repeats.
        seed: that of the attempt joined with the node or question, so each page has an order of its own.
    """
    alphabetical = sorted(option_ids)
    order = seeded_order(alphabetical, seed)
    turn = 0
    while order == alphabetical and len(order) >= _SMALLEST_WORTH_FORCING:
        turn += 1
        order = seeded_order(alphabetical, f"{seed}:{turn}")
    return order


def masked(option_ids: Iterable[str], seed: str) -> dict[str, str]:
    """Return the option ids behind tokens that tell nothing, in shuffled order.

    Authors often write the best option first, so a page must not show its id.

    Returns:
        token → option id, in the order to show.
    """
    return {
        digest(seed, "token", option_id)[:_TOKEN_LENGTH]: option_id
        for option_id in shuffled(option_ids, seed)
    }
