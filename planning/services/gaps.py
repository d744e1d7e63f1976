"""Taking the gaps of a unit into its proposal, set-wise, each with a suggested course or case."""

from typing import Any

from sqlalchemy import delete, func, select

from competency.rules import StandingStatus, is_fault
from competency.rules.periods import span_of
from lms import audit, clock
from lms.database import db, insert_many
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from planning import policies, queries
from planning.models import NeedLine, NeedProposal
from planning.queries import Gap
from planning.rules import (
    GapChoice,
    NeedPriority,
    PlanningEvent,
    Suggestion,
    TrainingForm,
    choose_suggestion,
)
from planning.services.proposals import ProposalMoved

MOST_LINES = 3_000
_FAR = 2
"""A gap of so many levels is pressing."""


def take_gaps(proposal: NeedProposal, choice: GapChoice, *, competency_code: str = "", by: Account) -> int:
    """Add a line for each gap of the unit that has none yet, and return how many. Twice adds nothing.

    Raises:
        Forbidden: ``by`` does not lead the place.
        ProposalMoved: it was submitted.
        Refused: it would have more than 3,000 lines.
    """
    authorize(by, policies.may_edit, proposal)
    queries.lock_proposal(proposal)
    refuse_closed(proposal)
    span = span_of(proposal.period_code)
    due_by = span.ends_on if span is not None else clock.today()
    gaps = queries.list_gaps(proposal.place, choice, due_by=due_by, competency_code=competency_code)
    known = queries.find_line_keys(proposal)
    new = [gap for gap in gaps if (gap.officer_id, gap.competency_code) not in known]
    refuse_too_many(proposal, len(new))
    offered = queries.list_suggestions({gap.competency_code for gap in new})
    insert_many(NeedLine.__table__, [_line(proposal, gap, offered, by) for gap in new])  # type: ignore[arg-type]
    if new:
        audit.record(PlanningEvent.GAPS_TAKEN, proposal, by=by, choice=choice.value, lines=len(new))
    return len(new)


def clear_untouched(proposal: NeedProposal, *, by: Account) -> int:
    """Remove the lines nobody has changed since they were taken from the gaps, and return how many.

    Raises:
        Forbidden: ``by`` does not lead the place.
        ProposalMoved: it was submitted.
    """
    authorize(by, policies.may_edit, proposal)
    queries.lock_proposal(proposal)
    refuse_closed(proposal)
    gone = db.session.execute(
        delete(NeedLine).where(NeedLine.proposal_id == proposal.id, NeedLine.version == 1, NeedLine.is_taken)
    )
    count = int(gone.rowcount)  # type: ignore[attr-defined]
    if count:
        audit.record(PlanningEvent.LINES_CLEARED, proposal, by=by, lines=count)
    return count


def refuse_closed(proposal: NeedProposal) -> None:
    """Refuse changes of a proposal that was handed in.

    Raises:
        ProposalMoved: it is no draft, and was not returned.
    """
    if not proposal.is_editable:
        raise ProposalMoved(_("The proposal was submitted; it can be changed only if it is returned."))


def refuse_too_many(proposal: NeedProposal, more: int) -> None:
    """Refuse lines nobody could go through.

    Raises:
        Refused: the proposal would have more than 3,000 lines.
    """
    lines = db.session.scalar(select(func.count()).where(NeedLine.proposal_id == proposal.id)) or 0
    if lines + more > MOST_LINES:
        raise Refused(
            _("A proposal has at most %(most)s lines. Choose fewer gaps, or one competency.", most=MOST_LINES)
        )


def _line(
    proposal: NeedProposal, gap: Gap, offered: dict[str, list[Suggestion]], by: Account
) -> dict[str, Any]:
    found = choose_suggestion(
        gap.required, gap.attained, gap.position_code, offered.get(gap.competency_code, ())
    )
    content = f"{found.code} {found.title}"[:300] if found else ""
    return {
        "proposal_id": proposal.id,
        "officer_id": gap.officer_id,
        "position_code": gap.position_code,
        "competency_code": gap.competency_code,
        "required": gap.required,
        "attained": gap.attained,
        "content": content,
        "content_code": found.code if found else "",
        "content_key": found.code if found else "",
        "priority": _priority(gap).value,
        "form": (TrainingForm.SELF_STUDY if found else TrainingForm.CLASS).value,
        "month": "",
        "note": "",
        "is_taken": True,
        "version": 1,
        "changed_at": clock.now(),
        "changed_by_id": by.id,
    }


def _priority(gap: Gap) -> NeedPriority:
    """Return how pressing a gap is; what merely lacks evidence is never high."""
    if not is_fault(StandingStatus(gap.status)):
        return NeedPriority.MEDIUM
    return NeedPriority.HIGH if gap.required - gap.attained >= _FAR else NeedPriority.MEDIUM
