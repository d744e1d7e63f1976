"""What is done about an alert: seen, disputed, answered."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import Alert
from competency.schemas import AnswerIn, DisputeIn
from competency.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize


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


def _to_alert(alert_id: int) -> ResponseReturnValue:
    return redirect(url_for("reports.show_alert", alert_id=alert_id))


def _dispute_page(alert: Alert, form: Form) -> str:
    return render_template("competency/show_dispute.html", form=form, **_alert_facts(alert))


def _answer_page(alert: Alert, form: Form) -> str:
    return render_template("competency/show_answer.html", form=form, **_alert_facts(alert))


def _alert_facts(alert: Alert) -> dict[str, Any]:
    code = alert.competency_code
    return {"alert": alert, "competency": queries.get_competency(code) if code else None}
