"""How feedback of learners is shown: never so that one of them could be found again. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

GROUP = 5
"""Feedback is shown when so many more have given theirs: who watches learns nothing of one alone."""

SCALE = range(1, 6)
MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What one learner said."""

    useful: int
    clear: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackSummary:
    """What learners said of one version.

    Args:
        given: how many said something.
        counted: how many of these the figures are about: whole groups of five, the earliest first.
        useful: how many gave 1, 2, 3, 4 and 5 points; empty where nothing is shown.
        clear: the same.
        words: of whole groups of five who wrote some, by the alphabet and not by time.
    """

    given: int
    counted: int
    useful: tuple[int, ...] = ()
    clear: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def useful_mean(self) -> float | None:
        """Return the mean of the points, or None where nothing is shown."""
        return _mean(self.useful)

    @property
    def clear_mean(self) -> float | None:
        """Return the mean of the points, or None where nothing is shown."""
        return _mean(self.clear)


def summarise(given: Sequence[Given]) -> FeedbackSummary:
    """Return what may be shown of what learners said, which comes in the order in which they said it."""
    counted = given[: _whole_groups(len(given))]
    written = [one.words for one in counted if one.words]
    return FeedbackSummary(
        given=len(given),
        counted=len(counted),
        useful=_counts([one.useful for one in counted]),
        clear=_counts([one.clear for one in counted]),
        words=tuple(sorted(written[: _whole_groups(len(written))], key=str.casefold)),
    )


def _whole_groups(count: int) -> int:
    return count // GROUP * GROUP


def _counts(points: Sequence[int]) -> tuple[int, ...]:
    counts = Counter(points)
    return tuple(counts[point] for point in SCALE) if points else ()


def _mean(counts: tuple[int, ...]) -> float | None:
    total = sum(counts)
    return sum(point * count for point, count in zip(SCALE, counts, strict=True)) / total if total else None
