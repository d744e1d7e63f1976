"""Where officers stand, with its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.requirements import Requirement
from lms.database import Base, partial_index
from people.models import Assignment, Officer


class Standing(Base):
    """Where an officer stood in one competency of one assignment, from a day until a day.

    Current state = rows with ``valid_to`` null. State on a past day = rows with
    ``valid_from <= day < valid_to``: what the system held at the end of that day.
    """

    __tablename__ = "standings"
    __table_args__ = (
        # Every change has exactly one closed and one opened row, even when two requests race.
        partial_index(
            "one_open_standing",
            "assignment_id",
            "competency_code",
            where="valid_to IS NULL",
            unique=True,
        ),
        partial_index(
            "open_standings_of_a_unit",
            "province_code",
            "unit_code",
            "position_code",
            "competency_code",
            "status",
            "officer_id",
            where="valid_to IS NULL",
        ),
        partial_index(
            "open_standings_to_look_at_again",
            "changes_on",
            where="valid_to IS NULL",
        ),
        # What a unit held on a past day: the open rows, and of the closed ones those that closed later.
        partial_index(
            "closed_standings_of_a_unit",
            "province_code",
            "unit_code",
            "valid_to",
            where="valid_to IS NOT NULL",
        ),
        Index(None, "officer_id", "valid_to"),
        Index(None, "assignment_id", "competency_code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="closes_after_it_opens"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    unit_code: Mapped[str] = mapped_column(String(5))
    position_code: Mapped[str] = mapped_column(String(10))
    competency_code: Mapped[str] = mapped_column(String(10))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirements.id"))
    required: Mapped[int]
    """After the area adjustment."""
    attained: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    weight_percent: Mapped[int]
    is_mandatory: Mapped[bool]
    since: Mapped[date]
    """The day this status began, through however many rows."""
    due_on: Mapped[date]
    changes_on: Mapped[date | None]
    """The first day on which time alone will change this row or its alert; null for never."""
    carried_by: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the evidence that carries the attained level."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """Exclusive."""

    officer: Mapped[Officer] = relationship()
    assignment: Mapped[Assignment] = relationship()
    requirement: Mapped[Requirement] = relationship()
