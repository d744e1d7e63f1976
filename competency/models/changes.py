"""What a new version would change, counted before publishing, and the sweep that follows a publication."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.frameworks import Framework
from competency.models.requirements import RequirementSet
from lms.database import Base, partial_index


class ImpactPreview(Base):
    """One count of what publishing a draft would change, resumable by officer."""

    __tablename__ = "impact_previews"
    __table_args__ = (
        CheckConstraint("(framework_id IS NULL) <> (set_id IS NULL)", name="about_one_draft"),
        Index(None, "framework_id"),
        Index(None, "set_id"),
        partial_index(
            "previews_to_count",
            "id",
            where="finished_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("frameworks.id"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_sets.id"))
    """The overlay; exactly one of both is set."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of draft and present basis as they were: another one means that the figures are out of date."""
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    officers_total: Mapped[int] = mapped_column(default=0)
    officers_done: Mapped[int] = mapped_column(default=0)
    last_officer_id: Mapped[int] = mapped_column(default=0)
    """Where to go on after a stop."""

    framework: Mapped[Framework | None] = relationship()
    requirement_set: Mapped[RequirementSet | None] = relationship()


class ImpactLine(Base):
    """How many officers of one line gain a gap, lose one, or see a level change."""

    __tablename__ = "impact_lines"

    preview_id: Mapped[int] = mapped_column(
        ForeignKey("impact_previews.id", ondelete="CASCADE"), primary_key=True
    )
    scope_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    """A province, or VN for the country."""
    cut: Mapped[str] = mapped_column(String(10), primary_key=True)
    """total, position or unit (provinces in the country, communes in a province)."""
    key: Mapped[str] = mapped_column(String(10), primary_key=True)
    officers: Mapped[int]
    """How many are concerned at all: they hold a post there."""
    gaining: Mapped[int]
    losing: Mapped[int]
    changing: Mapped[int]


class ImpactPost(Base):
    """A post for which something changes: the list behind the numbers."""

    __tablename__ = "impact_posts"
    __table_args__ = (Index(None, "preview_id", "province_code", "unit_code"),)

    preview_id: Mapped[int] = mapped_column(
        ForeignKey("impact_previews.id", ondelete="CASCADE"), primary_key=True
    )
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    unit_code: Mapped[str] = mapped_column(String(5))
    position_code: Mapped[str] = mapped_column(String(10))
    gains: Mapped[bool]
    loses: Mapped[bool]
    changes: Mapped[bool]
    competencies: Mapped[list[Any]] = mapped_column(default=list)
    """[code, required before, attained before, required then, attained then]; null where it is not asked."""


class RequirementChange(Base):
    """A publication or withdrawal whose officers have to be looked at again: a sweep that can be resumed."""

    __tablename__ = "requirement_changes"
    __table_args__ = (
        partial_index(
            "changes_to_sweep",
            "id",
            where="finished_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(60), unique=True)
    """As the alerts name it, e.g. "framework:KNL-XA:2" or "overlay:7"."""
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    former_framework_id: Mapped[int | None] = mapped_column(ForeignKey("frameworks.id"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_sets.id"))
    """The overlay that came; null where a framework did or an overlay went."""
    former_set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_sets.id"))
    province_code: Mapped[str | None] = mapped_column(String(5))
    """Whose officers are concerned; null for the whole country."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_officer_id: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """officers, opened, closed, alerts_opened, alerts_changed, alerts_closed, told."""
