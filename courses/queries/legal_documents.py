"""Reads of the register of legal documents: one, a page, what names them, what waits for an update."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, literal, or_, select
from sqlalchemy.orm import joinedload

from courses.models import CourseVersion, DocumentMention, LegalDocument, Lesson
from lms import clock
from lms.database import db, lock_row
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, has_role

PER_PAGE = 30


def select_documents(*, visible_to: Account) -> Select[LegalDocument]:
    """Return the statement of the register for who writes and reviews; for others there is none."""
    statement = select(LegalDocument)
    return statement if has_role(visible_to, Role.EDITOR, Role.REVIEWER) else statement.where(false())


def page_of_documents(*, text: str = "", number: int, visible_to: Account) -> Page:
    """Return one page of the register, by number; ``text`` occurs in number or title."""
    statement = select_documents(visible_to=visible_to).options(joinedload(LegalDocument.replaced_by))
    if text.strip():
        words = text.strip()
        statement = statement.where(
            or_(
                LegalDocument.number.icontains(words, autoescape=True),
                LegalDocument.title.icontains(words, autoescape=True),
            )
        )
    return get_page(statement.order_by(LegalDocument.number), number=number, per_page=PER_PAGE)


def get_document(public_id: UUID, *, visible_to: Account) -> LegalDocument:
    """Return one document.

    Raises:
        NotFound: there is none, or not for this person.
    """
    found = db.session.scalar(
        select_documents(visible_to=visible_to)
        .where(LegalDocument.public_id == public_id)
        .options(joinedload(LegalDocument.replaced_by))
    )
    if found is None:
        raise NotFound(_("There is no such document in the register."))
    return found


def find_document(number: str) -> LegalDocument | None:
    """Return the document of a number as `courses.rules.documents_named` writes it, or None."""
    return db.session.scalar(select(LegalDocument).where(LegalDocument.number == number))


def list_documents(numbers: Collection[str]) -> list[LegalDocument]:
    """Return the documents of the register that have these numbers."""
    return list(
        db.session.scalars(
            select(LegalDocument)
            .where(LegalDocument.number.in_(sorted(numbers)))
            .options(joinedload(LegalDocument.replaced_by))
            .order_by(LegalDocument.number)
        )
    )


def lock_document(document: LegalDocument) -> None:
    """Read a document as it is now and keep others from changing it until this transaction ends."""
    lock_row(document)


def list_mentions_of(*subjects: str) -> list[DocumentMention]:
    """Return which documents some texts name."""
    return list(db.session.scalars(select(DocumentMention).where(DocumentMention.subject.in_(subjects))))


def count_mentions(numbers: Collection[str]) -> dict[str, int]:
    """Return how many texts name each document."""
    rows = db.session.execute(
        select(DocumentMention.number, func.count())
        .where(DocumentMention.number.in_(sorted(numbers)))
        .group_by(DocumentMention.number)
    )
    return dict(rows.all())


def is_outdated_mention() -> ColumnElement[bool]:
    """Tell of a mention, joined with its document, whether its text waits for an update."""
    return and_(
        LegalDocument.number == DocumentMention.number,
        LegalDocument.replaced_on <= clock.today(),
        DocumentMention.found_holding_at.is_(None),
    )


def list_replaced_by(condition: ColumnElement[bool]) -> list[LegalDocument]:
    """Return the replaced documents, each once, that mentions of some kind name and wait for; by number."""
    mentioned = select(DocumentMention.number).where(condition, DocumentMention.found_holding_at.is_(None))
    return list(
        db.session.scalars(
            select(LegalDocument)
            .where(LegalDocument.replaced_on <= clock.today(), LegalDocument.number.in_(mentioned))
            .options(joinedload(LegalDocument.replaced_by))
            .order_by(LegalDocument.number)
        )
    )


def list_replaced_in(*subjects: str) -> list[LegalDocument]:
    """Return the replaced documents that any of some texts names and waits for, each once; one statement."""
    return list_replaced_by(DocumentMention.subject.in_(subjects))


def list_replaced_in_course(version: CourseVersion) -> list[LegalDocument]:
    """Return the same for all of a course version: its sheet, what it cites and its lessons."""
    subject = literal("lesson:").concat(cast(Lesson.id, String))
    lessons = select(subject).where(Lesson.version_id == version.id)
    return list_replaced_by(
        or_(DocumentMention.subject == version.subject, DocumentMention.subject.in_(lessons))
    )


def list_unregistered(limit: int) -> list[tuple[str, int]]:
    """Return numbers that texts name and the register does not hold, the most named first, with how often."""
    times = func.count()
    rows = db.session.execute(
        select(DocumentMention.number, times)
        .outerjoin(LegalDocument, LegalDocument.number == DocumentMention.number)
        .where(LegalDocument.id.is_(None))
        .group_by(DocumentMention.number)
        .order_by(times.desc(), DocumentMention.number)
        .limit(limit)
    )
    return [(number, count) for number, count in rows]
