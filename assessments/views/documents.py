"""The register of legal documents: what is in force, what was replaced, and which texts must be looked at."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments.queries import mentions
from assessments.schemas.reviews import DocumentChangeIn, DocumentIn, HoldingIn, ReplacementIn
from assessments.services.mentions import confirm_holding
from assessments.views.blueprint import bp
from courses import policies, queries
from courses import services as content
from courses.services import DocumentText
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound, Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize

MOST_UNREGISTERED = 20
MOST_WAITING = 50


@bp.get("/studio/documents")
def list_documents() -> ResponseReturnValue:
    """Show the register and what waits for an update."""
    return _list(Form(raw={"number": request.args.get("number", "")[:60]}), 200)


def _list(form: Form, status: int) -> ResponseReturnValue:
    authorize(actor(), policies.may_keep_documents, None)
    text = request.args.get("q", "")[:100]
    page = queries.page_of_documents(text=text, number=page_number(), visible_to=actor())
    return (
        render_template(
            "assessments/studio/list_documents.html",
            page=page,
            counts=queries.count_mentions([document.number for document in page.items]),
            waiting=mentions.list_waiting(visible_to=actor(), limit=MOST_WAITING),
            waiting_count=mentions.count_waiting(visible_to=actor()),
            unregistered=queries.list_unregistered(MOST_UNREGISTERED),
            filters=Form(raw={"q": text}),
            form=form,
        ),
        status,
    )


@bp.post("/studio/documents")
def add_document() -> ResponseReturnValue:
    """Put a document into the register."""
    form = read_form(DocumentIn())
    if form.errors:
        return _list(form, 422)
    try:
        with transaction():
            document = content.add_document(DocumentText(**form.data), by=actor())
            public_id = document.public_id
    except Refused as error:
        return _list(Form(raw=form.raw, errors={"number": [str(error)]}), 422)
    return redirect(url_for(".show_document", public_id=public_id))


@bp.get("/studio/documents/<uuid:public_id>")
def show_document(public_id: UUID) -> ResponseReturnValue:
    """Show one document, what stands in its place, and every text that names it."""
    return _show(public_id, {}, 200)


def _show(public_id: UUID, forms: dict[str, Any], status: int) -> ResponseReturnValue:
    authorize(actor(), policies.may_keep_documents, None)
    document = queries.get_document(public_id, visible_to=actor())
    return (
        render_template(
            "assessments/studio/show_document.html",
            document=document,
            lines=mentions.list_mentioning(document.number, visible_to=actor()),
            change_form=forms.get("change", Form()),
            replacement_form=forms.get("replacement", Form()),
        ),
        status,
    )


@bp.post("/studio/documents/<uuid:public_id>")
def edit_document(public_id: UUID) -> ResponseReturnValue:
    """Correct title and date."""
    form = read_form(DocumentChangeIn())
    if form.errors:
        return _show(public_id, {"change": form}, 422)
    with transaction():
        document = queries.get_document(public_id, visible_to=actor())
        said = DocumentText(document.number, form.data["title"], form.data["effective_on"])
        content.edit_document(document, said, seen=form.data["seen"], by=actor())
    flash(_("Saved."))
    return redirect(url_for(".show_document", public_id=public_id))


@bp.post("/studio/documents/<uuid:public_id>/replacement")
def replace_document(public_id: UUID) -> ResponseReturnValue:
    """Note what stands in the place of a document; texts that name it then wait for an update."""
    form = read_form(ReplacementIn())
    if form.errors:
        return _show(public_id, {"replacement": form}, 422)
    try:
        with transaction():
            document = queries.get_document(public_id, visible_to=actor())
            said = DocumentText(form.data["number"], form.data["title"], form.data["on"])
            replacement = content.add_document(said, by=actor())
            content.replace_document(
                document, replacement, on=form.data["on"], seen=form.data["seen"], by=actor()
            )
    except Refused as error:
        return _show(public_id, {"replacement": Form(raw=form.raw, errors={"number": [str(error)]})}, 422)
    flash(_("Noted. The texts below name the replaced document and wait to be looked at."))
    return redirect(url_for(".show_document", public_id=public_id))


@bp.post("/studio/documents/<uuid:public_id>/holding")
def note_holding(public_id: UUID) -> ResponseReturnValue:
    """Note that a text holds although the document was replaced."""
    form = read_form(HoldingIn())
    if form.errors:
        raise NotFound(_("This text does not name the document any more."))
    with transaction():
        document = queries.get_document(public_id, visible_to=actor())
        confirm_holding(form.data["subject"], document.number, by=actor())
    flash(_("Noted: the text holds. Learners are told nothing any more."))
    return redirect(url_for(".show_document", public_id=public_id))
