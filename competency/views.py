"""HTML pages of this domain: what is done about an alert, and the leader's confirmation of a work product."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import Alert, Competency
from competency.schemas import HIGHEST_PRODUCT_LEVEL, AnswerIn, DisputeIn, WorkProductIn
from competency.services import EvidenceRefused, WorkProduct
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.models import Officer
from people.queries import get_officer

bp = Blueprint("competency", __name__)


@bp.post("/alerts/<int:alert_id>/acknowledgement")
def acknowledge_alert(alert_id: int) -> ResponseReturnValue:
    """Note that the officer has seen the alert."""
    with transaction():
        alert = queries.get_alert(alert_id, visible_to=actor())
        services.acknowledge_alert(alert, by=actor())
    flash(_("Noted that you have seen it."))
    return _to_alert(alert_id)


@bp.get("/alerts/<int:alert_id>/dispute")
def show_dispute(alert_id: int) -> ResponseReturnValue:
    """Ask why the alert is not right."""
    alert = queries.get_alert(alert_id, visible_to=actor())
    authorize(actor(), policies.may_dispute_alert, alert)
    return _dispute_page(alert, Form())


@bp.post("/alerts/<int:alert_id>/dispute")
def dispute_alert(alert_id: int) -> ResponseReturnValue:
    """Hand in why the alert is not right."""
    alert = queries.get_alert(alert_id, visible_to=actor())
    authorize(actor(), policies.may_dispute_alert, alert)
    form = read_form(DisputeIn())
    if form.errors:
        return _dispute_page(alert, form), 422
    with transaction():
        services.dispute_alert(alert, form.data["text"], by=actor())
    flash(_("Your objection was handed in. Somebody answers it by name within five working days."))
    return _to_alert(alert_id)


@bp.get("/alerts/<int:alert_id>/answer")
def show_answer(alert_id: int) -> ResponseReturnValue:
    """Show the dispute and ask for an answer."""
    alert = queries.get_alert(alert_id, visible_to=actor())
    authorize(actor(), policies.may_answer_dispute, alert)
    return _answer_page(alert, Form())


@bp.post("/alerts/<int:alert_id>/answer")
def answer_dispute(alert_id: int) -> ResponseReturnValue:
    """Hand in the answer to a dispute."""
    alert = queries.get_alert(alert_id, visible_to=actor())
    authorize(actor(), policies.may_answer_dispute, alert)
    form = read_form(AnswerIn())
    if form.errors:
        return _answer_page(alert, form), 422
    with transaction():
        services.answer_dispute(alert, form.data["answer"], correction=form.data["correction"], by=actor())
    flash(_("Your answer was handed in."))
    return redirect(url_for(".show_answer", alert_id=alert_id))


@bp.get("/team/<uuid:public_id>/work-products/<competency_code>")
def show_work_product(public_id: UUID, competency_code: str) -> ResponseReturnValue:
    """Ask a leader what the officer made, and which level it shows."""
    officer = get_officer(public_id, visible_to=actor())
    authorize(actor(), policies.may_confirm_work_product, officer)
    form = Form(raw={"token": str(uuid4()), "made_on": clock.today().isoformat()})
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
        form = Form(raw=form.raw, errors={"_form": [str(refusal)]})
        return _work_product_page(officer, competency_code, form), 422
    flash(_("The work product was confirmed in your name."))
    return redirect(url_for("reports.show_team_member", public_id=public_id))


def _to_alert(alert_id: int) -> ResponseReturnValue:
    return redirect(url_for("reports.show_alert", alert_id=alert_id))


def _dispute_page(alert: Alert, form: Form) -> str:
    return render_template("competency/show_dispute.html", form=form, **_alert_facts(alert))


def _answer_page(alert: Alert, form: Form) -> str:
    return render_template("competency/show_answer.html", form=form, **_alert_facts(alert))


def _alert_facts(alert: Alert) -> dict[str, Any]:
    return {"alert": alert, "competency": queries.get_competency(alert.competency_code or "")}


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
        made_on=form.data["made_on"],
        token=str(form.data["token"]),
    )
