"""The closed word lists of this domain; the words themselves are stored, so they never change."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class ProposalState(StrEnum):
    """Where a proposal is; the unit edits it in ``DRAFT`` and ``RETURNED`` only."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


EDITABLE = frozenset({ProposalState.DRAFT, ProposalState.RETURNED})

_FOLLOWERS: Mapping[ProposalState, frozenset[ProposalState]] = {
    ProposalState.DRAFT: frozenset({ProposalState.SUBMITTED}),
    ProposalState.SUBMITTED: frozenset({ProposalState.ACCEPTED, ProposalState.RETURNED}),
    ProposalState.RETURNED: frozenset({ProposalState.SUBMITTED}),
    ProposalState.ACCEPTED: frozenset(),
}


def proposal_may_become(state: ProposalState, following: ProposalState) -> bool:
    """Tell whether a proposal may go from one state to another."""
    return following in _FOLLOWERS[state]


class Place(NamedTuple):
    """For whom needs are proposed: a commune, or one organisation in it."""

    unit_code: str
    organisation_code: str = ""


class NeedPriority(StrEnum):
    """How pressing a need is, the most pressing first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TrainingForm(StrEnum):
    """How somebody is to learn it."""

    SELF_STUDY = "self_study"
    CLASS = "class"
    WORKSHOP = "workshop"
    ON_THE_JOB = "on_the_job"
    OTHER = "other"


class GapChoice(StrEnum):
    """Which gaps are taken into a proposal."""

    DUE = "due"
    """Mandatory and due by the end of the period."""
    SHOWN = "shown"
    """Shown, but too low or run out."""
    ALL = "all"
    """Whatever is not met today."""


class PlanningEvent(StrEnum):
    """Deeds of this domain as the audit trail names them."""

    PROPOSAL_OPENED = "needs:proposal-begun"
    GAPS_TAKEN = "needs:gaps-taken"
    LINES_SAVED = "needs:lines-saved"
    LINES_CLEARED = "needs:lines-cleared"
    PROPOSAL_SUBMITTED = "needs:submitted"
    PROPOSAL_ACCEPTED = "needs:accepted"
    PROPOSAL_RETURNED = "needs:returned"
    PROPOSAL_READ = "needs:read-by-department"
    PROPOSAL_EXPORTED = "needs:exported"
    LIST_OPENED = "needs:list-opened"
