"""What an officer has shown: read, posted, taken back."""

from typing import Any
from uuid import UUID

from marshmallow import Schema

from competency import queries, services
from competency.api.blueprint import bp
from competency.rules import EvidenceKind
from competency.schemas.documents import (
    EvidenceIn,
    EvidenceOut,
    PostedEvidenceOut,
    RevocationIn,
    RevocationOut,
    StandingOut,
)
from competency.services import NewEvidence, Posted
from lms import clock
from lms.api.schemas import PageQueryIn
from lms.auth import actor
from lms.database import transaction
from lms.listing import get_page
from lms.messages import N_
from lms.pages import Page
from lms.permissions import authorize
from people.policies import may_read_officers
from people.queries import get_assessed_officer, get_officer

_EXAMPLE = {
    "officer_id": "7f0c1a52-9a0e-4bd7-9c3e-0a5f3a3d2c11",
    "competency": "B10",
    "level": 2,
    "kind": "external",
    "earned_on": "2026-05-12",
    "source": "lms-tinh:15/2026/42",
    "note": "Lớp bồi dưỡng kỹ năng số, khóa 15 năm 2026",
}
_WHO = N_(
    "The Department posts, for its province, what other systems have seen (completion, post_test, external, "
    "case, prior_learning); a leader confirms a work_product of the own people, described in the note; an "
    "assessor posts kind assessor within the scope; self_rating may be posted only for oneself. The same "
    "source twice is 200 with the first row."
)
_NEW, _KNOWN = 201, 200


@bp.get("/officers/<uuid:officer_id>/evidence")
@bp.lists(EvidenceOut, N_("Evidence of one officer, the latest first; what was taken back is left out"))
@bp.query(PageQueryIn)
def list_evidence(asked: dict[str, Any], officer_id: UUID) -> Page:
    """List what an officer has shown."""
    authorize(actor(), may_read_officers, None)
    officer = get_officer(officer_id, visible_to=actor())
    return get_page(queries.select_evidence_of(officer), number=asked["page"], per_page=asked["per_page"])


@bp.post("/evidence")
@bp.writes(PostedEvidenceOut, N_("Post evidence; answers the row and the standings it changed"), _WHO)
@bp.body(EvidenceIn, _EXAMPLE)
def post_evidence(sent: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Record what an officer has shown; the same source twice is once."""
    with transaction():
        officer = get_assessed_officer(sent["officer_id"], visible_to=actor())
        posted = services.post_evidence(officer, _new(sent), by=actor())
        return _answer(posted, PostedEvidenceOut())


@bp.post("/evidence/<int:evidence_id>/revocation")
@bp.writes(
    RevocationOut,
    N_("Take evidence back; answers the revoking row and the standings it changed"),
    N_("The Department corrects the records of its province; a leader takes back the own confirmations."),
)
@bp.body(RevocationIn, {"reason": "Nhập nhầm cán bộ"})
def revoke_evidence(sent: dict[str, Any], evidence_id: int) -> tuple[dict[str, Any], int]:
    """Take a piece of evidence back; twice is once."""
    with transaction():
        evidence = queries.get_evidence(evidence_id, visible_to=actor())
        posted = services.post_revocation(evidence, sent["reason"], by=actor())
        return _answer(posted, RevocationOut())


def _answer(posted: Posted, schema: Schema) -> tuple[dict[str, Any], int]:
    """Return the document while the transaction is open: what is read after it is read anew."""
    row = posted.evidence
    standings = queries.with_evidence(posted.standings, clock.today())
    document = schema.dump(row) | {"standings": StandingOut(many=True).dump(standings)}
    return document, _NEW if posted.is_new else _KNOWN


def _new(sent: dict[str, Any]) -> NewEvidence:
    return NewEvidence(
        competency_code=sent["competency"],
        level=sent["level"],
        kind=EvidenceKind(sent["kind"]),
        earned_on=sent["earned_on"],
        source=sent["source"],
        note=sent["note"],
    )
