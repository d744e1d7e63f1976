"""Reads of the papers we keep."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import Officer
from people.queries import select_officers
from reports.models import IssuedDocument, SignedCopy
from reports.rules.documents import REPORTS, DocumentKind

LINES_PER_PAGE = 25


def select_documents(*, visible_to: Account) -> Select[IssuedDocument]:
    """Return the statement of the papers a person may know of.

    Reports of one's units; lists of names that one asked for oneself; papers about officers one may know of.
    """
    if visible_to.is_system:
        return select(IssuedDocument).where(true())
    document = IssuedDocument
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    own = document.asked_by_id == visible_to.id
    is_of_unit = _is_of_unit(visible_to)
    return select(document).where(
        or_(
            and_(document.kind.in_(sorted(REPORTS)), is_of_unit),
            and_(document.kind == DocumentKind.NAME_LIST, own, is_of_unit),
            document.officer_id.in_(known),
        )
    )


def get_document(public_id: UUID, *, visible_to: Account) -> IssuedDocument:
    """Return one paper.

    Raises:
        NotFound: there is none, or none this person may know of.
    """
    statement = select_documents(visible_to=visible_to).where(IssuedDocument.public_id == public_id)
    found = db.session.scalar(
        statement.options(joinedload(IssuedDocument.unit), joinedload(IssuedDocument.asked_by))
    )
    if found is None:
        raise NotFound(_("There is no such paper."))
    return found


def list_documents(kind: str, page: int, *, visible_to: Account) -> Page:
    """Return one page of the papers a person may know of, the latest first; of one kind or of all."""
    statement = select_documents(visible_to=visible_to)
    if kind:
        statement = statement.where(IssuedDocument.kind == kind)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    found = db.session.scalars(
        statement.order_by(IssuedDocument.id.desc())
        .options(joinedload(IssuedDocument.unit), joinedload(IssuedDocument.officer))
        .limit(LINES_PER_PAGE)
        .offset((page - 1) * LINES_PER_PAGE)
    ).all()
    return Page(found, page, LINES_PER_PAGE, total)


def get_document_to_build(public_id: UUID) -> IssuedDocument:
    """Return a paper for the work that makes it. No gate: its row was made by a service that asked."""
    return db.session.scalars(select(IssuedDocument).where(IssuedDocument.public_id == public_id)).one()


def find_unfinished_document(subject: str) -> IssuedDocument | None:
    """Return the version of a paper that is still being made."""
    return db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.subject == subject, IssuedDocument.built_at.is_(None))
    )


def find_latest_document(subject: str) -> IssuedDocument | None:
    """Return the newest version of a paper, finished or not."""
    return db.session.scalar(
        select(IssuedDocument)
        .where(IssuedDocument.subject == subject)
        .order_by(IssuedDocument.version.desc())
        .limit(1)
    )


def find_document_by_code(code: str) -> IssuedDocument | None:
    """Return the finished paper on which a code is printed. No gate: the code is one."""
    return db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.code == code, IssuedDocument.built_at.is_not(None))
    )


def count_later_versions(document: IssuedDocument) -> int:
    """Return how many finished versions of the same paper came after this one."""
    later = select(func.count()).where(
        IssuedDocument.subject == document.subject,
        IssuedDocument.version > document.version,
        IssuedDocument.built_at.is_not(None),
    )
    return db.session.scalar(later) or 0


def find_signed_copy(document: IssuedDocument, sha256: str) -> SignedCopy | None:
    """Return the scan of these bytes that came back for a paper."""
    return db.session.scalar(
        select(SignedCopy).where(SignedCopy.document_id == document.id, SignedCopy.sha256 == sha256)
    )


def get_signed_copy(document: IssuedDocument, copy_id: int) -> SignedCopy:
    """Return a scan that came back for a paper.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(
        select(SignedCopy).where(SignedCopy.document_id == document.id, SignedCopy.id == copy_id)
    )
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def _is_of_unit(account: Account) -> ColumnElement[bool]:
    document = IssuedDocument
    conditions: list[ColumnElement[bool]] = [
        document.province_code.in_(sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))),
        document.unit_code.in_(sorted(scopes(account, Role.LEADER, ScopeKind.UNIT))),
    ]
    if has_role(account, Role.MINISTRY):
        conditions.append(and_(document.province_code.is_(None), document.officer_id.is_(None)))
    return or_(*conditions)
