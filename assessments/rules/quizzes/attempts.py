"""Which questions an attempt asks, how long it lasts, and when another may begin."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import TypeVar

from assessments.rules.shuffling import seeded_order
from assessments.rules.vocabulary import AttemptRefusalCode

ATTEMPT_LIMIT = 3
DAYS_BETWEEN = 1
SECONDS_PER_MINUTE = 60

Q = TypeVar("Q", bound=Hashable)


@dataclass(frozen=True)
class AttemptRefusal:
    """Why no attempt may begin.

    Attributes:
        available_at: when one may; ``None`` where waiting does not help.
    """

    code: AttemptRefusalCode
    available_at: datetime | None = None

    @property
    def available_on(self) -> date | None:
        """The day of ``available_at``, in the time zone of the instants that were asked about."""
        return self.available_at.date() if self.available_at else None


def draw(
    questions_by_section: Mapping[str, Sequence[Q]], counts: Mapping[str, int], seed: str
) -> list[tuple[str, Q]]:
    """Return the questions of one attempt as (section, question), section by section.

    A question that stands in the banks of two sections is asked once, in the first. The same seed draws the
    same questions, whatever order the banks are read in.

    Args:
        questions_by_section: question ids of each section's bank; sections in the order to ask.
        counts: section → how many to draw; all where the section is not named.
        seed: that of the attempt.

    Raises:
        ValueError: a bank holds too few questions; ask ``shortages`` before publishing.
    """
    short = shortages(questions_by_section, counts)
    if short:
        raise ValueError(f"too few questions in {', '.join(short)}")
    return [
        (section, question)
        for section, bank in _separate(questions_by_section).items()
        for question in seeded_order(bank, f"{seed}:{section}")[: counts.get(section, len(bank))]
    ]


def shortages(questions_by_section: Mapping[str, Sequence[Q]], counts: Mapping[str, int]) -> dict[str, int]:
    """Return the sections whose banks are too small, with how many questions are missing."""
    banks = _separate(questions_by_section)
    missing = {section: count - len(banks.get(section, ())) for section, count in counts.items()}
    return {section: count for section, count in missing.items() if count > 0}


def _separate(questions_by_section: Mapping[str, Sequence[Q]]) -> dict[str, list[Q]]:
    """Return the banks without the questions that an earlier section's bank holds."""
    seen: set[Q] = set()
    banks: dict[str, list[Q]] = {}
    for section, questions in questions_by_section.items():
        banks[section] = [question for question in dict.fromkeys(questions) if question not in seen]
        seen.update(questions)
    return banks


def deadline(started_at: datetime, minutes: int | None) -> datetime | None:
    """Return when the time of an attempt is up; ``None`` where time is not limited."""
    return None if minutes is None else started_at + timedelta(minutes=minutes)


def is_late(now: datetime, deadline: datetime | None, grace_seconds: int = 0) -> bool:
    """Return whether an answer arriving now is refused; one arriving exactly at the end is not.

    Args:
        now: the server's clock.
        deadline: as ``deadline`` gives it.
        grace_seconds: for the way over a slow line; not shown to the learner.
    """
    return deadline is not None and now > deadline + timedelta(seconds=grace_seconds)


def minutes_left(now: datetime, deadline: datetime) -> int:
    """Return how many minutes are left, the begun one counted, never below 0."""
    return max(0, ceil((deadline - now).total_seconds() / SECONDS_PER_MINUTE))


def may_attempt(
    previous: Sequence[tuple[datetime, bool]],
    now: datetime,
    limit: int | None = ATTEMPT_LIMIT,
    days_between: int = DAYS_BETWEEN,
) -> AttemptRefusal | None:
    """Return why no further attempt may begin now, or ``None``.

    Args:
        previous: earlier attempts that are over, as (instant, passed). The caller leaves out attempts that no
            longer matter, such as a pass whose evidence has run out and those before it.
        now: the same clock as the instants.
        limit: attempts in all; ``None`` for no limit.
        days_between: an attempt may begin so many times 24 hours after the last one.
    """
    if any(passed for _, passed in previous):
        return AttemptRefusal(AttemptRefusalCode.ALREADY_PASSED)
    if limit is not None and len(previous) >= limit:
        return AttemptRefusal(AttemptRefusalCode.NO_ATTEMPTS_LEFT)
    if previous:
        available_at = max(instant for instant, _ in previous) + timedelta(days=days_between)
        if now < available_at:
            return AttemptRefusal(AttemptRefusalCode.TOO_SOON, available_at)
    return None
