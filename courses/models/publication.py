"""How content comes to learners: its authors, what reviewers said, every step, the legal documents behind it.

Versions of courses, question banks and cases go the same way. They are named by a word, "course-version:12",
"bank-version:3" or "case-version:7", because what stands above must not be known here.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account

OPEN_STATES = "state IN ('draft', 'in_review', 'changes_requested', 'approved')"
"""The states of a version that is still on its way to learners; an item has one such version at most."""


class ContentAuthor(Base):
    """Somebody who wrote in a version; none of them may approve it."""

    __tablename__ = "content_authors"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    last_at: Mapped[datetime | None]
    """When they last changed something."""

    account: Mapped[Account] = relationship()


class PublicationStep(Base):
    """One step of a version from state to state: the publication log. Append-only."""

    __tablename__ = "publication_steps"
    __table_args__ = (Index(None, "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of the content as it was at this step."""

    account: Mapped[Account] = relationship()


class ReviewComment(Base):
    """What somebody noted at one place of a version; it stays when it is settled."""

    __tablename__ = "review_comments"
    __table_args__ = (Index(None, "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    subject: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(120))
    """"sheet", "lesson:<slug>", "question:<key>", "node:<name>"; empty for the whole."""
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    account: Mapped[Account] = relationship(foreign_keys=account_id)
    settled_by: Mapped[Account | None] = relationship(foreign_keys=settled_by_id)


class LegalDocument(Base):
    """A legal document of the register, known by its number, e.g. "171/2025/NĐ-CP"."""

    __tablename__ = "legal_documents"
    __table_args__ = (
        CheckConstraint("(replaced_on IS NULL) = (replaced_by_id IS NULL)", name="replaced_by_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    """As `courses.rules.documents_named` writes it."""
    title: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date | None]
    replaced_on: Mapped[date | None]
    """The first day on which another document stands in its place."""
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("legal_documents.id"))
    revision: Mapped[int] = mapped_column(default=1)

    replaced_by: Mapped[LegalDocument | None] = relationship(remote_side=[id])


class DocumentMention(Base):
    """A lesson, question, case or course version whose text names a legal document."""

    __tablename__ = "document_mentions"
    __table_args__ = (Index(None, "number"),)

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    """"lesson:5", "question:31", "case-version:7", "course-version:12"."""
    number: Mapped[str] = mapped_column(String(60), primary_key=True)
    found_holding_at: Mapped[datetime | None]
    """When an editor, knowing the replacement, found that the text holds; learners are then told nothing."""
    found_holding_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
