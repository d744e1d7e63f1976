"""What went out about alerts: the weekly messages, which alerts each is about, where people want them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competency.models.alerts import Alert
from lms.database import Base
from lms.models import Account


class DigestWeek(Base):
    """One week's messages as a whole: begun, all written down, all gone out."""

    __tablename__ = "digest_weeks"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    """ISO year and week, such as "2026-W47"."""
    day: Mapped[date]
    """The day they belong to: the set weekday, unless somebody asked for an earlier one."""
    begun_at: Mapped[datetime]
    planned_at: Mapped[datetime | None]
    """When the last message of the week was written down; none is added after that."""
    finished_at: Mapped[datetime | None]
    """When nothing was left to send for the first time."""


class Digest(Base):
    """One message to one person in one week, and what became of it."""

    __tablename__ = "digests"
    __table_args__ = (
        # However often and by however many processes the week is planned: this decides.
        UniqueConstraint("account_id", "week", name="one_digest_per_person_and_week"),
        Index(None, "state", "id"),
        Index(None, "week", "state"),
        Index(None, "province_code", "day"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    """The Message-ID is made of it, the same for every attempt."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    week: Mapped[str] = mapped_column(ForeignKey("digest_weeks.week"))
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    """A `competency.rules.DigestState`."""
    channel: Mapped[str] = mapped_column(String(20), default="")
    """By which channel it was last tried; empty before the first attempt."""
    address_masked: Mapped[str] = mapped_column(String(120), default="")
    """Where to, hardly readable: the address itself is only in the account."""
    attempts: Mapped[int] = mapped_column(default=0)
    is_lasting: Mapped[bool] = mapped_column(default=False)
    """Of a failure: trying again by itself will not help."""
    claimed_by: Mapped[str] = mapped_column(String(120), default="")
    """The process that is sending it: machine, process number, random word."""
    claimed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    receipt: Mapped[str] = mapped_column(String(200), default="")
    planned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was sent, failed, became uncertain or was dropped."""

    account: Mapped[Account] = relationship()


class AlertDelivery(Base):
    """One message speaks of one alert, without naming it."""

    __tablename__ = "alert_deliveries"
    __table_args__ = (Index(None, "alert_id"),)

    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"), primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alerts.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12), primary_key=True)
    """Why this person hears of it, a `competency.rules.Purpose`."""

    digest: Mapped[Digest] = relationship()
    alert: Mapped[Alert] = relationship()


class MessageAddress(Base):
    """Where somebody wants messages who does not want them by e-mail."""

    __tablename__ = "message_addresses"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Encrypted with DATA_KEY: telephone numbers are personal."""
    chosen_at: Mapped[datetime]

    account: Mapped[Account] = relationship()
