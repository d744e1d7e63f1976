"""A leader's confirmation of a work product."""

from uuid import UUID, uuid4

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import Competency
from competency.schemas import HIGHEST_PRODUCT_LEVEL, WorkProductIn
from competency.services import EvidenceRefused, WorkProduct
from competency.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.models import Officer
from people.queries import get_officer

_FIELDS = {"note": "product", "earned_on": "made_on", "competency": "_form"}
"""Where the form asks for what a refusal names."""


@bp.get("/team/<uuid:public_id>/work-products/<competency_code>")
def show_work_product(public_id: UUID, competency_code: str) -> ResponseReturnValue:
    """Ask a leader what the officer made, and which level it shows."""
    officer = get_officer(public_id, visible_to=actor())
    authorize(actor(), policies.may_confirm_work_product, officer)
    form = Form(raw={"token": str(uuid4())})
    return _work_product_page(officer, competency_code, form)


@bp.post("/team/<uuid:public_id>/work-products/<competency_code>")
def confirm_work_product(public_id: UUID, competency_code: str) -> ResponseReturnValue:
    """Confirm a work product, or show the form again with what is wrong."""
    officer = get_officer(public_id, visible_to=actor())
    authorize(actor(), policies.may_confirm_work_product, officer)
    form = read_form(WorkProductIn())
    if form.errors:
        return _work_product_page(officer, competency_code, form), 422
    try:
        with transaction():
            services.confirm_work_product(officer, _product(competency_code, form), by=actor())
    except EvidenceRefused as refusal:
        form = Form(raw=form.raw, errors={_FIELDS.get(refusal.field, refusal.field): [str(refusal)]})
        return _work_product_page(officer, competency_code, form), 422
    flash(_("The work product was confirmed in your name."))
    return redirect(url_for("reports.show_team_member", public_id=public_id))


def _work_product_page(officer: Officer, competency_code: str, form: Form) -> str:
    competency = queries.get_competency(competency_code)
    return render_template(
        "competency/show_work_product.html",
        officer=officer,
        competency=competency,
        choices=_level_choices(competency),
        standing=queries.find_standing(officer, competency_code),
        form=form,
    )


def _level_choices(competency: Competency) -> list[tuple[str, str]]:
    """Return the levels a work product can show, each with its indicator or else its meaning."""
    indicators = {indicator.level: indicator.text for indicator in competency.indicators}
    return [
        (str(level.level), f"{level.level}. {level.name}: {indicators.get(level.level, level.meaning)}")
        for level in queries.list_levels()
        if level.level <= HIGHEST_PRODUCT_LEVEL
    ]


def _product(competency_code: str, form: Form) -> WorkProduct:
    return WorkProduct(
        competency_code=competency_code,
        level=form.data["level"],
        product=form.data["product"],
        reference=form.data["reference"],
        made_on=form.data["made_on"],
        token=str(form.data["token"]),
    )
