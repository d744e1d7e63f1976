"""Proposals: whose there are, beginning one, taking the gaps, handing it in, deciding on it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.pages import page_number
from lms.permissions import Role, ScopeKind, authorize, scopes
from planning import policies, queries, services
from planning.rules import Place
from planning.schemas import AcceptIn, GapsIn, ListQueryIn, ProposalIn, ReasonIn
from planning.views.blueprint import bp
from planning.views.lines import proposal_page
from planning.views.words import period_choices


@bp.get("/needs")
def list_proposals() -> ResponseReturnValue:
    """Show the proposals of my unit, or those the communes of my province handed in."""
    authorize(actor(), policies.may_see_needs, None)
    return _list_page(Form())


@bp.post("/needs")
def open_proposal() -> ResponseReturnValue:
    """Begin a proposal for a unit and a period, or go to the one that is there."""
    authorize(actor(), policies.may_see_needs, None)
    form = read_form(ProposalIn())
    if form.errors:
        return _list_page(form), 422
    unit_code, _slash, organisation_code = form.data["place"].partition("/")
    try:
        with transaction():
            place = Place(unit_code, organisation_code)
            proposal = services.open_proposal(place, form.data["period"], by=actor())
            public_id = proposal.public_id
    except Refused as refusal:
        return _list_page(Form(raw=form.raw, errors={"period": [str(refusal)]})), 422
    return redirect(url_for(".show_proposal", public_id=public_id))


@bp.post("/needs/<uuid:public_id>/gaps")
def take_gaps(public_id: UUID) -> ResponseReturnValue:
    """Take the gaps of the unit into the proposal."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_edit, proposal)
    form = read_form(GapsIn())
    if form.errors:
        return proposal_page(proposal, form), 422
    try:
        with transaction():
            proposal = queries.get_proposal(public_id, visible_to=actor())
            choice, code = form.data["choice"], form.data["competency"]
            count = services.take_gaps(proposal, choice, competency_code=code, by=actor())
    except Refused as refusal:
        proposal = queries.get_proposal(public_id, visible_to=actor())
        return proposal_page(proposal, Form(raw=form.raw, errors={"choice": [str(refusal)]})), 422
    flash(
        ngettext("%(num)s line was taken from the gaps.", "%(num)s lines were taken from the gaps.", count)
        if count
        else _("There is no gap of this kind that has no line yet.")
    )
    return redirect(url_for(".show_proposal", public_id=public_id))


@bp.post("/needs/<uuid:public_id>/clearing")
def clear_untouched(public_id: UUID) -> ResponseReturnValue:
    """Remove the lines that were taken from the gaps and not changed since."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_edit, proposal)
    with transaction():
        proposal = queries.get_proposal(public_id, visible_to=actor())
        count = services.clear_untouched(proposal, by=actor())
    flash(ngettext("%(num)s line was removed.", "%(num)s lines were removed.", count))
    return redirect(url_for(".show_proposal", public_id=public_id))


@bp.post("/needs/<uuid:public_id>/submission")
def submit_proposal(public_id: UUID) -> ResponseReturnValue:
    """Hand the proposal to the Department."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_edit, proposal)
    try:
        with transaction():
            services.submit_proposal(queries.get_proposal(public_id, visible_to=actor()), by=actor())
    except Refused as refusal:
        proposal = queries.get_proposal(public_id, visible_to=actor())
        return proposal_page(proposal, Form(errors={"_form": [str(refusal)]})), 422
    flash(_("Handed to the Department of Home Affairs."))
    return redirect(url_for(".show_proposal", public_id=public_id))


@bp.post("/needs/<uuid:public_id>/acceptance")
def accept_proposal(public_id: UUID) -> ResponseReturnValue:
    """Accept the proposal into the plan of the province."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_decide, proposal)
    form = read_form(AcceptIn())
    if form.errors:
        return proposal_page(proposal, form), 422
    with transaction():
        proposal = queries.get_proposal(public_id, visible_to=actor())
        services.accept_proposal(proposal, form.data["remark"], by=actor())
    flash(_("Accepted."))
    return redirect(url_for(".show_proposal", public_id=public_id))


@bp.post("/needs/<uuid:public_id>/return")
def return_proposal(public_id: UUID) -> ResponseReturnValue:
    """Return the proposal with a reason; the unit may change it and hand it in again."""
    proposal = queries.get_proposal(public_id, visible_to=actor())
    authorize(actor(), policies.may_decide, proposal)
    form = read_form(ReasonIn())
    if form.errors:
        return proposal_page(proposal, form), 422
    with transaction():
        proposal = queries.get_proposal(public_id, visible_to=actor())
        services.return_proposal(proposal, form.data["reason"], by=actor())
    flash(_("Returned to the unit with your reason."))
    return redirect(url_for(".show_proposal", public_id=public_id))


def _list_page(form: Form) -> str:
    account = actor()
    query = read_query(ListQueryIn())
    asked = {"period_code": query.data.get("period", ""), "state": query.data.get("state", "")}
    places = [("/".join(filter(None, one.place)), one.name) for one in queries.list_places(account)]
    return render_template(
        "planning/list_proposals.html",
        page=queries.page_of_proposals(**asked, number=page_number(), visible_to=account),
        places=places,
        periods=period_choices(),
        provinces=sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT)),
        query=query,
        form=form,
    )
