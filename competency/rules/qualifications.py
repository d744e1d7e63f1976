"""What posts ask beside competencies: who is asked, how it stands, by when, and which alert it calls for.

Facts about the officer (degree, political theory, state management) are judged here; facts that domains above
keep (periods, courses) are judged there and come in as `Found`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from competency.rules.errors import RuleError
from competency.rules.standings import DUE_NOTICE_DAYS, due_on, severity
from competency.rules.vocabulary import AlertKind, AlertReason, Severity, StandingStatus
from lms.text import fold
from people.rules import DegreeLevel, PoliticalTheoryLevel, is_current

ONE_DAY = timedelta(days=1)
_WORDS = re.compile(r"\w+")


class QualificationKind(StrEnum):
    """What may be asked beside competencies, in the order of lists."""

    DEGREE = "degree"
    DEGREE_FIELD = "degree_field"
    POLITICAL_THEORY = "political_theory"
    STATE_MANAGEMENT = "state_management"
    PERIODS = "periods"
    COURSE = "course"


ALERT_KINDS: Mapping[QualificationKind, AlertKind] = {
    QualificationKind.DEGREE: AlertKind.DEGREE,
    QualificationKind.DEGREE_FIELD: AlertKind.DEGREE,
    QualificationKind.POLITICAL_THEORY: AlertKind.DEGREE,
    QualificationKind.STATE_MANAGEMENT: AlertKind.DEGREE,
    QualificationKind.PERIODS: AlertKind.PERIODS,
    QualificationKind.COURSE: AlertKind.MANDATORY_COURSE,
}
QUALIFICATION_ALERTS = frozenset(ALERT_KINDS.values())

DEGREE_RANKS: Mapping[str, int] = {level.value: rank for rank, level in enumerate(DegreeLevel)}
THEORY_RANKS: Mapping[str, int] = {level.value: rank for rank, level in enumerate(PoliticalTheoryLevel)}
_SEVERITY_RANKS = {word: rank for rank, word in enumerate(Severity)}


class Duty(NamedTuple):
    """One requirement as the rules see it. Empty sets mean everybody.

    ``due_not_before`` is the day the document itself names, such as the end of a plan: never due earlier.
    """

    requirement_id: int
    code: str
    kind: QualificationKind
    value: str
    content_group: int | None
    positions: frozenset[str]
    employment_kinds: frozenset[str]
    owner_unit_code: str | None
    is_mandatory: bool
    grace_days: int
    effective_on: date
    due_not_before: date | None


class Person(NamedTuple):
    """What is recorded about an officer; "none" and empty texts mean that nothing is."""

    officer_id: int
    employment_kind: str
    degree_level: str
    degree_field: str
    political_theory_level: str
    has_state_management_training: bool


class HeldPost(NamedTuple):
    """A post that is held, was held this year, or will be (the last day counts)."""

    officer_id: int
    province_code: str
    unit_code: str
    position_code: str
    is_main: bool
    starts_on: date
    ends_on: date | None


class Found(NamedTuple):
    """What is there against what is asked; ``recorded`` is the word or number on record, empty for none."""

    required: int
    attained: int
    recorded: str = ""

    @property
    def status(self) -> StandingStatus:
        """Return how it stands: what is not recorded is unproven, never a fault."""
        if self.attained >= self.required:
            return StandingStatus.MET
        return StandingStatus.BELOW if self.recorded else StandingStatus.UNPROVEN


class ExpectedQualification(NamedTuple):
    """What one row should be on a day; ``first_asked_on`` is when its post and its document first met."""

    officer_id: int
    duty: Duty
    post: HeldPost
    year: int | None
    found: Found
    severity: Severity
    first_asked_on: date
    due_on: date
    changes_on: date | None

    @property
    def cause(self) -> str:
        """Return what an alert about it is about: one open alert per officer and cause."""
        return cause_of(self.duty.kind, self.duty.value, self.year)


class QualificationAlert(NamedTuple):
    """The alert a row calls for; ``next_steps`` are pairs such as ("course", "KH02") or ("group", 5)."""

    one: ExpectedQualification
    kind: AlertKind
    reason: AlertReason
    next_steps: tuple[tuple[str, str | int], ...]


def cause_of(kind: QualificationKind, value: str, year: int | None) -> str:
    """Return the cause of alerts about such a requirement: "degree", "periods:2026", "course:KH02"."""
    if kind is QualificationKind.PERIODS:
        return f"periods:{year}"
    if kind is QualificationKind.COURSE:
        return f"course:{value}"
    return kind.value.replace("_", "-")


def check_duty(duty: Duty) -> None:
    """Refuse a requirement that no officer could ever be judged by.

    Raises:
        RuleError: its value is none of the words or numbers of its kind.
    """
    is_sound = {
        QualificationKind.DEGREE: DEGREE_RANKS.get(duty.value, 0) > 0,
        QualificationKind.POLITICAL_THEORY: THEORY_RANKS.get(duty.value, 0) > 0,
        QualificationKind.DEGREE_FIELD: bool(_field_words(duty.value)),
        QualificationKind.STATE_MANAGEMENT: True,
        QualificationKind.PERIODS: duty.value.isdecimal() and int(duty.value) > 0,
        QualificationKind.COURSE: bool(duty.value),
    }
    if not is_sound[duty.kind]:
        raise RuleError(
            "The requirement %(code)s asks for “%(value)s”, which is nothing of its kind.",
            code=duty.code,
            value=duty.value,
        )


def judge_person(duty: Duty, person: Person) -> Found:
    """Return how the recorded facts of an officer stand against a degree, field, theory or training asked.

    A higher level satisfies a lower one. A field matches if it contains one of the accepted words, compared
    without regard to case and tone marks.
    """
    if duty.kind is QualificationKind.DEGREE:
        return _ranked(DEGREE_RANKS, duty.value, person.degree_level)
    if duty.kind is QualificationKind.POLITICAL_THEORY:
        return _ranked(THEORY_RANKS, duty.value, person.political_theory_level)
    if duty.kind is QualificationKind.DEGREE_FIELD:
        return Found(1, int(is_accepted_field(duty.value, person.degree_field)), person.degree_field)
    has = person.has_state_management_training
    return Found(1, int(has), "1" if has else "")


def is_accepted_field(accepted: str, field: str) -> bool:
    """Tell whether a field of study contains one of the accepted words ("luật; hành chính")."""
    words = f" {_plain(field)} "
    return any(f" {word} " in words for word in _field_words(accepted))


def expect_qualifications(
    duties: Sequence[Duty],
    people: Iterable[Person],
    posts: Iterable[HeldPost],
    found: Mapping[tuple[int, int], Found],
    day: date,
) -> list[ExpectedQualification]:
    """Return what the rows of these officers should be on a day, by officer and in the order of the duties.

    Args:
        duties: everything that is asked anywhere.
        people: the officers.
        posts: their posts, those of the past year and of days to come included.
        found: by officer and requirement, what domains above know; nothing there means nothing recorded.
        day: the day.
    """
    by_officer: defaultdict[int, list[HeldPost]] = defaultdict(list)
    for post in posts:
        by_officer[post.officer_id].append(post)
    expected: list[ExpectedQualification] = []
    for person in people:
        own = by_officer[person.officer_id]
        held = [post for post in own if is_current(post.starts_on, post.ends_on, day)]
        if held:
            expected += _expect_of(duties, person, own, held, found, day)
    return expected


def call_for(one: ExpectedQualification) -> QualificationAlert | None:
    """Return the alert a row calls for, or None: it is met, or the year still has plenty of time for periods.

    Everybody begins a year without periods, so an alert about them opens only when they are due soon.
    """
    if one.found.status is StandingStatus.MET:
        return None
    kind = one.duty.kind
    if kind is QualificationKind.PERIODS and one.severity is Severity.INFO:
        return None
    reason = AlertReason.TOO_LOW
    if one.found.status is StandingStatus.UNPROVEN:
        reason = AlertReason.NEVER_SHOWN
    elif kind is QualificationKind.DEGREE_FIELD:
        reason = AlertReason.OTHER_FIELD
    return QualificationAlert(one, ALERT_KINDS[kind], reason, _steps(one.duty))


def most_pressing_call(calls: Collection[QualificationAlert]) -> QualificationAlert:
    """Return the alert that speaks for several of one cause: the most pressing, then the one due first."""
    first = min(
        calls,
        key=lambda call: (_SEVERITY_RANKS[call.one.severity], call.one.due_on, call.one.duty.requirement_id),
    )
    steps = dict.fromkeys(step for call in calls for step in call.next_steps)
    return first._replace(next_steps=tuple(steps))


def _expect_of(
    duties: Sequence[Duty],
    person: Person,
    own: Sequence[HeldPost],
    held: Sequence[HeldPost],
    found: Mapping[tuple[int, int], Found],
    day: date,
) -> list[ExpectedQualification]:
    asking = [
        (duty, posts)
        for duty in duties
        if not duty.employment_kinds or person.employment_kind in duty.employment_kinds
        if (posts := [post for post in held if _asks(duty, post)])
    ]
    turning = _turning_days(asking, own, day)
    expected = []
    for duty, posts in asking:
        one = _expect_one(duty, posts, person, found)
        if duty.kind is QualificationKind.PERIODS:
            if not _owes_the_year(duty, own, day.year):
                continue
            one = one._replace(
                year=day.year, first_asked_on=date(day.year, 1, 1), due_on=date(day.year, 12, 31)
            )
        pressing = severity(one.found.status, duty.is_mandatory, one.due_on, day)
        expected.append(one._replace(severity=pressing, changes_on=_next(turning | _own_days(one), day)))
    return expected


def _expect_one(
    duty: Duty,
    posts: Sequence[HeldPost],
    person: Person,
    found: Mapping[tuple[int, int], Found],
) -> ExpectedQualification:
    starts_on = min(post.starts_on for post in posts)
    due = due_on(starts_on, duty.effective_on, duty.grace_days)
    return ExpectedQualification(
        officer_id=person.officer_id,
        duty=duty,
        post=min(posts, key=lambda post: (not post.is_main, post.starts_on, post.position_code)),
        year=None,
        found=_find(duty, person, found),
        severity=Severity.INFO,
        first_asked_on=max(starts_on, duty.effective_on),
        due_on=max(due, duty.due_not_before) if duty.due_not_before else due,
        changes_on=None,
    )


def _find(duty: Duty, person: Person, found: Mapping[tuple[int, int], Found]) -> Found:
    if duty.kind is QualificationKind.PERIODS:
        return found.get((person.officer_id, duty.requirement_id), Found(int(duty.value), 0))
    if duty.kind is QualificationKind.COURSE:
        return found.get((person.officer_id, duty.requirement_id), Found(1, 0))
    return judge_person(duty, person)


def _asks(duty: Duty, post: HeldPost) -> bool:
    if duty.positions and post.position_code not in duty.positions:
        return False
    return duty.owner_unit_code in {None, post.province_code, post.unit_code}


def _owes_the_year(duty: Duty, own: Iterable[HeldPost], year: int) -> bool:
    """Tell whether the periods of a calendar year are owed: in force, and in service, from its first day.

    Counted are officers "in service for the year" (domain.md 2, VN-40). Nobody asks for a share of the year,
    so who came during it owes nothing yet.
    """
    first = date(year, 1, 1)
    return duty.effective_on <= first and any(is_current(post.starts_on, post.ends_on, first) for post in own)


def _turning_days(asking: Iterable[tuple[Duty, object]], own: Iterable[HeldPost], day: date) -> set[date]:
    """Return days on which what is asked of an officer may become something else."""
    days = {post.starts_on for post in own}
    days |= {post.ends_on + ONE_DAY for post in own if post.ends_on not in (None, date.max)}
    if day.year < date.max.year and any(duty.kind is QualificationKind.PERIODS for duty, _posts in asking):
        days.add(date(day.year + 1, 1, 1))
    return days


def _own_days(one: ExpectedQualification) -> set[date]:
    """Return days on which a row becomes more pressing."""
    if one.found.status is StandingStatus.MET:
        return set()
    late = {one.due_on + ONE_DAY} if one.due_on < date.max else set()
    return {one.due_on - timedelta(days=DUE_NOTICE_DAYS)} | late


def _next(days: Iterable[date], day: date) -> date | None:
    return min((turning for turning in days if turning > day), default=None)


def _steps(duty: Duty) -> tuple[tuple[str, str | int], ...]:
    if duty.kind is QualificationKind.COURSE:
        return (("course", duty.value),)
    if duty.kind is QualificationKind.PERIODS:
        return (("group", duty.content_group or 0),)
    return ()


def _ranked(ranks: Mapping[str, int], asked: str, recorded: str) -> Found:
    attained = ranks.get(recorded, 0)
    return Found(ranks[asked], attained, recorded if attained else "")


@cache
def _field_words(accepted: str) -> tuple[str, ...]:
    return tuple(word for word in map(_plain, accepted.split(";")) if word)


def _plain(text: str) -> str:
    """Return the folded words of a text without the signs between them."""
    return " ".join(_WORDS.findall(fold(text)))
