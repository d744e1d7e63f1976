"""Reads that gather what one page shows, each part in one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from courses.models import Completion, Course, CourseFeedback, CourseVersion, Enrolment, LessonFile
from courses.queries.catalogue import get_course
from courses.queries.feedback import find_feedback
from courses.queries.learning import (
    LessonLine,
    Study,
    find_enrolment,
    find_published_version,
    find_version_for,
    list_files,
    list_lessons,
)
from courses.queries.studio import sheet_of, sheet_of_course
from courses.rules import CourseState, FileRole, VersionSheet
from lms import clock
from lms.models import Account
from people.models import Officer
from people.queries import find_officer_of
from people.rules import is_current

MORE_WORK: list[Callable[[Course], Sequence[tuple[str, str]]]] = []
"""What else there is to do in a course, as (code, title); `app` adds the tasks of the domain above."""


@dataclass(frozen=True, slots=True)
class CoursePage:
    """One course as one person meets it.

    Args:
        sheet: of the version the person learns; for who has not begun, what the catalogue says.
        version: what the person reads; None where there is nothing to read.
        newer: what others begin now, where the person learns an earlier version and has not completed it.
        enrolment: of the person; None for who has not begun or does not learn.
        feedback: what the person said of it once it was completed; None before.
        tasks: what one may write on, as (code, title), for who has begun.
    """

    course: Course
    sheet: VersionSheet
    version: CourseVersion | None = None
    newer: CourseVersion | None = None
    enrolment: Enrolment | None = None
    lessons: list[LessonLine] = field(default_factory=list)
    feedback: CourseFeedback | None = None
    tasks: Sequence[tuple[str, str]] = ()

    @property
    def completion(self) -> Completion | None:
        """Return the person's completion, if the course is completed."""
        return self.enrolment.completion if self.enrolment else None

    @property
    def moves_on(self) -> date | None:
        """Return from which day the person goes on with the newer version; None where no day is set."""
        last = self.version.stays_until if self.newer and self.version else None
        return last + timedelta(days=1) if last else None

    @property
    def minutes(self) -> int:
        """Return what the author expects all lessons to take."""
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def finished(self) -> int:
        """Return how many lessons the person has finished."""
        return sum(lesson.finished_at is not None for lesson in self.lessons)

    @property
    def next_lesson(self) -> LessonLine | None:
        """Return the first lesson that is not finished, or None."""
        return next((lesson for lesson in self.lessons if lesson.finished_at is None), None)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """One lesson as one person meets it, with its neighbours and files by what they do."""

    study: Study
    lessons: list[LessonLine]
    files: list[LessonFile]

    @property
    def previous(self) -> LessonLine | None:
        """Return the lesson before this one, or None."""
        return self._at(self.study.lesson.number - 1)

    @property
    def next(self) -> LessonLine | None:
        """Return the lesson after this one, or None."""
        return self._at(self.study.lesson.number + 1)

    @property
    def videos(self) -> Sequence[LessonFile]:
        """Return the videos to play in the page."""
        return self._of(FileRole.VIDEO)

    @property
    def captions(self) -> Sequence[LessonFile]:
        """Return the captions of the videos."""
        return self._of(FileRole.CAPTIONS)

    @property
    def downloads(self) -> Sequence[LessonFile]:
        """Return the papers to open or to save."""
        return self._of(FileRole.DOWNLOAD)

    def _at(self, number: int) -> LessonLine | None:
        return next((lesson for lesson in self.lessons if lesson.number == number), None)

    def _of(self, role: FileRole) -> list[LessonFile]:
        return [file for file in self.files if file.role == role]


def get_course_page(code: str, *, visible_to: Account) -> CoursePage:
    """Return what the page of a course shows.

    Raises:
        NotFound: there is no such course, or none this person may know of.
    """
    course = get_course(code, visible_to=visible_to)
    officer = find_officer_of(visible_to)
    enrolment = find_enrolment(officer, course) if officer else None
    version = find_version_for(course, enrolment, visible_to=visible_to)
    return CoursePage(
        course=course,
        sheet=sheet_of(version) if version and enrolment else sheet_of_course(course),
        version=version,
        newer=_find_newer(course, enrolment),
        enrolment=enrolment,
        lessons=list_lessons(version, enrolment) if version else [],
        feedback=find_feedback(enrolment) if enrolment and enrolment.completion else None,
        tasks=[task for find in MORE_WORK for task in find(course)] if enrolment else [],
    )


def _find_newer(course: Course, enrolment: Enrolment | None) -> CourseVersion | None:
    """Return what is published instead of the version that somebody still learns."""
    if enrolment is None or enrolment.completion or enrolment.version.state != CourseState.OUTDATED:
        return None
    return find_published_version(course)


def get_lesson_page(study: Study) -> LessonPage:
    """Return what the page of a lesson shows beside the lesson itself."""
    lessons = list_lessons(study.version, study.enrolment)
    return LessonPage(study, lessons, list_files(study.lesson))


def held_positions(officer: Officer | None) -> frozenset[str]:
    """Return the codes of the positions an officer holds today; nobody holds none."""
    today = clock.today()
    posts = officer.assignments if officer else []
    return frozenset(post.position_code for post in posts if is_current(post.starts_on, post.ends_on, today))
