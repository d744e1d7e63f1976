"""Word documents that editors handed in: looked at first, then taken into a version."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models.content import CourseVersion
from lms.database import Base, partial_index
from lms.models import Account


class WordImport(Base):
    """A Word document for a version that is being written."""

    __tablename__ = "word_imports"
    __table_args__ = (
        Index(None, "version_id", "sha256"),
        # The same bytes handed in twice by the same person are one import while nobody has accepted it.
        partial_index(
            "one_waiting_import_per_file",
            "version_id",
            "account_id",
            "sha256",
            where="accepted_at IS NULL AND refusal = ''",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file: the same one again is noticed."""
    storage_key: Mapped[str] = mapped_column(String(120), default="")
    """Of the file, until it was read."""
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it would become (`courses.rules.WordPlan`); empty until it was read."""
    refusal: Mapped[str] = mapped_column(Text, default="")
    """Why it cannot be read, in the words that were said."""
    accepted_at: Mapped[datetime | None]

    version: Mapped[CourseVersion] = relationship()
    account: Mapped[Account] = relationship()
