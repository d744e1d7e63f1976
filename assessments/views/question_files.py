"""Files of questions: a bank as a file, and files into a bank, looked at before anything is written."""

from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import queries
from assessments.models import QuestionBank, QuestionUpload
from assessments.queries import question_uploads as uploads
from assessments.rules.exchange import FileFormat
from assessments.schemas.question_files import AcceptQuestionsIn, ExportQueryIn, ReportQueryIn
from assessments.services import question_exports, question_sheets
from assessments.services import question_uploads as services
from assessments.services.question_plans import ImportPlan, PlannedRow
from assessments.services.question_words import KINDS, OUTCOMES, field_words, note_sentence
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.policies import may_publish, may_write
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound, Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.pages import Page, page_number, send_bytes
from lms.permissions import authorize
from lms.tables import XLSX

ROWS_PER_PAGE = 10
SHOWN_NOTES = 5
_FORMATS = {
    "gift": (FileFormat.GIFT, "text/plain; charset=utf-8"),
    "xml": (FileFormat.MOODLE_XML, "application/xml; charset=utf-8"),
    "xlsx": (FileFormat.EXCEL, XLSX),
}


@bp.get("/studio/banks/<code>/export.<any(gift, xml, xlsx):ending>")
def export_questions(code: str, ending: str) -> ResponseReturnValue:
    """Send the questions of a bank as GIFT, Moodle XML or Excel; ``?version=`` names an older version."""
    bank = queries.get_bank(code, visible_to=actor())
    authorize(actor(), may_publish, bank.owner)
    form = read_query(ExportQueryIn())
    if form.errors:
        raise NotFound(_("There is no such version of this bank."))
    number = form.data["version"]
    version = queries.get_working_version(bank) if number is None else queries.get_bank_version(bank, number)
    file_format, media_type = _FORMATS[ending]
    with transaction():
        content = question_exports.export_questions(version, file_format, by=actor())
        name = f"{bank.code}-{version.number}.{ending}"
    return send_bytes(content, name, media_type)


@bp.get("/studio/banks/<code>/import")
def ask_question_file(code: str) -> ResponseReturnValue:
    """Ask for a file of questions, and show what became of others."""
    return _desk(_bank(code), Form())


@bp.post("/studio/banks/<code>/import")
def hand_in_questions(code: str) -> ResponseReturnValue:
    """Keep a file and go to what it would do, or say why not."""
    bank = _bank(code)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _desk(bank, Form(errors={"file": [_("Please choose the file.")]})), 422
    try:
        with transaction():
            bank = _bank(code)
            stream = cast(BinaryIO, file.stream)
            upload = services.hand_in_questions(bank, file.filename, stream, by=actor())
            public_id = upload.public_id
    except Refused as refusal:
        return _desk(_bank(code), Form(errors={"file": [str(refusal)]})), 422
    return redirect(url_for("assessments.show_question_file", code=code, public_id=public_id))


@bp.get("/studio/banks/<code>/import/template.xlsx")
def download_question_template(code: str) -> ResponseReturnValue:
    """Send an empty sheet of questions with lists to choose from."""
    bank = _bank(code)
    target = BytesIO()
    question_sheets.write_question_template(target, list_competency_names())
    return send_bytes(target.getvalue(), f"mau-cau-hoi-{bank.code}.xlsx", XLSX)


@bp.get("/studio/banks/<code>/import/<uuid:public_id>")
def show_question_file(code: str, public_id: UUID) -> ResponseReturnValue:
    """Show what a file would do, question by question; ``?list=`` shows those of one outcome."""
    bank = _bank(code)
    return _report(bank, uploads.get_upload(bank, public_id), Form())


@bp.post("/studio/banks/<code>/import/<uuid:public_id>/acceptance")
def accept_questions(code: str, public_id: UUID) -> ResponseReturnValue:
    """Write what the review shows, all of it or nothing."""
    bank = _bank(code)
    form = read_form(AcceptQuestionsIn())
    if form.errors:
        return _report(bank, uploads.get_upload(bank, public_id), form), 422
    try:
        with transaction():
            bank = _bank(code)
            upload = uploads.get_upload(bank, public_id)
            plan = services.accept_questions(upload, by=actor(), **form.data)
            counts = plan.counts
    except Refused as refusal:
        bank = _bank(code)
        errors = {"refused": [str(refusal)]}
        return _report(bank, uploads.get_upload(bank, public_id), Form(raw=form.raw, errors=errors)), 422
    flash(
        _(
            "%(new)s questions were added and %(changed)s changed; %(same)s were there already.",
            new=counts["new"],
            changed=counts["changed"],
            same=counts["same"],
        )
    )
    return redirect(url_for("assessments.show_bank", code=code))


@bp.post("/studio/banks/<code>/import/<uuid:public_id>/drop")
def drop_questions(code: str, public_id: UUID) -> ResponseReturnValue:
    """Put a file away without writing anything."""
    with transaction():
        services.drop_questions(uploads.get_upload(_bank(code), public_id), by=actor())
    flash(_("The file was put away. Nothing of it was written."))
    return redirect(url_for("assessments.ask_question_file", code=code))


@bp.get("/studio/banks/<code>/import/<uuid:public_id>/report.xlsx")
def download_question_report(code: str, public_id: UUID) -> ResponseReturnValue:
    """Send everything there is to say about a file, a row each."""
    bank = _bank(code)
    plan = services.read_upload(uploads.get_upload(bank, public_id), by=actor())
    return send_bytes(question_exports.write_report(plan), f"bao-cao-{bank.code}.xlsx", XLSX)


def _bank(code: str) -> QuestionBank:
    """Return a bank that the person writes for."""
    bank = queries.get_bank(code, visible_to=actor())
    authorize(actor(), may_write, bank.owner)
    return bank


def _desk(bank: QuestionBank, form: Form) -> str:
    return render_template(
        "assessments/studio/ask_question_file.html", bank=bank, form=form, uploads=uploads.list_uploads(bank)
    )


def _report(bank: QuestionBank, upload: QuestionUpload, form: Form) -> str:
    plan = services.read_upload(upload, by=actor()) if upload.storage_key else None
    chosen = read_query(ReportQueryIn()).data.get("list", "")
    rows = _chosen(plan, chosen) if plan else []
    return render_template(
        "assessments/studio/show_question_file.html",
        bank=bank,
        upload=upload,
        plan=plan,
        chosen=chosen,
        page=Page.cut(rows, page_number(), ROWS_PER_PAGE),
        lost=len(_chosen(plan, "lost")) if plan else 0,
        form=form,
        outcomes=OUTCOMES,
        kinds=KINDS,
        sentence=note_sentence,
        field_words=field_words,
        shown_notes=SHOWN_NOTES,
    )


def _chosen(plan: ImportPlan, outcome: str) -> list[PlannedRow]:
    if outcome == "lost":
        return [row for row in plan.rows if row.has_losses and row.draft is not None]
    return [row for row in plan.rows if outcome in {"", row.outcome.value}]
