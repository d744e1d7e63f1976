"""What the communes of a province propose together: counts per course, and the list behind each."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from competency.queries import list_competency_names
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import Form, read_form
from lms.i18n import format_period
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize
from people.models import AdministrativeUnit
from people.queries import get_unit
from planning import policies, queries, services
from planning.queries.needs import Needs
from planning.rules import month_words
from planning.schemas import PurposeIn
from planning.views.blueprint import bp
from planning.views.words import form_words, period_choices, priority_words


@bp.get("/needs/of/<unit_code>/<period>")
def show_merged(unit_code: str, period: str) -> ResponseReturnValue:
    """Show what the communes of a province need, equal proposals merged; figures without names."""
    province = _province(unit_code)
    return render_template(
        "planning/show_merged.html",
        province=province,
        period_code=period,
        period=format_period(period),
        periods=period_choices(),
        needs=queries.get_needs(province, period),
        communes=queries.list_needs_of_units(province, period),
    )


@bp.get("/needs/of/<unit_code>/<period>/officers")
def ask_names(unit_code: str, period: str) -> ResponseReturnValue:
    """Ask what the names behind a count are needed for."""
    return _names_page(_province(unit_code), period, Form())


@bp.post("/needs/of/<unit_code>/<period>/officers")
def show_names(unit_code: str, period: str) -> ResponseReturnValue:
    """Show the names behind a count; the purpose is put on the trail first."""
    province = _province(unit_code)
    key = request.args.get("content", "")
    form = read_form(PurposeIn())
    if form.errors:
        return _names_page(province, period, form), 422
    with transaction():
        services.note_lines_opened(form.data["purpose"], _province(unit_code), period, key, by=actor())
    return render_template(
        "planning/show_names.html",
        province=get_unit(unit_code),
        period_code=period,
        period=format_period(period),
        content=_content(queries.get_needs(province, period), key),
        key=key,
        purpose=form.data["purpose"],
        page=queries.page_of_lines_behind(province, period, key, number=page_number(), visible_to=actor()),
        names=list_competency_names(),
        words=(priority_words(), form_words()),
        month_words=month_words,
    )


def _names_page(province: AdministrativeUnit, period: str, form: Form) -> str:
    key = request.args.get("content", "")
    return render_template(
        "planning/ask_names.html",
        province=province,
        period_code=period,
        period=format_period(period),
        content=_content(queries.get_needs(province, period), key),
        key=key,
        form=form,
    )


def _province(code: str) -> AdministrativeUnit:
    """Return the province; who does not act for its Department is refused, or told that there is none.

    Raises:
        Forbidden: the account decides on no needs at all.
        NotFound: there is no such unit, or it is no business of this person.
    """
    authorize(actor(), policies.may_see_needs, None)
    unit = get_unit(code)
    if not policies.may_merge(actor(), unit.code):
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def _content(needs: Needs, key: str) -> str:
    """Return the words of a merged content.

    Raises:
        NotFound: nobody proposes it.
    """
    found = next((one.content for one in needs.contents if one.key == key), None)
    if found is None:
        raise NotFound(_("Nobody proposes this."))
    return found
