"""The content of a course: versions, lessons and their files, the documents it cites."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from courses.models.catalogue import Course
from courses.models.publication import OPEN_STATES, LegalDocument
from lms.database import Base, partial_index
from people.models import Organisation


class CourseVersion(Base):
    """One state of the content. Learners in progress stay on their version."""

    __tablename__ = "course_versions"
    __table_args__ = (
        UniqueConstraint("course_id", "number", name="one_row_per_number"),
        partial_index(
            "one_published_course_version",
            "course_id",
            where="state = 'published'",
            unique=True,
        ),
        # Two editors who begin the next version at once meet in one.
        partial_index(
            "one_open_course_version",
            "course_id",
            where=OPEN_STATES,
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    sheet: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Title, summary, group, periods, whom it is for, outcomes, post-test (`courses.rules.sheets`).

    The course shows those of the published version; learners keep those of theirs.
    """
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every change of the sheet or of the order of lessons: nobody overwrites unseen work."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of the folder it was imported from: importing the same folder twice changes nothing. Else empty."""
    sealed_hash: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of all that was published (`courses.services.sealing`); null until then."""
    stays_until: Mapped[date | None]
    """The last day on which those who learn an outdated version stay on it; null without end."""
    review_on: Mapped[date | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    has_post_test: Mapped[bool] = mapped_column(default=False)
    """Whether `assessments` holds a post-test for it; without one, finished lessons complete the course."""

    course: Mapped[Course] = relationship(back_populates="versions")
    lessons: Mapped[list[Lesson]] = relationship(back_populates="version", order_by="Lesson.number")
    citations: Mapped[list[LegalCitation]] = relationship(order_by="LegalCitation.rank")

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"course-version:{self.id}"

    @property
    def owner(self) -> Organisation:
        """Return the institution that answers for it."""
        return self.course.owner


class LegalCitation(Base):
    """A legal document the content rests on."""

    __tablename__ = "legal_citations"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_versions.id"), index=True)
    rank: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    effective_on: Mapped[date | None]
    review_on: Mapped[date | None]
    """When an editor looks whether it still holds."""
    note: Mapped[str] = mapped_column(Text, default="")
    legal_document_id: Mapped[int | None] = mapped_column(ForeignKey("legal_documents.id"), index=True)
    """The document in the register, where its number is known."""

    legal_document: Mapped[LegalDocument | None] = relationship()


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
    """Sanitised once, when it was written."""
    transcript: Mapped[str] = mapped_column(Text, default="")
    """The words of a video that has no captions."""
    revision: Mapped[int] = mapped_column(default=1)
    """Goes up with every change: who saves over a revision they have not seen is asked."""

    version: Mapped[CourseVersion] = relationship(back_populates="lessons")
    attachments: Mapped[list[LessonFile]] = relationship(cascade="all, delete-orphan")

    @property
    def subject(self) -> str:
        """Return the word by which the publication log and its like know it."""
        return f"lesson:{self.id}"


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
