"""Taking a course folder in (CONTRACTS 4.3): all of it or nothing, and the same folder only once."""

from pathlib import Path

from sqlalchemy import delete

from courses import policies, queries, rules
from courses.models import (
    ContentAuthor,
    Course,
    CourseVersion,
    DocumentMention,
    LegalCitation,
    Lesson,
    LessonFile,
)
from courses.rules import (
    EDITABLE,
    OPEN,
    Citation,
    CitationText,
    CourseEvent,
    CourseSheet,
    CourseState,
    LessonSheet,
    Place,
    PostTestSettings,
    VersionSheet,
    faults,
)
from courses.services.citing import make_citations
from courses.services.editing import note_author
from courses.services.folders import CourseFolder, read_folder
from courses.services.legal_documents import note_lessons, note_version
from courses.services.publication import put_import_in_force
from courses.services.reports import CourseReport, LoadOutcome, make_report
from courses.services.sheets import apply_sheet
from courses.services.staying import move_learners_on
from lms import audit, clock
from lms.database import db
from lms.files import storage
from lms.models import Account
from lms.permissions import Role, ScopeKind, authorize, scopes
from people.models import Organisation
from people.policies import may_edit_for
from people.queries import find_organisation
from people.services.national import NATIONAL_CODE, add_national_owner


def load_course(
    folder: Path, *, by: Account, institution: str = "", is_dry_run: bool = False
) -> CourseReport:
    """Take in a course folder and return what became of it.

    A new or changed folder becomes a new published version; the one before is outdated, and its learners
    stay on it. The same folder twice changes nothing, nor does a folder with errors: they are in the report.
    An announced course gets an outline instead of lessons. quiz.gift is handed on in the report.

    Args:
        folder: with course.yaml, lessons and files.
        by: an editor of the owner, or the system.
        institution: code of the owner, for a folder that does not name it; for the system else the ministry.
        is_dry_run: look only; the report is the same.

    Raises:
        Forbidden: ``by`` edits for no institution, or not for the one that owns the course.
    """
    authorize(by, policies.may_load_courses, None)
    read = read_folder(Path(folder), queries.known_codes())
    course = queries.find_course(read.sheet.code) if read.sheet else None
    latest = _compared_with(read, course) if course else None
    owner = _find_owner(read, course, institution, by=by)
    if owner is not None:
        authorize(by, may_edit_for, owner)
    _check_review(read, latest)
    if read.notes.errors or read.sheet is None or owner is None:
        return make_report(read, LoadOutcome.REFUSED, None)
    if latest is not None and _is_in_force(latest, read):
        return make_report(read, LoadOutcome.UNCHANGED, latest)
    outcome = LoadOutcome.ADDED if course is None else LoadOutcome.CHANGED
    if is_dry_run:
        return make_report(read, outcome, None)
    if owner.id is None:
        owner = add_national_owner(by=by)
    course = course or Course(code=read.sheet.code, owner=owner)
    _show(course, read.sheet)
    version = _add_version(course, latest, read, by=by)
    return make_report(read, outcome, version)


def _compared_with(read: CourseFolder, course: Course) -> CourseVersion | None:
    """Return the version to compare a folder with: the published one if it says the same, else the latest."""
    published = queries.find_published_version(course)
    if published is not None and published.content_hash == read.content_hash:
        return published  # also while editors write the next one: nothing is run over
    return queries.find_latest_version(course)


def _find_owner(
    read: CourseFolder, course: Course | None, institution: str, *, by: Account
) -> Organisation | None:
    """Return who owns the course, or None with the reason noted. The ministry may be unsaved yet."""
    named = institution or (read.sheet.institution if read.sheet else "")
    place = Place(read.notes, rules.COURSE_FILE, key="institution")
    if course is not None:
        if named and named != course.owner.code:
            place.error(faults.OTHER_OWNER, named, owner=course.owner.name)
        return course.owner
    own = sorted(scopes(by, Role.EDITOR, ScopeKind.ORGANISATION))
    if not named and len(own) > 1:
        place.error(faults.SEVERAL_OWNERS, known=", ".join(own))
        return None
    code = named or "".join(own)
    if not code and by.is_system:
        return find_organisation(NATIONAL_CODE) or Organisation(code=NATIONAL_CODE)
    if not code:
        place.error(faults.NO_OWNER)
        return None
    owner = find_organisation(code)
    if owner is None:
        place.error(faults.UNKNOWN_OWNER, code)
    return owner


def _check_review(read: CourseFolder, latest: CourseVersion | None) -> None:
    """Check what needs the day of today or the course as it is."""
    if read.sheet is None:
        return
    place = Place(read.notes, rules.COURSE_FILE)
    if latest is not None and _is_in_studio(latest):
        place.error(faults.IN_STUDIO)
    elif read.sheet.is_announced and latest is not None and latest.state != CourseState.DRAFT:
        place.error(faults.NEVER_BACK)
    if read.sheet.review_on is not None and read.sheet.review_on < clock.today():
        place.notice(faults.REVIEW_PASSED, read.sheet.review_on)


