"""The papers this package keeps: what was asked for, the frozen figures, the files, signed copies.

Nothing of another domain is changed by them (docs/decisions).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index
from lms.models import Account
from people.models import AdministrativeUnit, Officer


class IssuedDocument(Base):
    """One version of one paper. Once it is made nothing of it changes but that it may be revoked."""

    __tablename__ = "issued_documents"
    __table_args__ = (
        UniqueConstraint("subject", "version", name="one_row_per_version_of_a_paper"),
        # Asked twice at once: the second finds the first, which is still being made.
        partial_index(
            "one_unfinished_document",
            "subject",
            where="built_at IS NULL",
            unique=True,
        ),
        CheckConstraint("version > 0", name="versions_count_from_one"),
        CheckConstraint("(cut IS NULL) = (cut_sha256 = '')", name="a_cut_has_its_hash"),
        CheckConstraint("built_at IS NULL OR (cut IS NOT NULL AND pdf_key <> '')", name="built_of_a_cut"),
        CheckConstraint("(revoked_at IS NULL) = (revoke_reason = '')", name="revoked_for_a_reason"),
        Index(None, "province_code", "unit_code"),
        Index(None, "officer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    """Printed on the paper; whoever has it may check the paper at /verify."""
    kind: Mapped[str] = mapped_column(String(20))
    """A `reports.rules.documents.DocumentKind`."""
    subject: Mapped[str] = mapped_column(String(120))
    """What it is about, as one word: versions of the same paper share it."""
    version: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province or commune; null for the country, and for papers about one officer."""
    province_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    period_code: Mapped[str] = mapped_column(String(8), default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    """What a list of names was asked for."""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    cut: Mapped[str | None] = mapped_column(Text, deferred=True)
    """The figures, frozen: canonical JSON, from which the paper can be made again at any time."""
    cut_sha256: Mapped[str] = mapped_column(String(64), default="")
    title: Mapped[str] = mapped_column(Text, default="")
    holder_name: Mapped[str] = mapped_column(String(200), default="")
    """Whose paper it is, as printed."""
    issuer_name: Mapped[str] = mapped_column(String(200), default="")
    frozen_at: Mapped[datetime | None]
    pdf_key: Mapped[str] = mapped_column(String(120), default="")
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    docx_key: Mapped[str] = mapped_column(String(120), default="")
    docx_sha256: Mapped[str] = mapped_column(String(64), default="")
    built_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(Text, default="")

    unit: Mapped[AdministrativeUnit | None] = relationship(foreign_keys=[unit_code])
    officer: Mapped[Officer | None] = relationship()
    asked_by: Mapped[Account] = relationship()
    signed_copies: Mapped[list[SignedCopy]] = relationship(
        back_populates="document", order_by="SignedCopy.id"
    )

    @property
    def is_built(self) -> bool:
        """Tell whether its files are there."""
        return self.built_at is not None


class SignedCopy(Base):
    """The paper as it came back, signed: a scan, kept with its hash beside the figures it shows."""

    __tablename__ = "signed_copies"
    __table_args__ = (UniqueConstraint("document_id", "sha256", name="one_signed_copy_per_scan"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("issued_documents.id"))
    storage_key: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    document: Mapped[IssuedDocument] = relationship(back_populates="signed_copies")
    uploaded_by: Mapped[Account] = relationship()
