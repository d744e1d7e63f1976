"""Who may do what with training needs: leaders see and edit the own unit's, the Department its province's."""

from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.policies import is_department_of
from planning.models import NeedProposal
from planning.rules import Place, ProposalState


def may_see_needs(actor: Account, _target: object) -> bool:
    """Leaders propose, the Department decides; nobody else has to do with names here."""
    return not actor.is_system and has_role(actor, Role.LEADER, Role.DEPARTMENT)


def may_propose(actor: Account, place: Place) -> bool:
    """The leader of a commune for it and whatever lies in it, the head of an organisation for that one."""
    if actor.is_system:
        return False
    if place.unit_code in scopes(actor, Role.LEADER, ScopeKind.UNIT):
        return True
    return place.organisation_code != "" and place.organisation_code in scopes(
        actor, Role.LEADER, ScopeKind.ORGANISATION
    )


def may_edit(actor: Account, proposal: NeedProposal) -> bool:
    """Who may propose for the place; whether it is open for changes is a matter of its state."""
    return may_propose(actor, proposal.place)


def may_read(actor: Account, proposal: NeedProposal) -> bool:
    """The unit always; the Department once it was submitted."""
    return may_edit(actor, proposal) or (
        proposal.state != ProposalState.DRAFT and is_department_of(actor, proposal.province_code)
    )


def may_decide(actor: Account, proposal: NeedProposal) -> bool:
    """The Department of the province accepts or returns; not somebody who leads the same unit."""
    return is_department_of(actor, proposal.province_code) and not may_edit(actor, proposal)


def may_merge(actor: Account, province_code: str) -> bool:
    """The Department sees what its communes propose together, and the lists behind."""
    return is_department_of(actor, province_code)
