"""JSON documents about case exercises. What officers answer is in none of them."""

from typing import Any

from assessments import queries
from assessments.schemas.catalogue import CaseOut, CasesQueryIn
from lms.api.blueprint import ApiBlueprint
from lms.auth import actor
from lms.messages import N_
from lms.pages import Page

bp = ApiBlueprint("assessments_api", __name__, description=N_("Case exercises"))


@bp.get("/cases")
@bp.lists(CaseOut, N_("Published case exercises, by code"))
@bp.query(CasesQueryIn)
def list_cases(asked: dict[str, Any]) -> Page:
    """List the published case exercises."""
    return queries.page_of_cases(
        number=asked["page"],
        per_page=asked["per_page"],
        visible_to=actor(),
        text=asked["q"],
        competency_code=asked["competency"],
    )
