"""What I have confirmed by name, and taking it back with a reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.queries import Confirmation
from competency.schemas import ReasonIn
from competency.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize


@bp.get("/confirmations")
def list_confirmations() -> ResponseReturnValue:
    """Show what I confirmed: work products and certificates, the latest first."""
    authorize(actor(), policies.may_see_confirmations, None)
    return render_template(
        "competency/list_confirmations.html",
        page=queries.page_of_confirmations(number=page_number(), visible_to=actor()),
        names=queries.list_competency_names(),
    )


@bp.get("/confirmations/<int:evidence_id>")
def show_confirmation(evidence_id: int) -> ResponseReturnValue:
    """Show one thing I confirmed, and ask why it should be taken back."""
    authorize(actor(), policies.may_see_confirmations, None)
    return _page(queries.get_confirmation(evidence_id, visible_to=actor()), Form())


@bp.post("/confirmations/<int:evidence_id>/revocation")
def revoke_confirmation(evidence_id: int) -> ResponseReturnValue:
    """Take a confirmation back; the officer's levels follow."""
    authorize(actor(), policies.may_see_confirmations, None)
    confirmation = queries.get_confirmation(evidence_id, visible_to=actor())
    form = read_form(ReasonIn())
    if form.errors:
        return _page(confirmation, form), 422
    with transaction():
        evidence = queries.get_confirmation(evidence_id, visible_to=actor()).evidence
        services.revoke_evidence(evidence, form.data["reason"], by=actor())
    flash(_("Taken back. It counts no longer; both entries stay on record."))
    return redirect(url_for(".show_confirmation", evidence_id=evidence_id))


def _page(confirmation: Confirmation, form: Form) -> str:
    evidence = confirmation.evidence
    return render_template(
        "competency/show_confirmation.html",
        evidence=evidence,
        revoked_by=confirmation.revoked_by,
        competency=queries.list_competency_names().get(evidence.competency_code, evidence.competency_code),
        may_revoke=policies.may_revoke_evidence(actor(), evidence),
        form=form,
    )
