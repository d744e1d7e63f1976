"""What was published never changes: one canonical text of a version, and its hash (see also `guarding`)."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from courses import policies, queries
from courses.models import CourseVersion, LegalCitation, Lesson, LessonFile
from courses.queries import Version
from courses.rules import ContentEvent
from lms import audit
from lms.database import db
from lms.models import Account
from lms.permissions import authorize

_BATCH = 50

EXPORTS: dict[str, Callable[[Any], Any]] = {}
"""What belongs to a version, as plain values, by the beginning of its word; `app` adds the kinds above."""


def export_version(version: Version) -> bytes:
    """Return everything that learners meet of a version, always in the same bytes for the same content."""
    kind = version.subject.partition(":")[0]
    plain = EXPORTS[kind](version)
    return json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode()


def content_hash(version: Version) -> str:
    """Return the SHA-256 of a version as it stands."""
    db.session.flush()
    return hashlib.sha256(export_version(version)).hexdigest()


def is_intact(version: Version) -> bool:
    """Tell whether a sealed version is still what was published, to the byte."""
    return version.sealed_hash is not None and version.sealed_hash == content_hash(version)


def seal_earlier(*, by: Account) -> int:
    """Seal some of what was published before there were seals; return how many were.

    Raises:
        Forbidden: ``by`` is not the system.
    """
    authorize(by, policies.may_seal, None)
    kinds = queries.KINDS.values()
    unsealed = [version for model in kinds for version in queries.list_unsealed(model, _BATCH)]
    for version in unsealed:
        version.sealed_hash = content_hash(version)
        audit.record(ContentEvent.SEALED, version, by=by, subject=version.subject)
    db.session.flush()
    return len(unsealed)


def export_course(version: CourseVersion) -> dict[str, Any]:
    """Return the sheet, the citations, the lessons and their files of a course version."""
    return {
        "course": version.course.code,
        "number": version.number,
        "sheet": version.sheet,
        "review_on": version.review_on,
        "citations": [_citation(citation) for citation in queries.list_citations(version)],
        "lessons": [_lesson(lesson) for lesson in queries.list_written_lessons(version)],
    }


def _citation(citation: LegalCitation) -> dict[str, Any]:
    names = ("rank", "document", "effective_on", "review_on", "note", "legal_document_id")
    return {name: getattr(citation, name) for name in names}


def _lesson(lesson: Lesson) -> dict[str, Any]:
    names = ("number", "slug", "title", "kind", "minutes", "least_seconds", "markdown", "html", "transcript")
    files = sorted(lesson.attachments, key=lambda file: file.name)
    return {name: getattr(lesson, name) for name in names} | {"files": [_file(file) for file in files]}


def _file(file: LessonFile) -> dict[str, Any]:
    # What lies in the storage is written once; a changed file has another key.
    return {name: getattr(file, name) for name in ("name", "role", "media_type", "storage_key", "size_bytes")}


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in what is published")


EXPORTS["course-version"] = export_course
