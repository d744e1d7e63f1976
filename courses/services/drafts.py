"""Courses while they are written: a new one, the next version, the sheet, what they cite."""

from datetime import date

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from courses import policies, queries, rules
from courses.models import Course, CourseVersion, LegalCitation, Lesson, LessonFile
from courses.rules import CitationText, CourseState, StudioEvent, VersionSheet
from courses.services.citing import make_citations
from courses.services.editing import edit_draft, keep_authors, note_author
from courses.services.legal_documents import keep_holding, note_lessons, note_version
from courses.services.lesson_pages import renew_html
from courses.services.sheets import apply_sheet
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Organisation


class CodeRefused(Refused):
    """A new course cannot have this code."""

    field = "code"


class NothingToContinue(Conflict):
    """The course has no version from which another could be begun."""


def create_course(owner: Organisation, *, code: str, title: str, by: Account) -> CourseVersion:
    """Begin a course of an institution and return its first version, a draft; sent twice it is begun once.

    Raises:
        CodeRefused: the code has other signs than capital letters and digits, or another course has it.
        Forbidden: ``by`` does not write for the institution.
    """
    authorize(by, policies.may_write, owner)
    if not rules.is_course_code(code):
        raise CodeRefused(_("A code has 2 to 20 capital letters and digits, the first one a letter."))
    sheet = VersionSheet(title=title)
    course = Course(code=code, owner=owner)
    apply_sheet(course, sheet)
    try:
        with db.session.begin_nested():
            db.session.add(course)
    except IntegrityError as error:
        begun = _begun_before(owner, code, title, by)
        if begun is not None:
            return begun
        raise CodeRefused(
            _("Another course has the code %(code)s. Choose another one.", code=code)
        ) from error
    return _add_version(course, sheet, number=1, by=by)


def _begun_before(owner: Organisation, code: str, title: str, by: Account) -> CourseVersion | None:
    """Return the version that the same form sent before has begun, or None."""
    course = queries.find_course(code)
    if course is None or course.owner_id != owner.id or course.title != title:
        return None
    version = queries.find_open_version(course)
    is_new = version is not None and (version.number, version.revision) == (1, 1)
    return version if is_new and version and queries.find_author(version.subject, by) else None


def begin_version(course: Course, *, by: Account) -> CourseVersion:
    """Return the version of a course that is being written; if there is none, begin one.

    It begins as the published version is, or where none is published as the latest. Lessons and what
    they cite are copied, files are shared with the version before: nothing of it changes.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NothingToContinue: the course has no version at all.
    """
    authorize(by, policies.may_write, course.owner)
    found = queries.find_open_version(course)
    if found is not None:
        return found
    latest = queries.find_latest_version(course)
    if latest is None:
        raise NothingToContinue(_("This course has no version from which another could be begun."))
    source = queries.find_published_version(course) or latest
    try:
        with db.session.begin_nested():
            version = _add_version(course, queries.sheet_of(source), number=latest.number + 1, by=by)
    except IntegrityError:  # another editor began it at the same moment
        found = queries.find_open_version(course)
        if found is None:
            raise
        return found
    keep_authors(version, source, by=by)
    _copy_content(source, version)
    return version


def save_sheet(version: CourseVersion, sheet: VersionSheet, *, shown: str, by: Account) -> bool:
    """Keep a changed sheet; tell whether it was changed. The same sheet again changes nothing.

    Args:
        version: being written.
        sheet: what it shall say.
        shown: `sheet_mark` of what the editor saw: who changes the outline meanwhile is in nobody's way.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody else has changed the sheet since.
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    if queries.sheet_of(version) == sheet:
        return False
    queries.lock_version(version)
    edit_draft(version, is_seen=shown == queries.sheet_mark(version), by=by)
    version.sheet = sheet.as_json()
    version.has_post_test = sheet.post_test is not None
    if version.number == 1 and not version.course.is_announced:  # nobody but the institution sees it yet
        apply_sheet(version.course, sheet)
    note_version(version)
    audit.record(StudioEvent.SHEET_SAVED, version, by=by, revision=version.revision)
    return True


def save_citations(
    version: CourseVersion,
    citations: list[CitationText],
    *,
    review_on: date | None,
    shown: str,
    by: Account,
) -> bool:
    """Keep what a version cites and when it is looked at again; tell whether it was changed.

    Args:
        version: being written.
        citations: in order.
        review_on: by when somebody looks whether the content still holds.
        shown: `citations_mark` of what the editor saw.
        by: an editor of the institution.

    Raises:
        EditedMeanwhile: somebody else has changed the citations since.
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    authorize(by, policies.may_write, version.owner)
    if review_on == version.review_on and citations == [
        queries.citation_text(row) for row in version.citations
    ]:
        return False
    queries.lock_version(version)
    db.session.expire(version, ["citations"])
    edit_draft(version, is_seen=shown == queries.citations_mark(version), by=by)
    db.session.execute(delete(LegalCitation).where(LegalCitation.version_id == version.id))
    db.session.expire(version, ["citations"])
    db.session.add_all(make_citations(citations, version_id=version.id))
    version.review_on = review_on
    db.session.flush()
    note_version(version)
    audit.record(StudioEvent.CITATIONS_SAVED, version, by=by, revision=version.revision)
    return True


def _add_version(course: Course, sheet: VersionSheet, *, number: int, by: Account) -> CourseVersion:
    """Begin a version; nothing in it has a revision that an earlier, given-up one may have shown somebody."""
    version = CourseVersion(
        course=course,
        number=number,
        state=CourseState.DRAFT.value,
        sheet=sheet.as_json(),
        revision=queries.highest_revision(course) + 1,
        content_hash="",
        created_at=clock.now(),
        has_post_test=sheet.post_test is not None,
    )
    db.session.add(version)
    db.session.flush()
    note_author(version, by=by)
    audit.record(StudioEvent.BEGUN, version, by=by, course=course.code, number=number)
    return version


def _copy_content(source: CourseVersion, version: CourseVersion) -> None:
    version.review_on = source.review_on
    cited = [queries.citation_text(row) for row in queries.list_citations(source)]
    db.session.add_all(make_citations(cited, version_id=version.id))
    lessons = queries.list_written_lessons(source)
    copies = [_copy_lesson(lesson, version) for lesson in lessons]
    db.session.add_all(copies)
    db.session.flush()
    slugs = [copy.slug for copy in copies]
    for copy in copies:
        renew_html(copy, slugs)
    note_lessons(*copies)
    note_version(version)
    same = {lesson.subject: copy.subject for lesson, copy in zip(lessons, copies, strict=True)}
    keep_holding(same | {source.subject: version.subject})


def _copy_lesson(lesson: Lesson, version: CourseVersion) -> Lesson:
    return Lesson(
        version=version,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.title,
        kind=lesson.kind,
        minutes=lesson.minutes,
        least_seconds=lesson.least_seconds,
        markdown=lesson.markdown,
        html=lesson.html,
        transcript=lesson.transcript,
        revision=version.revision,
        attachments=[
            LessonFile(
                name=file.name,
                role=file.role,
                media_type=file.media_type,
                storage_key=file.storage_key,
                size_bytes=file.size_bytes,
            )
            for file in sorted(lesson.attachments, key=lambda file: file.id)
        ],
    )
