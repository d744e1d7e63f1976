"""Reads for those who write courses: what they may open, and versions as they are written."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from courses.models import (
    Course,
    CourseVersion,
    LegalCitation,
    Lesson,
)
from courses.queries.visibility import is_in_scope
from courses.rules import (
    OPEN,
    CitationText,
    LessonKind,
    LessonText,
    Outcome,
    StudioEvent,
    VersionSheet,
    mark_of,
)
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account, AuditEntry
from lms.pages import Page
from lms.text import fold
from people.models import Organisation

PER_PAGE = 20
_MOST_WORDS = 8


class StudioRow(NamedTuple):
    """One course in the list of the studio, with its latest version and what is published."""

    course: Course
    latest: CourseVersion
    published_number: int | None
    lessons: int


@dataclass(frozen=True, slots=True)
class WrittenVersion:
    """A version with all that is written of it."""

    course: Course
    version: CourseVersion
    sheet: VersionSheet
    lessons: list[Lesson]
    citations: list[LegalCitation]

    @property
    def minutes(self) -> int:
        """Return what all lessons are expected to take."""
        return sum(lesson.minutes for lesson in self.lessons)


def select_studio_courses(*, visible_to: Account) -> Select[Course]:
    """Return the statement of the courses that somebody writes or reviews."""
    return select(Course).where(is_in_scope(visible_to))


def list_studio_courses(*, text: str = "", number: int, visible_to: Account) -> Page:
    """Return one page of the courses somebody writes or reviews, by title, as `StudioRow` items."""
    visible = select_studio_courses(visible_to=visible_to)
    for word in fold(text).split()[:_MOST_WORDS]:
        visible = visible.where(Course.search_key.contains(word, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(visible.subquery())) or 0
    latest = select(func.max(CourseVersion.number)).where(CourseVersion.course_id == Course.id)
    published = select(CourseVersion.number).where(
        CourseVersion.course_id == Course.id, CourseVersion.state == "published"
    )
    lessons = select(func.count()).where(Lesson.version_id == CourseVersion.id)
    statement = (
        visible.join(CourseVersion, CourseVersion.course_id == Course.id)
        .where(CourseVersion.number == latest.correlate(Course).scalar_subquery())
        .add_columns(
            CourseVersion,
            published.correlate(Course).scalar_subquery(),
            lessons.correlate(CourseVersion).scalar_subquery(),
        )
        .options(joinedload(Course.owner))
        .order_by(Course.sort_key, Course.code)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    rows = [StudioRow(*row) for row in db.session.execute(statement)]
    return Page(items=rows, number=number, per_page=PER_PAGE, total=total)


def get_studio_course(code: str, *, visible_to: Account) -> Course:
    """Return a course that somebody writes or reviews, with its owner.

    Raises:
        NotFound: there is no such course, or it is none of theirs.
    """
    course = db.session.scalar(
        select_studio_courses(visible_to=visible_to)
        .where(Course.code == code)
        .options(joinedload(Course.owner))
    )
    if course is None:
        raise NotFound(_("There is no such course."))
    return course


def list_versions(course: Course) -> list[CourseVersion]:
    """Return all versions of a course, the latest first."""
    return list(
        db.session.scalars(
            select(CourseVersion)
            .where(CourseVersion.course_id == course.id)
            .order_by(CourseVersion.number.desc())
        )
    )


def find_open_version(course: Course) -> CourseVersion | None:
    """Return the version of a course that is on its way to learners, or None."""
    return db.session.scalar(
        select(CourseVersion)
        .where(CourseVersion.course_id == course.id)
        .where(CourseVersion.state.in_(sorted(OPEN)))
    )


def get_version(course: Course, number: int) -> CourseVersion:
    """Return a version of a course by its number.

    Raises:
        NotFound: the course has no such version.
    """
    version = db.session.scalar(
        select(CourseVersion).where(CourseVersion.course_id == course.id, CourseVersion.number == number)
    )
    if version is None:
        raise NotFound(_("There is no such version."))
    return version


def sheet_of(version: CourseVersion) -> VersionSheet:
    """Return the sheet of a version; one from before versions had sheets takes that of its course."""
    if version.sheet:
        return VersionSheet.read(version.sheet)
    return sheet_of_course(version.course)


def sheet_of_course(course: Course) -> VersionSheet:
    """Return what the catalogue says of a course: the sheet of its published version, if it has one."""
    return VersionSheet(
        title=course.title,
        summary=course.summary,
        content_group=course.content_group,
        periods=course.periods,
        topics=tuple(row.topic for row in course.topics),
        positions=None
        if course.for_all_positions
        else tuple(sorted(row.position_code for row in course.positions)),
        outcomes=tuple(Outcome(row.competency_code, row.level) for row in course.outcomes),
    )


def sheet_mark(version: CourseVersion) -> str:
    """Return a word that is another one as soon as the sheet is."""
    return mark_of(sheet_of(version).as_json())


def citation_text(row: LegalCitation) -> CitationText:
    """Return a citation as an editor writes it."""
    return CitationText(row.document, row.effective_on, row.review_on, row.note)


def citations_mark(version: CourseVersion) -> str:
    """Return a word that is another one as soon as citations or the day of review are."""
    rows = [citation_text(row) for row in list_citations(version)]
    return mark_of([str(version.review_on), *map(str, rows)])


def text_of(lesson: Lesson) -> LessonText:
    """Return what is written of a lesson."""
    return LessonText(
        title=lesson.title,
        kind=LessonKind(lesson.kind),
        minutes=lesson.minutes,
        markdown=lesson.markdown,
        transcript=lesson.transcript,
    )


def list_written_lessons(version: CourseVersion) -> list[Lesson]:
    """Return the lessons of a version in order, with their files."""
    return list(
        db.session.scalars(
            select(Lesson)
            .where(Lesson.version_id == version.id)
            .options(selectinload(Lesson.attachments))
            .order_by(Lesson.number)
            .execution_options(populate_existing=True)
        )
    )


def find_lesson_at(version: CourseVersion, number: int) -> Lesson | None:
    """Return the lesson of a version that has a number, or None."""
    return db.session.scalar(
        select(Lesson)
        .where(Lesson.version_id == version.id, Lesson.number == number)
        .execution_options(populate_existing=True)
    )


def list_titles(version: CourseVersion) -> list[tuple[str, str]]:
    """Return name in addresses and title of each lesson of a version."""
    rows = db.session.execute(select(Lesson.slug, Lesson.title).where(Lesson.version_id == version.id))
    return [(slug, title) for slug, title in rows]


def highest_revision(course: Course) -> int:
    """Return the highest number of a change in any version of a course or any of its lessons; 0 of none.

    What begins to count above it is never taken for something that was seen before.
    """
    of_course = CourseVersion.course_id == course.id
    versions = select(func.max(CourseVersion.revision)).where(of_course)
    lessons = select(func.max(Lesson.revision)).join(Lesson.version).where(of_course)
    return max(db.session.scalar(versions) or 0, db.session.scalar(lessons) or 0)


def list_slugs(version_id: int) -> list[str]:
    """Return the names of the lessons of a version in addresses."""
    return list(db.session.scalars(select(Lesson.slug).where(Lesson.version_id == version_id)))


def list_citations(version: CourseVersion) -> list[LegalCitation]:
    """Return what a version cites, in order."""
    return list(
        db.session.scalars(
            select(LegalCitation).where(LegalCitation.version_id == version.id).order_by(LegalCitation.rank)
        )
    )


def get_written_version(course: Course, number: int) -> WrittenVersion:
    """Return a version with all that is written of it.

    Raises:
        NotFound: the course has no such version.
    """
    return read_version(get_version(course, number))


def read_version(version: CourseVersion) -> WrittenVersion:
    """Return a version with all that is written of it."""
    lessons, citations = list_written_lessons(version), list_citations(version)
    return WrittenVersion(version.course, version, sheet_of(version), lessons, citations)


def get_written_lesson(version: CourseVersion, slug: str) -> Lesson:
    """Return a lesson of a version with its files.

    Raises:
        NotFound: the version has no such lesson.
    """
    lesson = db.session.scalar(
        select(Lesson)
        .join(Lesson.version)
        .where(Lesson.version_id == version.id, Lesson.slug == slug)
        .options(selectinload(Lesson.attachments), contains_eager(Lesson.version))
        .execution_options(populate_existing=True)
    )
    if lesson is None:
        raise NotFound(_("There is no such lesson."))
    return lesson


def find_last_change(row: CourseVersion | Lesson, *events: StudioEvent) -> AuditEntry | None:
    """Return who last changed a version or a lesson in one of these ways, and when; None where nobody did."""
    return db.session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.target_kind == row.__tablename__,
            AuditEntry.target_id == str(row.id),
            AuditEntry.event.in_(sorted(event.value for event in events)),
        )
        .options(joinedload(AuditEntry.actor))
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def list_institutions(codes: frozenset[str]) -> list[Organisation]:
    """Return the institutions of these codes, by name."""
    return list(
        db.session.scalars(
            select(Organisation).where(Organisation.code.in_(sorted(codes))).order_by(Organisation.name)
        )
    )
