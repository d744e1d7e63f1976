"""Accounts, what they may do, their sessions, and the trail of what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, partial_index

SYSTEM_EMAIL = "system@localhost"


class Account(Base):
    """A person (or the system) who may sign in. Who they serve as is told by `people`."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Always lower case; the word people sign in with."""
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2; null until the one-time link was used."""
    locale: Mapped[str | None] = mapped_column(String(5))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_system: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", lazy="selectin", cascade="all, delete-orphan", order_by="RoleGrant.id"
    )


class RoleGrant(Base):
    """One role of one account over one scope."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint(
            "account_id", "role", "scope_kind", "scope_code", name="one_grant_per_role_and_scope"
        ),
        CheckConstraint("(scope_kind IN ('nation', 'self')) = (scope_code = '')", name="nation_has_no_code"),
        Index(None, "role", "scope_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(20))
    scope_code: Mapped[str] = mapped_column(String(60), default="")
    granted_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="grants")


class AccountSession(Base):
    """One sign-in on one device. The cookie holds a random word; only its hash is here."""

    __tablename__ = "account_sessions"
    __table_args__ = (Index(None, "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class OneTimeLink(Base):
    """A link that lets the owner of an account set a password, once."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class ApiToken(Base):
    """A word another system signs in with. Shown once, kept as a hash."""

    __tablename__ = "api_tokens"
    __table_args__ = (CheckConstraint("scope IN ('read', 'write')", name="known_scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scope: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(300), default="")
    """What it was made for; written on the trail whenever it opens a list of names."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class AuditEntry(Base):
    """One past deed. Written in the transaction of the deed, never changed, never deleted."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "target_kind", "target_id"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    target_kind: Mapped[str] = mapped_column(String(40))
    target_id: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What a later reader needs to understand the deed; never personal numbers, never answers."""

    actor: Mapped[Account] = relationship()


class SystemFact(Base):
    """A fact about this installation: `demo` marks the demo world."""

    __tablename__ = "system_facts"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Alarm(Base):
    """Something an operator must look at: a check that failed, messages that did not go out."""

    __tablename__ = "alarms"
    __table_args__ = (
        partial_index(
            "one_open_alarm_per_cause",
            "cause",
            where="settled_at IS NULL",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(60))
    """What it is about, e.g. "digest:2026-11-21": one open alarm per cause."""
    text: Mapped[str] = mapped_column(Text)
    """A sentence for the operator, as the last occasion told it; no names of people."""
    times: Mapped[int] = mapped_column(default=1)
    """How often it was raised before it was settled."""
    raised_at: Mapped[datetime]
    last_raised_at: Mapped[datetime]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    raised_by: Mapped[Account] = relationship(foreign_keys=[raised_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])


class Job(Base):
    """Long work that somebody asked for: how far it is, whether it ended, in what words it failed."""

    __tablename__ = "jobs"
    __table_args__ = (
        partial_index(
            "one_unfinished_job",
            "kind",
            "subject",
            where="finished_at IS NULL",
            unique=True,
        ),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="known_state"),
        CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="over_at_a_time"),
        CheckConstraint("done >= 0 AND total >= 0", name="counts_upwards"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    """A key of `lms.work.WORK`."""
    subject: Mapped[str] = mapped_column(String(60))
    """What it is about, as its domain writes it."""
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    """Who asked for it, and in whose name it is done."""
    state: Mapped[str] = mapped_column(String(10))
    attempt: Mapped[int] = mapped_column(default=0)
    """How often a worker began with it; only the latest may say how far it is."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Pieces, in whatever unit the work counts; 0 while unknown."""
    error: Mapped[str] = mapped_column(Text, default="")
    """A sentence for the person, where it failed."""
    created_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)

    account: Mapped[Account] = relationship()

    @property
    def is_over(self) -> bool:
        """Whether it was done or has failed."""
        return self.finished_at is not None

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0
