"""A proposal as a file: Excel, Word, PDF."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from lms.auth import actor
from lms.database import transaction
from lms.official import render_official_docx, render_official_pdf
from lms.pages import send_bytes
from lms.tables import XLSX, write_table
from planning import queries, services
from planning.models import NeedProposal
from planning.views.blueprint import bp

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@bp.get("/needs/<uuid:public_id>.xlsx")
def download_xlsx(public_id: UUID) -> ResponseReturnValue:
    """Send the table; its first seven columns can be pasted back."""
    return _send(public_id, "xlsx", XLSX, _sheet)


@bp.get("/needs/<uuid:public_id>.docx")
def download_docx(public_id: UUID) -> ResponseReturnValue:
    """Send the request in official form, to be edited."""
    return _send(public_id, "docx", DOCX, lambda proposal: render_official_docx(queries.get_paper(proposal)))


@bp.get("/needs/<uuid:public_id>.pdf")
def download_pdf(public_id: UUID) -> ResponseReturnValue:
    """Send the request in official form."""
    return _send(public_id, "pdf", PDF, lambda proposal: render_official_pdf(queries.get_paper(proposal)))


def _sheet(proposal: NeedProposal) -> bytes:
    target = BytesIO()
    write_table(target, queries.EXPORT_HEADERS, queries.list_sheet_rows(proposal))
    return target.getvalue()


def _send(public_id: UUID, form: str, media_type: str, make: Callable[[NeedProposal], bytes]) -> Response:
    with transaction():
        services.note_exported(queries.get_proposal(public_id, visible_to=actor()), form, by=actor())
    proposal = queries.get_proposal(public_id, visible_to=actor())
    name = f"de-xuat-nhu-cau-{proposal.unit_code}-{proposal.period_code}.{form}"
    return send_bytes(make(proposal), name, media_type)
