"""Reads about learning: versions, lessons and their files, how far an officer is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from courses.models import (
    Completion,
    Course,
    CourseOutcome,
    CourseVersion,
    Enrolment,
    Lesson,
    LessonFile,
    LessonProgress,
)
from courses.queries.visibility import is_in_scope, is_visible_course, is_visible_version
from courses.rules import CourseState
from lms.database import db, read_rows
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer


class LessonLine(NamedTuple):
    """One lesson in the list of a course; times are None where the officer has not come so far."""

    number: int
    slug: str
    title: str
    kind: str
    minutes: int
    opened_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Study:
    """One lesson as one person meets it; enrolment and progress are None where there is none.

    The lesson is one of the version that the enrolment learns.
    """

    course: Course
    version: CourseVersion
    lesson: Lesson
    enrolment: Enrolment | None
    progress: LessonProgress | None


def find_enrolment(officer: Officer, course: Course) -> Enrolment | None:
    """Return the enrolment of an officer in a course with its version and completion, or None."""
    return db.session.scalar(_select_enrolment(), {"officer_id": officer.id, "course_id": course.id})


@cache
def _select_enrolment() -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(Enrolment.officer_id == bindparam("officer_id"), Enrolment.course_id == bindparam("course_id"))
        .options(joinedload(Enrolment.version), joinedload(Enrolment.completion))
    )


def find_version_for(
    course: Course, enrolment: Enrolment | None, *, visible_to: Account
) -> CourseVersion | None:
    """Return the version a person reads: the one begun, else the published one; with its citations.

    Of an announced course everyone meets the outline; editors and reviewers meet the newest version where
    nothing is published.
    """
    statement = select(CourseVersion).join(CourseVersion.course).where(CourseVersion.course_id == course.id)
    if enrolment is not None:
        statement = statement.where(CourseVersion.id == enrolment.version_id)
    else:
        statement = statement.where(or_(is_visible_version(visible_to), Course.is_announced)).order_by(
            *_published_first()
        )
    return db.session.scalar(statement.limit(1).options(selectinload(CourseVersion.citations)))


def find_latest_version(course: Course) -> CourseVersion | None:
    """Return the version with the highest number in whatever state."""
    return db.session.scalar(
        select(CourseVersion)
        .where(CourseVersion.course_id == course.id)
        .order_by(CourseVersion.number.desc())
        .limit(1)
    )


def find_published_version(course: Course) -> CourseVersion | None:
    """Return the version that learners begin now, or None."""
    return db.session.scalar(
        select(CourseVersion).where(
            CourseVersion.course_id == course.id, CourseVersion.state == CourseState.PUBLISHED.value
        )
    )


def list_lessons(version: CourseVersion, enrolment: Enrolment | None) -> list[LessonLine]:
    """Return the lessons of a version in order, with the times of one enrolment."""
    enrolment_id = enrolment.id if enrolment else None
    mine = and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.enrolment_id == enrolment_id)
    rows = db.session.execute(
        select(Lesson.number, Lesson.slug, Lesson.title, Lesson.kind, Lesson.minutes)
        .add_columns(LessonProgress.opened_at, LessonProgress.finished_at)
        .outerjoin(LessonProgress, mine)
        .where(Lesson.version_id == version.id)
        .order_by(Lesson.number)
    )
    return [LessonLine(*row) for row in rows]


def get_study(code: str, slug: str, *, visible_to: Account) -> Study:
    """Return a lesson with course, version, and the reader's own enrolment and progress.

    Learners meet the version they began, others the published one.

    Raises:
        NotFound: there is no such lesson, or none this person may know of.
    """
    version_id = func.coalesce(Enrolment.version_id, _version_shown(visible_to))
    progress_of = and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.enrolment_id == Enrolment.id)
    row = db.session.execute(
        select(Lesson, Enrolment, LessonProgress)
        .join(Lesson.version)
        .join(CourseVersion.course)
        .join(Course.owner)
        .outerjoin(Officer, Officer.account_id == visible_to.id)
        .outerjoin(Enrolment, and_(Enrolment.course_id == Course.id, Enrolment.officer_id == Officer.id))
        .outerjoin(LessonProgress, progress_of)
        .where(Course.code == code, Lesson.slug == slug, CourseVersion.id == version_id)
        .where(is_visible_course(visible_to))
        .options(
            contains_eager(Lesson.version).contains_eager(CourseVersion.course).contains_eager(Course.owner),
            contains_eager(Enrolment.officer),
        )
    ).one_or_none()
    if row is None:
        raise NotFound(_("There is no such lesson."))
    lesson, enrolment, progress = row
    return Study(lesson.version.course, lesson.version, lesson, enrolment, progress)


def list_files(lesson: Lesson) -> list[LessonFile]:
    """Return the files of a lesson in the order in which it names them."""
    return list(
        db.session.scalars(
            select(LessonFile).where(LessonFile.lesson_id == lesson.id).order_by(LessonFile.id)
        )
    )


def get_file(code: str, file_id: int, name: str, *, visible_to: Account) -> LessonFile:
    """Return a file of a lesson of a course.

    Raises:
        NotFound: there is no such file, or none this person may read.
    """
    file = db.session.scalar(
        select(LessonFile)
        .join(Lesson, Lesson.id == LessonFile.lesson_id)
        .join(Lesson.version)
        .join(CourseVersion.course)
        .where(LessonFile.id == file_id, LessonFile.name == name, Course.code == code)
        .where(is_visible_version(visible_to))
    )
    if file is None:
        raise NotFound(_("This file does not exist."))
    return file


def lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """Return the enrolment as it is now and keep others from finishing it until this transaction ends.

    Two lessons finished at the same moment would otherwise each see the other one open.
    """
    return db.session.scalars(_select_and_lock_enrolment(), {"id": enrolment.id}).one()


def lock_enrolment_of(officer: Officer, version_id: int) -> Enrolment | None:
    """Return the same of an officer in the course that a version belongs to, or None."""
    return db.session.scalar(
        _select_and_lock_enrolment_of(), {"officer_id": officer.id, "version_id": version_id}
    )


def list_outcome_levels(version_id: int, officer: Officer | None = None) -> dict[str, int]:
    """Return to which level a version of a course develops each of its competencies, by its sheet.

    Args:
        version_id: of a version of the course.
        officer: whose own version counts, where the officer has begun the course.
    """
    officer_id = officer.id if officer else None
    rows = read_rows(_select_sheets(), {"id": version_id, "officer_id": officer_id})
    outcomes = next((row.sheet["outcomes"] for row in rows if row.sheet.get("outcomes")), None)
    if outcomes is not None:
        return {outcome["competency"]: outcome["level"] for outcome in outcomes}
    return {row.competency_code: row.level for row in read_rows(_select_outcomes(), {"id": version_id})}


@cache
def _select_sheets() -> Select[dict[str, Any]]:
    """Return the sheet of the officer's own version, or of the version named where there is none."""
    named = aliased(CourseVersion)
    own = and_(Enrolment.course_id == named.course_id, Enrolment.officer_id == bindparam("officer_id"))
    return (
        select(CourseVersion.sheet)
        .select_from(named)
        .outerjoin(Enrolment, own)
        .join(CourseVersion, CourseVersion.id == func.coalesce(Enrolment.version_id, named.id))
        .where(named.id == bindparam("id"))
    )


