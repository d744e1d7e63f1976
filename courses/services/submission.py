"""Handing a course version in for review."""

from courses import policies, queries, rules
from courses.models import CourseVersion
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
    reasons = [blocker.problem for blocker in queries.list_blockers(version) if blocker.is_blocking]
    if reasons and version.state in rules.EDITABLE:
        raise NotReady(" ".join([_("The version cannot be handed in yet."), *reasons]))
    submit_version(version, by=by, note=note)
