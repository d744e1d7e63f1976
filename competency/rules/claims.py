"""Certificates from before or elsewhere: from handed in to confirmed, refused or withdrawn."""

from collections.abc import Mapping
from enum import StrEnum


class ClaimState(StrEnum):
    """Where a certificate is; it proves nothing but in ``CONFIRMED``, and only ``WAITING`` can be left."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimEvent(StrEnum):
    """Deeds around certificates as the audit trail names them."""

    HANDED_IN = "certificate:handed-in"
    CONFIRMED = "certificate:confirmed"
    REFUSED = "certificate:refused"
    WITHDRAWN = "certificate:withdrawn"


CLAIM_FOLLOWERS: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.WAITING: frozenset({ClaimState.CONFIRMED, ClaimState.REFUSED, ClaimState.WITHDRAWN}),
    ClaimState.CONFIRMED: frozenset(),
    ClaimState.REFUSED: frozenset(),
    ClaimState.WITHDRAWN: frozenset(),
}


def claim_may_become(state: ClaimState, following: ClaimState) -> bool:
    """Tell whether a certificate may go from one state to another."""
    return following in CLAIM_FOLLOWERS[state]


def claim_source(claim_id: int) -> str:
    """Return the word by which evidence names the certificate it rests on."""
    return f"claim:{claim_id}"
