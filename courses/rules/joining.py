"""One text out of two that several people wrote at once. Pure.

Of the text from which both began only a mark of each line is known: the form of the editor carries it along.
"""

import hashlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

MOST_LINES = 4000
"""Longer texts are joined as a whole: finding what is equal takes time by the square of the length."""

_MARK = 6


def mark_lines(text: str) -> str:
    """Return the marks of all lines of a text, one behind the other; nothing for a text that is too long."""
    lines = _lines(text)
    return "".join(_marks(lines)) if len(lines) <= MOST_LINES else ""


def join_texts(theirs: str, mine: str, base: str = "") -> str:
    """Return one text with the changes of both; where both changed the same lines, first theirs, then mine.

    Args:
        theirs: what stands there now.
        mine: what was written meanwhile.
        base: `mark_lines` of the text both began with; without it every line of both is kept.
    """
    ours, others = _lines(mine), _lines(theirs)
    begun = [base[at : at + _MARK] for at in range(0, len(base), _MARK)]
    if len(ours) + len(others) + len(begun) > MOST_LINES:
        return "\n".join(ours if ours == others else [*others, *ours])
    if not begun:
        return "\n".join(_both(others, ours))
    return "\n".join(_merge(begun, others, ours))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _marks(lines: Sequence[str]) -> list[str]:
    return [hashlib.sha256(line.encode()).hexdigest()[:_MARK] for line in lines]


def _both(first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    """Yield every line of both, equal ones once."""
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, at, until, other_at, other_until in matcher.get_opcodes():
        yield from first[at:until]
        if tag != "equal":
            yield from second[other_at:other_until]


def _merge(base: Sequence[str], first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    """Yield the lines both left alone, and between them what one of the two changed, or else both."""
    ones, others = _marks(first), _marks(second)
    at, one_at, other_at = 0, 0, 0
    for start, one_start, other_start, length in _left_alone(base, ones, others):
        begun = base[at:start]
        if ones[one_at:one_start] == begun:
            yield from second[other_at:other_start]
        elif others[other_at:other_start] == begun:
            yield from first[one_at:one_start]
        else:
            yield from _both(first[one_at:one_start], second[other_at:other_start])
        yield from first[one_start : one_start + length]
        at, one_at, other_at = start + length, one_start + length, other_start + length


def _left_alone(
    base: Sequence[str], ones: Sequence[str], others: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches that all three have: where they begin in each, how long; an empty one last."""
    there = _places(base, ones)
    here = _places(base, others)
    start = 0
    while start < len(base):
        if start not in there or start not in here:
            start += 1
            continue
        length = 1
        while there.get(start + length) == there[start] + length and (
            here.get(start + length) == here[start] + length
        ):
            length += 1
        yield start, there[start], here[start], length
        start += length
    yield len(base), len(ones), len(others), 0


def _places(base: Sequence[str], marks: Sequence[str]) -> dict[int, int]:
    """Return where the lines of the base stand in the other text, for those that stayed."""
    matcher = SequenceMatcher(None, base, marks, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
