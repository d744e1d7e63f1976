"""Who may know of which course, as conditions of statements; written once for every read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from courses.models import Course, CourseVersion, Enrolment
from courses.rules import CourseState
from lms.models import Account
from lms.permissions import Role, ScopeKind, scopes
from people.models import Officer, Organisation


@dataclass(frozen=True, slots=True)
class OwnerScopes:
    """Whose courses an account edits or reviews: by institution, by province, or everywhere."""

    organisation_codes: frozenset[str]
    unit_codes: frozenset[str]
    is_everywhere: bool

    def includes(self, owner: Organisation) -> bool:
        """Tell whether courses of this owner lie in the scope."""
        return (
            self.is_everywhere or owner.code in self.organisation_codes or owner.unit_code in self.unit_codes
        )


def owner_scopes(account: Account) -> OwnerScopes:
    """Return whose courses this account sees in whatever state, as editor or reviewer."""
    edited = scopes(account, Role.EDITOR, ScopeKind.ORGANISATION)
    return OwnerScopes(
        organisation_codes=edited | scopes(account, Role.REVIEWER, ScopeKind.ORGANISATION),
        unit_codes=scopes(account, Role.REVIEWER, ScopeKind.UNIT),
        is_everywhere=account.is_system or bool(scopes(account, Role.REVIEWER, ScopeKind.NATION)),
    )


def is_published() -> ColumnElement[bool]:
    """Tell of a course whether learners may begin it now."""
    published = exists().where(
        CourseVersion.course_id == Course.id, CourseVersion.state == CourseState.PUBLISHED.value
    )
    return published.correlate(Course)


def is_visible_course(account: Account) -> ColumnElement[bool]:
    """Tell of a course whether a person may know of it.

    Everyone signed in: what is published or announced. Learners keep what they began; editors and reviewers
    see everything of their institutions.
    """
    return or_(
        Course.is_announced, is_published(), is_in_scope(account), Course.id.in_(_begun_courses(account))
    )


def is_visible_version(account: Account) -> ColumnElement[bool]:
    """Tell of a version, joined with its course, whether a person may read its lessons and files."""
    begun = (
        select(Enrolment.version_id)
        .join(Enrolment.officer)
        .where(Officer.account_id == account.id)
        .correlate(None)
    )
    return or_(
        CourseVersion.state == CourseState.PUBLISHED.value,
        and_(CourseVersion.id.in_(begun), CourseVersion.state != CourseState.WITHDRAWN.value),
        is_in_scope(account),
    )


def is_in_scope(account: Account) -> ColumnElement[bool]:
    """Tell of a course whether a person edits or reviews for its owner."""
    return is_within(account, Course.owner_id)


def is_within(account: Account, owner_id: Any) -> ColumnElement[bool]:
    """Tell of a column with the key of an owner whether a person edits or reviews for that owner."""
    scope = owner_scopes(account)
    if scope.is_everywhere:
        return true()
    if not scope.organisation_codes and not scope.unit_codes:
        return false()
    is_named = or_(
        Organisation.code.in_(sorted(scope.organisation_codes)),
        Organisation.unit_code.in_(sorted(scope.unit_codes)),
    )
    # Every subquery here says what it correlates with: the statement around may join the same tables.
    condition: ColumnElement[bool] = owner_id.in_(select(Organisation.id).where(is_named).correlate(None))
    return condition


def _begun_courses(account: Account) -> Select[int]:
    return (
        select(Enrolment.course_id)
        .join(Enrolment.officer)
        .where(Officer.account_id == account.id)
        .correlate(None)
    )
