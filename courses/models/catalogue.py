"""Courses as the catalogue knows them: what they are called, whom they are for, what they develop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base
from people.models import Organisation, Position

if TYPE_CHECKING:
    from courses.models.content import CourseVersion


class Course(Base):
    """What a course is called and whom it is for, as its published version says; the rest is in versions."""

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
