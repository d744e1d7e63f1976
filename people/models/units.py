"""Units, organisations and positions: where people may serve, and as what."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base


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
