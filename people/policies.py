"""Who may do what with units, rosters and officers. Who may see whom is in the queries (``visible_to=``)."""

from lms import clock
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people import queries
from people.models import AdministrativeUnit, Assignment, Officer, Organisation
from people.rules import is_current


def may_load_reference(actor: Account, _target: object) -> bool:
    """Reference tables (units, positions) come with the installation: administrators, and the system."""
    return has_role(actor, Role.ADMIN)


def may_add_organisation(actor: Account, unit: AdministrativeUnit | None) -> bool:
    """The Department adds organisations of its province; administrators any, also national bodies."""
    return has_role(actor, Role.ADMIN) or (unit is not None and is_department_of(actor, unit.province_code))


def may_import_roster(actor: Account, province: AdministrativeUnit) -> bool:
    """The Department of Home Affairs keeps the roster of its own province; the system any."""
    return actor.is_system or is_department_of(actor, province.province_code)


def may_link_account(actor: Account, _officer: Officer) -> bool:
    """Administrators join accounts to officers."""
    return has_role(actor, Role.ADMIN)


def may_edit_for(actor: Account, owner: Organisation) -> bool:
    """Editors bring in and replace the content of their own institutions; the system that of any."""
    return actor.is_system or owner.code in scopes(actor, Role.EDITOR, ScopeKind.ORGANISATION)


def may_see_team(actor: Account, _target: object) -> bool:
    """Leaders, and observers who share their view."""
    return has_role(actor, Role.LEADER, Role.OBSERVER)


def may_see_coverage(actor: Account, unit: AdministrativeUnit | None) -> bool:
    """Figures without names: the ministry everywhere, others in their scope. ``None`` means the country."""
    if actor.is_system or has_role(actor, Role.MINISTRY):
        return True
    return unit is not None and (is_department_of(actor, unit.province_code) or _watches(actor, unit))


def may_see_names(actor: Account, unit: AdministrativeUnit | None) -> bool:
    """The list behind a number: as the figures, except that the ministry never sees names."""
    if actor.is_system:
        return True
    return unit is not None and (is_department_of(actor, unit.province_code) or _watches(actor, unit))


def may_read_officers(actor: Account, _target: object) -> bool:
    """Officers read of themselves; leaders, observers and the Department of those in their scope."""
    return has_role(actor, Role.OFFICER) or may_open_names(actor)


def may_open_names(actor: Account) -> bool:
    """Tell whether somebody knows the names of others by office; whenever a list shows them, it is noted."""
    return has_role(actor, Role.LEADER, Role.OBSERVER, Role.DEPARTMENT)


def may_lead(actor: Account, officer: Officer) -> bool:
    """A leader confirms and answers for people who serve in the scope today, never for oneself."""
    if actor.is_system:
        return True
    if officer.account_id == actor.id:
        return False
    day = clock.today()
    return any(
        is_current(post.starts_on, post.ends_on, day) and _leads(actor, post) for post in officer.assignments
    )


def is_officer(actor: Account) -> bool:
    """Tell whether somebody has an own record to learn for; the system has none."""
    return not actor.is_system and has_role(actor, Role.OFFICER)


def is_department_of(actor: Account, province_code: str) -> bool:
    """Tell whether somebody acts for the Department of Home Affairs of a province."""
    return province_code in scopes(actor, Role.DEPARTMENT, ScopeKind.UNIT)


def is_assessor_of(actor: Account, officer: Officer) -> bool:
    """Tell whether somebody assesses officers of this province: for it, an institution there, the nation."""
    return has_role(actor, Role.ASSESSOR) and queries.is_assessed_by(officer, actor)


def _watches(actor: Account, unit: AdministrativeUnit) -> bool:
    return any(unit.code in scopes(actor, role, ScopeKind.UNIT) for role in (Role.LEADER, Role.OBSERVER))


def _leads(actor: Account, post: Assignment) -> bool:
    organisation: Organisation = post.organisation
    return post.unit_code in scopes(actor, Role.LEADER, ScopeKind.UNIT) or organisation.code in scopes(
        actor, Role.LEADER, ScopeKind.ORGANISATION
    )
