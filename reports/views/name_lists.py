"""Lists of names behind a number: first the purpose, which goes on the trail, then the list."""

from dataclasses import asdict
from typing import Any

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import page_number
from people import policies, services
from people.models import AdministrativeUnit
from reports.queries.coverage import get_named_unit, own_scopes
from reports.queries.name_lists import (
    NameListFilters,
    describe_filters,
    get_name_list,
    get_people_list,
)
from reports.schemas import PURPOSES, NameListQueryIn, PurposeIn
from reports.views.blueprint import bp
from reports.views.coverage import trail_to

PURPOSE_SECONDS = 15 * 60
MOST_PURPOSES = 4
"""They live in the cookie, which has little room."""


@bp.get("/coverage/<unit_code>/officers")
def list_officers(unit_code: str) -> ResponseReturnValue:
    """List who stands behind a number, if the purpose was stated in the last 15 minutes; else ask for it."""
    account = actor()
    unit = get_named_unit(unit_code, visible_to=account)
    filters = _filters()
    kept = _kept_purpose(unit_code)
    if kept is None:
        return _ask(unit, filters, Form(), account)
    if kept["filters"] != asdict(filters):
        _note(kept["purpose"], unit_code, filters, kept["until"])
    find = get_people_list if filters.people else get_name_list
    page = find(unit, filters, page_number(), visible_to=account)
    return render_template(
        "reports/list_officers.html",
        unit=unit,
        is_of_people=bool(filters.people),
        about=describe_filters(filters),
        purpose=kept["purpose"],
        page=page,
        on=clock.today(),
        leads_to_profiles=policies.may_see_team(account, None),
        trail=[*trail_to(unit, own_scopes(account)), {"label": _("List"), "url": ""}],
    )


@bp.post("/coverage/<unit_code>/officers")
def open_list(unit_code: str) -> ResponseReturnValue:
    """Write down the purpose and lead to the list."""
    account = actor()
    unit = get_named_unit(unit_code, visible_to=account)
    filters = _filters()
    form = read_form(PurposeIn())
    if form.errors:
        return _ask(unit, filters, form, account), 422
    purpose = f"{PURPOSES[form.data['purpose']]}: {form.data['words'].strip()}"
    _note(purpose, unit_code, filters, int(clock.now().timestamp()) + PURPOSE_SECONDS)
    asked = {name: value for name, value in asdict(filters).items() if value}
    return redirect(url_for("reports.list_officers", unit_code=unit_code, **asked))


def _ask(unit: AdministrativeUnit, filters: NameListFilters, form: Form, account: Account) -> str:
    return render_template(
        "reports/ask_purpose.html",
        unit=unit,
        about=describe_filters(filters),
        form=form,
        purposes=list(PURPOSES.items()),
        trail=[*trail_to(unit, own_scopes(account)), {"label": _("List"), "url": ""}],
    )


def _note(purpose: str, unit_code: str, filters: NameListFilters, until: int) -> None:
    """Put the opening on the trail, and keep the purpose for this unit until its time is up."""
    account = actor()
    with transaction():
        services.note_list_opened(purpose, unit_code, asdict(filters), by=account)
    kept = {code: one for code, one in session.get("purposes", {}).items() if _is_live(one)}
    kept[unit_code] = {"purpose": purpose, "until": until, "filters": asdict(filters)}
    session["purposes"] = dict(list(kept.items())[-MOST_PURPOSES:])


def _kept_purpose(unit_code: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = session.get("purposes", {}).get(unit_code)
    return kept if kept and _is_live(kept) else None


def _is_live(kept: dict[str, Any]) -> bool:
    return bool(kept["until"] > clock.now().timestamp())


def _filters() -> NameListFilters:
    data = read_query(NameListQueryIn()).data
    return NameListFilters(*(data.get(name, "") for name in ("position", "competency", "status", "people")))
