"""Gaps that officers should know of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.qualifications import QualificationRequirement
from competency.models.requirements import Requirement
from lms.database import Base, partial_index
from lms.models import Account
from people.models import Officer


class Alert(Base):
    """A gap the officer should know of: why, which document says so, what to do, by when."""

    __tablename__ = "alerts"
    __table_args__ = (
        partial_index(
            "one_open_alert_per_cause",
            "officer_id",
            "cause",
            where="state <> 'closed'",
            unique=True,
        ),
        Index(None, "officer_id", "state"),
        Index(None, "province_code", "state", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(4))
    """CB1 to CB8 (domain.md 6.7)."""
    cause: Mapped[str] = mapped_column(String(60))
    """What it is about, e.g. "competency:B10": one open alert per officer and cause."""
    competency_code: Mapped[str | None] = mapped_column(String(10))
    position_code: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(30))
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirements.id"))
    qualification_id: Mapped[int | None] = mapped_column(ForeignKey("qualification_requirements.id"))
    """What CB1 to CB3 are about, in place of a competency requirement."""
    required: Mapped[int | None]
    attained: Mapped[int | None]
    severity: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(14))
    since: Mapped[date]
    due_on: Mapped[date]
    next_steps: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of evidence that would close it, as [kind, level] pairs; pages make courses and cases of them."""
    opened_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]
    dispute_text: Mapped[str] = mapped_column(Text, default="")
    dispute_due_on: Mapped[date | None]
    """Five working days after the dispute (domain.md 6.7)."""
    answer_text: Mapped[str] = mapped_column(Text, default="")
    correction_text: Mapped[str] = mapped_column(Text, default="")
    """Where the officer was right: what the person who answered will have corrected, and where."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    close_reason: Mapped[str] = mapped_column(String(30), default="")

    officer: Mapped[Officer] = relationship()
    requirement: Mapped[Requirement | None] = relationship()
    qualification: Mapped[QualificationRequirement | None] = relationship()
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
