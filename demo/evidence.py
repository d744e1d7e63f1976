"""Evidence that looks real: some shown well, some halfway, some never, some expired."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from competency.rules import DEFAULT_SHORT_COMPETENCIES, EvidenceKind

# What it takes to reach a level: the least set of kinds that DESIGN 4 accepts.
ROADS: dict[int, tuple[tuple[EvidenceKind, int], ...]] = {
    1: ((EvidenceKind.POST_TEST, 1),),
    2: ((EvidenceKind.POST_TEST, 2),),
    3: ((EvidenceKind.CASE, 3), (EvidenceKind.POST_TEST, 2)),
    4: ((EvidenceKind.WORK_PRODUCT, 4), (EvidenceKind.CASE, 3)),
    5: ((EvidenceKind.ASSESSOR, 5), (EvidenceKind.WORK_PRODUCT, 4)),
}
FATES = ("met", "partial", "none", "expired", "expiring")


@dataclass(frozen=True, slots=True)
class Shown:
    """One invented piece of evidence."""

    competency_code: str
    level: int
    kind: EvidenceKind
    earned_on: date


def invent_evidence(
    requirements: Iterable[tuple[str, int]], zeal: float, chance: Random, today: date
) -> Iterator[Shown]:
    """Return what one officer has shown of what the position requires.

    Args:
        requirements: competency and level asked.
        zeal: 0 to 1, how much learning the commune encourages.
        chance: the source of chance.
        today: the day of the world.
    """
    diligence = (chance.betavariate(2, 3) + 2 * zeal) / 3
    odds = (0.05 + 0.75 * diligence, 0.16, max(0.05, 0.8 - 0.85 * diligence), 0.05, 0.05)
    for competency_code, level in requirements:
        fate = chance.choices(FATES, odds)[0]
        yield from evidence_of_fate(
            fate, competency_code, level, day_of_fate(fate, competency_code, chance, today)
        )


def day_of_fate(fate: str, competency_code: str, chance: Random, today: date) -> date:
    """Return a day on which evidence must be earned to have run out, run out soon, or still hold today.

    Counts back from the validity of DESIGN 4: 24 months, 12 for law-heavy competencies.
    """
    life = timedelta(days=365 if competency_code in DEFAULT_SHORT_COMPETENCIES else 730)
    age = {
        "expired": life + timedelta(days=chance.randrange(10, 150)),
        "expiring": life - timedelta(days=chance.randrange(5, 55)),
    }
    return today - age.get(fate, timedelta(days=chance.randrange(20, 240)))


def evidence_of_fate(fate: str, competency_code: str, level: int, earned_on: date) -> Iterator[Shown]:
    """Return the pieces that lead to one fate."""
    road = ROADS[level]
    if fate == "partial":
        kind, shown = road[-1]
        yield Shown(competency_code, max(1, shown - 1) if len(road) == 1 else shown, kind, earned_on)
    elif fate != "none":
        yield from (Shown(competency_code, shown, kind, earned_on) for kind, shown in road)
