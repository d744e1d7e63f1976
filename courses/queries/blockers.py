"""What stops a course version from going to the reviewers, told with the place."""

from collections.abc import Callable
from dataclasses import dataclass

from competency.queries import list_competencies
from courses.models import CourseVersion, Lesson
from courses.queries.studio import WrittenVersion, list_slugs, read_version, text_of
from courses.rules import (
    FileRole,
    Finding,
    KnownCodes,
    WrittenCourse,
    WrittenLesson,
    check_course,
    check_lesson,
)
from lms import clock
from lms.i18n import tell
from people.queries import list_positions


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing to mend, in the reader's language.

    Args:
        place: "sheet", "citations", "outline", "lesson:<slug>"; "questions" of the post-test.
        key: the field there; may be empty.
        is_blocking: whether it stops the version; else it deserves a second look.
    """

    place: str
    key: str
    problem: str
    remedy: str
    is_blocking: bool = True


MORE_CHECKS: list[Callable[[CourseVersion], list[Blocker]]] = []
"""What the domains above find wrong with what belongs to a course version; `app` adds them."""


def known_codes() -> KnownCodes:
    """Return what a course may name today."""
    return KnownCodes(
        competencies=frozenset(competency.code for competency in list_competencies()),
        positions=frozenset(position.code for position in list_positions()),
    )


def list_blockers(version: CourseVersion) -> list[Blocker]:
    """Return what stops a version, then what deserves a second look."""
    return list_blockers_of(read_version(version))


def list_blockers_of(written: WrittenVersion) -> list[Blocker]:
    """Return the same of a version that was read with all that is written of it."""
    notes = check_course(_written(written), known_codes(), clock.today())
    found = [_told(finding, is_blocking=True) for finding in notes.errors]
    found += [blocker for check in MORE_CHECKS for blocker in check(written.version)]
    found += [_told(finding, is_blocking=False) for finding in notes.notices]
    return sorted(found, key=lambda blocker: not blocker.is_blocking)


def list_lesson_blockers(lesson: Lesson) -> list[Blocker]:
    """Return the same of one lesson with its files."""
    notes = check_lesson(_written_lesson(lesson), list_slugs(lesson.version_id))
    found = [_told(finding, is_blocking=True) for finding in notes.errors]
    return found + [_told(finding, is_blocking=False) for finding in notes.notices]


def _written(written: WrittenVersion) -> WrittenCourse:
    return WrittenCourse(
        sheet=written.sheet,
        citations=[(row.document, row.effective_on) for row in written.citations],
        review_on=written.version.review_on,
        lessons=[_written_lesson(lesson) for lesson in written.lessons],
    )


def _written_lesson(lesson: Lesson) -> WrittenLesson:
    files = {file.name: FileRole(file.role) for file in lesson.attachments}
    return WrittenLesson(lesson.slug, text_of(lesson), files)


def _told(finding: Finding, *, is_blocking: bool) -> Blocker:
    return Blocker(
        place=finding.file,
        key=finding.key,
        problem=tell(finding.fault.problem, finding.params),
        remedy=tell(finding.fault.remedy, finding.params),
        is_blocking=is_blocking,
    )
