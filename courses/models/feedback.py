"""What learners say of a course when they have completed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models.content import CourseVersion
from lms.database import Base
from people.models import Officer


class CourseFeedback(Base):
    """What one officer says of one version of a course, once. Editors see it without the name, in groups."""

    __tablename__ = "course_feedback"
    __table_args__ = (
        UniqueConstraint("officer_id", "version_id", name="one_feedback_per_version"),
        Index(None, "version_id"),
        CheckConstraint("useful BETWEEN 1 AND 5", name="useful_on_the_scale"),
        CheckConstraint("clear BETWEEN 1 AND 5", name="clear_on_the_scale"),
        CheckConstraint("length(words) <= 500", name="words_are_short"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"))
    useful: Mapped[int]
    """Of use at work: 1 not at all, 5 very much."""
    clear: Mapped[int]
    """Easy to understand: 1 not at all, 5 very much."""
    words: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]

    officer: Mapped[Officer] = relationship()
    version: Mapped[CourseVersion] = relationship()
