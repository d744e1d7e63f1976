"""Where an officer stands."""

from typing import Any
from uuid import UUID

from competency import queries
from competency.api.blueprint import bp
from competency.schemas.documents import OnQueryIn, StandingOut
from lms.auth import actor
from lms.messages import N_
from lms.pages import Page
from lms.permissions import authorize
from people.policies import may_read_officers
from people.queries import get_officer


@bp.get("/officers/<uuid:officer_id>/standings")
@bp.lists(StandingOut, N_("Standings of one officer on a day, the main post first"))
@bp.query(OnQueryIn)
def list_standings(asked: dict[str, Any], officer_id: UUID) -> Page:
    """List how an officer stands in each competency of each post."""
    authorize(actor(), may_read_officers, None)
    officer = get_officer(officer_id, visible_to=actor())
    standings = queries.explain_standings(officer, asked.get("on"))
    return Page.cut(standings, asked["page"], asked["per_page"])
