"""Counted standings, kept: every day in few lines, the latest day and quarter ends in full."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
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
