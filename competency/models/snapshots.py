"""Counted standings, kept: every day in few lines, the latest day and quarter ends in full."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class SnapshotDay(Base):
    """A day whose standings were counted, and whether its figures may still change."""

    __tablename__ = "snapshot_days"
    __table_args__ = (
        CheckConstraint("state IN ('taking', 'provisional', 'final', 'frozen')", name="known_state"),
        CheckConstraint("(state = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_at_a_time"),
        CheckConstraint("state <> 'frozen' OR has_detail", name="frozen_in_full"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    """A `competency.rules.SnapshotState`; "provisional" is a day that was not over when it was counted."""
    has_detail: Mapped[bool] = mapped_column(default=False)
    """Whether `coverage_snapshots` has it as well."""
    has_slices: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether `coverage_slices` has it as well; days that were frozen before there were any never will."""
    taken_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]


class CoverageSnapshot(Base):
    """How the standings of one commune, position and competency were spread on a day: the finest grain.

    Kept for the latest day and for quarter ends only.
    """

    __tablename__ = "coverage_snapshots"

    day: Mapped[date] = mapped_column(ForeignKey("snapshot_days.day"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    position_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    met: Mapped[int]
    expiring: Mapped[int]
    expired: Mapped[int]
    below: Mapped[int]
    unproven: Mapped[int]
    officers: Mapped[int]


class CoverageLine(Base):
    """One line of a coverage page on a day, people counted once.

    Kept for every day: the country and provinces by position, by competency and in all; communes in all. For
    quarter ends also communes by position and by competency.
    """

    __tablename__ = "coverage_lines"
    __table_args__ = (CheckConstraint("position_code = '' OR competency_code = ''", name="cut_by_one_thing"),)

    day: Mapped[date] = mapped_column(ForeignKey("snapshot_days.day"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    """A province, a commune, or "VN"."""
    position_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    """Empty for all positions together."""
    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    """Empty for all competencies together."""
    met: Mapped[int]
    expiring: Mapped[int]
    expired: Mapped[int]
    below: Mapped[int]
    unproven: Mapped[int]
    officers: Mapped[int]


class CoverageKind(Base):
    """One kind of posts in a province or the country on a day: everything figures can be narrowed to.

    All posts of a kind ask the same competencies, and every standing belongs to one kind. Kept, with its
    slices and groups, for the latest day and for quarter ends.
    """

    __tablename__ = "coverage_kinds"

    day: Mapped[date] = mapped_column(ForeignKey("snapshot_days.day"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    """A province, or "VN"."""
    number: Mapped[int] = mapped_column(primary_key=True)
    area_type: Mapped[str] = mapped_column(String(20))
    """Main area type of the commune as of the day; empty where it has none."""
    position_code: Mapped[str] = mapped_column(String(10))
    organisation_kind: Mapped[str] = mapped_column(String(30))
    employment_kind: Mapped[str] = mapped_column(String(20))
    competencies: Mapped[str] = mapped_column(String(1000))
    """Their codes with a space before and after each."""
    officers: Mapped[int]
    is_shown: Mapped[bool]
    """Whether those without the right to names may see it: it is no small group, and hides none."""


class CoverageSlice(Base):
    """How the standings of one kind of posts were spread on a day."""

    __tablename__ = "coverage_slices"

    day: Mapped[date] = mapped_column(ForeignKey("snapshot_days.day"), primary_key=True)
    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    """Empty for all competencies together."""
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    kind_number: Mapped[int] = mapped_column(primary_key=True)
    met: Mapped[int]
    expiring: Mapped[int]
    expired: Mapped[int]
    below: Mapped[int]
    unproven: Mapped[int]


class CoverageGroup(Base):
    """How many people had posts of exactly these kinds on a day: one row for each kind of their posts.

    Whoever counts people adds up groups, each once, so nobody with two posts counts twice.
    """

    __tablename__ = "coverage_groups"

    day: Mapped[date] = mapped_column(ForeignKey("snapshot_days.day"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind_number: Mapped[int] = mapped_column(primary_key=True)
    officers: Mapped[int]
