"""By which published cases an officer may show a competency now: the next steps of every page of officers.

What is published is the same for everybody and kept in the process (`lms.kept`); what the officer has
attempted is read each time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Integer, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy import case as when

from assessments import rules
from assessments.models import PUBLISHED, CaseAttempt, CaseCompetency, CaseExercise, CaseVersion
from courses.queries import StudyLine
from lms import clock
from lms.database import read_rows
from lms.kept import Kept
from people.models import Officer

IN_PROGRESS = rules.AttemptState.IN_PROGRESS.value
STAMP, ATTEMPTED = "cases", "attempted"
_NOTHING, _PRACTICE, _COUNTED = 0, 1, 2
"""What an officer has under way."""


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """A case as a next step shows it.

    Args:
        level: what the case can show of the competency that was asked about.
    """

    code: str
    title: str
    minutes: int
    level: int


class PublishedCase(NamedTuple):
    """A published case and what it can show."""

    id: int
    code: str
    title: str
    minutes: int
    reopen_days: int
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OpenCases:
    """What an officer has attempted, by case, against what is published."""

    published: Sequence[PublishedCase]
    attempted: Mapping[int, StudyLine]
    day: date

    def by_competency(self, codes: Collection[str]) -> dict[str, CaseBrief]:
        """Return for each competency the shortest case by which the officer may show it now.

        That is a published case whose next attempt would count, or whose attempt under way counts. Without
        one, no key. Of equally short cases the one that shows more comes first, then by code.
        """
        found: dict[str, CaseBrief] = {}
        for one in self.published:
            if not self._would_count(one):
                continue
            for code in one.levels.keys() & codes:
                brief = CaseBrief(one.code, one.title, one.minutes, one.levels[code])
                known = found.get(code)
                if known is None or (known.minutes == brief.minutes and known.level < brief.level):
                    found[code] = brief
        return found

    def _would_count(self, one: PublishedCase) -> bool:
        line = self.attempted.get(one.id)
        if line is None or line.other == _COUNTED:
            return True
        counted = [clock.day_of(line.at)] if line.at else []
        return line.other == _NOTHING and rules.counts_as_first(counted, self.day, one.reopen_days)


def open_cases(officer: Officer, lines: Iterable[StudyLine] | None = None) -> OpenCases:
    """Return what an officer may show by cases today.

    Args:
        officer: who it is.
        lines: what `select_attempted` gives, where a page has read it together with other things.
    """
    if lines is None:
        lines = [StudyLine(*row) for row in read_rows(_select_attempted(), {"officer_id": officer.id})]
    stamp: tuple[Any, ...] = ()
    attempted: dict[int, StudyLine] = {}
    for line in lines:
        if line.kind == ATTEMPTED:
            attempted[line.number] = line
        elif line.kind == STAMP:
            stamp = line
    return OpenCases(_PUBLISHED.get(stamp), attempted, clock.today())


def cases_by_competency(codes: Collection[str], *, officer: Officer) -> dict[str, CaseBrief]:
    """Return for each competency the shortest case by which this officer may show it now, if there is one."""
    return open_cases(officer).by_competency(codes)


def select_attempted() -> list[Select[str, int, int | None, Any]]:
    """Return the parts of a union: the stamp of what is published, and what an officer has attempted.

    The officer's id is bound as ``officer_id``. A published version never changes, and a case changes only
    with a new version: number, newest version and newest publication tell every change.
    """
    version = CaseVersion
    published = func.count(when((version.state == PUBLISHED, version.id)))
    newest = func.coalesce(func.max(version.id), 0)
    is_running = CaseAttempt.state == IN_PROGRESS
    running = func.max(
        when((and_(is_running, CaseAttempt.is_counted), _COUNTED), (is_running, _PRACTICE), else_=_NOTHING)
    )
    counted_at = func.max(when((CaseAttempt.is_counted, CaseAttempt.started_at)))
    return [
        select(literal(STAMP), published, newest, func.max(version.published_at)),
        select(literal(ATTEMPTED), CaseAttempt.case_id, running, counted_at)
        .where(CaseAttempt.officer_id == bindparam("officer_id", type_=Integer))
        .group_by(CaseAttempt.case_id),
    ]


@cache
def _select_attempted() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*select_attempted())


def _load_published() -> list[PublishedCase]:
    """Read what is published, the shortest first, then by code; two statements."""
    is_published = CaseVersion.state == PUBLISHED
    cases = read_rows(
        select(CaseExercise.id, CaseExercise.code, CaseExercise.title)
        .add_columns(CaseVersion.minutes, CaseExercise.reopen_days)
        .join(CaseVersion, CaseVersion.case_id == CaseExercise.id)
        .where(is_published)
        .order_by(CaseVersion.minutes, CaseExercise.code)
    )
    shown = read_rows(
        select(CaseVersion.case_id, CaseCompetency.competency_code, CaseCompetency.level)
        .join(CaseVersion, CaseVersion.id == CaseCompetency.version_id)
        .where(is_published)
    )
    return [
        PublishedCase._make([*row, {code: level for case_id, code, level in shown if case_id == row.id}])
        for row in cases
    ]


_PUBLISHED = Kept(_load_published)
