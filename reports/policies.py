"""Who may ask for papers, keep what comes back, and revoke them. Who may read them is in the queries."""

from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import AdministrativeUnit, Officer
from people.policies import is_department_of, may_lead, may_see_names
from reports.models import IssuedDocument

ASKERS = (Role.DEPARTMENT, Role.LEADER, Role.MINISTRY)


def may_ask_documents(actor: Account, _target: object) -> bool:
    """The Department, leaders and the ministry have papers made."""
    return has_role(actor, *ASKERS)


def may_ask_report(actor: Account, unit: AdministrativeUnit | None) -> bool:
    """The ministry of the country, the Department of its province and communes, leaders of their commune."""
    if unit is None:
        return has_role(actor, Role.MINISTRY)
    leads = unit.code in scopes(actor, Role.LEADER, ScopeKind.UNIT)
    return actor.is_system or leads or is_department_of(actor, unit.province_code)


def may_ask_names(actor: Account, unit: AdministrativeUnit | None) -> bool:
    """As reports, by those who may see names; never the ministry."""
    return unit is not None and may_ask_report(actor, unit) and may_see_names(actor, unit)


def may_make_sheet(actor: Account, officer: Officer) -> bool:
    """Everybody one's own learning sheet, leaders those of their people."""
    return officer.account_id == actor.id or may_lead(actor, officer)


def may_have_certificate(actor: Account, officer: Officer) -> bool:
    """Certificates are for those who completed the course."""
    return officer.account_id == actor.id


def may_keep_signed_copy(actor: Account, document: IssuedDocument) -> bool:
    """Whoever may have the paper made may hand the signed one back; the Department for its province."""
    if document.officer is None:
        return may_ask_report(actor, document.unit)
    if is_department_of(actor, document.officer.province_code):
        return True
    return may_make_sheet(actor, document.officer)


def may_revoke(actor: Account, document: IssuedDocument) -> bool:
    """Reports are revoked by those who may ask for them, papers about a person by the Department."""
    if document.officer is None:
        return may_ask_report(actor, document.unit)
    return actor.is_system or is_department_of(actor, document.officer.province_code)
