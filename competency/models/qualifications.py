"""What posts ask beside competencies (degree, theory, training, periods, courses), and how officers stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index
from people.models import Officer


class QualificationRequirement(Base):
    """One requirement that is no competency, with the document that asks it and what of it is a proposal."""

    __tablename__ = "qualification_requirements"
    __table_args__ = (
        UniqueConstraint("code", name="one_qualification_per_code"),
        CheckConstraint("basis IN ('law', 'plan', 'proposal')", name="basis_is_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    """Its word in the reference file, for ever."""
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    """What is asked, as officers read it."""
    value: Mapped[str] = mapped_column(Text)
    """A level, accepted words of a field of study (separated by ";"), a number of periods, a course code."""
    content_group: Mapped[int | None]
    """1 to 5 of NĐ 171/2025 where periods of one group are asked; null for all groups together."""
    positions: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the positions that are asked; empty for all."""
    employment_kinds: Mapped[list[Any]] = mapped_column(default=list)
    """Whom the document is about: civil servants, cadres …; empty for all."""
    owner_unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province that asks; null for the nation."""
    is_mandatory: Mapped[bool]
    grace_days: Mapped[int]
    effective_on: Mapped[date]
    due_not_before: Mapped[date | None]
    """The day the document itself names, such as the end of a plan."""
    is_active: Mapped[bool] = mapped_column(default=True)
    """False once the reference file has it no longer: nobody is asked any more, history keeps its name."""
    document: Mapped[str] = mapped_column(Text)
    """Number and name of the document, as shown beside the requirement."""
    basis: Mapped[str] = mapped_column(String(10))
    """law, plan (of a province), or proposal (ours, asked by nobody in this form)."""
    source_note: Mapped[str] = mapped_column(Text)
    """What the document says, and what of this row is a proposal or unchecked."""


class QualificationStanding(Base):
    """How an officer stood against one such requirement, from a day until a day; read as ``Standing`` is."""

    __tablename__ = "qualification_standings"
    __table_args__ = (
        # Two refreshes at once: the second finds its row here.
        partial_index(
            "one_open_qualification",
            "officer_id",
            "requirement_id",
            where="valid_to IS NULL",
            unique=True,
        ),
        partial_index(
            "open_qualifications_of_a_unit",
            "province_code",
            "unit_code",
            "kind",
            "status",
            "officer_id",
            where="valid_to IS NULL",
        ),
        partial_index(
            "open_qualifications_to_look_at_again",
            "changes_on",
            where="valid_to IS NULL",
        ),
        Index(None, "officer_id", "valid_to"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="closes_after_it_opens"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("qualification_requirements.id"))
    kind: Mapped[str] = mapped_column(String(20))
    province_code: Mapped[str] = mapped_column(String(5))
    unit_code: Mapped[str] = mapped_column(String(5))
    position_code: Mapped[str] = mapped_column(String(10))
    """Of the post that asks; the main one where several do. An officer counts once."""
    year: Mapped[int | None]
    """The calendar year that periods are owed for."""
    required: Mapped[int]
    """Rank of the level, number of periods, or 1 for something that is there or not."""
    attained: Mapped[int]
    recorded: Mapped[str] = mapped_column(String(200), default="")
    """What is on record: a level, a field of study, a day; empty where nothing is."""
    status: Mapped[str] = mapped_column(String(12))
    is_mandatory: Mapped[bool]
    since: Mapped[date]
    """The day this status began, through however many rows."""
    due_on: Mapped[date]
    changes_on: Mapped[date | None]
    """The first day on which time alone may change this row or its alert; null for never."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """Exclusive."""

    officer: Mapped[Officer] = relationship()
    requirement: Mapped[QualificationRequirement] = relationship()
