"""What every page of an officer needs beside the officer's own rows, in one statement.

The words of the framework, and the courses and cases that would help: content that processes keep, as long as
its stamps are the same, and what this officer has completed and attempted.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, union_all

from assessments import queries as assessments
from assessments.queries import OpenCases
from courses import queries as courses
from courses.queries import OpenCourses, StudyLine
from lms.database import read_rows
from people.models import Officer
from reports.queries.framework import STAMP, KnownWords, Stamp, select_stamp, words_of


@dataclass(frozen=True, slots=True)
class Ways:
    """Words, and the ways that are open to an officer today."""

    known: KnownWords
    courses: OpenCourses
    cases: OpenCases


def get_ways(officer: Officer) -> Ways:
    """Return the ways that are open to an officer today; one statement.

    Args:
        officer: with all posts loaded.
    """
    lines = [StudyLine(*row) for row in read_rows(_select_ways(), {"officer_id": officer.id})]
    stamp = next(line for line in lines if line.kind == STAMP)
    return Ways(
        known=words_of(Stamp(*stamp)),
        courses=courses.open_courses(officer, lines),
        cases=assessments.open_cases(officer, lines),
    )


@cache
def _select_ways() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*courses.select_studied(), *assessments.select_attempted(), select_stamp())
