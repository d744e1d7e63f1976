"""An officer's own certificates: handed in with the scan, withdrawn while they wait."""

from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.schemas import CertificateIn
from competency.services import Certificate, EvidenceRefused
from competency.views.blueprint import bp
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from lms.scans import SCAN_ENDINGS, read_posted_scan
from people.models import Officer
from people.queries import get_officer_of

_FIELDS = {"competency": "competency_code", "earned_on": "issued_on"}
"""Where the form asks for what a refusal names."""


@bp.get("/me/certificates")
def list_my_certificates() -> ResponseReturnValue:
    """Show the certificates I handed in, and how to hand in another."""
    officer = get_officer_of(actor())
    code = request.args.get("competency", "")
    return _page(officer, Form(raw={"token": str(uuid4()), "competency_code": code}))


@bp.post("/me/certificates")
def hand_in_certificate() -> ResponseReturnValue:
    """Hand a certificate in with its scan, or show the form again with what is wrong."""
    officer = get_officer_of(actor())
    authorize(actor(), policies.may_hand_in_certificate, officer)
    form = read_form(CertificateIn())
    scan, errors = read_posted_scan()
    if form.errors or scan is None:
        return _page(officer, Form(raw=form.raw, errors=form.errors | errors)), 422
    try:
        with transaction():
            services.hand_in_certificate(get_officer_of(actor()), _certificate(form), scan, by=actor())
    except EvidenceRefused as refusal:
        field = _FIELDS.get(refusal.field, refusal.field)
        return _page(officer, Form(raw=form.raw, errors={field: [str(refusal)]})), 422
    except Refused as refusal:
        return _page(officer, Form(raw=form.raw, errors={"_form": [str(refusal)]})), 422
    flash(_("Handed in. It waits for confirmation and proves nothing until then."))
    return redirect(url_for(".list_my_certificates"))


@bp.post("/claims/<uuid:public_id>/withdrawal")
def withdraw_claim(public_id: UUID) -> ResponseReturnValue:
    """Take back a certificate that still waits."""
    with transaction():
        services.withdraw_claim(queries.get_claim(public_id, visible_to=actor()), by=actor())
    flash(_("The certificate was taken back."))
    return redirect(url_for(".list_my_certificates"))


def _certificate(form: Form) -> Certificate:
    return Certificate(**form.data | {"token": str(form.data["token"])})


def _page(officer: Officer, form: Form) -> str:
    highest = queries.highest_certificate_level()
    return render_template(
        "competency/list_my_certificates.html",
        claims=queries.list_claims(officer),
        names=queries.list_competency_names(),
        competencies=[(one.code, f"{one.code}. {one.name}") for one in queries.list_competencies()],
        levels=[
            (str(level.level), f"{level.level}. {level.name}: {level.meaning}")
            for level in queries.list_levels()
            if level.level <= highest
        ],
        endings=SCAN_ENDINGS,
        form=form,
    )
