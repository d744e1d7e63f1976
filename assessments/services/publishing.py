"""Publishing and withdrawing content of any kind together with what hangs on it."""

from datetime import date
from typing import Any

from assessments import queries
from assessments.models import BankVersion, TaskVersion
from assessments.services.asking import ask_nothing
from assessments.services.banks import publish_bank_version
from assessments.services.case_review import publish_case_version
from assessments.services.open_tasks import publish_task_version
from assessments.services.post_tests import point_quiz
from courses import policies, services
from courses import queries as content
from courses.models import CourseVersion
from courses.rules import CourseState, VersionSheet
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


class QuestionsNotApproved(Conflict):
    """The post-test of the course has questions that nobody has approved yet."""


def publish_course(version: CourseVersion, *, stays_until: date | None = None, by: Account) -> None:
    """Let learners begin an approved course version with its post-test; twice is as good as once.

    The bank of the course is published with it where a version of it was approved, and the quiz asks from
    then on what the new sheet says.

    Args:
        version: approved.
        stays_until: the last day for learners of the version before; None: as long as they need.
        by: who writes or reviews for the owner.

    Raises:
        ContentRefused: the bank holds fewer questions than are to be asked.
        Forbidden: ``by`` neither writes nor reviews for the owner.
        QuestionsNotApproved: the bank's next version is still being written or reviewed.
        StepRefused: it is not approved.
    """
    authorize(by, policies.may_publish, version.owner)
    if not services.publish_course_version(version, stays_until=stays_until, by=by):
        return
    settings = VersionSheet.read(version.sheet).post_test
    if settings is not None:
        _publish_bank_of(version, by=by)
        point_quiz(version, settings, by=by)


def publish_content(version: Any, *, stays_until: date | None = None, by: Account) -> None:
    """Publish an approved version of any kind with what hangs on it.

    Raises:
        ContentRefused: a bank holds fewer questions than are to be asked.
        Forbidden: ``by`` neither writes nor reviews for the owner.
        QuestionsNotApproved: as `publish_course`.
        StepRefused: it is not approved.
    """
    authorize(by, policies.may_publish, version.owner)
    if isinstance(version, CourseVersion):
        publish_course(version, stays_until=stays_until, by=by)
    elif isinstance(version, BankVersion):
        publish_bank_version(version, by=by)
    elif isinstance(version, TaskVersion):
        publish_task_version(version, by=by)
    else:
        publish_case_version(version, by=by)


def withdraw_content(version: Any, *, note: str, by: Account) -> None:
    """Take a version of any kind away from learners, or give up a draft.

    Quizzes ask no question of a withdrawn bank; attempts under way at a quiz are finished, those at a case
    stop. What was shown stays shown.

    Raises:
        Forbidden: ``by`` neither writes nor reviews for the owner.
        Refused: no reason is given.
        StepRefused: it is with the reviewers.
    """
    authorize(by, policies.may_publish, version.owner)
    content.lock_version(version)
    was_asked = version.state == CourseState.PUBLISHED
    if isinstance(version, CourseVersion):
        services.withdraw_course_version(version, note=note, by=by)
    else:
        services.withdraw_version(version, note=note, by=by)
    if isinstance(version, BankVersion) and was_asked:
        ask_nothing(version.bank)


def _publish_bank_of(version: CourseVersion, *, by: Account) -> None:
    bank = queries.find_bank(version.course.code)
    open_version = queries.find_open_version(bank) if bank is not None else None
    if open_version is None:
        return
    if open_version.state != CourseState.APPROVED:
        raise QuestionsNotApproved(
            _("The questions of the post-test are not approved yet. Have them reviewed first.")
        )
    publish_bank_version(open_version, by=by)
