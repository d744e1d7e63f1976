"""Certificates from before or elsewhere that officers hand in, with their scans."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.evidence import Evidence
from lms.database import Base, partial_index
from lms.models import Account
from people.models import Officer


class Claim(Base):
    """What an officer says a certificate shows. It proves nothing until somebody else has confirmed it."""

    __tablename__ = "claims"
    __table_args__ = (
        # The same form sent twice is one certificate.
        UniqueConstraint("officer_id", "token", name="one_claim_per_form"),
        # The same scan waits once for each competency; another officer's or competency's is another matter.
        partial_index(
            "one_waiting_claim_per_scan",
            "officer_id",
            "competency_code",
            "scan_sha256",
            where="state = 'waiting'",
            unique=True,
        ),
        UniqueConstraint("evidence_id", name="one_claim_per_evidence"),
        CheckConstraint("level BETWEEN 1 AND 5", name="level_in_range"),
        CheckConstraint(
            "confirmed_level IS NULL OR confirmed_level BETWEEN 1 AND level", name="never_raised"
        ),
        CheckConstraint(
            "(state = 'confirmed') = (evidence_id IS NOT NULL)"
            " AND (state = 'confirmed') = (confirmed_level IS NOT NULL)",
            name="confirmed_with_evidence",
        ),
        CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided_when_not_waiting"),
        Index(None, "scan_sha256"),
        partial_index(
            "waiting_claims",
            "province_code",
            "handed_in_at",
            where="state = 'waiting'",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    competency_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    """What the officer says it shows."""
    title: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(80), default="")
    """As printed on the paper; empty where it has none."""
    issued_on: Mapped[date]
    token: Mapped[str] = mapped_column(String(40))
    """A word of the form that was sent."""
    storage_key: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    scan_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    handed_in_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    """When it was confirmed, refused or withdrawn."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was refused, or confirmed at a lower level; the officer reads it."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))

    officer: Mapped[Officer] = relationship()
    decided_by: Mapped[Account | None] = relationship()
    evidence: Mapped[Evidence | None] = relationship()
