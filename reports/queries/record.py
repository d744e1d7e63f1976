"""The training record of one officer: what was studied and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from assessments import queries as assessments
from assessments.queries import AttemptBrief
from assessments.rules import CaseResult
from competency.rules import StandingStatus
from courses import queries as courses
from courses.models import Completion
from courses.rules import PeriodYear, add_periods
from lms import clock
from people.models import Assignment, Officer
from reports.queries.framework import get_words
from reports.queries.qualifications import Qualifications, get_qualifications
from reports.queries.standings import EvidenceLine, evidence_by_competency, get_standings

TENTHS = 10


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """A course that was completed, and the periods it brought."""

    code: str
    title: str
    content_group: int
    periods: int
    completed_on: date


@dataclass(frozen=True, slots=True)
class Result:
    """A quiz or a case that was passed; what was not passed stays between the officer and the attempt."""

    title: str
    public_id: UUID
    is_case: bool
    percent: Decimal
    finished_on: date


@dataclass(frozen=True, slots=True)
class NamedEvidence:
    """A piece of evidence with the name of its competency."""

    name: str
    line: EvidenceLine


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the record says, on a page and on paper."""

    officer: Officer
    on: date
    posts: Sequence[Assignment]
    completions: list[CompletedCourse]
    years: list[PeriodYear]
    this_year: PeriodYear
    results: list[Result]
    evidence: list[NamedEvidence]
    required: int
    counts: Mapping[StandingStatus, int]
    qualifications: Qualifications

    @property
    def unit_name(self) -> str:
        """Return the agency that issues the paper: the commune of the main post."""
        return self.posts[0].unit.full_name if self.posts else ""

    @property
    def place(self) -> str:
        """Return the place before the date of the paper."""
        return self.posts[0].unit.name if self.posts else ""


def get_record(officer: Officer) -> Record:
    """Return the training record of an officer as of today."""
    today = clock.today()
    standings = get_standings(officer, on=today)
    rows = [(line.year, line.content_group, line.periods) for line in courses.list_periods(officer)]
    return Record(
        officer=officer,
        on=today,
        posts=standings.posts,
        completions=[_completed(row) for row in courses.list_completions(officer)],
        years=[add_periods(rows, year) for year in sorted({row[0] for row in rows}, reverse=True)],
        this_year=add_periods(rows, today.year),
        results=[_result(brief) for brief in assessments.list_attempts(officer) if _is_result(brief)],
        evidence=_valid_evidence(officer, today),
        required=sum(standings.counts.values()),
        counts=standings.counts,
        qualifications=get_qualifications(officer),
    )


def _completed(completion: Completion) -> CompletedCourse:
    course = completion.enrolment.course
    return CompletedCourse(
        code=course.code,
        title=course.title,
        content_group=course.content_group,
        periods=course.periods,
        completed_on=clock.day_of(completion.completed_at),
    )


def _is_result(brief: AttemptBrief) -> bool:
    return brief.finished_at is not None and brief.result == CaseResult.PASSED


def _result(brief: AttemptBrief) -> Result:
    return Result(
        title=brief.title,
        public_id=brief.public_id,
        is_case=brief.kind == "case",
        percent=Decimal(brief.percent_tenths or 0) / TENTHS,
        finished_on=clock.day_of(brief.finished_at or brief.started_at),
    )


def _valid_evidence(officer: Officer, day: date) -> list[NamedEvidence]:
    """Return what counts on a day, in the order of the framework."""
    words = get_words()
    lines = evidence_by_competency(officer, on=day, carrying=frozenset())
    return [
        NamedEvidence(named.name, line)
        for code, named in words.competencies.items()
        for line in lines.get(code, ())
        if line.is_valid
    ]
