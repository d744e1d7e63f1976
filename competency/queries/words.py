"""Names of what figures are cut by that no table has, and why there are none."""

from lms.i18n import lazy_gettext as _l
from people.rules import EmploymentKind, OrganisationKind

ORGANISATION_WORDS = {
    OrganisationKind.COMMUNE_COMMITTEE: _l("People's Council or People's Committee"),
    OrganisationKind.PARTY_COMMITTEE: _l("Party committee"),
    OrganisationKind.OFFICE: _l("Office of the Council and the Committee"),
    OrganisationKind.DIVISION: _l("Specialised division"),
    OrganisationKind.SERVICE_CENTRE: _l("Public administrative service centre"),
    OrganisationKind.DEPARTMENT: _l("Provincial department"),
    OrganisationKind.INSTITUTION: _l("Training institution"),
    OrganisationKind.MINISTRY: _l("Ministry"),
}
EMPLOYMENT_WORDS = {
    EmploymentKind.CADRE: _l("Cadre (elected or appointed)"),
    EmploymentKind.CIVIL_SERVANT: _l("Civil servant"),
    EmploymentKind.PUBLIC_EMPLOYEE: _l("Public employee"),
    EmploymentKind.CONTRACT: _l("Contract employee"),
}
GAP_WORDS = {
    "not_kept": _l("There are no figures for this cut or filter on this day."),
    "too_fine": _l(
        "Without the right to names, a commune is shown as a whole only, neither narrowed nor cut further."
    ),
    "too_few": _l("Groups of fewer than five people, and those that would give them away, are not shown."),
}
"""By `CountGap`."""
