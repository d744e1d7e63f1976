"""How long a lesson takes at the very least, and how recognised periods add up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from courses.rules.vocabulary import ContentGroup, LessonKind

FASTEST_WORDS_PER_MINUTE = 600
"""Nobody reads faster and understands; a Vietnamese syllable counts as a word."""

SHORTEST_SECONDS = 20

LEAST_VIDEO_SHARE = 0.5
"""A video played at double speed takes half of its minutes."""

REQUIRED_PERIODS = 40
"""Periods (tiết) a civil servant owes every calendar year: one week, NĐ 171/2025 (domain.md 4.1)."""


@dataclass(frozen=True, slots=True)
class PeriodYear:
    """The periods of one officer in one calendar year.

    Args:
        by_group: recognised periods of each of the five content groups, 0 where there are none.
        required: what the year asks.
    """

    year: int
    by_group: Mapping[ContentGroup, int]
    required: int = REQUIRED_PERIODS

    @property
    def total(self) -> int:
        """Return all recognised periods of the year."""
        return sum(self.by_group.values())

    @property
    def missing(self) -> int:
        """Return how many periods the year still asks for; a surplus is no credit for the next year."""
        return max(0, self.required - self.total)


def least_seconds(kind: LessonKind, minutes: int, words: int) -> int:
    """Return the least plausible study time of a lesson.

    Args:
        kind: a video also takes its share of ``minutes``; its text may be read meanwhile.
        minutes: what the author expects the lesson to take.
        words: how many words its text has.
    """
    reading = ceil(words * 60 / FASTEST_WORDS_PER_MINUTE)
    watching = ceil(minutes * 60 * LEAST_VIDEO_SHARE) if kind is LessonKind.VIDEO else 0
    return max(SHORTEST_SECONDS, reading, watching)


def count_words(text: str) -> int:
    """Return how many words (Vietnamese syllables) a plain text has; bare signs do not count."""
    return sum(any(char.isalnum() for char in word) for word in text.split())


def seconds_left(opened_at: datetime, least: int, now: datetime) -> int:
    """Return how many whole seconds a lesson must still stay open, 0 if it may be finished."""
    return max(0, ceil(least - (now - opened_at).total_seconds()))


def add_periods(rows: Iterable[tuple[int, int, int]], year: int) -> PeriodYear:
    """Return the sum of one calendar year.

    Args:
        rows: (year, content group, periods) of one officer, in any order; other years are left out.
        year: the calendar year asked for.
    """
    by_group = dict.fromkeys(ContentGroup, 0)
    for row_year, group, periods in rows:
        if row_year == year:
            by_group[ContentGroup(group)] += periods
    return PeriodYear(year, by_group)
