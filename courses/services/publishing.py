"""Putting an approved course version in force, and what that means for the course and its learners."""

from datetime import date

from courses import policies, queries, rules
from courses.models import Course, CourseVersion
from courses.rules import CourseEvent, VersionSheet
from courses.services.publication import put_in_force, withdraw_version
from courses.services.sheets import apply_sheet
from courses.services.staying import move_learners_on
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


def publish_course_version(version: CourseVersion, *, stays_until: date | None, by: Account) -> bool:
    """Let learners begin an approved version; tell whether that is new. Twice is as good as once.

    The catalogue shows its sheet from now on. Whoever learns the version before stays on it; whoever stood
    before a withdrawn one goes on with this.

    Args:
        version: approved.
        stays_until: the last day for learners of the version before; None: they finish it in their own time.
        by: who writes or reviews for the owner.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        Refused: the day has passed.
        StepRefused: it is not approved.
    """
    authorize(by, policies.may_publish, version.owner)
    if stays_until is not None and stays_until < clock.today():
        raise Refused(_("The day until which learners stay on their version must not lie before today."))
    previous = queries.find_published_version(version.course)
    if previous is not None and previous.id == version.id:
        return False
    if not put_in_force(version, previous, by=by):
        return False
    show_published(version.course, version, by=by)
    if previous is not None:
        previous.stays_until = stays_until
        db.session.flush()
    move_learners_on(version.course, by=by)
    return True


def show_published(course: Course, version: CourseVersion, *, by: Account) -> None:
    """Let the course be what its published version says. Only for services that publish; no gate."""
    apply_sheet(course, VersionSheet.read(version.sheet))
    course.is_announced, course.outline = False, []
    audit.record(CourseEvent.PUBLISHED, version, by=by, course=course.code, number=version.number)
    db.session.flush()


def withdraw_course_version(version: CourseVersion, *, note: str, by: Account) -> None:
    """Take a course version away from learners, or give up a draft.

    Nobody reads its lessons any more; what was completed stays completed. Who has not finished goes on with
    the published version if there is one, else with the next.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        Refused: no reason is given.
        StepRefused: it is with the reviewers.
    """
    was_met = version.state in rules.SEALED
    withdraw_version(version, note=note, by=by)
    if was_met:
        move_learners_on(version.course, by=by)
