"""Quizzes, and what was answered in them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.models.questions import Question
from assessments.rules import as_percent
from courses.models import CourseVersion
from lms.database import Base, partial_index
from people.models import Officer


class Quiz(Base):
    """Questions drawn at random from banks, with a time limit kept by the server."""

    __tablename__ = "quizzes"
    __table_args__ = (CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_percent_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    course_version_id: Mapped[int | None] = mapped_column(ForeignKey("course_versions.id"), unique=True)
    """The course version whose post-test this is."""
    minutes: Mapped[int]
    attempts_limit: Mapped[int]
    days_between: Mapped[int]
    pass_percent: Mapped[int]

    course_version: Mapped[CourseVersion | None] = relationship()
    sections: Mapped[list[QuizSection]] = relationship(order_by="QuizSection.number")


class QuizSection(Base):
    """So many questions from one bank, with a pass mark of its own where one is set."""

    __tablename__ = "quiz_sections"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("question_banks.id"))
    competency_code: Mapped[str | None] = mapped_column(String(10))
    """Draw only questions of this competency; null for any of the bank."""
    draw_count: Mapped[int]
    pass_percent: Mapped[int | None]


class QuizAttempt(Base):
    """One try of one officer."""

    __tablename__ = "quiz_attempts"
    __table_args__ = (
        UniqueConstraint("quiz_id", "officer_id", "number", name="one_row_per_quiz_attempt"),
        # Starting twice at once gives one attempt, not two.
        partial_index(
            "one_quiz_attempt_in_progress",
            "quiz_id",
            "officer_id",
            where="state = 'in_progress'",
            unique=True,
        ),
        Index(None, "state", "deadline_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quizzes.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    percent_tenths: Mapped[int | None]
    """Score in tenths of a percent, half up: 818 means 81.8 %."""
    is_passed: Mapped[bool] = mapped_column(default=False)

    quiz: Mapped[Quiz] = relationship()
    officer: Mapped[Officer] = relationship()
    answers: Mapped[list[QuizAnswer]] = relationship(order_by="QuizAnswer.number", back_populates="attempt")

    @property
    def is_running(self) -> bool:
        """Tell whether it can still be answered."""
        return self.finished_at is None

    @property
    def percent(self) -> Decimal | None:
        """Return the score in percent with one decimal; None while it runs."""
        return as_percent(self.percent_tenths)


class QuizAnswer(Base):
    """A question as it was asked in an attempt, and what was answered so far."""

    __tablename__ = "quiz_answers"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("quiz_attempts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    section_number: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    answer: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None]
    points_thousandths: Mapped[int | None]
    """Credit for the answer, 0 to 1000; null until the attempt is finished."""

    attempt: Mapped[QuizAttempt] = relationship(back_populates="answers")
    question: Mapped[Question] = relationship()
