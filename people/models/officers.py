"""Officers and their assignments.

Not stored on purpose: ethnicity, religion, party membership (DESIGN 3).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index
from lms.models import Account
from people.models.units import AdministrativeUnit, Organisation, Position


class Officer(Base):
    """A commune-level officer (cán bộ, công chức cấp xã)."""

    __tablename__ = "officers"
    __table_args__ = (Index(None, "province_code", "sort_key"), Index(None, "province_code", "search_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    """The only id that leaves the house."""
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    """Tables with personal history carry it, so that a large installation can shard by province."""
    full_name: Mapped[str] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(600))
    """By given name, then family and middle names, in the Vietnamese alphabet."""
    personal_id_sealed: Mapped[bytes]
    personal_id_hash: Mapped[str] = mapped_column(String(64), unique=True)
    personal_id_masked: Mapped[str] = mapped_column(String(20))
    employment_kind: Mapped[str] = mapped_column(String(20))
    degree_level: Mapped[str] = mapped_column(String(20), default="none")
    degree_field: Mapped[str] = mapped_column(String(200), default="")
    political_theory_level: Mapped[str] = mapped_column(String(20), default="none")
    has_state_management_training: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str | None] = mapped_column(String(254))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), unique=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """When the roster that brought the officer in was undone. History and what the officer did stay; lists
    no longer show the officer, until a roster names the person again."""

    account: Mapped[Account | None] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="officer",
        primaryjoin="and_(Officer.id == Assignment.officer_id, Assignment.withdrawn_at.is_(None))",
        order_by="Assignment.id",
    )


class Assignment(Base):
    """One officer in one position of one organisation for a stretch of days; several may overlap."""

    __tablename__ = "assignments"
    __table_args__ = (
        partial_index(
            "one_row_per_post_and_start",
            "officer_id",
            "organisation_id",
            "position_code",
            "starts_on",
            where="withdrawn_at IS NULL",
            unique=True,
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL AND (ends_on IS NULL OR ends_on >= starts_on))"
            " OR (withdrawn_at IS NOT NULL AND ends_on < starts_on)",
            name="ends_after_it_starts",
        ),
        # Two open main posts of one person would race past the check in Python; this decides.
        partial_index(
            "one_open_main_post",
            "officer_id",
            where="is_main AND ends_on IS NULL",
            unique=True,
        ),
        Index(None, "unit_code", "position_code"),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    unit_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    """The commune of the organisation, kept here because every coverage figure asks for it."""
    position_code: Mapped[str] = mapped_column(ForeignKey("positions.code"))
    is_main: Mapped[bool]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The last day of the post, inclusive."""
    decision_no: Mapped[str] = mapped_column(String(60), default="")
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    """When the roster that brought the post in was undone. Such a post ends before it starts, so that it is
    held on no day; the row stays for the standings it had, which reports of past days count."""

    officer: Mapped[Officer] = relationship(
        back_populates="assignments", primaryjoin="Officer.id == Assignment.officer_id"
    )
    organisation: Mapped[Organisation] = relationship()
    position: Mapped[Position] = relationship()
    unit: Mapped[AdministrativeUnit] = relationship()
