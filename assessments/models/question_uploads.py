"""Files of questions as they are handed in, from the upload until they are accepted or put away."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.questions import QuestionBank
from lms.database import Base, partial_index
from lms.models import Account


class QuestionUpload(Base):
    """A file of questions for a bank. Nothing of it is in the bank before it is accepted."""

    __tablename__ = "question_uploads"
    __table_args__ = (
        Index(None, "bank_id", "id"),
        # A button pressed twice hands one file in once.
        partial_index(
            "one_open_review_per_question_file",
            "bank_id",
            "sha256",
            where="state = 'review'",
            unique=True,
        ),
        CheckConstraint("state IN ('review', 'done', 'dropped')", name="known_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    """As the person called it: shown, and asked how it ends."""
    storage_key: Mapped[str | None] = mapped_column(String(120))
    """Where the file lies; null once it was thrown away."""
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="review")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What became of its questions, once it was accepted, by `assessments.rules.exchange` outcome."""
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    bank: Mapped[QuestionBank] = relationship()
    uploaded_by: Mapped[Account] = relationship(foreign_keys=[uploaded_by_id])
