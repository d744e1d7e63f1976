"""What positions ask."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.frameworks import Framework
from lms.database import Base, partial_index
from people.models import Position


class RequirementSet(Base):
    """The requirements one document lays down for positions, on top of a framework version."""

    __tablename__ = "requirement_sets"
    __table_args__ = (
        # Two people publishing at once: the second is refused here.
        partial_index(
            "one_published_overlay",
            "owner_unit_code",
            where="state = 'published' AND owner_unit_code IS NOT NULL",
            unique=True,
        ),
        Index(None, "framework_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    owner_unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province that overlays; null for the national set."""
    document: Mapped[str] = mapped_column(Text)
    """Number and name of the deciding document, as shown beside every requirement."""
    effective_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_sets.id"))
    """The overlay of the same province that it replaced."""
    created_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When it was outdated or withdrawn."""
    close_reason: Mapped[str] = mapped_column(Text, default="")

    framework: Mapped[Framework] = relationship()
    requirements: Mapped[list[Requirement]] = relationship(back_populates="requirement_set")


class Requirement(Base):
    """A position asks a competency at a level."""

    __tablename__ = "requirements"
    __table_args__ = (
        UniqueConstraint(
            "set_id", "position_code", "competency_code", name="one_level_per_position_and_competency"
        ),
        CheckConstraint("level BETWEEN 1 AND 5", name="level_in_range"),
        Index(None, "position_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("requirement_sets.id"))
    position_code: Mapped[str] = mapped_column(ForeignKey("positions.code"))
    competency_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    is_mandatory: Mapped[bool] = mapped_column(default=True)
    grace_days: Mapped[int] = mapped_column(default=180)
    is_floor: Mapped[bool] = mapped_column(default=True)
    """Of the nation: a province may not ask less."""
    weight_percent: Mapped[int | None]
    """Of a province: in place of the weight of the area type."""
    asked_since: Mapped[date | None]
    """Where an earlier version asked as much already: since when; null for as long as its set."""
    due_not_before: Mapped[date | None]
    """The end of the transition period of what is newly asked."""

    requirement_set: Mapped[RequirementSet] = relationship(back_populates="requirements")
    position: Mapped[Position] = relationship()
