"""What waits on the desk of a leader and of a Department; where each is dealt with says the page."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from competency import queries as competency
from competency.models import ReportingPeriod
from lms import clock
from lms.database import db
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import RosterUpload
from people.queries.uploads import select_uploads
from people.rules import UploadState
from planning.models import NeedProposal
from planning.queries import select_proposals
from planning.rules import EDITABLE, ProposalState


@dataclass(frozen=True, slots=True)
class Desk:
    """How much waits for a leader; ``open_proposals`` are those that can still be changed."""

    certificates: int
    disputes: int
    open_proposals: int


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """How much waits for a Department: rosters to look at, certificates, proposals, periods to close."""

    rosters: int
    certificates: int
    proposals: int
    periods: int


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
        open_proposals=_count(editable.with_only_columns(NeedProposal.id)),
    )


def find_office_desk(*, visible_to: Account) -> OfficeDesk | None:
    """Return what waits for a Department; None for everybody else."""
    if visible_to.is_system or not has_role(visible_to, Role.DEPARTMENT):
        return None
    rosters = select_uploads(visible_to=visible_to).where(RosterUpload.state == UploadState.REVIEW.value)
    handed_in = select_proposals(visible_to=visible_to).where(
        NeedProposal.state == ProposalState.SUBMITTED.value
    )
    periods = select(ReportingPeriod.id).where(
        ReportingPeriod.province_code.in_(sorted(scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT))),
        ReportingPeriod.closed_at.is_(None),
        ReportingPeriod.ends_on < clock.today(),
    )
    return OfficeDesk(
        rosters=_count(rosters.with_only_columns(RosterUpload.id)),
        certificates=competency.count_waiting_claims(visible_to=visible_to),
        proposals=_count(handed_in.with_only_columns(NeedProposal.id)),
        periods=_count(periods),
    )


def _count(statement: Select[int]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
