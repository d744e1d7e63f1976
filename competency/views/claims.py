"""Certificates as those see them who decide: what waits, the scan, the decision."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, rules, services
from competency.models import Claim
from competency.rules import EvidenceKind
from competency.schemas import ConfirmClaimIn, ReasonIn
from competency.services import EvidenceRefused
from competency.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize
from lms.scans import is_picture, send_scan, sends_scan


@bp.get("/claims")
def list_claims() -> ResponseReturnValue:
    """Show the certificates that wait for my decision, the longest waiting first."""
    authorize(actor(), policies.may_decide_claims, None)
    return render_template(
        "competency/list_claims.html",
        page=queries.page_of_waiting_claims(number=page_number(), visible_to=actor()),
        names=queries.list_competency_names(),
    )


@bp.get("/claims/<uuid:public_id>")
def show_claim(public_id: UUID) -> ResponseReturnValue:
    """Show one certificate with its scan and, to those who decide, what they can do."""
    claim = queries.get_claim(public_id, visible_to=actor())
    return _page(claim, Form())


@bp.get("/claims/<uuid:public_id>/scan")
@sends_scan
def show_scan(public_id: UUID) -> ResponseReturnValue:
    """Send the scan: a picture into the page, a paper only to be saved."""
    claim = queries.get_claim(public_id, visible_to=actor())
    return send_scan(claim.storage_key, claim.media_type, f"chung-chi-{claim.public_id}")


@bp.post("/claims/<uuid:public_id>/confirmation")
def confirm_claim(public_id: UUID) -> ResponseReturnValue:
    """Confirm by name what the certificate shows."""
    claim = queries.get_claim(public_id, visible_to=actor())
    authorize(actor(), policies.may_decide_claim, claim)
    form = read_form(ConfirmClaimIn())
    if form.errors:
        return _page(claim, form), 422
    try:
        with transaction():
            claim = queries.get_claim(public_id, visible_to=actor())
            level, remark = form.data["level"], form.data["remark"]
            services.confirm_claim(claim, level, remark=remark, by=actor())
    except EvidenceRefused as refusal:
        claim = queries.get_claim(public_id, visible_to=actor())
        return _page(claim, Form(raw=form.raw, errors={"level": [str(refusal)]})), 422
    flash(_("The certificate was confirmed in your name; the officer's levels were computed anew."))
    return redirect(url_for(".show_claim", public_id=public_id))


@bp.post("/claims/<uuid:public_id>/refusal")
def refuse_claim(public_id: UUID) -> ResponseReturnValue:
    """Refuse the certificate with a reason the officer reads."""
    claim = queries.get_claim(public_id, visible_to=actor())
    authorize(actor(), policies.may_decide_claim, claim)
    form = read_form(ReasonIn())
    if form.errors:
        return _page(claim, form), 422
    with transaction():
        claim = queries.get_claim(public_id, visible_to=actor())
        services.refuse_claim(claim, form.data["reason"], by=actor())
    flash(_("Refused; the officer reads your reason."))
    return redirect(url_for(".show_claim", public_id=public_id))


def _page(claim: Claim, form: Form) -> str:
    may_decide = policies.may_decide_claim(actor(), claim)
    kind = EvidenceKind.PRIOR_LEARNING
    return render_template(
        "competency/show_claim.html",
        claim=claim,
        competency=queries.list_competency_names().get(claim.competency_code, claim.competency_code),
        levels={level.level: level for level in queries.list_levels()},
        standing=queries.find_standing(claim.officer, claim.competency_code),
        counts_until=rules.valid_until(queries.get_policy(), kind, claim.competency_code, claim.issued_on),
        is_picture=is_picture(claim.media_type),
        is_revoked=queries.is_revoked(claim),
        twins=queries.list_twins(claim, visible_to=actor()) if may_decide else [],
        may_decide=may_decide,
        may_withdraw=policies.may_withdraw_claim(actor(), claim),
        form=form,
    )
