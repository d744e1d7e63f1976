"""Courses, their versions and lessons; enrolments, progress, completions, and recognised periods."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from people.models import Officer, Organisation, Position


class Course(Base):
    """What a course is called and who owns it; what it teaches is in its versions."""

    __tablename__ = "courses"
    __table_args__ = (CheckConstraint("content_group BETWEEN 1 AND 5", name="content_group_of_decree_171"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    content_group: Mapped[int]
    """1 to 5 of NĐ 171/2025."""
    periods: Mapped[int]
    """Recognised periods (tiết) of the whole course."""
    is_announced: Mapped[bool] = mapped_column(default=False)
    """Listed although nothing is published yet: being written."""
    for_all_positions: Mapped[bool] = mapped_column(default=False)
    search_key: Mapped[str] = mapped_column(Text)
    """Folded code, title, summary and topics."""
    sort_key: Mapped[str] = mapped_column(String(1000))
    outline: Mapped[list[Any]] = mapped_column(default=list)
    """Planned lesson titles while it is only announced."""

    owner: Mapped[Organisation] = relationship()
    versions: Mapped[list[CourseVersion]] = relationship(
        back_populates="course", order_by="CourseVersion.number"
    )
    positions: Mapped[list[CoursePosition]] = relationship(cascade="all, delete-orphan")
    topics: Mapped[list[CourseTopic]] = relationship(cascade="all, delete-orphan")
    outcomes: Mapped[list[CourseOutcome]] = relationship(
        cascade="all, delete-orphan", order_by="CourseOutcome.rank"
    )


class CoursePosition(Base):
    """A position the course is meant for."""

    __tablename__ = "course_positions"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    position_code: Mapped[str] = mapped_column(ForeignKey("positions.code"), primary_key=True)

    position: Mapped[Position] = relationship()


class CourseTopic(Base):
    """A topic group policy targets count by (domain.md 2), e.g. DATA_ERECORD."""

    __tablename__ = "course_topics"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(30), primary_key=True)


class CourseOutcome(Base):
    """A competency the course develops, and to which level."""

    __tablename__ = "course_outcomes"
    __table_args__ = (Index(None, "competency_code"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    competency_code: Mapped[str] = mapped_column(String(10), primary_key=True)
    level: Mapped[int]
    rank: Mapped[int]


class CourseVersion(Base):
    """One state of the content. Learners in progress stay on their version."""

    __tablename__ = "course_versions"
    __table_args__ = (
        UniqueConstraint("course_id", "number", name="one_row_per_number"),
        Index(
            "one_published_course_version",
            "course_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of the folder it was imported from: importing the same folder twice changes nothing."""
    review_on: Mapped[date | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    has_post_test: Mapped[bool] = mapped_column(default=False)
    """Whether `assessments` holds a post-test for it; without one, finished lessons complete the course."""

    course: Mapped[Course] = relationship(back_populates="versions")
    lessons: Mapped[list[Lesson]] = relationship(back_populates="version", order_by="Lesson.number")
    citations: Mapped[list[LegalCitation]] = relationship(order_by="LegalCitation.rank")


class LegalCitation(Base):
    """A legal document the content rests on."""

    __tablename__ = "legal_citations"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), index=True)
    rank: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")


class Lesson(Base):
    """One lesson: Markdown, a video with captions, or a file."""

    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("version_id", "number", name="one_row_per_lesson_number"),
        UniqueConstraint("version_id", "slug", name="one_row_per_lesson_slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    number: Mapped[int]
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    """What the author expects it takes."""
    least_seconds: Mapped[int]
    """The least plausible study time; faster does not complete the lesson."""
    markdown: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    """Sanitised once, at import."""

    version: Mapped[CourseVersion] = relationship(back_populates="lessons")
    attachments: Mapped[list[LessonFile]] = relationship(cascade="all, delete-orphan")


class LessonFile(Base):
    """A file of a lesson in the storage: an image, a video, its captions, a paper to download."""

    __tablename__ = "lesson_files"
    __table_args__ = (UniqueConstraint("lesson_id", "name", name="one_file_per_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lessons.id"))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(10))
    """image, video, captions, download."""
    media_type: Mapped[str] = mapped_column(String(80))
    storage_key: Mapped[str] = mapped_column(String(120))
    size_bytes: Mapped[int]


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
