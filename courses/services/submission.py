"""Handing a course version in for review."""

from collections.abc import Sequence

from courses import policies, queries, rules
from courses.models import CourseVersion, Lesson
from courses.queries import WrittenVersion
from courses.services.lesson_pages import renew_html
from courses.services.publication import submit_version
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


class NotReady(Conflict):
    """Something still stops the version from going to the reviewers."""


def submit_course(version: CourseVersion, *, note: str = "", by: Account) -> None:
    """Hand a version in for review.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotReady: something still stops it; all of it is said.
        StepRefused: it is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    queries.lock_version(version)
    if version.state in rules.EDITABLE:
        written = queries.read_version(version)
        _require_ready(written)
        _renew_pages(written.lessons)
    submit_version(version, by=by, note=note)


def _require_ready(written: WrittenVersion) -> None:
    reasons = [blocker.problem for blocker in queries.list_blockers_of(written) if blocker.is_blocking]
    if reasons:
        raise NotReady(" ".join([_("The version cannot be handed in yet."), *reasons]))


def _renew_pages(lessons: Sequence[Lesson]) -> None:
    """Let links lead to the lessons that are there now, also to those added after the text was saved."""
    slugs = [lesson.slug for lesson in lessons]
    for lesson in lessons:
        renew_html(lesson, slugs)
