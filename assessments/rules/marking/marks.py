"""What marks come to: where two markers differ too much, the final mark, the level that it shows.

One marker: those marks. Two: their mean by criterion, exact to half a step. Three: the median by criterion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assessments.rules.marking.vocabulary import MarkingFinding
from lms.messages import N_

Marks = Sequence[int]
"""A step for each criterion of the rubric, 0 is the lowest."""

GREATEST_DIFFERENCE = 1
HIGHEST_LEVEL = 5
LONGEST_COMMENT = 2000
MOST_OUTCOMES = 5
_THREE = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which result shows which level.

    Args:
        percent: at least so much of all steps, 1 to 100.
        least: no criterion below this step.
        level: what is shown then, 1 to 5.
    """

    percent: int
    least: int
    level: int

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Outcome":
        """Return what `document` has written."""
        return cls(document["percent"], document["least"], document["level"])

    @property
    def document(self) -> dict[str, int]:
        """Return it as plain values."""
        return {"percent": self.percent, "least": self.least, "level": self.level}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The final mark of a script.

    Args:
        halves: by criterion, in half steps: 3 is one and a half.
        percent_tenths: of all steps, in tenths of a percent, half up.
        level: what it shows; 0 is nothing.
    """

    halves: tuple[int, ...]
    percent_tenths: int
    level: int


def compute_verdict(marks: Sequence[Marks], top: int, outcomes: Sequence[Outcome]) -> Verdict:
    """Return the final mark from the marks of one, two or three markers.

    Args:
        marks: of each marker, by criterion.
        top: the highest step of the rubric.
        outcomes: of the task.
    """
    if not 1 <= len(marks) <= _THREE or len({len(one) for one in marks}) != 1:
        raise ValueError("one to three markers of the same rubric")
    halves = tuple(_final(steps) for steps in zip(*marks, strict=True))
    total = 2 * top * len(halves)
    return Verdict(halves, (2000 * sum(halves) + total) // (2 * total), level_of(halves, top, outcomes))


def level_of(halves: Sequence[int], top: int, outcomes: Sequence[Outcome]) -> int:
    """Return the highest level whose conditions a final mark meets, in exact arithmetic; 0 for none."""
    total = 2 * top * len(halves)
    reached = (
        outcome.level
        for outcome in outcomes
        if 100 * sum(halves) >= outcome.percent * total and min(halves) >= 2 * outcome.least
    )
    return max(reached, default=0)


def do_differ(first: Marks, second: Marks, top: int, outcomes: Sequence[Outcome]) -> bool:
    """Tell whether two markers are so far apart that a third one marks.

    So it is where they are more than one step apart on any criterion, or where the levels that their marks
    would show alone are more than one apart.
    """
    if any(abs(one - other) > GREATEST_DIFFERENCE for one, other in zip(first, second, strict=True)):
        return True
    levels = [level_of([2 * step for step in marks], top, outcomes) for marks in (first, second)]
    return abs(levels[0] - levels[1]) > GREATEST_DIFFERENCE


def outcome_findings(outcomes: Sequence[Outcome], top: int) -> list[MarkingFinding]:
    """Return what is wrong with the outcomes of a task whose rubric has steps up to ``top``."""
    if not outcomes:
        return [MarkingFinding("outcome-0", N_("Say which result shows which level: at least one line."))]
    found = []
    for number, outcome in enumerate(outcomes):
        is_right = (
            1 <= outcome.percent <= 100  # noqa: PLR2004 - percent
            and 0 <= outcome.least <= top
            and 1 <= outcome.level <= HIGHEST_LEVEL
        )
        if not is_right:
            found.append(
                MarkingFinding(
                    f"outcome-{number}",
                    N_(
                        "Line %(number)s: a percentage from 1 to 100, a step of the rubric, "
                        "a level from 1 to 5."
                    ),
                    {"number": number + 1},
                )
            )
    for number, (lower, higher) in enumerate(pairwise(outcomes), start=1):
        grows = higher.level > lower.level and higher.percent >= lower.percent and higher.least >= lower.least
        if not grows:
            found.append(
                MarkingFinding(
                    f"outcome-{number}",
                    N_("Line %(number)s: a higher level must not ask less than the one before."),
                    {"number": number + 1},
                )
            )
    return found


def _final(steps: Sequence[int]) -> int:
    """Return the final step of one criterion in half steps."""
    if len(steps) == _THREE:
        return 2 * sorted(steps)[1]
    return 2 * sum(steps) // len(steps)
