"""Versions of the competency framework: pillars, competencies, levels, what area types emphasise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index


class Framework(Base):
    """One version of a competency framework. Published versions never change; editing makes a new draft."""

    __tablename__ = "frameworks"
    __table_args__ = (
        UniqueConstraint("code", "version", name="one_row_per_version"),
        # Two people publishing at once: the second is refused here.
        partial_index(
            "one_published_version",
            "code",
            where="state = 'published'",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    effective_on: Mapped[date]
    legal_source: Mapped[str] = mapped_column(Text)
    """The document that asks for it, as it is shown to officers."""
    source_note: Mapped[str] = mapped_column(Text, default="")
    """What is from the source documents and what is a proposal."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of the files it was loaded from: loading the same files twice changes nothing."""
    published_at: Mapped[datetime | None]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("frameworks.id"))
    """The version it replaces, from which its mapping leads here; null for the first."""
    transition_days: Mapped[int] = mapped_column(default=0)
    """How long after it takes effect nothing newly asked is due."""
    transition_until: Mapped[date | None]
    """The last day of the transition period, set on publishing."""
    closed_at: Mapped[datetime | None]
    """When it was outdated or withdrawn."""
    close_reason: Mapped[str] = mapped_column(Text, default="")

    competencies: Mapped[list[Competency]] = relationship(order_by="Competency.rank")
    levels: Mapped[list[Level]] = relationship(order_by="Level.level")


class Level(Base):
    """One of the five levels of a framework."""

    __tablename__ = "levels"

    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    meaning: Mapped[str] = mapped_column(Text)


class Competency(Base):
    """A pillar (no ``pillar_code``) or a competency of a framework version. Codes are for ever."""

    __tablename__ = "competencies"
    __table_args__ = (UniqueConstraint("framework_id", "code", name="one_row_per_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    code: Mapped[str] = mapped_column(String(10))
    pillar_code: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(200))
    """Where it comes from: S = source document, Đ = our proposal."""
    rank: Mapped[int]

    indicators: Mapped[list[Indicator]] = relationship(order_by="Indicator.level")


class Indicator(Base):
    """A behavioural indicator (biểu hiện hành vi) of a competency at a level."""

    __tablename__ = "indicators"

    competency_id: Mapped[int] = mapped_column(ForeignKey("competencies.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class AreaProfile(Base):
    """What an area type emphasises: the weight of a competency, and for whom it is raised by one."""

    __tablename__ = "area_profiles"
    __table_args__ = (
        UniqueConstraint("framework_id", "area_type", "competency_code", name="one_row_per_emphasis"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    area_type: Mapped[str] = mapped_column(String(20))
    area_name: Mapped[str] = mapped_column(String(120))
    competency_code: Mapped[str] = mapped_column(String(10))
    weight_percent: Mapped[int]
    """Whole percent, so that both engines order alike: 150 means one and a half."""
    origin: Mapped[str] = mapped_column(String(200))

    raised: Mapped[list[RaisedPosition]] = relationship(cascade="all, delete-orphan")


class RaisedPosition(Base):
    """A position whose level an area profile raises by one."""

    __tablename__ = "raised_positions"

    profile_id: Mapped[int] = mapped_column(ForeignKey("area_profiles.id"), primary_key=True)
    position_code: Mapped[str] = mapped_column(ForeignKey("positions.code"), primary_key=True)


class CompetencyMapping(Base):
    """What evidence for a competency of the previous version shows in this one.

    A competency that no line names counts for the same code where the new version has it, else for nothing.
    """

    __tablename__ = "competency_mappings"
    __table_args__ = (
        UniqueConstraint("framework_id", "from_code", "to_code", name="one_line_per_pair"),
        CheckConstraint("highest_level BETWEEN 1 AND 5", name="level_in_range"),
        CheckConstraint("(kind = 'none') = (to_code = '')", name="only_none_leads_nowhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    """The version to which it leads."""
    from_code: Mapped[str] = mapped_column(String(10))
    to_code: Mapped[str] = mapped_column(String(10), default="")
    """Empty where old evidence shows nothing any more."""
    kind: Mapped[str] = mapped_column(String(10))
    highest_level: Mapped[int] = mapped_column(default=5)
    """The most that old evidence shows under the new code."""
