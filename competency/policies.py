"""Who may do what with evidence, standings and alerts. What people may see is in the queries."""

from typing import NamedTuple

from competency.models import Alert, Claim, Evidence
from competency.rules import EvidenceKind
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import Officer
from people.policies import is_assessor_of, is_department_of, may_lead


def may_confirm_work_product(actor: Account, officer: Officer) -> bool:
    """A leader confirms what people of the own unit have done, never the own work; only people may."""
    return not actor.is_system and may_lead(actor, officer)


class Posting(NamedTuple):
    """Evidence of some kind that is about to be posted for an officer."""

    officer: Officer
    kind: EvidenceKind


OUTSIDE_KINDS = frozenset(
    {
        EvidenceKind.COMPLETION,
        EvidenceKind.POST_TEST,
        EvidenceKind.EXTERNAL,
        EvidenceKind.CASE,
        EvidenceKind.PRIOR_LEARNING,
    }
)
"""What other systems have seen somebody do; it comes in through the Department of the province."""


def may_post_evidence(actor: Account, posting: Posting) -> bool:
    """Everyone rates oneself; nobody else's word is taken about the own work.

    The Department posts, for its province, what other systems have seen; leaders confirm work products of
    their people; assessors post what they have assessed within their scope.
    """
    is_own = posting.officer.account_id == actor.id
    if actor.is_system or is_own:
        return is_own and posting.kind == EvidenceKind.SELF_RATING
    if posting.kind == EvidenceKind.WORK_PRODUCT:
        return may_confirm_work_product(actor, posting.officer)
    if posting.kind == EvidenceKind.ASSESSOR:
        return is_assessor_of(actor, posting.officer)
    return posting.kind in OUTSIDE_KINDS and is_department_of(actor, posting.officer.province_code)


def may_revoke_evidence(actor: Account, evidence: Evidence) -> bool:
    """The Department corrects the records of its province; a leader takes back the own confirmations."""
    if actor.is_system or is_department_of(actor, evidence.province_code):
        return True
    is_confirmation = evidence.kind in (EvidenceKind.WORK_PRODUCT, EvidenceKind.PRIOR_LEARNING)
    is_own_confirmation = is_confirmation and evidence.entered_by_id == actor.id
    return is_own_confirmation and may_lead(actor, evidence.officer)


def may_hand_in_certificate(actor: Account, officer: Officer) -> bool:
    """Officers hand in their own certificates, nobody else's."""
    return not actor.is_system and officer.account_id == actor.id


def may_decide_claims(actor: Account, _target: object) -> bool:
    """Leaders decide on the certificates of their people, the Department on those of its province."""
    return not actor.is_system and has_role(actor, Role.LEADER, Role.DEPARTMENT)


def may_decide_claim(actor: Account, claim: Claim) -> bool:
    """A leader of the officer or the Department confirms or refuses, by name; nobody the own certificate."""
    if actor.is_system or claim.officer.account_id == actor.id:
        return False
    return may_lead(actor, claim.officer) or is_department_of(actor, claim.province_code)


def may_withdraw_claim(actor: Account, claim: Claim) -> bool:
    """Only who handed a certificate in takes it back."""
    return not actor.is_system and claim.officer.account_id == actor.id


def may_see_confirmations(actor: Account, _target: object) -> bool:
    """Those who confirm see what they confirmed."""
    return not actor.is_system and has_role(actor, Role.LEADER, Role.DEPARTMENT)


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


def may_see_deliveries(actor: Account, _target: object) -> bool:
    """The Department sees what went out in its province, administrators all; nobody whole addresses."""
    return has_role(actor, Role.DEPARTMENT, Role.ADMIN)


def may_retry_delivery(actor: Account, province_code: str) -> bool:
    """The Department has messages of its province sent again, administrators any."""
    return has_role(actor, Role.ADMIN) or is_department_of(actor, province_code)


def may_choose_address(actor: Account, account: Account) -> bool:
    """Everybody says for oneself where messages go; nobody for others."""
    return actor.id == account.id


def may_keep_holidays(actor: Account, _target: object) -> bool:
    """Administrators enter the holidays that are announced each year."""
    return has_role(actor, Role.ADMIN)


def may_see_disputes(actor: Account, _target: object) -> bool:
    """Those who answer: leaders for their unit, the Department for its province."""
    return has_role(actor, Role.LEADER, Role.DEPARTMENT)


def may_see_overdue(actor: Account, _target: object) -> bool:
    """The Department sees by commune what has come up to it, without names."""
    return has_role(actor, Role.DEPARTMENT)


def may_see_frameworks(actor: Account, _target: object) -> bool:
    """Those who set requirements see versions, overlays and what they would change: figures, no names."""
    return has_role(actor, Role.MINISTRY, Role.DEPARTMENT)


def may_manage_frameworks(actor: Account, _target: object) -> bool:
    """The ministry drafts, publishes and withdraws the national versions."""
    return has_role(actor, Role.MINISTRY)


def may_manage_overlay(actor: Account, province_code: str) -> bool:
    """The Department of Home Affairs lays down what its own province asks on top of the nation."""
    return actor.is_system or is_department_of(actor, province_code)


def may_draft_overlays(actor: Account, _target: object) -> bool:
    """Who acts for a Department has a province for which to draft."""
    return bool(own_provinces(actor))


def own_provinces(actor: Account) -> frozenset[str]:
    """Return the provinces for whose Department of Home Affairs somebody acts."""
    return scopes(actor, Role.DEPARTMENT, ScopeKind.UNIT)


def may_close_periods(actor: Account, province_code: str) -> bool:
    """The Department of Home Affairs closes and corrects the reporting periods of its own province."""
    return is_department_of(actor, province_code)


def may_enter_totals(actor: Account, province_code: str) -> bool:
    """The Department enters totals of its own province and its communes."""
    return is_department_of(actor, province_code)


def may_define_targets(actor: Account, province_code: str) -> bool:
    """The ministry lays down the nation's targets (empty code), the Department those of its own province."""
    return has_role(actor, Role.MINISTRY) if not province_code else is_department_of(actor, province_code)


def may_see_targets(actor: Account, _target: object) -> bool:
    """Who has figures at all: leaders and observers of their unit, the Department, the ministry."""
    return has_role(actor, Role.LEADER, Role.OBSERVER, Role.DEPARTMENT, Role.MINISTRY)


def may_see_periods(actor: Account, province_code: str) -> bool:
    """The Department sees the calendar of its province, the ministry any."""
    return has_role(actor, Role.MINISTRY) or is_department_of(actor, province_code)


def may_see_any_periods(actor: Account, _target: object) -> bool:
    """Who reports or reads reports has a calendar to look at."""
    return has_role(actor, Role.DEPARTMENT, Role.MINISTRY)
