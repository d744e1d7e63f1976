"""What a position requires, what an officer has shown, and the gap between, with its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account
from people.models import Assignment, Officer, Position


class Framework(Base):
    """One version of a competency framework. Published versions never change; editing makes a new draft."""

    __tablename__ = "frameworks"
    __table_args__ = (
        UniqueConstraint("code", "version", name="one_row_per_version"),
        # Two people publishing at once: the second is refused here.
        Index(
            "one_published_version",
            "code",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
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


class RequirementSet(Base):
    """The requirements one document lays down for positions, on top of a framework version."""

    __tablename__ = "requirement_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    owner_unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The province that overlays; null for the national set."""
    document: Mapped[str] = mapped_column(Text)
    """Number and name of the deciding document, as shown beside every requirement."""
    effective_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))

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

    requirement_set: Mapped[RequirementSet] = relationship(back_populates="requirements")
    position: Mapped[Position] = relationship()


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


class EvidencePolicyLine(Base):
    """How much one kind of evidence can show, and for how long (DESIGN 4): rows, not code."""

    __tablename__ = "evidence_policy_lines"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    ceiling: Mapped[int]
    validity_months: Mapped[int | None]
    short_validity_months: Mapped[int | None]
    """For the competencies named in `short_validity_competencies`; null where they are no exception."""


class ShortValidityCompetency(Base):
    """A law-heavy competency whose evidence ages faster."""

    __tablename__ = "short_validity_competencies"

    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)


class PolicyTarget(Base):
    """A numeric target of a source document (domain.md 2); computed by `reports` when its issue asks."""

    __tablename__ = "policy_targets"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    population: Mapped[str] = mapped_column(String(40))
    numerator: Mapped[str] = mapped_column(Text)
    denominator: Mapped[str] = mapped_column(Text)
    operator: Mapped[str] = mapped_column(String(4))
    threshold_percent: Mapped[int]
    due: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    data_origin: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(80))


class Evidence(Base):
    """One thing an officer has shown. Append-only: a correction is a new row that revokes an old one."""

    __tablename__ = "evidence"
    __table_args__ = (
        # The same source never counts twice, whoever sends it how often.
        UniqueConstraint("officer_id", "competency_code", "source", name="one_row_per_source"),
        UniqueConstraint("revokes_id", name="revoked_once"),
        CheckConstraint("level BETWEEN 0 AND 5", name="level_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    competency_code: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(120))
    """A word such as "case-attempt:812"; this domain does not know what stands behind it."""
    earned_on: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day it counts, inclusive; null where it never runs out."""
    framework_id: Mapped[int] = mapped_column(ForeignKey("frameworks.id"))
    recorded_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    revokes_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    """Set on a revoking row, which itself supports nothing."""

    officer: Mapped[Officer] = relationship()
    entered_by: Mapped[Account] = relationship()


class Standing(Base):
    """Where an officer stood in one competency of one assignment, from a day until a day.

    Current state = rows with ``valid_to`` null. State on a past day = rows with
    ``valid_from <= day < valid_to``: what the system held at the end of that day.
    """

    __tablename__ = "standings"
    __table_args__ = (
        # Every change has exactly one closed and one opened row, even when two requests race.
        Index(
            "one_open_standing",
            "assignment_id",
            "competency_code",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
        Index(
            "open_standings_of_a_unit",
            "province_code",
            "unit_code",
            "position_code",
            "competency_code",
            "status",
            "officer_id",
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
        Index(
            "open_standings_to_look_at_again",
            "changes_on",
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
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


class Alert(Base):
    """A gap the officer should know of: why, which document says so, what to do, by when."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "one_open_alert_per_cause",
            "officer_id",
            "cause",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index(None, "officer_id", "state"),
        Index(None, "province_code", "state", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    kind: Mapped[str] = mapped_column(String(4))
    """CB1 to CB8 (domain.md 6.7)."""
    cause: Mapped[str] = mapped_column(String(60))
    """What it is about, e.g. "competency:B10": one open alert per officer and cause."""
    competency_code: Mapped[str | None] = mapped_column(String(10))
    position_code: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(30))
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirements.id"))
    required: Mapped[int | None]
    attained: Mapped[int | None]
    severity: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(14))
    since: Mapped[date]
    due_on: Mapped[date]
    next_steps: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of evidence that would close it, as [kind, level] pairs; pages make courses and cases of them."""
    opened_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]
    dispute_text: Mapped[str] = mapped_column(Text, default="")
    dispute_due_on: Mapped[date | None]
    """Five working days after the dispute (domain.md 6.7)."""
    answer_text: Mapped[str] = mapped_column(Text, default="")
    correction_text: Mapped[str] = mapped_column(Text, default="")
    """Where the officer was right: what the person who answered will have corrected, and where."""
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    close_reason: Mapped[str] = mapped_column(String(30), default="")

    officer: Mapped[Officer] = relationship()
    requirement: Mapped[Requirement | None] = relationship()
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
