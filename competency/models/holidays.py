"""Days on which nobody works, besides weekends and the holidays that stand in the law by their date."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class Holiday(Base):
    """A day off that is announced each year: Tết, Giỗ Tổ, days off in lieu."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200), default="")
    """The announcement it is taken from."""
    entered_at: Mapped[datetime]
