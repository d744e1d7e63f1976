"""Reads of Word documents that were handed in for a version."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from courses.models import CourseVersion, Lesson, WordImport
from courses.rules import mark_of
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _


def get_word_import(version: CourseVersion, public_id: UUID) -> WordImport:
    """Return a document that was handed in for a version.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalar(
        select(WordImport)
        .where(WordImport.version_id == version.id, WordImport.public_id == public_id)
        .options(joinedload(WordImport.account), joinedload(WordImport.version))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(_("There is no such document."))
    return found


def find_word_import(import_id: int) -> WordImport | None:
    """Return a document by its id, None if it was forgotten meanwhile."""
    return db.session.get(WordImport, import_id)


def find_same_word_import(version: CourseVersion, sha256: str, account_id: int) -> WordImport | None:
    """Return what the same person handed in before of the same bytes and did not accept yet."""
    return db.session.scalar(
        select(WordImport)
        .where(WordImport.version_id == version.id, WordImport.sha256 == sha256)
        .where(WordImport.account_id == account_id, WordImport.accepted_at.is_(None))
        .where(WordImport.refusal == "")
        .limit(1)
    )


def find_accepted_word_import(version: CourseVersion, sha256: str) -> WordImport | None:
    """Return the latest time the same file was taken into any version of the course."""
    return db.session.scalar(
        select(WordImport)
        .join(WordImport.version)
        .where(CourseVersion.course_id == version.course_id, WordImport.sha256 == sha256)
        .where(WordImport.accepted_at.is_not(None))
        .options(joinedload(WordImport.account), joinedload(WordImport.version))
        .order_by(WordImport.accepted_at.desc())
        .limit(1)
    )


def list_left_word_imports(before: datetime, limit: int) -> Sequence[WordImport]:
    """Return documents that nobody accepted since they were handed in, the oldest first."""
    return db.session.scalars(
        select(WordImport)
        .where(WordImport.accepted_at.is_(None), WordImport.created_at < before)
        .order_by(WordImport.id)
        .limit(limit)
    ).all()


def lessons_mark(version: CourseVersion) -> str:
    """Return a word that is another one as soon as a lesson is added, moved, removed or written."""
    rows = db.session.execute(
        select(Lesson.slug, Lesson.revision).where(Lesson.version_id == version.id).order_by(Lesson.number)
    )
    return mark_of([f"{slug} {revision}" for slug, revision in rows])
