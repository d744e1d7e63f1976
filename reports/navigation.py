"""The menu: every line, and who sees it."""

from functools import partial

from lms.i18n import lazy_gettext as _l
from lms.models import Account
from lms.pages import NavItem
from lms.permissions import Role, has_role


def _has(*roles: Role) -> partial[bool]:
    return partial(_is_one_of, roles=roles)


def _is_one_of(actor: Account, roles: tuple[Role, ...]) -> bool:
    return has_role(actor, *roles)


def _is_anybody(_actor: Account) -> bool:
    return True


def _is_no_officer(actor: Account) -> bool:
    return not has_role(actor, Role.OFFICER)


ITEMS: list[NavItem] = [
    NavItem("reports.show_home", _l("Home"), "home", _is_anybody),
    # An officer's own: what is asked, what to learn, what to hand in.
    NavItem("reports.show_profile", _l("My position"), "target", _has(Role.OFFICER)),
    NavItem("reports.list_alerts", _l("My alerts"), "bell", _has(Role.OFFICER)),
    NavItem("courses.list_courses", _l("Courses"), "book", _has(Role.OFFICER)),
    NavItem("assessments.list_cases", _l("Cases"), "case", _has(Role.OFFICER)),
    NavItem("competency.list_my_certificates", _l("My certificates"), "document", _has(Role.OFFICER)),
    # The day of a unit and of a province: who is there, what waits, how it stands, what is reported.
    NavItem("reports.show_team", _l("My team"), "people", _has(Role.LEADER, Role.OBSERVER)),
    NavItem("competency.list_rosters", _l("Rosters"), "people", _has(Role.DEPARTMENT)),
    NavItem(
        "competency.list_claims", _l("Certificates to confirm"), "check", _has(Role.LEADER, Role.DEPARTMENT)
    ),
    NavItem("planning.list_proposals", _l("Training needs"), "list", _has(Role.LEADER, Role.DEPARTMENT)),
    NavItem(
        "reports.show_coverage",
        _l("Coverage"),
        "chart",
        _has(Role.DEPARTMENT, Role.MINISTRY, Role.LEADER, Role.OBSERVER),
    ),
    NavItem(
        "reports.show_targets",
        _l("Policy targets"),
        "target",
        _has(Role.DEPARTMENT, Role.MINISTRY, Role.LEADER, Role.OBSERVER),
    ),
    NavItem("competency.list_periods", _l("Reporting periods"), "calendar", _has(Role.DEPARTMENT)),
    NavItem(
        "reports.list_papers", _l("Papers"), "document", _has(Role.DEPARTMENT, Role.LEADER, Role.MINISTRY)
    ),
    # What is written for learners.
    NavItem("assessments.show_studio", _l("Studio"), "edit", _has(Role.EDITOR, Role.REVIEWER)),
    NavItem("assessments.list_markings", _l("Marking"), "pen", _has(Role.ASSESSOR)),
    NavItem("assessments.list_studio_cases", _l("Expert panels"), "people", _has(Role.ASSESSOR)),
    # What is looked up now and then.
    NavItem("courses.list_courses", _l("Courses"), "book", _is_no_officer),
    NavItem("assessments.list_cases", _l("Cases"), "case", _is_no_officer),
    NavItem("competency.list_frameworks", _l("Frameworks"), "list", _has(Role.DEPARTMENT, Role.MINISTRY)),
    NavItem("competency.list_deliveries", _l("Messages"), "upload", _has(Role.DEPARTMENT, Role.ADMIN)),
    NavItem("reports.show_operations", _l("Operations"), "gear", _has(Role.ADMIN)),
]
