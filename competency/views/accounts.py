"""Accounts of the officers of a province: links by mail, and slips to print for each commune."""

from io import BytesIO

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from competency.policies import own_provinces
from competency.schemas.rosters import SlipsIn
from competency.services import invite_officers
from competency.services.accounts import INVITE_WORK
from competency.views.blueprint import bp
from lms import work
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pdf import in_chunks, printable, render_pdf
from lms.permissions import authorize
from people import policies
from people.models import AdministrativeUnit
from people.queries import accounts as queries
from people.queries import get_unit, list_communes
from people.services.accounts import Slip, issue_slips


@bp.get("/officers/accounts")
def show_accounts() -> ResponseReturnValue:
    """Show how many officers have no way in yet, by commune."""
    return _page(_province(request.args.get("province", "")), Form())


@bp.post("/officers/accounts")
def invite_by_mail() -> ResponseReturnValue:
    """Open accounts for officers with an e-mail address, and send each a link."""
    with transaction():
        province = _province(request.form.get("province", ""))
        job = invite_officers(province, by=actor())
    work.nudge(job)
    flash(_("Accounts are being opened and links sent. You can leave this page and come back."))
    return redirect(url_for(".show_accounts", province=province.code))


@bp.post("/officers/slips")
def print_slips() -> ResponseReturnValue:
    """Show or send the slips of a commune, this once: they are kept nowhere."""
    authorize(actor(), policies.may_keep_rosters, None)
    form = read_form(SlipsIn())
    if form.errors:
        return _page(_province(""), form), 422
    with transaction():
        unit = get_unit(form.data["unit"])
        slips = issue_slips(unit, form.data["purpose"], by=actor())
    if not slips:
        raise Refused(_("Everybody serving in %(unit)s has signed in already.", unit=unit.full_name))
    return _as_pdf(unit, slips) if form.data["form"] == "pdf" else _as_page(unit, slips)


def _as_page(unit: AdministrativeUnit, slips: list[Slip]) -> ResponseReturnValue:
    response = make_response(render_template("competency/print_slips.html", unit=unit, slips=slips))
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_pdf(unit: AdministrativeUnit, slips: list[Slip]) -> ResponseReturnValue:
    content = render_pdf("competency/pdf/slips.html", unit=unit, chunks=in_chunks(slips), t=printable)
    name = f"phieu-dang-nhap-{unit.code}.pdf"
    pdf = "application/pdf"
    response = send_file(BytesIO(content), mimetype=pdf, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _province(code: str) -> AdministrativeUnit:
    authorize(actor(), policies.may_keep_rosters, None)
    codes = sorted(own_provinces(actor()))
    province = get_unit(code if code in codes or not codes else codes[0])
    authorize(actor(), policies.may_import_roster, province)
    return province


def _page(province: AdministrativeUnit, form: Form) -> str:
    waiting = queries.count_without_password(province.code)
    communes = [unit for unit in list_communes(province.code) if waiting.get(unit.code)]
    return render_template(
        "competency/show_accounts.html",
        province=province,
        communes=communes,
        waiting=waiting,
        total=sum(waiting.values()),
        to_open=len(queries.list_ids_to_open(province.code)),
        to_invite=len(queries.list_accounts_to_invite(province.code)),
        job=work.find_latest(INVITE_WORK, province.code),
        form=form,
    )
