"""Case exercises, and the ways people took through them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.rules import CaseGraph, as_percent, parse_case
from courses.models import OPEN_STATES
from lms.database import Base, partial_index
from people.models import Officer, Organisation

PUBLISHED, OUTDATED = "published", "outdated"
"""The states of a case version: a new one makes the old one outdated, and those under way stay on it."""

_GRAPHS_KEPT = 32
_GRAPHS: dict[str, CaseGraph] = {}
"""Graphs by the hash of what they were read from."""


class CaseExercise(Base):
    """A situational case exercise (bài tập tình huống); the graph is in its versions."""

    __tablename__ = "case_exercises"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(Text)
    reopen_days: Mapped[int] = mapped_column(default=90)
    """After so many days a new attempt counts again; in between it is practice."""

    owner: Mapped[Organisation] = relationship()
    versions: Mapped[list[CaseVersion]] = relationship(back_populates="case", order_by="CaseVersion.number")
    published: Mapped[CaseVersion | None] = relationship(
        primaryjoin="and_(CaseVersion.case_id == CaseExercise.id, CaseVersion.state == 'published')",
        viewonly=True,
        uselist=False,
    )
    """The version new attempts begin on."""


class CaseVersion(Base):
    """One state of a case: the whole graph as it was imported and checked."""

    __tablename__ = "case_versions"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="one_row_per_case_version"),
        partial_index(
            "one_published_case_version",
            "case_id",
            where="state = 'published'",
            unique=True,
        ),
        partial_index(
            "one_open_case_version",
            "case_id",
            where=OPEN_STATES,
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_exercises.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    document: Mapped[dict[str, Any]]
    """The parsed YAML, in the shape of CONTRACTS 4.2; `assessments.rules` reads it."""
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every change while it is being written."""
    content_hash: Mapped[str] = mapped_column(String(64))
    sealed_hash: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of all that was published (`courses.services.sealing`); null until then."""
    minutes: Mapped[int]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    case: Mapped[CaseExercise] = relationship(back_populates="versions")
    competencies: Mapped[list[CaseCompetency]] = relationship(
        cascade="all, delete-orphan",
        order_by=lambda: (
            func.substr(CaseCompetency.competency_code, 1, 1),
            func.length(CaseCompetency.competency_code),
            CaseCompetency.competency_code,
        ),
    )
    area_types: Mapped[list[CaseAreaType]] = relationship(cascade="all, delete-orphan")

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"case-version:{self.id}"

    @property
    def owner(self) -> Organisation:
        """Return the institution that answers for it."""
        return self.case.owner

    @cached_property
    def graph(self) -> CaseGraph:
        """Return the decisions. Only what passed the checker is ever kept, and no version ever changes.

        They are the same for everybody: the process keeps some, so that a decision need not read them again.
        """
        kept = _GRAPHS.get(self.content_hash)
        if kept is not None:
            return kept
        graph, _findings = parse_case(self.document)
        if graph is None:
            raise ValueError(f"case version {self.id} cannot be read")
        if len(_GRAPHS) >= _GRAPHS_KEPT:
            _GRAPHS.pop(next(iter(_GRAPHS)), None)
        _GRAPHS[self.content_hash] = graph
        return graph


class CaseCompetency(Base):
    """A competency the case touches, and the level it can show."""

    __tablename__ = "case_competencies"
    __table_args__ = (Index(None, "competency_code"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"), primary_key=True)
    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    level: Mapped[int]


class CaseAreaType(Base):
    """An area type the situation is set in."""

    __tablename__ = "case_area_types"

    version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"), primary_key=True)
    area_type: Mapped[str] = mapped_column(String(20), primary_key=True)


class CaseAttempt(Base):
    """One way through a case. The first counts; later ones are practice until a new one opens."""

    __tablename__ = "case_attempts"
    __table_args__ = (
        UniqueConstraint("case_id", "officer_id", "number", name="one_row_per_case_attempt"),
        partial_index(
            "one_case_attempt_in_progress",
            "case_id",
            "officer_id",
            where="state = 'in_progress'",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_exercises.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    number: Mapped[int]
    is_counted: Mapped[bool]
    """Fixed at the start: whether this attempt may write evidence."""
    seed: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    node: Mapped[str] = mapped_column(String(40))
    """Where the officer stands; "ket" when decided."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    gained: Mapped[int | None]
    maximum: Mapped[int | None]
    percent_tenths: Mapped[int | None]
    """In tenths of a percent, half up: 818 means 81.8 %."""
    is_critical: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str | None] = mapped_column(String(20))

    case: Mapped[CaseExercise] = relationship()
    version: Mapped[CaseVersion] = relationship()
    officer: Mapped[Officer] = relationship()
    steps: Mapped[list[CaseStep]] = relationship(order_by="CaseStep.number", back_populates="attempt")

    @property
    def is_running(self) -> bool:
        """Tell whether a decision is still open."""
        return self.finished_at is None

    @property
    def percent(self) -> Decimal | None:
        """Return the score in percent with one decimal; None while it runs."""
        return as_percent(self.percent_tenths)


class CaseStep(Base):
    """One decision on the way, and when it was taken. A decision cannot be taken back."""

    __tablename__ = "case_steps"
    __table_args__ = (UniqueConstraint("attempt_id", "node", name="one_decision_per_node"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("case_attempts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40))
    chosen_at: Mapped[datetime]

    attempt: Mapped[CaseAttempt] = relationship(back_populates="steps")
