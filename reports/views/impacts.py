"""The list of names behind a number of an impact preview: first the purpose, then the list."""

from dataclasses import asdict

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import queries as competency
from competency.models import ImpactPreview
from competency.policies import may_see_frameworks
from competency.rules import NATION
from lms.auth import actor
from lms.errors import Forbidden
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import page_number
from lms.permissions import authorize
from people.models import AdministrativeUnit
from people.policies import may_see_names
from people.queries import get_unit
from reports.queries.impacts import ImpactFilters, describe_impact, get_impact_list
from reports.schemas import ImpactListQueryIn, PurposeIn
from reports.views.blueprint import bp
from reports.views.purposes import ask_purpose, kept_purpose, note_purpose, purpose_words


@bp.get("/impacts/<int:preview_id>/officers")
def list_impact_officers(preview_id: int) -> ResponseReturnValue:
    """List for whom a draft would change something, if the purpose was stated; else ask for it."""
    account = actor()
    preview, province = _named(preview_id, account)
    filters, key = _filters(), f"impact:{preview_id}"
    kept = kept_purpose(key)
    if kept is None:
        return _ask(preview, province, filters, Form())
    said = _said(preview, filters)
    if kept["filters"] != said:
        note_purpose(kept["purpose"], province.code, said, kept["until"], key=key)
    return render_template(
        "reports/list_impact_officers.html",
        unit=province,
        about=describe_impact(filters),
        purpose=kept["purpose"],
        page=get_impact_list(preview, filters, page_number(), visible_to=account),
        trail=_trail(preview),
    )


@bp.post("/impacts/<int:preview_id>/officers")
def open_impact_list(preview_id: int) -> ResponseReturnValue:
    """Write down the purpose and lead to the list."""
    preview, province = _named(preview_id, actor())
    filters = _filters()
    form = read_form(PurposeIn())
    if form.errors:
        return _ask(preview, province, filters, form), 422
    note_purpose(purpose_words(form), province.code, _said(preview, filters), key=f"impact:{preview_id}")
    asked = {name: value for name, value in asdict(filters).items() if value}
    return redirect(url_for(".list_impact_officers", preview_id=preview_id, **asked))


def _named(preview_id: int, account: Account) -> tuple[ImpactPreview, AdministrativeUnit]:
    """Return a preview and the province whose names this person may see in it.

    Raises:
        NotFound: there is no such preview for this person.
        Forbidden: this person sees figures only.
    """
    authorize(account, may_see_frameworks, None)
    preview = competency.get_preview(preview_id, visible_to=account)
    scope = competency.scope_of(preview, visible_to=account)
    if scope == NATION:
        raise Forbidden(_("This view has no names: the lists behind the numbers belong to the province."))
    province = get_unit(scope)
    authorize(account, may_see_names, province)
    return preview, province


def _filters() -> ImpactFilters:
    data = read_query(ImpactListQueryIn()).data
    return ImpactFilters(*(data.get(name, "") for name in ("position", "unit", "kind")))


def _said(preview: ImpactPreview, filters: ImpactFilters) -> dict[str, str]:
    return {"impact": str(preview.id), **asdict(filters)}


def _ask(preview: ImpactPreview, province: AdministrativeUnit, filters: ImpactFilters, form: Form) -> str:
    return ask_purpose(province, describe_impact(filters), form, _trail(preview))


def _trail(preview: ImpactPreview) -> list[dict[str, str]]:
    return [
        {"label": _("Frameworks"), "url": url_for("competency.list_frameworks")},
        {
            "label": _("What it would change"),
            "url": url_for("competency.show_impact", preview_id=preview.id),
        },
        {"label": _("List"), "url": ""},
    ]
