"""From one framework version to the next: what old evidence shows there, and what is newly asked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from competency.rules.expectations import Asked, Basis
from competency.rules.policy import HIGHEST_LEVEL
from competency.rules.vocabulary import FrameworkState

Translation = Mapping[str, tuple[tuple[str, int], ...]]
"""By old code: pairs of a new code and the highest level that old evidence shows there."""


class MappingKind(StrEnum):
    """What became of a competency in the next version."""

    SAME = "same"
    SPLIT = "split"
    MERGED = "merged"
    REPLACED = "replaced"
    NONE = "none"


class MappingLine(NamedTuple):
    """One line of the mapping; ``to_code`` is empty where nothing is left."""

    from_code: str
    to_code: str
    kind: MappingKind
    highest_level: int = HIGHEST_LEVEL


class MappingProblem(NamedTuple):
    """What is wrong with one line: its place in the list, the column, and which rule it breaks."""

    line: int
    column: str
    rule: str


FRAMEWORK_FOLLOWERS: Mapping[FrameworkState, frozenset[FrameworkState]] = {
    FrameworkState.DRAFT: frozenset({FrameworkState.PUBLISHED, FrameworkState.WITHDRAWN}),
    # A country without a framework would ask nothing of anybody: only the next version ends a published one.
    FrameworkState.PUBLISHED: frozenset({FrameworkState.OUTDATED}),
    FrameworkState.OUTDATED: frozenset({FrameworkState.WITHDRAWN}),
    FrameworkState.WITHDRAWN: frozenset(),
}
OVERLAY_FOLLOWERS: Mapping[FrameworkState, frozenset[FrameworkState]] = {
    **FRAMEWORK_FOLLOWERS,
    # Without its overlay a province is asked what the nation asks.
    FrameworkState.PUBLISHED: frozenset({FrameworkState.OUTDATED, FrameworkState.WITHDRAWN}),
}


def check_mapping(
    lines: Sequence[MappingLine], old_codes: Collection[str], new_codes: Collection[str]
) -> Iterator[MappingProblem]:
    """Give every problem of a mapping.

    The rules: "unknown_from", "unknown_to", "none_with_target", "target_missing", "twice", "mixed_kinds",
    "not_alone" (same and replaced lead to one code), "split_of_one", "merge_of_one".
    """
    pairs = Counter((line.from_code, line.to_code) for line in lines)
    kinds: defaultdict[str, set[MappingKind]] = defaultdict(set)
    from_counts = Counter(line.from_code for line in lines)
    merged_to = Counter(line.to_code for line in lines if line.kind is MappingKind.MERGED)
    for line in lines:
        kinds[line.from_code].add(line.kind)
    for index, line in enumerate(lines):
        if line.from_code not in old_codes:
            yield MappingProblem(index, "from_code", "unknown_from")
        yield from _check_target(index, line, new_codes)
        if pairs[line.from_code, line.to_code] > 1:
            yield MappingProblem(index, "from_code", "twice")
        elif len(kinds[line.from_code]) > 1:
            yield MappingProblem(index, "kind", "mixed_kinds")
        elif rule := _miscounted(line, from_counts[line.from_code], merged_to[line.to_code]):
            yield MappingProblem(index, "kind", rule)


def _check_target(index: int, line: MappingLine, new_codes: Collection[str]) -> Iterator[MappingProblem]:
    if line.kind is MappingKind.NONE:
        if line.to_code:
            yield MappingProblem(index, "to_code", "none_with_target")
    elif not line.to_code:
        yield MappingProblem(index, "to_code", "target_missing")
    elif line.to_code not in new_codes:
        yield MappingProblem(index, "to_code", "unknown_to")


def _miscounted(line: MappingLine, targets: int, sources: int) -> str:
    if line.kind in (MappingKind.SAME, MappingKind.REPLACED, MappingKind.NONE) and targets > 1:
        return "not_alone"
    if line.kind is MappingKind.SPLIT and targets == 1:
        return "split_of_one"
    if line.kind is MappingKind.MERGED and sources == 1:
        return "merge_of_one"
    return ""


def translate(
    lines: Iterable[MappingLine], old_codes: Iterable[str], new_codes: Collection[str]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return what each old code counts for; without a line the same code, if it is still there."""
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        targets = found.setdefault(line.from_code, {})
        if line.kind is not MappingKind.NONE:
            targets[line.to_code] = max(line.highest_level, targets.get(line.to_code, 0))
    for code in old_codes:
        found.setdefault(code, {code: HIGHEST_LEVEL} if code in new_codes else {})
    return {code: tuple(sorted(targets.items())) for code, targets in found.items()}


def compose(first: Translation, then: Translation) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return one translation that does as both, one after the other.

    On each way the lower limit holds; of several ways to the same code the one that lets most through. A code
    in between that ``then`` does not know leads nowhere.
    """
    composed = {}
    for code, middle in first.items():
        reached: dict[str, int] = {}
        for through, limit in middle:
            for target, highest in then.get(through, ()):
                reached[target] = max(reached.get(target, 0), min(limit, highest))
        composed[code] = tuple(sorted(reached.items()))
    return composed


def carried_since(
    now: Basis, then: Basis, province_code: str, position_code: str
) -> dict[str, tuple[date, date | None]]:
    """Return what ``then`` asks of a position no more than ``now`` already: since when, and not due before.

    By competency. What is newly asked or asked at a higher level, also by the area profile of some area type,
    is absent: its due days begin anew.
    """
    before = {one.competency_code: one for one in now.asked_of(province_code, position_code)}
    carried = {}
    for one in then.asked_of(province_code, position_code):
        held = before.get(one.competency_code)
        if (
            held is not None
            and one.level <= held.level
            and _raising(then, position_code, one.competency_code)
            <= _raising(now, position_code, one.competency_code)
        ):
            carried[one.competency_code] = held.effective_on, held.due_not_before
    return carried


def required_by_area(
    basis: Basis, province_code: str, area_type: str | None, position_code: str
) -> dict[str, tuple[int, Asked]]:
    """Return the level that a post is asked by competency, after the area adjustment."""
    asked = {}
    for one in basis.asked_of(province_code, position_code):
        raised = position_code in basis.emphasis(area_type, one.competency_code).raised_positions
        asked[one.competency_code] = min(HIGHEST_LEVEL, one.level + 1) if raised else one.level, one
    return asked


def _raising(basis: Basis, position_code: str, competency_code: str) -> frozenset[str]:
    return frozenset(
        area_type
        for (area_type, code), emphasis in basis.emphases.items()
        if code == competency_code and position_code in emphasis.raised_positions
    )
