"""How far each learner is: enrolments, progress, completions, recognised periods."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models.catalogue import Course
from courses.models.content import CourseVersion, Lesson
from lms.database import Base
from people.models import Officer


class Enrolment(Base):
    """An officer learns a course, on the version that was published when it began."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("officer_id", "course_id", name="one_enrolment_per_course"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    started_at: Mapped[datetime]
    post_test_passed_at: Mapped[datetime | None]
    """Told by `assessments`, which stands above and knows the post-test."""

    officer: Mapped[Officer] = relationship()
    course: Mapped[Course] = relationship()
    version: Mapped[CourseVersion] = relationship()
    progress: Mapped[list[LessonProgress]] = relationship(back_populates="enrolment")
    completion: Mapped[Completion | None] = relationship(back_populates="enrolment")


class LessonProgress(Base):
    """Start and finish of one lesson; nothing else is collected."""

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("enrolment_id", "lesson_id", name="one_row_per_lesson"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    opened_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    was_too_fast: Mapped[bool] = mapped_column(default=False)
    """Finishing was tried before the least plausible study time had passed."""

    enrolment: Mapped[Enrolment] = relationship(back_populates="progress")
    lesson: Mapped[Lesson] = relationship()


class Completion(Base):
    """A course was completed: every lesson finished, and the post-test passed where there is one."""

    __tablename__ = "completions"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), unique=True)
    completed_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship(back_populates="completion")


class PeriodLedger(Base):
    """Recognised periods (tiết) of an officer by calendar year and content group; 40 a year at least."""

    __tablename__ = "period_ledger"
    __table_args__ = (
        UniqueConstraint("officer_id", "source", name="periods_counted_once"),
        CheckConstraint("periods > 0", name="periods_positive"),
        Index(None, "officer_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    province_code: Mapped[str] = mapped_column(String(5))
    year: Mapped[int]
    content_group: Mapped[int]
    periods: Mapped[int]
    source: Mapped[str] = mapped_column(String(120))
    """"course:KH04" or the number of a paper certificate."""
    title: Mapped[str] = mapped_column(String(300))
    earned_on: Mapped[date]
    recorded_at: Mapped[datetime]
