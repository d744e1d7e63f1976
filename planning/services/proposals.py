"""The life of a proposal: begun, submitted, accepted or returned; and who looked at the names in it."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from competency.rules.periods import span_of
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean
from people.models import AdministrativeUnit
from people.queries import get_organisation, get_unit
from planning import policies, queries
from planning.models import NeedLine, NeedProposal
from planning.rules import Place, PlanningEvent, ProposalState, proposal_may_become

SHORTEST_REASON = 10


class ProposalMoved(Conflict):
    """The proposal is in a state in which this cannot be done, perhaps since a moment ago."""


def open_proposal(place: Place, period_code: str, *, by: Account) -> NeedProposal:
    """Return the proposal of a place for a period; a new draft if there is none. Twice is once.

    Raises:
        Forbidden: ``by`` does not lead the place.
        NotFound: there is no such unit or organisation.
        Refused: the period is none.
    """
    unit, name = _named(place)
    authorize(by, policies.may_propose, place)
    if span_of(period_code) is None:
        raise Refused(_("A period is a quarter like 2026-Q4 or a year like 2026."))
    known = queries.find_proposal(place, period_code)
    if known is not None:
        return known
    proposal = NeedProposal(
        province_code=unit.province_code,
        unit_code=place.unit_code,
        organisation_code=place.organisation_code,
        organisation_name=name,
        period_code=period_code,
        state=ProposalState.DRAFT.value,
        begun_at=clock.now(),
        begun_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(proposal)
    except IntegrityError:
        first = queries.find_proposal(place, period_code)
        if first is None:
            raise
        return first
    audit.record(PlanningEvent.PROPOSAL_OPENED, proposal, by=by, period=period_code)
    return proposal


def _named(place: Place) -> tuple[AdministrativeUnit, str]:
    """Return the unit of a place and the name of its organisation.

    Raises:
        NotFound: one of them does not exist, or the organisation lies elsewhere.
    """
    unit = get_unit(place.unit_code)
    if not place.organisation_code:
        return unit, ""
    organisation = get_organisation(place.organisation_code)
    if organisation.unit_code != place.unit_code:
        raise Refused(_("This organisation does not lie in that unit."))
    return unit, organisation.name


def submit_proposal(proposal: NeedProposal, *, by: Account) -> None:
    """Hand a proposal to the Department of the province. Twice is once.

    Raises:
        Forbidden: ``by`` does not lead the place.
        Refused: it has no line.
        ProposalMoved: it was decided on.
    """
    authorize(by, policies.may_edit, proposal)
    queries.lock_proposal(proposal)
    if proposal.state == ProposalState.SUBMITTED:
        return
    _refuse_move(proposal, ProposalState.SUBMITTED)
    lines = db.session.scalar(select(func.count()).where(NeedLine.proposal_id == proposal.id)) or 0
    if not lines:
        raise Refused(_("The proposal has no line yet. Take the gaps, or add a line."))
    proposal.state = ProposalState.SUBMITTED.value
    proposal.submitted_at = clock.now()
    proposal.submitted_by_id = by.id
    proposal.decided_at = None
    proposal.decided_by_id = None
    proposal.reason = ""
    audit.record(PlanningEvent.PROPOSAL_SUBMITTED, proposal, by=by, lines=lines)


def accept_proposal(proposal: NeedProposal, remark: str = "", *, by: Account) -> None:
    """Accept a proposal into the plan of the province. Twice is once.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        ProposalMoved: it is not waiting.
    """
    authorize(by, policies.may_decide, proposal)
    _decide(proposal, ProposalState.ACCEPTED, clean(remark), by=by)


def return_proposal(proposal: NeedProposal, reason: str, *, by: Account) -> None:
    """Return a proposal to its unit, with a reason. Twice is once.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        Refused: the reason is too short to be of use.
        ProposalMoved: it is not waiting.
    """
    authorize(by, policies.may_decide, proposal)
    said = clean(reason)
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Please write at least %(least)s characters.", least=SHORTEST_REASON))
    _decide(proposal, ProposalState.RETURNED, said, by=by)


def _decide(proposal: NeedProposal, state: ProposalState, reason: str, *, by: Account) -> None:
    queries.lock_proposal(proposal)
    if proposal.state == state:
        return
    _refuse_move(proposal, state)
    proposal.state = state.value
    proposal.reason = reason
    proposal.decided_at = clock.now()
    proposal.decided_by_id = by.id
    is_accepted = state == ProposalState.ACCEPTED
    event = PlanningEvent.PROPOSAL_ACCEPTED if is_accepted else PlanningEvent.PROPOSAL_RETURNED
    audit.record(event, proposal, by=by, reason=reason)


def note_read(proposal: NeedProposal, *, by: Account) -> None:
    """Put on the trail that the Department opened a proposal with its names; reading the own one is no event.

    Raises:
        Forbidden: ``by`` may not read it.
    """
    authorize(by, policies.may_read, proposal)
    if not policies.may_edit(by, proposal):
        audit.record(PlanningEvent.PROPOSAL_READ, proposal, by=by)


def note_exported(proposal: NeedProposal, form: str, *, by: Account) -> None:
    """Put on the trail that a proposal left the system as a file.

    Raises:
        Forbidden: ``by`` may not read it.
    """
    authorize(by, policies.may_read, proposal)
    audit.record(PlanningEvent.PROPOSAL_EXPORTED, proposal, by=by, form=form)


def note_lines_opened(
    purpose: str, province: AdministrativeUnit, period_code: str, key: str, *, by: Account
) -> None:
    """Put on the trail that somebody opens the names behind a count, and what for.

    Raises:
        Forbidden: ``by`` does not act for the Department of the province.
        Refused: no purpose was stated.
    """
    authorize(by, policies.may_merge, province.province_code)
    said = clean(purpose)
    if not said:
        raise Refused(_("Please say what you need the list for."))
    audit.record(PlanningEvent.LIST_OPENED, province, by=by, purpose=said, period=period_code, content=key)


def _refuse_move(proposal: NeedProposal, following: ProposalState) -> None:
    if not proposal_may_become(ProposalState(proposal.state), following):
        raise ProposalMoved(_("The proposal has moved on meanwhile. Open it again to see where it is."))