@cache
def _select_outcomes() -> Select[str, int]:
    return (
        select(CourseOutcome.competency_code, CourseOutcome.level)
        .join(CourseVersion, CourseVersion.course_id == CourseOutcome.course_id)
        .where(CourseVersion.id == bindparam("id"))
        .order_by(CourseOutcome.rank)
    )


@cache
def _select_and_lock_enrolment() -> Select[Enrolment]:
    return _lock(select(Enrolment).where(Enrolment.id == bindparam("id")))


@cache
def _select_and_lock_enrolment_of() -> Select[Enrolment]:
    course_id = select(CourseVersion.course_id).where(CourseVersion.id == bindparam("version_id"))
    return _lock(
        select(Enrolment).where(
            Enrolment.officer_id == bindparam("officer_id"),
            Enrolment.course_id == course_id.scalar_subquery(),
        )
    )


def _lock(statement: Select[Enrolment]) -> Select[Enrolment]:
    return (
        statement.options(
            joinedload(Enrolment.version, innerjoin=True),
            joinedload(Enrolment.course, innerjoin=True),
            joinedload(Enrolment.officer, innerjoin=True),
        )
        .with_for_update(key_share=True, of=Enrolment)
        .execution_options(populate_existing=True)
    )


def find_progress(enrolment: Enrolment, lesson: Lesson) -> LessonProgress | None:
    """Return the progress of an enrolment in a lesson as it is now, or None if it was never opened."""
    return db.session.scalar(
        select(LessonProgress)
        .where(LessonProgress.enrolment_id == enrolment.id, LessonProgress.lesson_id == lesson.id)
        .execution_options(populate_existing=True)
    )


def find_completion(enrolment: Enrolment) -> Completion | None:
    """Return the completion of an enrolment, or None."""
    return db.session.scalar(_select_completion(), {"enrolment_id": enrolment.id})


@cache
def _select_completion() -> Select[Completion]:
    return select(Completion).where(Completion.enrolment_id == bindparam("enrolment_id"))


def find_what_is_left(enrolment: Enrolment) -> tuple[bool, int]:
    """Return whether an enrolment is completed, and how many lessons of its version are not finished yet."""
    of_version = {"version_id": enrolment.version_id, "enrolment_id": enrolment.id}
    completed, unfinished = read_rows(_count_unfinished(), of_version)[0]
    return completed > 0, unfinished


@cache
def _count_unfinished() -> Select[int, int]:
    completed = (
        select(func.count(Completion.id))
        .where(Completion.enrolment_id == bindparam("enrolment_id"))
        .scalar_subquery()
    )
    mine = and_(
        LessonProgress.lesson_id == Lesson.id, LessonProgress.enrolment_id == bindparam("enrolment_id")
    )
    return (
        select(completed, func.count())
        .select_from(Lesson)
        .outerjoin(LessonProgress, mine)
        .where(Lesson.version_id == bindparam("version_id"), LessonProgress.finished_at.is_(None))
    )


def list_completions(officer: Officer) -> list[Completion]:
    """Return what an officer has completed, with enrolments and courses, the latest first."""
    return list(
        db.session.scalars(
            select(Completion)
            .join(Completion.enrolment)
            .join(Enrolment.course)
            .where(Enrolment.officer_id == officer.id)
            .options(contains_eager(Completion.enrolment).contains_eager(Enrolment.course))
            .order_by(Completion.completed_at.desc(), Completion.id.desc())
        )
    )


def _published_first() -> tuple[ColumnElement[int], ColumnElement[int]]:
    is_live = case((CourseVersion.state == CourseState.PUBLISHED.value, 0), else_=1)
    return is_live, CourseVersion.number.desc()


def _version_shown(account: Account) -> ColumnElement[int]:
    """Return the version of a course that a person meets who has not begun it."""
    state = CourseState.PUBLISHED.value
    return (
        select(CourseVersion.id)
        .where(CourseVersion.course_id == Course.id)
        .where(or_(CourseVersion.state == state, is_in_scope(account)))
        .order_by(*_published_first())
        .limit(1)
        .correlate(Course)
        .scalar_subquery()
    )
