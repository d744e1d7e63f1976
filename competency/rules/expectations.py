"""What the standings and alerts of officers should be on a day: facts in, expected rows out.

The one computation behind refreshing, checking and looking ahead; whoever calls it only differs in what is
done with the answer.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from competency.rules.alerts import alert_kind_and_reason
from competency.rules.levels import Piece, best_by_kind, required_level
from competency.rules.policy import EvidencePolicy
from competency.rules.standings import (
    DUE_NOTICE_DAYS,
    EXPIRY_NOTICE_DAYS,
    StandingResult,
    compute_standing,
    due_on,
    next_change_on,
    next_turn_on,
    severity,
    standing_status,
)
from competency.rules.steps import Step, next_steps
from competency.rules.vocabulary import AlertKind, AlertReason, EvidenceKind, Severity, StandingStatus

FULL_WEIGHT_PERCENT = 100

Pieces = Collection[Piece]
Judged = tuple[StandingResult, date | None]


class Asked(NamedTuple):
    """One requirement as the rules see it; ``level`` is before the area adjustment."""

    requirement_id: int
    competency_code: str
    level: int
    is_mandatory: bool
    grace_days: int
    effective_on: date
    weight_percent: int | None = None
    """In place of the weight of the area type, where a province gives another emphasis."""
    due_not_before: date | None = None
    """The end of a transition period: until then nothing newly asked is overdue."""
    is_floor: bool = True
    """A province may not ask less than this."""


class Emphasis(NamedTuple):
    """What an area type makes of one competency: its weight, and the positions it raises by one level."""

    weight_percent: int = FULL_WEIGHT_PERCENT
    raised_positions: frozenset[str] = frozenset()


class Post(NamedTuple):
    """A post that is held: of whom, where, and from when to when (the last day counts)."""

    assignment_id: int
    officer_id: int
    province_code: str
    unit_code: str
    area_type: str | None
    position_code: str
    starts_on: date
    ends_on: date | None


class Expected(NamedTuple):
    """What one standing should be; ``changes_on`` is when time alone may next change it or its alert."""

    post: Post
    asked: Asked
    pieces: Pieces
    result: StandingResult
    weight_percent: int
    due_on: date
    changes_on: date | None

    @property
    def first_asked_on(self) -> date:
        """Return the day on which this post began to ask it."""
        return max(self.post.starts_on, self.asked.effective_on)


class ExpectedAlert(NamedTuple):
    """What the alert about a standing should say."""

    kind: AlertKind
    reason: AlertReason
    severity: Severity
    next_steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """What all officers are judged by.

    Args:
        policy: what evidence can prove.
        asked: by owner (a province, or None for the nation) and position.
        emphases: by area type and competency.
        translations: what evidence shows that was recorded under another framework version: by framework id
            and competency code of the evidence, pairs of a code of today and the highest level it shows
            there. A key that is absent counts as it is; one without pairs shows nothing any more.
    """

    policy: EvidencePolicy
    asked: Mapping[tuple[str | None, str], Collection[Asked]]
    emphases: Mapping[tuple[str, str], Emphasis]
    translations: Mapping[tuple[int, str], Collection[tuple[str, int]]] = field(default_factory=dict)
    _merged: dict[tuple[str, str], list[Asked]] = field(default_factory=dict, init=False, repr=False)

    def asked_of(self, province_code: str, position_code: str) -> list[Asked]:
        """Return what a position asks in a province.

        A province may add, raise and weigh differently; it may lower only what the nation does not hold to be
        the floor.
        """
        key = province_code, position_code
        if key not in self._merged:
            national = self.asked.get((None, position_code), ())
            overlay = self.asked.get(key, ())
            by_code: dict[str, Asked] = {}
            for asked in (*national, *overlay):
                held = by_code.get(asked.competency_code)
                if held is None or not held.is_floor or asked.level >= held.level:
                    by_code[asked.competency_code] = asked
            self._merged[key] = list(by_code.values())
        return self._merged[key]

    def emphasis(self, area_type: str | None, competency_code: str) -> Emphasis:
        """Return what an area type makes of a competency; nothing special where no profile names it."""
        return self.emphases.get((area_type or "", competency_code), _NO_EMPHASIS)

    def steps_to(self, required: int, best: Mapping[EvidenceKind, int]) -> tuple[Step, ...]:
        """Return ``next_steps`` of this policy, remembered: the same few situations come again and again."""
        return _steps_under(frozenset(self.policy.ceilings.items()), required, frozenset(best.items()))


Levels = frozenset[tuple[EvidenceKind, int]]


class _Ceilings(NamedTuple):
    ceilings: Mapping[EvidenceKind, int]


@lru_cache(maxsize=4096)
def _steps_under(ceilings: Levels, required: int, best: Levels) -> tuple[Step, ...]:
    return next_steps(_Ceilings(dict(ceilings)), required, dict(best))


def expect_standings(
    basis: Basis, posts: Iterable[Post], pieces: Mapping[tuple[int, str], Pieces], day: date
) -> list[Expected]:
    """Return one expected standing for each post and each competency it asks.

    Args:
        basis: what is asked.
        posts: those that are held on ``day``.
        pieces: evidence by officer and competency.
        day: the day to judge.
    """

    @cache
    def without_evidence(required: int) -> Judged:
        return _judge(basis.policy, (), required, day)

    expected = []
    for post in posts:
        for asked in basis.asked_of(post.province_code, post.position_code):
            emphasis = basis.emphasis(post.area_type, asked.competency_code)
            required = required_level(asked.level, post.position_code in emphasis.raised_positions)
            shown = pieces.get((post.officer_id, asked.competency_code), ())
            judged = _judge(basis.policy, shown, required, day) if shown else without_evidence(required)
            expected.append(_expected(post, asked, shown, judged, weight_of(asked, emphasis), day))
    return expected


def weight_of(asked: Asked, emphasis: Emphasis) -> int:
    """Return how much one requirement weighs, in percent."""
    return emphasis.weight_percent if asked.weight_percent is None else asked.weight_percent


def expect_alert(
    basis: Basis, expected: Expected, day: date, *, previously_required: int | None = None
) -> ExpectedAlert | None:
    """Return the alert an expected standing calls for; ``None`` where it is met for long enough.

    Args:
        basis: what the standing was judged by.
        expected: the standing.
        day: the day of the standing.
        previously_required: the level asked before the requirement last changed, if that is the occasion.
    """
    result, policy = expected.result, basis.policy
    called_for = alert_kind_and_reason(
        policy, expected.pieces, result, day, previously_required=previously_required
    )
    if called_for is None:
        return None
    kind, reason = called_for
    # Of what is about to run out only what will last counts, else there would be nothing to do.
    lasting_days = EXPIRY_NOTICE_DAYS if result.status == StandingStatus.EXPIRING else 0
    best = best_by_kind(policy, expected.pieces, day, lasting_days)
    steps = basis.steps_to(result.required, best)
    return ExpectedAlert(kind, reason, severity_of(expected, day), steps)


def most_demanding(expected: Iterable[Expected], day: date) -> Expected:
    """Return, of what several posts of one officer ask of one competency, what an alert is about.

    The highest requirement; among equals the more pressing, then the post that was held first.
    """
    return min(expected, key=lambda one: _demand_key(one, day))


def severity_of(expected: Expected, day: date) -> Severity:
    """Return how pressing an expected standing is."""
    return severity(expected.result.status, expected.asked.is_mandatory, expected.due_on, day)


def status_since(policy: EvidencePolicy, pieces: Pieces, required: int, first_day: date, day: date) -> date:
    """Return since when the status of ``day`` has lasted, at the earliest from ``first_day``.

    From the evidence as it is known today; for standings that have no history yet.
    """
    if not pieces:  # most standings of a new roster; nothing shown never changes
        return first_day
    since, status = first_day, standing_status(policy, pieces, required, first_day)
    turning = next_change_on(policy, pieces, required, first_day)
    while turning is not None and turning <= day:
        following = standing_status(policy, pieces, required, turning)
        if following != status:
            since, status = turning, following
        turning = next_change_on(policy, pieces, required, turning)
    return since


_NO_EMPHASIS = Emphasis()
_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def _judge(policy: EvidencePolicy, pieces: Pieces, required: int, day: date) -> Judged:
    result = compute_standing(policy, pieces, required, day)
    return result, next_turn_on(pieces, day)


def _expected(
    post: Post,
    asked: Asked,
    pieces: Pieces,
    judged: Judged,
    weight_percent: int,
    day: date,
) -> Expected:
    result, refresh_on = judged
    due = due_on(post.starts_on, asked.effective_on, asked.grace_days)
    due = max(due, asked.due_not_before or due)
    turns = (refresh_on, _next_severity_on(result.status, asked, due, day), _day_after(post.ends_on))
    changes_on = min((turn for turn in turns if turn is not None), default=None)
    return Expected(post, asked, pieces, result, weight_percent, due, changes_on)


def _next_severity_on(status: StandingStatus, asked: Asked, due: date, day: date) -> date | None:
    """Return the first later day on which the same status presses differently."""
    if status == StandingStatus.MET:
        return None
    today = severity(status, asked.is_mandatory, due, day)
    turning = (due - timedelta(days=DUE_NOTICE_DAYS), due + timedelta(days=1))
    return next(
        (
            later
            for later in turning
            if later > day and severity(status, asked.is_mandatory, due, later) != today
        ),
        None,
    )


def _day_after(last_day: date | None) -> date | None:
    return None if last_day is None or last_day == date.max else last_day + timedelta(days=1)


def _demand_key(expected: Expected, day: date) -> tuple[int, int, date, int]:
    rank = _SEVERITY_RANK[severity_of(expected, day)]
    return -expected.result.required, rank, expected.post.starts_on, expected.post.assignment_id
