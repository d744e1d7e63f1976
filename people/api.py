"""JSON documents about units and officers."""

from typing import Any
from uuid import UUID

from lms.api.blueprint import ApiBlueprint
from lms.api.tokens import stated_purpose
from lms.auth import actor
from lms.database import transaction
from lms.listing import get_page
from lms.messages import N_
from lms.pages import Page
from lms.permissions import authorize
from people import policies, queries, services
from people.queries import OfficerLine
from people.schemas import (
    OfficerDetailOut,
    OfficerOut,
    OfficersQueryIn,
    PurposeIn,
    UnitOut,
    UnitsQueryIn,
)

bp = ApiBlueprint("people_api", __name__, description=N_("Units and officers"))

_NAMES = N_("Whenever names of others are read, it goes on the trail with the purpose.")


@bp.get("/units")
@bp.lists(UnitOut, N_("Administrative units, by code"))
@bp.query(UnitsQueryIn)
def list_units(asked: dict[str, Any]) -> Page:
    """List the units below a province, or all."""
    parent = queries.get_unit(asked["parent"]).code if asked["parent"] else ""
    return get_page(queries.select_units(parent), number=asked["page"], per_page=asked["per_page"])


@bp.get("/officers")
@bp.lists(OfficerOut, N_("Officers in the scope of the account, by name"), _NAMES)
@bp.query(OfficersQueryIn)
def list_officers(asked: dict[str, Any]) -> Page:
    """List the officers the account may know of."""
    account = actor()
    authorize(account, policies.may_read_officers, None)
    if asked["unit"]:
        queries.get_unit(asked["unit"])
    with transaction():
        about = {name: asked[name] for name in ("unit", "q") if asked[name]}
        services.note_names_read(stated_purpose(asked.get("purpose", ""), account), about, by=account)
    return queries.page_of_officers(
        unit=queries.get_unit(asked["unit"]) if asked["unit"] else None,
        text=asked["q"],
        number=asked["page"],
        per_page=asked["per_page"],
        visible_to=account,
    )


@bp.get("/officers/<uuid:officer_id>")
@bp.shows(OfficerDetailOut, N_("One officer, with qualifications and posts of today"), _NAMES)
@bp.query(PurposeIn)
def show_officer(asked: dict[str, Any], officer_id: UUID) -> OfficerLine:
    """Show an officer the account may know of."""
    account = actor()
    authorize(account, policies.may_read_officers, None)
    queries.get_officer_line(officer_id, visible_to=account)
    with transaction():
        about = {"officer": str(officer_id)}
        services.note_names_read(stated_purpose(asked.get("purpose", ""), account), about, by=account)
    return queries.get_officer_line(officer_id, visible_to=account)
