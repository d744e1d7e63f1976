"""Making a paper: its figures are frozen first, then its files are set from the frozen figures alone."""

import json
from io import BytesIO
from typing import Any, NamedTuple

from flask import current_app

from competency.rules.periods import span_of
from lms import audit, clock
from lms.files import storage
from lms.models import Account
from lms.official import OfficialPaper, render_official_docx, render_official_pdf
from lms.qr import make_qr_png
from people.queries import get_unit
from reports.models import IssuedDocument
from reports.queries.cuts.names import collect_names
from reports.queries.cuts.report import collect_report
from reports.rules.documents import DocumentEvent, DocumentKind, Stamp, canonical, sha256_of
from reports.rules.papers import certificate_paper, names_paper, report_paper, sheet_paper


class MadeFiles(NamedTuple):
    """The two files of a paper."""

    pdf: bytes
    docx: bytes


def collect_cut(document: IssuedDocument, *, by: Account) -> dict[str, Any]:
    """Return the figures of a report or a list as of this moment. No gate but who may be known by name."""
    unit = get_unit(document.unit_code) if document.unit_code else None
    if document.kind == DocumentKind.NAME_LIST:
        if unit is None:
            raise LookupError("a list of names is about a unit")
        return collect_names(unit, document.purpose, visible_to=by)
    span = span_of(document.period_code)
    if span is None:
        raise LookupError(f"no period {document.period_code!r}")
    return collect_report(unit, span, visible_to=by)


def freeze_cut(document: IssuedDocument, cut: dict[str, Any], *, by: Account) -> None:
    """Keep the figures of a paper with their hash, once; a later cut of the same row changes nothing.

    Only for the work that makes papers and for services that have asked; no gate.
    """
    if document.cut is not None:
        return
    text = canonical({**cut, "verify_at": _verify_at()})
    document.cut, document.cut_sha256, document.frozen_at = text, sha256_of(text), clock.now()
    paper = paper_of(document)
    document.title = paper.title or paper.kind_line
    document.issuer_name = paper.issuer_in_text[:200]
    if document.officer is not None:
        document.holder_name = document.officer.full_name
    audit.record(DocumentEvent.FROZEN, document, by=by, sha256=document.cut_sha256)


def paper_of(document: IssuedDocument) -> OfficialPaper:
    """Return the paper of a row, from its frozen figures alone.

    Raises:
        LookupError: its figures are not frozen yet.
    """
    if document.cut is None:
        raise LookupError(f"document {document.id} has no figures yet")
    cut = json.loads(document.cut)
    address = f"{cut['verify_at']}/verify/{document.code}"
    stamp = Stamp(document.code, address, document.version, document.cut_sha256)
    match DocumentKind(document.kind):
        case DocumentKind.CERTIFICATE:
            return certificate_paper(cut, stamp, make_qr_png(address))
        case DocumentKind.LEARNING_SHEET:
            return sheet_paper(cut, stamp)
        case DocumentKind.NAME_LIST:
            return names_paper(cut, stamp)
    return report_paper(cut, stamp)


def render_files(document: IssuedDocument) -> MadeFiles:
    """Return the files of a paper; made again from the same row they are the same."""
    paper = paper_of(document)
    return MadeFiles(render_official_pdf(paper), render_official_docx(paper))


def keep_files(document: IssuedDocument, files: MadeFiles, *, by: Account) -> None:
    """Keep the files of a paper with their hashes, once; from then on it is made. No gate."""
    if document.is_built:
        return
    document.pdf_key = storage().save(BytesIO(files.pdf), suffix=".pdf")
    document.docx_key = storage().save(BytesIO(files.docx), suffix=".docx")
    document.pdf_sha256, document.docx_sha256 = sha256_of(files.pdf), sha256_of(files.docx)
    document.built_at = clock.now()
    audit.record(
        DocumentEvent.BUILT, document, by=by, pdf_sha256=document.pdf_sha256, docx_sha256=document.docx_sha256
    )


def _verify_at() -> str:
    return str(current_app.config["PUBLIC_URL"])
