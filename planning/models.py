"""Training needs: a unit's proposal for a quarter or a year, and its lines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account
from people.models import AdministrativeUnit, Officer, Position
from planning.rules import EDITABLE, Place


class NeedProposal(Base):
    """What a unit, or one organisation of it, proposes for a period. One each."""

    __tablename__ = "need_proposals"
    __table_args__ = (
        UniqueConstraint(
            "unit_code", "organisation_code", "period_code", name="one_proposal_per_place_and_period"
        ),
        CheckConstraint("state IN ('draft', 'submitted', 'accepted', 'returned')", name="known_state"),
        CheckConstraint("(state IN ('accepted', 'returned')) = (decided_at IS NOT NULL)", name="decided"),
        Index(None, "province_code", "period_code", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    organisation_code: Mapped[str] = mapped_column(String(60), default="")
    """Empty for the whole unit; else the organisation whose head proposes."""
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    period_code: Mapped[str] = mapped_column(String(7))
    """"2026-Q4" or "2026"."""
    state: Mapped[str] = mapped_column(String(12), default="draft")
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned, or what the Department says on accepting it."""

    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys=[unit_code])
    begun_by: Mapped[Account] = relationship(foreign_keys=[begun_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def place(self) -> Place:
        """Return for whom it is."""
        return Place(self.unit_code, self.organisation_code)

    @property
    def is_editable(self) -> bool:
        """Tell whether the unit may still change it."""
        return self.state in EDITABLE


class NeedLine(Base):
    """One need of one officer in one competency."""

    __tablename__ = "need_lines"
    __table_args__ = (
        UniqueConstraint(
            "proposal_id", "officer_id", "competency_code", name="one_line_per_officer_and_competency"
        ),
        CheckConstraint("priority IN ('high', 'medium', 'low')", name="known_priority"),
        Index(None, "officer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("need_proposals.id", ondelete="CASCADE"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    position_code: Mapped[str] = mapped_column(ForeignKey("positions.code"))
    competency_code: Mapped[str] = mapped_column(String(10))
    required: Mapped[int]
    """As it was asked when the line was made; 0 where no post asks it."""
    attained: Mapped[int]
    content: Mapped[str] = mapped_column(String(300), default="")
    """What is to be learnt, in words; begins with the code of a course or case where it is one."""
    content_code: Mapped[str] = mapped_column(String(20), default="")
    content_key: Mapped[str] = mapped_column(String(300), default="", index=True)
    """The code, or else the folded words: what equal proposals of several units are merged by."""
    priority: Mapped[str] = mapped_column(String(10))
    form: Mapped[str] = mapped_column(String(12))
    month: Mapped[str] = mapped_column(String(7), default="")
    """"2027-03", or empty for any."""
    note: Mapped[str] = mapped_column(String(500), default="")
    is_taken: Mapped[bool] = mapped_column(default=False)
    """Whether it was taken from the gaps at once with others, not written by hand."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change: a form that saw an older one does not overwrite a newer one."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    proposal: Mapped[NeedProposal] = relationship()
    officer: Mapped[Officer] = relationship()
    position: Mapped[Position] = relationship()
    changed_by: Mapped[Account] = relationship()
