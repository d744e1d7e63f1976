"""Which nights the nightly pass has worked through, and how far the present one is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class NightlyPass(Base):
    """The pass of one day. Every small transaction of it also notes here how far it got.

    So whatever stops the process, the next one goes on behind the last committed piece.
    """

    __tablename__ = "nightly_passes"
    __table_args__ = (
        CheckConstraint("(finished_at IS NULL) = (stage <> 'done')", name="finished_when_done"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str] = mapped_column(String(12))
    """The stage that is under way, a `competency.rules.NightStage`."""
    cursor: Mapped[str] = mapped_column(String(20), default="")
    """The last officer id, province or step the stage has finished; empty at its beginning."""
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    officers: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    alerts_opened: Mapped[int] = mapped_column(default=0)
    alerts_changed: Mapped[int] = mapped_column(default=0)
    alerts_closed: Mapped[int] = mapped_column(default=0)
    checked: Mapped[int] = mapped_column(default=0)
    """Officers whom the self-check recomputed; none on a night that was caught up."""
    differences: Mapped[int] = mapped_column(default=0)
    differing: Mapped[list[Any]] = mapped_column(default=list)
    """Public ids of the first officers whose rows differed."""
