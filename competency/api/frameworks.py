"""The language of competencies, and what positions ask in it. Nothing of it is secret."""

from typing import Any

from competency import queries
from competency.api.blueprint import bp
from competency.queries import FrameworkDetails
from competency.schemas.framework_documents import FrameworkOut, RequirementOut, RequirementsQueryIn
from lms.messages import N_
from lms.pages import Page
from people.queries import get_unit


@bp.get("/frameworks/<code>")
@bp.shows(FrameworkOut, N_("The published version of a competency framework"))
def show_framework(code: str) -> FrameworkDetails:
    """Show pillars, competencies, levels and indicators."""
    return queries.get_published_framework(code)


@bp.get("/positions/<code>/requirements")
@bp.lists(RequirementOut, N_("What a position asks, in a province or commune, or everywhere"))
@bp.query(RequirementsQueryIn)
def list_requirements(asked: dict[str, Any], code: str) -> Page:
    """List what a position asks, by competency."""
    unit = get_unit(asked["unit"]) if asked["unit"] else None
    lines = queries.list_asked(code, unit)
    return Page.cut(lines, asked["page"], asked["per_page"])
