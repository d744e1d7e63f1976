"""Papers of a unit: asking for one, watching it being made, its files, the signed copy that comes back."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.rules.periods import calendar_of
from lms import clock, work
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import format_period
from lms.i18n import gettext as _
from lms.pages import page_number
from lms.permissions import authorize
from lms.scans import SCAN_ENDINGS, read_posted_scan, send_scan, sends_scan
from people import queries as people
from reports import policies, services
from reports.models import IssuedDocument
from reports.queries.coverage import NATION, get_scope_unit, own_scopes
from reports.queries.documents import get_document, get_signed_copy, list_documents
from reports.queries.figures import get_figures
from reports.rules.documents import ASKED_FOR, REPORTS, DocumentKind
from reports.schemas import DocumentIn, DocumentsQueryIn, RevocationIn
from reports.services.asking import WORK_KIND
from reports.views.blueprint import bp
from reports.views.files import send_paper
from reports.views.words import KIND_WORDS


@bp.get("/documents")
def list_papers() -> ResponseReturnValue:
    """List the papers I may read, the latest first."""
    form = read_query(DocumentsQueryIn())
    kind = form.data.get("kind", "")
    page = render_template(
        "reports/list_papers.html",
        page=list_documents(kind, page_number(), visible_to=actor()),
        kinds=[(value.value, words) for value, words in KIND_WORDS.items()],
        words=KIND_WORDS,
        form=form,
        may_ask=policies.may_ask_documents(actor(), None),
    )
    return page, 422 if form.errors else 200


@bp.get("/documents/new")
def show_new_document() -> ResponseReturnValue:
    """Ask which paper, about which unit and period."""
    authorize(actor(), policies.may_ask_documents, None)
    return _new_page(
        Form(raw={"kind": request.args.get("kind", ""), "period": request.args.get("period", "")})
    )


@bp.post("/documents/new")
def ask_document() -> ResponseReturnValue:
    """Have a paper made and go to its page; asked twice it is the same paper."""
    authorize(actor(), policies.may_ask_documents, None)
    form = read_form(DocumentIn())
    if form.errors:
        return _new_page(form), 422
    kind = DocumentKind(form.data["kind"])
    try:
        with transaction():
            unit = get_scope_unit(form.data["unit"], visible_to=actor())
            document = services.issue_document(
                kind, unit, form.data["period"], purpose=form.data["words"], by=actor()
            )
            public_id = document.public_id
            job = services.request_building(document, by=actor())
    except Refused as refusal:
        return _new_page(Form(raw=form.raw, errors={"period": [str(refusal)]})), 422
    work.nudge(job)
    return redirect(url_for(".show_document", public_id=public_id))


@bp.get("/documents/<uuid:public_id>")
def show_document(public_id: UUID) -> ResponseReturnValue:
    """Show one paper: how far it is, its figures and hashes, its files, what came back signed."""
    return _page(get_document(public_id, visible_to=actor()), Form())


@bp.post("/documents/<uuid:public_id>/building")
def retry_document(public_id: UUID) -> ResponseReturnValue:
    """Have a paper made whose work has failed."""
    with transaction():
        document = get_document(public_id, visible_to=actor())
        job = services.request_building(document, by=actor())
    work.nudge(job)
    return redirect(url_for(".show_document", public_id=public_id))


@bp.get("/documents/<uuid:public_id>.pdf")
def download_document_pdf(public_id: UUID) -> ResponseReturnValue:
    """Give a paper as PDF."""
    return _file(public_id, "pdf")


@bp.get("/documents/<uuid:public_id>.docx")
def download_document_docx(public_id: UUID) -> ResponseReturnValue:
    """Give a paper as a Word file."""
    return _file(public_id, "docx")


@bp.post("/documents/<uuid:public_id>/signed")
def keep_signed_copy(public_id: UUID) -> ResponseReturnValue:
    """Keep the signed paper that was scanned, or say what is wrong with the file."""
    scan, errors = read_posted_scan()
    document = get_document(public_id, visible_to=actor())
    authorize(actor(), policies.may_keep_signed_copy, document)
    if scan is None:
        return _page(document, Form(errors=errors)), 422
    with transaction():
        services.keep_signed_copy(get_document(public_id, visible_to=actor()), scan, by=actor())
    flash(_("The signed copy is kept."))
    return redirect(url_for(".show_document", public_id=public_id))


@bp.get("/documents/<uuid:public_id>/signed/<int:copy_id>")
@sends_scan
def download_signed_copy(public_id: UUID, copy_id: int) -> ResponseReturnValue:
    """Give a signed copy back as it was kept."""
    document = get_document(public_id, visible_to=actor())
    copy = get_signed_copy(document, copy_id)
    key, media_type, name = copy.storage_key, copy.media_type, f"ban-ky-{document.code}"
    _note_taken(document, "signed")
    return send_scan(key, media_type, name)


@bp.post("/documents/<uuid:public_id>/revocation")
def revoke_document(public_id: UUID) -> ResponseReturnValue:
    """Take a paper back with a reason."""
    document = get_document(public_id, visible_to=actor())
    authorize(actor(), policies.may_revoke, document)
    form = read_form(RevocationIn())
    if form.errors:
        return _page(document, form), 422
    with transaction():
        services.revoke_document(get_document(public_id, visible_to=actor()), form.data["reason"], by=actor())
    flash(_("Revoked. Whoever checks the paper is told so."))
    return redirect(url_for(".show_document", public_id=public_id))


def _file(public_id: UUID, kind: str) -> ResponseReturnValue:
    document = get_document(public_id, visible_to=actor())
    content, name = services.read_file(document, kind), _file_name(document)
    _note_taken(document, kind)
    return send_paper(content, kind, name)


def _note_taken(document: IssuedDocument, kind: str) -> None:
    """Put on the trail that names were taken along, signed or not."""
    public_id = document.public_id
    if document.kind == DocumentKind.NAME_LIST:
        with transaction():
            services.note_names_downloaded(get_document(public_id, visible_to=actor()), kind, by=actor())


def _file_name(document: IssuedDocument) -> str:
    about = document.unit_code or ("" if document.officer_id else NATION)
    parts = (document.kind.replace("_", "-"), about, document.period_code, f"v{document.version}")
    return "-".join(part for part in parts if part)


def _page(document: IssuedDocument, form: Form) -> str:
    account = actor()
    return render_template(
        "reports/show_paper.html",
        document=document,
        kind=KIND_WORDS[DocumentKind(document.kind)],
        figures=get_figures(document) if document.is_built else None,
        job=None if document.is_built else work.find_latest(WORK_KIND, str(document.public_id)),
        is_list=document.kind == DocumentKind.NAME_LIST,
        may_keep=document.is_built and policies.may_keep_signed_copy(account, document),
        may_revoke=document.is_built and policies.may_revoke(account, document),
        may_retry=policies.may_keep_signed_copy(account, document),
        endings=SCAN_ENDINGS,
        form=form,
    )


def _new_page(form: Form) -> str:
    account = actor()
    kinds = [kind for kind in DocumentKind if kind in ASKED_FOR]
    codes = own_scopes(account)
    names = {code: people.get_unit(code).full_name for code in codes if code != NATION}
    units = [(code, names.get(code, _("The whole country"))) for code in codes if _may_ask(account, code)]
    spans = [span for span in calendar_of(clock.today()) if span.starts_on <= clock.today()]
    return render_template(
        "reports/new_paper.html",
        kinds=[(kind.value, KIND_WORDS[kind]) for kind in kinds if kind in REPORTS or names],
        units=units,
        periods=[(span.code, format_period(span.code)) for span in reversed(spans)],
        form=form,
    )


def _may_ask(account: Any, code: str) -> bool:
    return policies.may_ask_report(account, None if code == NATION else people.get_unit(code))
