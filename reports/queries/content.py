"""The courses and cases of an institution with their state, for those who write, review or mark them."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import aliased

from assessments.models import CaseExercise, CaseVersion
from courses.models import Course, CourseVersion
from courses.queries import OwnerScopes
from lms.database import db
from lms.models import Account
from lms.permissions import Role, ScopeKind, scopes
from people.models import Organisation

STAFF_ROLES = (Role.EDITOR, Role.REVIEWER, Role.ASSESSOR)


class ContentLine(NamedTuple):
    """A course or case; ``state`` is that of its newest version, None where there is no version yet."""

    kind: str
    code: str
    title: str
    owner: str
    number: int | None
    state: str | None


def list_content(account: Account) -> list[ContentLine]:
    """Return the courses, then the cases, of the institutions somebody works for, by code."""
    owners = _is_owned_within(_scopes(account))
    of_course, of_case = aliased(CourseVersion), aliased(CaseVersion)
    newest_course = (
        select(func.max(of_course.number)).where(of_course.course_id == Course.id).scalar_subquery()
    )
    courses = (
        select(Course.code, Course.title, Organisation.name, CourseVersion.number, CourseVersion.state)
        .join(Course.owner)
        .outerjoin(
            CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == newest_course)
        )
        .where(owners)
        .order_by(Course.code)
    )
    newest_case = select(func.max(of_case.number)).where(of_case.case_id == CaseExercise.id).scalar_subquery()
    cases = (
        select(
            CaseExercise.code, CaseExercise.title, Organisation.name, CaseVersion.number, CaseVersion.state
        )
        .join(CaseExercise.owner)
        .outerjoin(
            CaseVersion, (CaseVersion.case_id == CaseExercise.id) & (CaseVersion.number == newest_case)
        )
        .where(owners)
        .order_by(CaseExercise.code)
    )
    return [
        *(ContentLine("course", *row) for row in db.session.execute(courses)),
        *(ContentLine("case", *row) for row in db.session.execute(cases)),
    ]


def _scopes(account: Account) -> OwnerScopes:
    return OwnerScopes(
        organisation_codes=frozenset().union(
            *(scopes(account, role, ScopeKind.ORGANISATION) for role in STAFF_ROLES)
        ),
        unit_codes=frozenset().union(*(scopes(account, role, ScopeKind.UNIT) for role in STAFF_ROLES)),
        is_everywhere=any(scopes(account, role, ScopeKind.NATION) for role in STAFF_ROLES),
    )


def _is_owned_within(scope: OwnerScopes) -> ColumnElement[bool]:
    if scope.is_everywhere:
        return true()
    return or_(
        false(),
        Organisation.code.in_(sorted(scope.organisation_codes)),
        Organisation.unit_code.in_(sorted(scope.unit_codes)),
    )
