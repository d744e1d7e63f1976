"""Expert panels: who rates the options of a case, what each said, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.cases import CaseVersion
from lms.database import Base, partial_index
from lms.models import Account


class CasePanel(Base):
    """Experts asked about a case as it stood at one moment; the draft may go on meanwhile."""

    __tablename__ = "case_panels"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
        # Two editors who open a panel at once meet in one.
        partial_index(
            "one_open_case_panel",
            "version_id",
            where="closed_at IS NULL",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"), index=True)
    document: Mapped[dict[str, Any]]
    """What the experts are shown: the draft as it was when the panel was opened."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of that document, as `CaseVersion.content_hash`: tells whether the draft has changed since."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    alpha: Mapped[float | None]
    """Krippendorff's alpha (ordinal) over all ratings, once closed; null where there is none."""
    alpha_reason: Mapped[str | None] = mapped_column(String(20))
    """Why there is none: a word of `lms.agreement.NoAlpha`."""
    key_applied_at: Mapped[datetime | None]

    version: Mapped[CaseVersion] = relationship()
    opened_by: Mapped[Account] = relationship(foreign_keys=opened_by_id)
    experts: Mapped[list[PanelExpert]] = relationship(
        back_populates="panel", order_by="PanelExpert.account_id", cascade="all, delete-orphan"
    )

    @property
    def is_open(self) -> bool:
        """Tell whether experts may still rate."""
        return self.closed_at is None


class PanelExpert(Base):
    """One expert of a panel. What others said stays unknown until it is closed."""

    __tablename__ = "panel_experts"

    panel_id: Mapped[int] = mapped_column(ForeignKey("case_panels.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    saved_at: Mapped[datetime | None]
    """When ratings were last saved."""

    panel: Mapped[CasePanel] = relationship(back_populates="experts")
    account: Mapped[Account] = relationship()
    ratings: Mapped[list[PanelRating]] = relationship(cascade="all, delete-orphan")


class PanelRating(Base):
    """What one expert says of one option for one competency."""

    __tablename__ = "panel_ratings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["panel_id", "account_id"], ["panel_experts.panel_id", "panel_experts.account_id"]
        ),
        CheckConstraint("points BETWEEN 0 AND 3", name="points_of_the_scale"),
    )

    panel_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[str] = mapped_column(String(40), primary_key=True)
    competency_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    points: Mapped[int]

    @property
    def cell(self) -> tuple[str, str, str]:
        """Return what it is about, as `rules.cells_of` names it."""
        return self.node, self.option, self.competency_code
