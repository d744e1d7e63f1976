"""A case exercise as values: decision points, options, and what may be earned where."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

END = "ket"
MAX_POINTS = 3
DEFAULT_LEVEL = 3

Choice = tuple[str, str]
"""A node id and the option id chosen there."""


@dataclass(frozen=True)
class Option:
    """One thing the officer may do.

    Attributes:
        points: competency code → points, 0 to ``MAX_POINTS``.
        critical: a breach of law, danger to people or falsified data.
        target: id of the next node, or ``END``.
        why: explanation for the debrief; may be empty.
    """

    id: str
    text: str
    points: Mapping[str, int]
    critical: bool
    consequence: str
    target: str
    why: str = ""

    @cached_property
    def total(self) -> int:
        """Points over all competencies."""
        return sum(self.points.values())


@dataclass(frozen=True)
class Node:
    """A decision point; options by id, in the author's order."""

    id: str
    question: str
    options: Mapping[str, Option]

    @cached_property
    def maximum(self) -> dict[str, int]:
        """Competency → the highest points any option of this node earns, critical ones included.

        Not simply ``MAX_POINTS``: what no option offers cannot be asked of the learner. The checker warns
        where the two differ.
        """
        highest: dict[str, int] = {}
        for option in self.options.values():
            for competency, points in option.points.items():
                highest[competency] = max(points, highest.get(competency, points))
        return highest

    @cached_property
    def total_maximum(self) -> int:
        """The maximum over all competencies, which one option alone may not reach."""
        return sum(self.maximum.values())


@dataclass(frozen=True)
class LegalBasis:
    """A document the case rests on, with a note on its status or article; the note may be empty."""

    document: str
    note: str = ""


@dataclass(frozen=True)
class CaseGraph:
    """A case exercise: a directed graph without circles, from ``start`` to ``END``.

    Attributes:
        area_types: tags of areas the case is about; empty means any.
        nodes: by id, in the author's order.
        debrief: Markdown shown after the end; may be empty.
        level: level a competency can show where ``levels`` names no other.
    """

    code: str
    title: str
    role: str
    area_types: tuple[str, ...]
    minutes: int
    situation: str
    start: str
    nodes: Mapping[str, Node]
    debrief: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    level: int = DEFAULT_LEVEL
    levels: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def competencies(self) -> tuple[str, ...]:
        """Every competency that some option gives points for, in framework order."""
        return framework_order(code for node in self.nodes.values() for code in node.maximum)

    def level_of(self, competency: str) -> int:
        """Return the level that evidence from this case shows for a competency."""
        return self.levels.get(competency, self.level)


def framework_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes without repeats in the order of the framework: A2, B10, C5, C10."""
    return tuple(sorted(set(codes), key=_framework_key))


def _framework_key(code: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", code)
    return [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts]
