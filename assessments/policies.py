"""Who may learn, who may read answers, who may bring content in."""

from assessments.models import CaseAttempt, QuizAttempt
from lms.models import Account
from lms.permissions import Role, has_role
from people.policies import is_officer


def may_learn(actor: Account, _target: object) -> bool:
    """Officers take quizzes and cases; an account without an officer has no record to write to."""
    return is_officer(actor)


def may_work_on(actor: Account, attempt: QuizAttempt | CaseAttempt) -> bool:
    """Only the officer who began an attempt answers in it; nobody does it for them."""
    return attempt.officer.account_id == actor.id


def may_import(actor: Account, _target: object) -> bool:
    """Editors bring in content of some institution; so does the system."""
    return has_role(actor, Role.EDITOR)


def may_close_overdue(actor: Account, _target: object) -> bool:
    """Closing what ran out of time is the work of the clock."""
    return actor.is_system
