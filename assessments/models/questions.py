"""Questions and the banks that keep them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models import OPEN_STATES
from lms.database import Base, partial_index
from people.models import Organisation


class QuestionBank(Base):
    """Questions kept together, owned by an institution."""

    __tablename__ = "question_banks"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))

    owner: Mapped[Organisation] = relationship()
    questions: Mapped[list[Question]] = relationship(back_populates="bank")
    versions: Mapped[list[BankVersion]] = relationship(back_populates="bank", order_by="BankVersion.number")


class BankVersion(Base):
    """One state of a bank: which version of which question belongs to it. Published, it never changes."""

    __tablename__ = "bank_versions"
    __table_args__ = (
        UniqueConstraint("bank_id", "number", name="one_row_per_bank_version"),
        partial_index(
            "one_published_bank_version",
            "bank_id",
            where="state = 'published'",
            unique=True,
        ),
        partial_index(
            "one_open_bank_version",
            "bank_id",
            where=OPEN_STATES,
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    """As `courses.rules.CourseState`: content of every kind goes one way."""
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every question added, taken out or moved."""
    sealed_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    bank: Mapped[QuestionBank] = relationship(back_populates="versions")
    members: Mapped[list[BankMember]] = relationship(
        cascade="all, delete-orphan", order_by="BankMember.rank", back_populates="version"
    )

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"bank-version:{self.id}"

    @property
    def owner(self) -> Organisation:
        """Return the institution that answers for it."""
        return self.bank.owner


class BankMember(Base):
    """A question in a version of its bank, at its place."""

    __tablename__ = "bank_members"

    version_id: Mapped[int] = mapped_column(ForeignKey("bank_versions.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    rank: Mapped[int]

    version: Mapped[BankVersion] = relationship(back_populates="members")
    question: Mapped[Question] = relationship()


class BankFile(Base):
    """A picture that questions of a bank show. Its name begins with its hash, so it never changes."""

    __tablename__ = "bank_files"
    __table_args__ = (UniqueConstraint("bank_id", "name", name="one_bank_file_per_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"))
    name: Mapped[str] = mapped_column(String(100))
    media_type: Mapped[str] = mapped_column(String(80))
    storage_key: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]


class Question(Base):
    """One version of a question. A changed question is a new row; attempts keep the one they were asked."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("bank_id", "key", "version", name="one_row_per_question_version"),
        Index(None, "bank_id", "is_current"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"))
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    """Asked now: a member of the published version of its bank."""
    kind: Mapped[str] = mapped_column(String(20))
    competency_code: Mapped[str | None] = mapped_column(String(10))
    level: Mapped[int | None]
    """The level of the competency that the question is about; null where nobody said."""
    tags: Mapped[list[Any]] = mapped_column(default=list)
    payload: Mapped[dict[str, Any]]
    """As `assessments.rules` describes it for each kind: text, options, right answers, feedback."""
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every change while it is being written."""
    written_in_id: Mapped[int | None] = mapped_column(ForeignKey("bank_versions.id"))
    """The version of the bank it was first written in: as long as that is open it may still be changed."""
    search_key: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)
    """Folded words, then its tags between bars ("|luat|van thu|"). Only searches read it, never a quiz."""

    bank: Mapped[QuestionBank] = relationship(back_populates="questions")

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"question:{self.id}"