def _is_in_studio(latest: CourseVersion) -> bool:
    """Tell whether editors are at work: an import must not throw away what they write."""
    is_outline = latest.state in EDITABLE and latest.content_hash != "" and latest.revision == 1
    return latest.state in OPEN and not (is_outline and not latest.lessons)


def _is_in_force(latest: CourseVersion, read: CourseFolder) -> bool:
    return latest.content_hash == read.content_hash and latest.state in (
        CourseState.PUBLISHED,
        CourseState.DRAFT,
    )


def _show(course: Course, sheet: CourseSheet) -> None:
    """Let the course be what its folder says, and whether it is only announced."""
    apply_sheet(course, VersionSheet.of_folder(sheet, sheet.post_test))
    course.is_announced = sheet.is_announced
    course.outline = list(sheet.outline) if sheet.is_announced else []
    db.session.add(course)


def _add_version(
    course: Course, latest: CourseVersion | None, read: CourseFolder, *, by: Account
) -> CourseVersion:
    """Put the content of a folder in force."""
    sheet = read.sheet
    if sheet is None:  # the caller has refused such a folder
        raise ValueError("a folder without course.yaml has no version")
    number = _make_room(latest)
    version = CourseVersion(
        course=course,
        number=number,
        state=CourseState.DRAFT.value,
        sheet=VersionSheet.of_folder(sheet, _post_test_of(read)).as_json(),
        content_hash=read.content_hash,
        review_on=sheet.review_on,
        created_at=clock.now(),
        has_post_test=read.gift_text is not None,
        citations=make_citations([_citation(citation) for citation in sheet.citations]),
    )
    event = CourseEvent.ANNOUNCED if sheet.is_announced else CourseEvent.PUBLISHED
    audit.record(event, version, by=by, course=course.code, number=number)
    note_author(version, by=by)
    _add_lessons(version, read)
    note_version(version)
    note_lessons(*version.lessons)
    if not sheet.is_announced:
        put_import_in_force(version, queries.find_published_version(course), by=by)
        move_learners_on(course, by=by)
    return version


def _post_test_of(read: CourseFolder) -> PostTestSettings | None:
    """Return how the post-test is taken; None where the folder has no quiz.gift."""
    if read.gift_text is None or read.sheet is None:
        return None
    return read.sheet.post_test or PostTestSettings()


def _citation(citation: Citation) -> CitationText:
    return CitationText(citation.document, citation.effective_on, note=citation.note)


def _make_room(latest: CourseVersion | None) -> int:
    """Return the number of the new version; an outline that only announced the course makes room."""
    if latest is None:
        return 1
    if latest.state == CourseState.DRAFT:  # nobody learned from it
        for model in (ContentAuthor, DocumentMention):
            db.session.execute(delete(model).where(model.subject == latest.subject))
        db.session.execute(delete(LegalCitation).where(LegalCitation.version_id == latest.id))
        db.session.execute(delete(CourseVersion).where(CourseVersion.id == latest.id))
        return latest.number
    return latest.number + 1


def _add_lessons(version: CourseVersion, read: CourseFolder) -> None:
    keys: dict[str, str] = {}
    slugs = {lesson.file_name: lesson.slug for lesson in read.lessons}
    for number, sheet in enumerate(sorted(read.lessons, key=lambda lesson: lesson.number), start=1):
        lesson = Lesson(
            version=version,
            number=number,
            slug=sheet.slug,
            title=sheet.title,
            kind=sheet.kind.value,
            minutes=sheet.minutes,
            least_seconds=sheet.least_seconds,
            markdown=sheet.markdown,
            attachments=[_keep_file(name, role, read, keys) for name, role in _files_of(sheet)],
        )
        db.session.add(lesson)
        db.session.flush()  # the addresses of files need their ids
        # Lessons are at /courses/<code>/lessons/<slug>, files at /courses/<code>/files/<id>/<name>.
        addresses = {file.name: f"../files/{file.id}/{file.name}" for file in lesson.attachments}
        lesson.html = rules.resolve_references(sheet.html, {**slugs, **addresses})


def _files_of(sheet: LessonSheet) -> list[tuple[str, rules.FileRole]]:
    return [(file.name, file.role) for file in sheet.files]


def _keep_file(name: str, role: rules.FileRole, read: CourseFolder, keys: dict[str, str]) -> LessonFile:
    """Put a file into the storage, once however many lessons use it."""
    path, kind = read.files[name], rules.file_kind(name)
    if kind is None:  # the folder was refused if it had such a file
        raise ValueError(f"{name} is of no known kind")
    if name not in keys:
        with path.open("rb") as stream:
            keys[name] = storage().save(stream, suffix=f".{rules.ending(name)}")
    return LessonFile(
        name=name,
        role=role.value,
        media_type=kind.media_type,
        storage_key=keys[name],
        size_bytes=path.stat().st_size,
    )
