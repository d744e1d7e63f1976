"""Rubrics, and the tasks that are marked with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from assessments.models.cases import CaseExercise
from assessments.rules.marking import Outcome, RubricContent
from courses.models import OPEN_STATES, Course
from lms.database import Base, partial_index
from people.models import Organisation


class Rubric(Base):
    """Criteria with described steps, kept by an institution; what they say stands in the versions."""

    __tablename__ = "rubrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(300))

    owner: Mapped[Organisation] = relationship()
    versions: Mapped[list[RubricVersion]] = relationship(
        back_populates="rubric", order_by="RubricVersion.number"
    )

    @property
    def newest(self) -> RubricVersion | None:
        """Return the version that was saved last, or None."""
        return self.versions[-1] if self.versions else None


class RubricVersion(Base):
    """What a rubric says, known by its hash. A row never changes: another text is another row."""

    __tablename__ = "rubric_versions"
    __table_args__ = (
        UniqueConstraint("rubric_id", "number", name="one_row_per_rubric_version"),
        # The same words are the same version, whoever saves them how often.
        UniqueConstraint("rubric_id", "content_hash", name="one_rubric_version_per_content"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    """As `assessments.rules.marking.RubricContent` writes it."""
    content_hash: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))

    rubric: Mapped[Rubric] = relationship(back_populates="versions")

    @property
    def rules(self) -> RubricContent:
        """Return the criteria and steps."""
        return RubricContent.read(self.content)


@event.listens_for(RubricVersion, "before_update")
@event.listens_for(RubricVersion, "before_delete")
def _keep(_mapper: Mapper[RubricVersion], _connection: Connection, version: RubricVersion) -> None:
    raise RuntimeError(f"rubric version {version.id} never changes")


class OpenTask(Base):
    """Something to write: a reflection after a case, or an open question of a course or a case."""

    __tablename__ = "open_tasks"
    __table_args__ = (
        CheckConstraint("(course_id IS NULL) <> (case_id IS NULL)", name="belongs_to_one"),
        CheckConstraint("kind IN ('reflection', 'open_answer')", name="known_kind"),
        CheckConstraint("kind <> 'reflection' OR case_id IS NOT NULL", name="reflects_on_a_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_exercises.id"), index=True)

    owner: Mapped[Organisation] = relationship()
    course: Mapped[Course | None] = relationship()
    case: Mapped[CaseExercise | None] = relationship()
    versions: Mapped[list[TaskVersion]] = relationship(back_populates="task", order_by="TaskVersion.number")
    published: Mapped[TaskVersion | None] = relationship(
        primaryjoin="and_(TaskVersion.task_id == OpenTask.id, TaskVersion.state == 'published')",
        viewonly=True,
        uselist=False,
    )
    """The version new texts are written for."""


class TaskVersion(Base):
    """What is asked, how long the text may be, how it is marked, and what the marks show."""

    __tablename__ = "open_task_versions"
    __table_args__ = (
        UniqueConstraint("task_id", "number", name="one_row_per_task_version"),
        CheckConstraint("1 <= least_words AND least_words <= most_words", name="words_in_order"),
        partial_index(
            "one_published_task_version",
            "task_id",
            where="state = 'published'",
            unique=True,
        ),
        partial_index(
            "one_open_task_version",
            "task_id",
            where=OPEN_STATES,
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("open_tasks.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    prompt: Mapped[str] = mapped_column(Text, default="")
    """Markdown."""
    least_words: Mapped[int]
    most_words: Mapped[int]
    """In syllables, as `assessments.rules.marking.count_words` counts them."""
    rubric_version_id: Mapped[int | None] = mapped_column(ForeignKey("rubric_versions.id"), index=True)
    competency_code: Mapped[str | None] = mapped_column(String(10))
    outcomes: Mapped[list[Any]] = mapped_column(default=list)
    """Which result shows which level, as `assessments.rules.marking.Outcome` writes it."""
    sealed_hash: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of all that was published (`courses.services.sealing`); null until then."""
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    task: Mapped[OpenTask] = relationship(back_populates="versions")
    rubric_version: Mapped[RubricVersion | None] = relationship()

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"task-version:{self.id}"

    @property
    def owner(self) -> Organisation:
        """Return the institution that answers for it."""
        return self.task.owner

    @property
    def rubric(self) -> RubricContent:
        """Return the criteria and steps; only of a version that has them, as every published one does."""
        if self.rubric_version is None:
            raise ValueError(f"task version {self.id} has no rubric")
        return self.rubric_version.rules

    @property
    def levels(self) -> list[Outcome]:
        """Return which result shows which level, the lowest first."""
        return [Outcome.read(one) for one in self.outcomes]
