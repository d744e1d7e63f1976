"""What to obtain next: the least set of further evidence that reaches a level."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Protocol

from competency.rules.levels import combine_supports
from competency.rules.vocabulary import EvidenceKind

# From the least to the greatest effort for the officer. Self-rating proves nothing and is no step.
EFFORT_ORDER = (
    EvidenceKind.COMPLETION,
    EvidenceKind.POST_TEST,
    EvidenceKind.EXTERNAL,
    EvidenceKind.CASE,
    EvidenceKind.PRIOR_LEARNING,
    EvidenceKind.WORK_PRODUCT,
    EvidenceKind.ASSESSOR,
)
# What can be obtained by a new deed; external results and prior learning are there or are not.
KINDS_BY_DEED = tuple(
    kind for kind in EFFORT_ORDER if kind not in {EvidenceKind.EXTERNAL, EvidenceKind.PRIOR_LEARNING}
)


@dataclass(frozen=True, slots=True)
class Step:
    """Obtain one piece of this kind that supports at least this level."""

    kind: EvidenceKind
    level: int


class Ceilings(Protocol):
    """What of the policy steps follow from."""

    @property
    def ceilings(self) -> Mapping[EvidenceKind, int]:
        """Return the highest level each kind can show."""


def next_steps(
    policy: Ceilings,
    required: int,
    best_by_kind: Mapping[EvidenceKind, int],
    available: Collection[EvidenceKind] = KINDS_BY_DEED,
) -> tuple[Step, ...]:
    """Return the fewest steps that reach the required level, in order of effort.

    Among equally few, the easiest kinds; each at the least level that will do, the lower one on the easier
    kind. Empty if the level is reached already. If the available kinds cannot reach it (ask
    ``reachable_level``), the steps lead as high as they can; empty if none of them helps.

    Args:
        policy: gives the ceiling of each kind.
        required: the level to reach.
        best_by_kind: the greatest support per kind of what is valid (``levels.best_by_kind``); for evidence
            about to expire, of what will last.
        available: kinds that can be obtained, in any order; self-rating is ignored.
    """
    target = min(required, reachable_level(policy, best_by_kind, available))
    if combine_supports(best_by_kind.values()) >= target:
        return ()
    candidates = [kind for kind in EFFORT_ORDER if kind in available]
    # Two are always enough, as only the two strongest kinds make a level.
    sets_of_kinds = chain.from_iterable(combinations(candidates, size) for size in (1, 2))
    return next(
        steps for kinds in sets_of_kinds if (steps := _least_levels(policy, target, best_by_kind, kinds))
    )


def reachable_level(
    policy: Ceilings,
    best_by_kind: Mapping[EvidenceKind, int],
    available: Collection[EvidenceKind] = KINDS_BY_DEED,
) -> int:
    """Return the highest level that the available kinds can reach on top of what is there."""
    at_most = {kind: policy.ceilings[kind] for kind in EFFORT_ORDER if kind in available}
    return combine_supports((dict(best_by_kind) | at_most).values())


def _least_levels(
    policy: Ceilings,
    target: int,
    best_by_kind: Mapping[EvidenceKind, int],
    kinds: tuple[EvidenceKind, ...],
) -> tuple[Step, ...]:
    """Return one step for each kind with the least levels that reach the target; empty if none do."""
    for levels in product(
        *(range(best_by_kind.get(kind, 0) + 1, policy.ceilings[kind] + 1) for kind in kinds)
    ):
        gained = dict(zip(kinds, levels, strict=True))
        if combine_supports((dict(best_by_kind) | gained).values()) >= target:
            return tuple(Step(kind, level) for kind, level in gained.items())
    return ()
