"""Reporting periods of provinces, their closing, and the figures that closing froze."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account


class ReportingPeriod(Base):
    """A quarter or a year of a province; open until the Department closes it."""

    __tablename__ = "reporting_periods"
    __table_args__ = (
        UniqueConstraint("province_code", "code", name="one_period_of_a_province"),
        CheckConstraint("kind IN ('quarter', 'year')", name="known_kind"),
        CheckConstraint("starts_on < ends_on", name="ends_after_it_starts"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
        CheckConstraint("correction_no >= 0", name="corrections_count_upwards"),
        CheckConstraint("correction_no = 0 OR closed_at IS NOT NULL", name="corrected_after_closing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    code: Mapped[str] = mapped_column(String(8))
    """"2026-Q4" or "2026"."""
    kind: Mapped[str] = mapped_column(String(8))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day."""
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    correction_no: Mapped[int] = mapped_column(default=0)
    """The latest correction; 0 while there is none."""

    closed_by: Mapped[Account | None] = relationship()


class PeriodClosing(Base):
    """The closing of a period (number 0), or one of its corrections. Never changed."""

    __tablename__ = "period_closings"
    __table_args__ = (
        CheckConstraint("correction_no >= 0", name="corrections_count_upwards"),
        CheckConstraint("(correction_no = 0) = (reason = '')", name="corrections_have_a_reason"),
    )

    # Two people closing at once: the second finds the number taken.
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_periods.id"), primary_key=True)
    correction_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    made_by: Mapped[Account] = relationship()


class FrozenTarget(Base):
    """A target of the province as a closing or a correction found it, with the words of that day."""

    __tablename__ = "frozen_targets"
    __table_args__ = (
        ForeignKeyConstraint(
            ["period_id", "correction_no"],
            ["period_closings.period_id", "period_closings.correction_no"],
            name="frozen_by",
        ),
        CheckConstraint(
            "origin <> 'do_not_track' OR (numerator IS NULL AND denominator IS NULL)",
            name="not_tracked_has_no_figures",
        ),
    )

    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    correction_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    rank: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))
    population: Mapped[str] = mapped_column(Text)
    definition: Mapped[str] = mapped_column(Text)
    numerator_words: Mapped[str] = mapped_column(Text)
    denominator_words: Mapped[str] = mapped_column(Text)
    threshold: Mapped[int]
    operator: Mapped[str] = mapped_column(String(4))
    due: Mapped[date]
    verdict: Mapped[str] = mapped_column(String(20))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    with_field: Mapped[int | None]
    measured_on: Mapped[date | None]
    notes: Mapped[list[Any]] = mapped_column(default=list)
    document: Mapped[str] = mapped_column(Text, default="")


class FrozenTargetCell(Base):
    """The same target for one commune of the province: figures only."""

    __tablename__ = "frozen_target_cells"
    __table_args__ = (
        ForeignKeyConstraint(
            ["period_id", "correction_no", "target_code"],
            ["frozen_targets.period_id", "frozen_targets.correction_no", "frozen_targets.target_code"],
            name="part_of",
        ),
    )

    period_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    correction_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    target_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    with_field: Mapped[int | None]
    measured_on: Mapped[date | None]
