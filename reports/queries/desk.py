"""What waits on the desk of a leader: certificates, disputes, proposals; with where each is dealt with."""

from dataclasses import dataclass

from sqlalchemy import func, select

from competency import queries as competency
from lms.database import db
from lms.models import Account
from lms.permissions import Role, has_role
from planning.models import NeedProposal
from planning.queries import select_proposals
from planning.rules import EDITABLE


@dataclass(frozen=True, slots=True)
class Desk:
    """How much waits for a leader; ``open_proposals`` are those that can still be changed."""

    certificates: int
    disputes: int
    open_proposals: int


def find_desk(disputes: int, *, visible_to: Account) -> Desk | None:
    """Return what waits for a leader in two statements; None for observers, who decide on nothing."""
    if visible_to.is_system or not has_role(visible_to, Role.LEADER):
        return None
    editable = select_proposals(visible_to=visible_to).where(
        NeedProposal.state.in_([state.value for state in EDITABLE])
    )
    return Desk(
        certificates=competency.count_waiting_claims(visible_to=visible_to),
        disputes=disputes,
        open_proposals=db.session.scalar(select(func.count()).select_from(editable.subquery())) or 0,
    )
