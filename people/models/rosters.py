"""Rosters as they are handed in: what a file says, what was taken over, and what it was before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index
from lms.models import Account
from people.models.units import AdministrativeUnit


class RosterUpload(Base):
    """A file somebody handed in, from the upload until it is accepted and perhaps undone."""

    __tablename__ = "roster_uploads"
    __table_args__ = (
        Index(None, "province_code", "id"),
        # Two people who accept (or undo) at once for one province: the second is told to wait.
        partial_index(
            "one_roster_at_work",
            "province_code",
            where="state IN ('accepting', 'undoing')",
            unique=True,
        ),
        # A button pressed twice hands one file in once.
        partial_index(
            "one_open_review_per_file",
            "province_code",
            "sha256",
            where="state IN ('checking', 'review')",
            unique=True,
        ),
        CheckConstraint(
            "state IN ('checking', 'refused', 'review', 'accepting', 'done', 'undoing', 'undone', 'dropped')",
            name="known_state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    file_name: Mapped[str] = mapped_column(String(120))
    """As the person called it, only to be shown."""
    storage_key: Mapped[str | None] = mapped_column(String(80))
    """Where the sealed file lies; null once it was thrown away."""
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    is_full_roster: Mapped[bool] = mapped_column(default=False)
    """Whether posts that the file no longer has are to end."""
    state: Mapped[str] = mapped_column(String(10))
    digest: Mapped[str] = mapped_column(String(64), default="")
    """Hash of what the review showed: what is written must be the same."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By `rosters.shapes.COUNT_NAMES`."""
    notices: Mapped[list[Any]] = mapped_column(default=list)
    readings: Mapped[list[Any]] = mapped_column(default=list)
    """What the file says and how it was understood, where the two differ: [what, found, read as, times]."""
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why the file was refused, or why the last wish about it was not granted."""
    conflicts: Mapped[list[Any]] = mapped_column(default=list)
    """What stood in the way of undoing: [[name, what]]."""
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    accepted_at: Mapped[datetime | None]
    """When it was written, all at once; the undoing must begin within a day of it."""
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    undone_at: Mapped[datetime | None]

    province: Mapped[AdministrativeUnit] = relationship()
    uploaded_by: Mapped[Account] = relationship(foreign_keys=[uploaded_by_id])
    accepted_by: Mapped[Account | None] = relationship(foreign_keys=[accepted_by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])


class RosterLine(Base):
    """What one row of a file comes to, for the review. Personal numbers are masked."""

    __tablename__ = "roster_lines"
    __table_args__ = (
        Index(None, "upload_id", "outcome", "id"),
        CheckConstraint("outcome IN ('new', 'changed', 'ended', 'unchanged', 'error')", name="known_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("roster_uploads.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(10))
    number: Mapped[int | None]
    """Row of the file; null for a post that ends because no row has it."""
    full_name: Mapped[str] = mapped_column(Text, default="")
    personal_id_masked: Mapped[str] = mapped_column(String(20), default="")
    unit_code: Mapped[str] = mapped_column(Text, default="")
    organisation: Mapped[str] = mapped_column(Text, default="")
    position_code: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[list[Any]] = mapped_column(default=list)
    """Of a change [[column, before, after]]; of an error [[column, value, problem, remedy]]."""


class RosterChange(Base):
    """One row of another table that an accepted file wrote, before and after: what undoing needs."""

    __tablename__ = "roster_changes"
    __table_args__ = (
        UniqueConstraint("upload_id", "kind", "target_id", name="one_change_per_row"),
        CheckConstraint(
            "kind IN ('organisation_added', 'officer_added', 'officer_changed', 'assignment_added',"
            " 'assignment_changed')",
            name="known_kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("roster_uploads.id"))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[int]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class FormerUnitName(Base):
    """A name that a commune had, or that a file gives it, and the commune it means today in one province."""

    __tablename__ = "former_unit_names"
    __table_args__ = (UniqueConstraint("province_code", "name_key", name="one_meaning_per_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    """`lms.text.tone_position_key` of the name."""
    unit_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    entered_at: Mapped[datetime]

    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys=[unit_code])
