"""Which published courses an officer may still complete: the next steps of every page of officers.

What is published is the same for everybody and kept in the process (`lms.kept`); what the officer has
completed is read each time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from courses.models import (
    Completion,
    Course,
    CourseOutcome,
    CoursePosition,
    CourseVersion,
    Enrolment,
    Lesson,
)
from courses.rules import CourseState
from lms import clock
from lms.database import UTCDateTime, read_rows
from lms.kept import Kept
from people.models import Officer
from people.rules import is_current

STAMP, COMPLETED = "courses", "completed"


@dataclass(frozen=True, slots=True)
class CourseBrief:
    """What a next step says of a course.

    Args:
        minutes: of all its lessons together.
        level: to which it develops the competency asked for.
    """

    code: str
    title: str
    minutes: int
    level: int
    has_post_test: bool


class OpenCourse(NamedTuple):
    """A published course as a next step shows it."""

    code: str
    title: str
    content_group: int
    periods: int
    minutes: int


class PublishedCourse(NamedTuple):
    """A published course and whom it is for; ``positions`` is None where it is for all."""

    id: int
    shown: OpenCourse
    has_post_test: bool
    positions: frozenset[str] | None
    levels: Mapping[str, int]


class StudyLine(NamedTuple):
    """A line of the statement of `select_studied`, whose meaning depends on its ``kind``."""

    kind: str
    number: int
    other: int | None
    at: Any


@dataclass(frozen=True, slots=True)
class OpenCourses:
    """What an officer has completed, and the posts held today, against what is published."""

    published: Sequence[PublishedCourse]
    completed: frozenset[int]
    positions: frozenset[str]

    def shortest(self, competency_codes: Collection[str]) -> dict[str, CourseBrief]:
        """Return for each competency the shortest course that develops it; without one, no key.

        Of equally short ones, the one that reaches the higher level, then by code.
        """
        found: dict[str, CourseBrief] = {}
        for one in self.published:
            if not self._is_meant(one) or one.id in self.completed:
                continue
            for code in one.levels.keys() & competency_codes:
                brief = _brief(one, code)
                known = found.get(code)
                if known is None or (known.minutes == brief.minutes and known.level < brief.level):
                    found[code] = brief
        return found

    def leading(self, codes: Collection[str] = ()) -> list[OpenCourse]:
        """Return what may still be completed for periods, and the courses of some codes; shortest first.

        Those of ``codes`` whoever they are meant for.
        """
        return [
            one.shown
            for one in self.published
            if one.id not in self.completed and (self._is_meant(one) or one.shown.code in codes)
        ]

    def _is_meant(self, one: PublishedCourse) -> bool:
        return one.positions is None or not self.positions.isdisjoint(one.positions)


def _brief(one: PublishedCourse, competency_code: str) -> CourseBrief:
    shown = one.shown
    return CourseBrief(shown.code, shown.title, shown.minutes, one.levels[competency_code], one.has_post_test)


def open_courses(officer: Officer, lines: Iterable[StudyLine] | None = None) -> OpenCourses:
    """Return what an officer may still complete.

    Args:
        officer: with all posts loaded.
        lines: what `select_studied` gives, where a page has read it together with other things.
    """
    if lines is None:
        lines = [StudyLine(*row) for row in read_rows(_select_studied(), {"officer_id": officer.id})]
    stamp: tuple[Any, ...] = ()
    completed: list[int] = []
    for line in lines:
        if line.kind == COMPLETED:
            completed.append(line.number)
        elif line.kind == STAMP:
            stamp = line
    today = clock.today()
    held = (post for post in officer.assignments if is_current(post.starts_on, post.ends_on, today))
    return OpenCourses(
        _PUBLISHED.get(stamp), frozenset(completed), frozenset(post.position_code for post in held)
    )


def select_studied() -> list[Select[str, int, int | None, Any]]:
    """Return the parts of a union: the stamp of what is published, and the courses an officer has completed.

    The officer's id is bound as ``officer_id``. A published version never changes, and a course changes only
    with a new version: number, newest version and newest publication tell every change.
    """
    version = CourseVersion
    is_published = version.state == CourseState.PUBLISHED.value
    published = func.count(case((is_published, version.id)))
    newest = func.coalesce(func.max(version.id), 0)
    officer_id = bindparam("officer_id", type_=Integer)
    return [
        select(literal(STAMP), published, newest, func.max(version.published_at)),
        select(literal(COMPLETED), Enrolment.course_id, literal(0), cast(null(), UTCDateTime()))
        .join(Completion, Completion.enrolment_id == Enrolment.id)
        .where(Enrolment.officer_id == officer_id),
    ]


@cache
def _select_studied() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(*select_studied())


def _load_published() -> list[PublishedCourse]:
    """Read what is published, the shortest first, then by code; three statements."""
    positions = read_rows(select(CoursePosition.course_id, CoursePosition.position_code))
    outcomes = read_rows(select(CourseOutcome.course_id, CourseOutcome.competency_code, CourseOutcome.level))
    return [
        PublishedCourse(
            id=row.id,
            shown=OpenCourse(row.code, row.title, row.content_group, row.periods, row.minutes),
            has_post_test=row.has_post_test,
            positions=None
            if row.for_all_positions
            else frozenset(code for course_id, code in positions if course_id == row.id),
            levels={code: level for course_id, code, level in outcomes if course_id == row.id},
        )
        for row in read_rows(_select_published())
    ]


def _select_published() -> Select[*tuple[Any, ...]]:
    minutes = func.sum(Lesson.minutes).label("minutes")
    columns = (Course.id, Course.code, Course.title, Course.content_group, Course.periods)
    return (
        select(*columns, Course.for_all_positions, CourseVersion.has_post_test, minutes)
        .join(CourseVersion, CourseVersion.course_id == Course.id)
        .join(Lesson, Lesson.version_id == CourseVersion.id)
        .where(CourseVersion.state == CourseState.PUBLISHED.value)
        .group_by(Course.id, CourseVersion.id)
        .order_by(minutes, Course.code)
    )


_PUBLISHED = Kept(_load_published)
