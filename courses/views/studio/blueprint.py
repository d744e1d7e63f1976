"""Where the pages of the course studio hang, and what each of them opens first."""

from flask import Blueprint

from courses import policies, queries
from courses.models import Course, CourseVersion, Lesson
from courses.rules import StudioEvent
from courses.services import EditedMeanwhile
from courses.services.editing import require_editable
from lms.auth import actor
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.permissions import authorize

bp = Blueprint("courses_studio", __name__, url_prefix="/studio/courses")


class NothingWritten(Conflict):
    """No version of the course is being written."""


def open_course(code: str) -> Course:
    """Return a course that this person writes or reviews.

    Raises:
        Forbidden: they neither write nor review anywhere.
        NotFound: the course is none of theirs.
    """
    authorize(actor(), policies.may_open_studio, None)
    return queries.get_studio_course(code, visible_to=actor())


def open_version(code: str) -> CourseVersion:
    """Return the version of a course that is on its way to learners, for somebody who writes it.

    Raises:
        Forbidden: they do not write for the institution.
        NotFound: the course is none of theirs.
        NothingWritten: nobody has begun the next version.
    """
    course = open_course(code)
    authorize(actor(), policies.may_write, course.owner)
    version = queries.find_open_version(course)
    if version is None:
        raise NothingWritten(_("No version of this course is being written. Begin the next version first."))
    return version


def open_draft(code: str) -> CourseVersion:
    """Return the same where it can be changed now.

    Raises:
        Forbidden: they do not write for the institution.
        NotEditable: it is with the reviewers.
        NotFound: the course is none of theirs.
        NothingWritten: nobody has begun the next version.
    """
    version = open_version(code)
    require_editable(version)
    return version


def name_last(conflict: EditedMeanwhile, row: CourseVersion | Lesson, event: StudioEvent) -> EditedMeanwhile:
    """Let a conflict say who changed this very row, not who last wrote anywhere in the version."""
    last = queries.find_last_change(row, event)
    if last is not None:
        conflict.account, conflict.at = last.actor, last.at
    return conflict


def open_lesson(code: str, slug: str) -> Lesson:
    """Return a lesson of the version of a course that this person writes now; raises as `open_draft`."""
    return queries.get_written_lesson(open_draft(code), slug)
