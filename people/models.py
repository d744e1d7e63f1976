"""Units, organisations, positions, officers and their assignments.

Not stored on purpose: ethnicity, religion, party membership (DESIGN 3).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from lms.models import Account


class AdministrativeUnit(Base):
    """A province or a commune-level unit. Matched by code, never by name (245 names repeat)."""

    __tablename__ = "administrative_units"
    __table_args__ = (
        CheckConstraint(
            "(parent_code IS NULL) = (kind IN ('province', 'city'))", name="communes_have_a_province"
        ),
        Index(None, "parent_code", "name_key"),
    )

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    """Official statistical code: two digits for provinces, five for communes, zeros kept."""
    name: Mapped[str] = mapped_column(String(120))
    full_name: Mapped[str] = mapped_column(String(160))
    """As in the legal document."""
    full_name_en: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(20))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    main_area_type: Mapped[str | None] = mapped_column(String(20))
    name_key: Mapped[str] = mapped_column(String(160), index=True)
    """`lms.text.tone_position_key` of the full name: "Hòa" finds "Hoà"."""
    search_key: Mapped[str] = mapped_column(String(160))
    """`lms.text.fold` of the full name."""
    sort_key: Mapped[str] = mapped_column(String(400))
    """Orders by the Vietnamese alphabet on either engine."""

    parent: Mapped[AdministrativeUnit | None] = relationship(remote_side=[code])
    area_tags: Mapped[list[AreaTag]] = relationship(cascade="all, delete-orphan")

    @property
    def is_province(self) -> bool:
        """Tell whether this is one of the 34 units of the provincial level."""
        return self.parent_code is None

    @property
    def province_code(self) -> str:
        """Return the code of the province this unit is or lies in."""
        return self.parent_code or self.code


class AreaTag(Base):
    """One area type a unit carries; several are allowed."""

    __tablename__ = "area_tags"

    unit_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"), primary_key=True)
    area_type: Mapped[str] = mapped_column(String(20), primary_key=True)


class Organisation(Base):
    """A body people serve in: an office or division of a commune, a department, an institution."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("unit_code", "name_key", name="one_organisation_per_name_and_unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    """Our own short code, the word scopes and files use."""
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(30))
    unit_code: Mapped[str | None] = mapped_column(ForeignKey("administrative_units.code"))
    """The commune or province it belongs to; null for national bodies."""
    electronic_code: Mapped[str | None] = mapped_column(String(40))
    """Mã định danh điện tử (QĐ 20/2020/QĐ-TTg), different from the statistical code."""

    unit: Mapped[AdministrativeUnit | None] = relationship()


class Position(Base):
    """A job position (vị trí việc làm): data with a source document, never an enum."""

    __tablename__ = "positions"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int]
    """Order in lists, as in the source file."""


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

    account: Mapped[Account | None] = relationship()
    assignments: Mapped[list[Assignment]] = relationship(back_populates="officer", order_by="Assignment.id")


class Assignment(Base):
    """One officer in one position of one organisation for a stretch of days; several may overlap."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint(
            "officer_id", "organisation_id", "position_code", "starts_on", name="one_row_per_post_and_start"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        # Two open main posts of one person would race past the check in Python; this decides.
        Index(
            "one_open_main_post",
            "officer_id",
            unique=True,
            sqlite_where=text("is_main AND ends_on IS NULL"),
            postgresql_where=text("is_main AND ends_on IS NULL"),
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

    officer: Mapped[Officer] = relationship(back_populates="assignments")
    organisation: Mapped[Organisation] = relationship()
    position: Mapped[Position] = relationship()
    unit: Mapped[AdministrativeUnit] = relationship()
