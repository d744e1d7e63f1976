"""What officers wrote, and how it was marked without their names."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from assessments.models.rubrics import TaskVersion
from assessments.rules.marking import MarkingState, Verdict
from lms.database import Base, partial_index
from lms.models import Account
from people.models import Officer

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_WORD_LENGTH = 8


def _new_word() -> str:
    """Return a random word without signs that look like others; it tells nothing of script or writer."""
    return "".join(secrets.choice(_SIGNS) for _sign in range(_WORD_LENGTH))


class Script(Base):
    """One text of one officer. Handed in, its text, its seed and its draw never change."""

    __tablename__ = "open_scripts"
    __table_args__ = (
        UniqueConstraint("task_id", "officer_id", "number", name="one_row_per_script"),
        # Beginning twice at once gives one text, not two.
        partial_index(
            "one_script_under_way",
            "task_id",
            "officer_id",
            where="state IN ('writing', 'handed_in')",
            unique=True,
        ),
        Index(None, "state", "handed_in_at"),
        CheckConstraint("state IN ('writing', 'handed_in', 'released', 'withdrawn')", name="known_state"),
        CheckConstraint(
            "(state = 'writing') = (handed_in_at IS NULL) AND (handed_in_at IS NULL) = (draw_seed IS NULL)"
            " AND (draw_seed IS NULL) = (is_drawn IS NULL)",
            name="drawn_when_handed_in",
        ),
        CheckConstraint(
            "(state IN ('released', 'withdrawn')) = (released_at IS NOT NULL)", name="released_at_a_time"
        ),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    """The writer's address of it; markers never see it."""
    word: Mapped[str] = mapped_column(String(12), unique=True, default=_new_word)
    """All that markers know it by."""
    task_id: Mapped[int] = mapped_column(ForeignKey("open_tasks.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("open_task_versions.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("administrative_units.code"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every save: two windows never overwrite each other unseen."""
    saved_from: Mapped[str] = mapped_column(String(40), default="")
    """A word of the page that saved last: what one page sends in haste is no conflict with itself."""
    word_count: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    draw_seed: Mapped[str | None] = mapped_column(String(40))
    """Made in the moment of handing in; with the text it gives the draw (`rules.marking.is_drawn`)."""
    is_drawn: Mapped[bool | None]
    """Whether it is marked twice."""
    wants_third: Mapped[bool] = mapped_column(default=False)
    """Whether the first two markers were too far apart; told when the second of them has marked."""
    halves: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """The final mark by criterion in half steps, once released."""
    percent_tenths: Mapped[int | None]
    level: Mapped[int | None]
    """What the final mark shows; 0 is nothing."""
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    version: Mapped[TaskVersion] = relationship()
    officer: Mapped[Officer] = relationship()
    markings: Mapped[list[Marking]] = relationship(back_populates="script", order_by="Marking.id")

    @property
    def source(self) -> str:
        """Return the word by which evidence names it."""
        return f"open-script:{self.id}"

    @property
    def done(self) -> list[Marking]:
        """Return what was marked to the end, in the order of the rounds."""
        return sorted((one for one in self.markings if one.is_done), key=lambda one: one.round)

    @property
    def active(self) -> list[Marking]:
        """Return what is being marked or was marked, without those who stepped aside."""
        return [one for one in self.markings if one.state != MarkingState.STEPPED_ASIDE]

    @property
    def verdict(self) -> Verdict | None:
        """Return the final mark once it was released."""
        if self.halves is None or self.percent_tenths is None or self.level is None:
            return None
        return Verdict(tuple(self.halves), self.percent_tenths, self.level)


_FIXED = ("text", "draw_seed", "is_drawn", "handed_in_at", "version_id", "officer_id", "word")


@event.listens_for(Script, "before_update")
def _keep_handed_in(_mapper: Mapper[Script], _connection: Connection, script: Script) -> None:
    """Refuse to change what was handed in, and so to draw again: a mistake of the program, not of people."""
    attrs = inspect(script).attrs
    handed_in = attrs.handed_in_at.history
    was_handed_in = handed_in.deleted[0] if handed_in.deleted else script.handed_in_at
    if was_handed_in is not None and any(attrs[name].history.has_changes() for name in _FIXED):
        raise RuntimeError(f"script {script.id} was handed in and never changes")


class Marking(Base):
    """One marker's work on one script. Who marked it once never gets it again."""

    __tablename__ = "script_markings"
    __table_args__ = (
        # The second marker is another one than the first, and who stepped aside does not come back.
        UniqueConstraint("script_id", "marker_id", name="one_marking_per_marker"),
        # Two assessors who claim the same script at once: one gets it.
        partial_index(
            "one_marker_per_round",
            "script_id",
            "round",
            where="state <> 'stepped_aside'",
            unique=True,
        ),
        CheckConstraint("round BETWEEN 1 AND 3", name="known_round"),
        CheckConstraint("state IN ('claimed', 'marked', 'stepped_aside')", name="known_state"),
        CheckConstraint("(state = 'marked') = (marked_at IS NOT NULL)", name="marked_at_a_time"),
        CheckConstraint("(state = 'stepped_aside') = (aside_reason IS NOT NULL)", name="aside_for_a_reason"),
        Index(None, "marker_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    script_id: Mapped[int] = mapped_column(ForeignKey("open_scripts.id"))
    round: Mapped[int]
    marker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    state: Mapped[str] = mapped_column(String(20))
    claimed_at: Mapped[datetime]
    marked_at: Mapped[datetime | None]
    aside_at: Mapped[datetime | None]
    aside_reason: Mapped[str | None] = mapped_column(String(20))

    script: Mapped[Script] = relationship(back_populates="markings")
    marker: Mapped[Account] = relationship()
    marks: Mapped[list[CriterionMark]] = relationship(
        order_by="CriterionMark.number", cascade="all, delete-orphan"
    )

    @property
    def is_done(self) -> bool:
        """Tell whether the marks were handed in."""
        return self.state == MarkingState.MARKED

    @property
    def steps(self) -> list[int]:
        """Return the steps by criterion; only of what was marked to the end."""
        return [mark.step for mark in self.marks if mark.step is not None]


class CriterionMark(Base):
    """What one marker gives for one criterion, and why."""

    __tablename__ = "criterion_marks"

    marking_id: Mapped[int] = mapped_column(ForeignKey("script_markings.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """Of the criterion in the rubric, from 0."""
    step: Mapped[int | None]
    """0 is the lowest; null while undecided."""
    comment: Mapped[str] = mapped_column(Text, default="")
