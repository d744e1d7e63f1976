"""From kinds of evidence that would help to the course, the case or the person that gives them."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from competency.rules import EvidenceKind

_FROM_A_COURSE = frozenset({EvidenceKind.COMPLETION, EvidenceKind.POST_TEST})


class Way(StrEnum):
    """What an officer can do next."""

    COURSE = "course"
    CASE = "case"
    WORK_PRODUCT = "work_product"
    ASSESSOR = "assessor"


class Brief(Hashable, Protocol):
    """A published course or case, as far as a next step needs to know it; it never changes."""

    @property
    def code(self) -> str:
        """Return its code."""

    @property
    def title(self) -> str:
        """Return its title."""

    @property
    def minutes(self) -> int:
        """Return how long it takes."""

    @property
    def level(self) -> int:
        """Return the level it can show."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do; ``code``, ``title`` and ``minutes`` are empty where it is no course or case."""

    way: Way
    level: int
    code: str = ""
    title: str = ""
    minutes: int = 0


def resolve_steps(
    steps: Iterable[tuple[str, int]], course: Brief | None, case: Brief | None
) -> tuple[NextStep, ...]:
    """Return what to do for each step, in the same order, each deed once.

    Where no published course or case reaches the level, a work product confirmed by the leader is the way:
    it is always open and can show as much.
    """
    return _resolve_all(tuple(steps), course, case)


@lru_cache(maxsize=2048)
def _resolve_all(
    steps: tuple[tuple[str, int], ...], course: Brief | None, case: Brief | None
) -> tuple[NextStep, ...]:
    """Remember the answer: everybody's alerts name the same few steps, courses and cases."""
    found: dict[tuple[Way, str], NextStep] = {}
    for kind, level in steps:
        step = _resolve(EvidenceKind(kind), level, course, case)
        found.setdefault((step.way, step.code), step)
    return tuple(found.values())


def _resolve(kind: EvidenceKind, level: int, course: Brief | None, case: Brief | None) -> NextStep:
    if kind in _FROM_A_COURSE and course is not None and course.level >= level:
        return NextStep(Way.COURSE, level, course.code, course.title, course.minutes)
    if kind == EvidenceKind.CASE and case is not None and case.level >= level:
        return NextStep(Way.CASE, level, case.code, case.title, case.minutes)
    return NextStep(Way.ASSESSOR if kind == EvidenceKind.ASSESSOR else Way.WORK_PRODUCT, level)
