"""Lists of names behind a number: first the purpose, which goes on the trail, then the list."""

from dataclasses import asdict, fields
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.auth import actor
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page, page_number
from people import policies
from people.models import AdministrativeUnit
from reports.queries.coverage import get_named_unit, own_scopes
from reports.queries.name_lists import (
    NameListFilters,
    describe_filters,
    get_name_list,
    get_people_list,
)
from reports.queries.qualifications import get_qualification_list
from reports.schemas import NameListQueryIn, PurposeIn
from reports.views.blueprint import bp
from reports.views.coverage import trail_to
from reports.views.purposes import ask_purpose, kept_purpose, note_purpose, purpose_words


@bp.get("/coverage/<unit_code>/officers")
def list_officers(unit_code: str) -> ResponseReturnValue:
    """List who stands behind a number, if the purpose was stated in the last 15 minutes; else ask for it."""
    account = actor()
    unit = get_named_unit(unit_code, visible_to=account)
    filters = _filters()
    kept = kept_purpose(unit_code)
    if kept is None:
        return _ask(unit, filters, Form(), account)
    if kept["filters"] != asdict(filters):
        note_purpose(kept["purpose"], unit_code, asdict(filters), kept["until"])
    page = _find(unit, filters, account)
    return render_template(
        "reports/list_officers.html",
        unit=unit,
        is_of_people=bool(filters.people),
        is_of_standards=bool(filters.qualification),
        about=describe_filters(filters),
        purpose=kept["purpose"],
        page=page,
        on=clock.today(),
        leads_to_profiles=policies.may_see_team(account, None),
        trail=_trail(unit, account),
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
    note_purpose(purpose_words(form), unit_code, asdict(filters))
    asked = {name: value for name, value in asdict(filters).items() if value}
    return redirect(url_for("reports.list_officers", unit_code=unit_code, **asked))


def _find(unit: AdministrativeUnit, filters: NameListFilters, account: Account) -> Page:
    if filters.qualification:
        kind, status = filters.qualification, filters.status
        return get_qualification_list(unit, kind, status, page_number(), visible_to=account)
    find = get_people_list if filters.people else get_name_list
    return find(unit, filters, page_number(), visible_to=account)


def _ask(unit: AdministrativeUnit, filters: NameListFilters, form: Form, account: Account) -> str:
    return ask_purpose(unit, describe_filters(filters), form, _trail(unit, account))


def _trail(unit: AdministrativeUnit, account: Account) -> list[dict[str, Any]]:
    return [*trail_to(unit, own_scopes(account)), {"label": _("List"), "url": ""}]


def _filters() -> NameListFilters:
    data = read_query(NameListQueryIn()).data
    return NameListFilters(**{field.name: data.get(field.name, "") for field in fields(NameListFilters)})
