"""What happens to a paper that is made: it is read, comes back signed, is revoked."""

from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.scans import Scan, keep_scan
from lms.text import clean
from reports import policies
from reports.models import IssuedDocument, SignedCopy
from reports.queries.documents import find_signed_copy
from reports.rules.documents import DocumentEvent, DocumentKind, sha256_of

PDF, DOCX = "pdf", "docx"


def read_file(document: IssuedDocument, kind: str) -> bytes:
    """Return a file of a paper as it was made. No gate: who loaded the paper may read it.

    Raises:
        Conflict: it is not made yet, or what lies in the storage is no longer what was made.
    """
    if not document.is_built:
        raise Conflict(_("This paper is still being made."))
    key, expected = (
        (document.pdf_key, document.pdf_sha256) if kind == PDF else (document.docx_key, document.docx_sha256)
    )
    with storage().open(key) as kept:
        content = kept.read()
    if sha256_of(content) != expected:
        raise Conflict(_("The kept file is damaged. Tell the administrator."))
    return content


def note_names_downloaded(document: IssuedDocument, kind: str, *, by: Account) -> None:
    """Put on the trail that a list of names was taken along. Other papers need no entry; no gate."""
    if document.kind == DocumentKind.NAME_LIST:
        audit.record(DocumentEvent.NAMES_DOWNLOADED, document, by=by, purpose=document.purpose, file=kind)


def keep_signed_copy(document: IssuedDocument, scan: Scan, *, by: Account) -> SignedCopy:
    """Keep the signed paper beside its figures; the same scan twice is once.

    Raises:
        Forbidden: ``by`` may not hand this paper back.
        Conflict: it is not made yet.
    """
    authorize(by, policies.may_keep_signed_copy, document)
    if not document.is_built:
        raise Conflict(_("This paper is still being made."))
    known = find_signed_copy(document, scan.sha256)
    if known is not None:
        return known
    copy = SignedCopy(
        document_id=document.id,
        storage_key=keep_scan(scan),
        media_type=scan.media_type,
        size_bytes=scan.size_bytes,
        sha256=scan.sha256,
        uploaded_at=clock.now(),
        uploaded_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(copy)
    except IntegrityError:  # handed in twice at once
        known = find_signed_copy(document, scan.sha256)
        if known is None:
            raise
        return known
    audit.record(DocumentEvent.SIGNED_COPY_KEPT, document, by=by, sha256=scan.sha256)
    return copy


def revoke_document(document: IssuedDocument, reason: str, *, by: Account) -> None:
    """Take a paper back; whoever checks it is told so, and why. Twice is once.

    Raises:
        Forbidden: ``by`` may not revoke it.
        Conflict: it is not made yet.
        Refused: no reason was given.
    """
    authorize(by, policies.may_revoke, document)
    if not document.is_built:
        raise Conflict(_("This paper is still being made."))
    if not clean(reason):
        raise Refused(_("Please say why."))
    if document.revoked_at is not None:
        return
    document.revoked_at, document.revoke_reason = clock.now(), clean(reason)
    audit.record(DocumentEvent.REVOKED, document, by=by, reason=document.revoke_reason)
