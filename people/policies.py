"""Who may do what with units, rosters and officers. Who may see whom is in the queries (``visible_to=``)."""

from lms import clock
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people import queries
from people.models import AdministrativeUnit, Assignment, Officer, Organisation, RosterUpload
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


def may_keep_upload(actor: Account, upload: RosterUpload) -> bool:
    """Whoever keeps the roster of the province looks at what was handed in, accepts and undoes it."""
    return actor.is_system or is_department_of(actor, upload.province_code)


def may_keep_rosters(actor: Account, _target: object) -> bool:
    """Departments of Home Affairs have a roster desk."""
    return has_role(actor, Role.DEPARTMENT)


def may_issue_slips(actor: Account, unit: AdministrativeUnit) -> bool:
    """The Department hands first words to people of its province; it must say what for."""
    return is_department_of(actor, unit.province_code)


def may_keep_officer(actor: Account, officer: Officer) -> bool:
    """The Department corrects posts and qualifications by hand in its province, never of oneself."""
    if officer.account_id == actor.id:
        return False
    return actor.is_system or is_department_of(actor, officer.province_code)


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
    return actor.is_system or bool(led_posts(actor, officer))


def led_posts(actor: Account, officer: Officer) -> list[Assignment]:
    """Return the posts an officer holds today in the scope of a leader; none for oneself."""
    if officer.account_id == actor.id:
        return []
    day = clock.today()
    return [
        post
        for post in officer.assignments
        if is_current(post.starts_on, post.ends_on, day) and _leads(actor, post)
    ]


def is_officer(actor: Account) -> bool:
    """Tell whether somebody has an own record to learn for; the system has none."""
    return not actor.is_system and has_role(actor, Role.OFFICER)


def is_department_of(actor: Account, province_code: str) -> bool:
    """Tell whether somebody acts for the Department of Home Affairs of a province."""
    return province_code in scopes(actor, Role.DEPARTMENT, ScopeKind.UNIT)


def is_assessor_of(actor: Account, officer: Officer) -> bool:
    """Tell whether somebody assesses officers of this province: for it, an institution there, the nation."""
    return has_role(actor, Role.ASSESSOR) and queries.is_assessed_by(officer, actor)


def may_assess(actor: Account, officer: Officer) -> bool:
    """Assessors mark officers in their scope, but nobody they lead or watch or serve with, nor themselves."""
    return not actor.is_system and is_assessor_of(actor, officer) and not queries.is_close_to(officer, actor)


def _watches(actor: Account, unit: AdministrativeUnit) -> bool:
    return any(unit.code in scopes(actor, role, ScopeKind.UNIT) for role in (Role.LEADER, Role.OBSERVER))


def _leads(actor: Account, post: Assignment) -> bool:
    organisation: Organisation = post.organisation
    return post.unit_code in scopes(actor, Role.LEADER, ScopeKind.UNIT) or organisation.code in scopes(
        actor, Role.LEADER, ScopeKind.ORGANISATION
    )
