"""What officers have shown, append-only, and how much each kind of it can prove."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account
from people.models import Officer


class EvidencePolicyLine(Base):
    """How much one kind of evidence can show, and for how long (DESIGN 4): rows, not code."""

    __tablename__ = "evidence_policy_lines"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    ceiling: Mapped[int]
    validity_months: Mapped[int | None]
    short_validity_months: Mapped[int | None]
    """For the competencies named in `short_validity_competencies`; null where they are no exception."""


class ShortValidityCompetency(Base):
    """A law-heavy competency whose evidence ages faster."""

    __tablename__ = "short_validity_competencies"

    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)


class Evidence(Base):
    """One thing an officer has shown. Append-only: a correction is a new row that revokes an old one."""

    __tablename__ = "evidence"
    __table_args__ = (
        # The same source never counts twice, whoever sends it how often.
        UniqueConstraint("officer_id", "competency_code", "source", name="one_row_per_source"),
        UniqueConstraint("revokes_id", name="revoked_once"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    competency_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(120))
    """A word such as "case-attempt:812"; this domain does not know what stands behind it."""
    earned_on: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day it counts, inclusive; null where it never runs out."""
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    recorded_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    revokes_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """Set on a revoking row, which itself supports nothing."""

    officer: Mapped[Officer] = relationship()
    entered_by: Mapped[Account] = relationship()
