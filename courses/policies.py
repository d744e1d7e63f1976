"""Who may do what with courses. What people may see is in the queries (``visible_to=``)."""

from courses.models import Course, CourseVersion, Enrolment
from courses.queries import Version, find_author, owner_scopes
from courses.rules import CourseState, may_become
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import Officer, Organisation
from people.policies import is_department_of, is_officer, may_edit_for


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


def may_write(actor: Account, owner: Organisation) -> bool:
    """Editors write the content of their own institutions; the system that of any."""
    return may_edit_for(actor, owner)


def may_review(actor: Account, owner: Organisation) -> bool:
    """Reviewers approve or return what the institutions in their scope hand in, never their own work.

    That last half stands in the service, which knows the authors.
    """
    return (
        bool(scopes(actor, Role.REVIEWER, ScopeKind.NATION))
        or owner.code in scopes(actor, Role.REVIEWER, ScopeKind.ORGANISATION)
        or (owner.unit_code in scopes(actor, Role.REVIEWER, ScopeKind.UNIT))
    )


def may_publish(actor: Account, owner: Organisation) -> bool:
    """Who writes or reviews for an institution puts in force what was approved, and withdraws it."""
    return owner_scopes(actor).includes(owner)


def possible_steps(actor: Account, version: Version) -> frozenset[CourseState]:
    """Return the states to which a person may take a version now; the services ask again."""
    owner, state = version.owner, CourseState(version.state)
    writes, reviews = may_write(actor, owner), may_review(actor, owner)
    publishes = may_publish(actor, owner)
    rights = {
        CourseState.APPROVED: reviews and find_author(version.subject, actor) is None,
        CourseState.CHANGES_REQUESTED: reviews,
        CourseState.DRAFT: writes,
        CourseState.PUBLISHED: publishes,
        CourseState.WITHDRAWN: publishes,
    }
    return frozenset(
        wanted for wanted, has_right in rights.items() if has_right and may_become(state, wanted)
    )


def may_open_studio(actor: Account, _target: object) -> bool:
    """Whoever writes or reviews anywhere has a studio."""
    return has_role(actor, Role.EDITOR, Role.REVIEWER)


def may_keep_documents(actor: Account, _target: object) -> bool:
    """The register of legal documents is one for all who write and review."""
    return may_open_studio(actor, None)


def may_move_learners(actor: Account, _target: object) -> bool:
    """Moving learners whose days on an old version are over is the work of the clock."""
    return actor.is_system


def may_seal(actor: Account, _target: object) -> bool:
    """Sealing what was published before there were seals is the work of the clock, too."""
    return actor.is_system


def may_read(actor: Account, version: CourseVersion) -> bool:
    """Nobody learns from a withdrawn version; who writes or reviews for its owner reads it still."""
    return version.state != CourseState.WITHDRAWN or owner_scopes(actor).includes(version.owner)
