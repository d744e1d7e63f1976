"""Who may do what with evidence, standings and alerts. What people may see is in the queries."""

from competency.models import Alert, Evidence
from competency.rules import EvidenceKind
from lms.models import Account
from lms.permissions import Role, has_role
from people.models import Officer
from people.policies import is_department_of, may_lead


def may_confirm_work_product(actor: Account, officer: Officer) -> bool:
    """A leader confirms what people of the own unit have done, never the own work; only people may."""
    return not actor.is_system and may_lead(actor, officer)


def may_revoke_evidence(actor: Account, evidence: Evidence) -> bool:
    """The Department corrects the records of its province; a leader takes back the own confirmations."""
    if actor.is_system or is_department_of(actor, evidence.province_code):
        return True
    is_own_confirmation = evidence.kind == EvidenceKind.WORK_PRODUCT and evidence.entered_by_id == actor.id
    return is_own_confirmation and may_lead(actor, evidence.officer)


def may_import_evidence(actor: Account, _target: object) -> bool:
    """The Department brings in results from outside, for its province; the system for any."""
    return has_role(actor, Role.DEPARTMENT)


def may_recompute(actor: Account, _target: object) -> bool:
    """Administrators rebuild and check standings; they see counts, no answers."""
    return has_role(actor, Role.ADMIN)


def may_acknowledge_alert(actor: Account, alert: Alert) -> bool:
    """Only whom it is about says that it was seen."""
    return alert.officer.account_id == actor.id


def may_dispute_alert(actor: Account, alert: Alert) -> bool:
    """Only whom it is about says that it is not right."""
    return alert.officer.account_id == actor.id


def may_answer_dispute(actor: Account, alert: Alert) -> bool:
    """A leader of the officer or the Department answers, by name; nobody answers the own dispute."""
    if actor.is_system or alert.officer.account_id == actor.id:
        return False
    return may_lead(actor, alert.officer) or is_department_of(actor, alert.officer.province_code)
