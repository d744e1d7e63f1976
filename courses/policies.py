"""Who may do what with courses. What people may see is in the queries (``visible_to=``)."""

from courses.models import Course, Enrolment
from courses.queries import owner_scopes
from lms.models import Account
from lms.permissions import Role, has_role
from people.models import Officer
from people.policies import is_department_of, is_officer


def may_load_courses(actor: Account, _target: object) -> bool:
    """Editors bring in courses of some institution; the system any."""
    return has_role(actor, Role.EDITOR)


def may_enrol(actor: Account, _course: Course) -> bool:
    """Every officer may begin every published course, also one meant for other positions."""
    return is_officer(actor)


def may_study(actor: Account, enrolment: Enrolment) -> bool:
    """Everyone learns for themselves only."""
    return enrolment.officer.account_id == actor.id


def may_preview(actor: Account, course: Course) -> bool:
    """Editors and reviewers read their own institution's lessons; so does whoever is no learner.

    Officers enrol first, so that what they read counts.
    """
    return not is_officer(actor) or owner_scopes(actor).includes(course.owner)


def may_record_periods(actor: Account, officer: Officer) -> bool:
    """The Department counts periods of classes outside for its province; the system any."""
    return actor.is_system or is_department_of(actor, officer.province_code)
