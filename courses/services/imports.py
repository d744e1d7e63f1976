"""Taking a course folder in (CONTRACTS 4.3): all of it or nothing, and the same folder only once."""

from pathlib import Path

from sqlalchemy import delete

from competency.queries import list_competencies
from courses import policies, queries, rules
from courses.models import (
    Course,
    CourseOutcome,
    CoursePosition,
    CourseTopic,
    CourseVersion,
    LegalCitation,
    Lesson,
    LessonFile,
)
from courses.rules import CourseEvent, CourseSheet, CourseState, LessonSheet, Place, faults
from courses.services.folders import CourseFolder, read_folder
from courses.services.reports import CourseReport, LoadOutcome, make_report
from lms import audit, clock
from lms.collation import sort_word
from lms.database import db
from lms.files import storage
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, authorize, scopes
from lms.text import fold
from people.models import Organisation
from people.policies import may_edit_for
from people.queries import find_organisation, list_positions
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
    read = read_folder(Path(folder), _known_codes())
    course = queries.find_course(read.sheet.code) if read.sheet else None
    latest = queries.find_latest_version(course) if course else None
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
    _apply_sheet(course, read.sheet)
    version = _add_version(course, latest, read, by=by)
    return make_report(read, outcome, version)


def _known_codes() -> rules.KnownCodes:
    return rules.KnownCodes(
        competencies=frozenset(competency.code for competency in list_competencies()),
        positions=frozenset(position.code for position in list_positions()),
    )


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
    if read.sheet.is_announced and latest is not None and latest.state != CourseState.DRAFT:
        place.error(faults.NEVER_BACK)
    if read.sheet.review_on is not None and read.sheet.review_on < clock.today():
        place.notice(faults.REVIEW_PASSED, read.sheet.review_on)


def _is_in_force(latest: CourseVersion, read: CourseFolder) -> bool:
    return latest.content_hash == read.content_hash and latest.state in (
        CourseState.PUBLISHED,
        CourseState.DRAFT,
    )


def _apply_sheet(course: Course, sheet: CourseSheet) -> None:
    topics = [f"{topic} {_(rules.TOPIC_NAMES[rules.Topic(topic)])}" for topic in sheet.topics]
    course.title = sheet.title
    course.summary = sheet.summary
    course.content_group = sheet.content_group
    course.periods = sheet.periods
    course.is_announced = sheet.is_announced
    course.outline = list(sheet.outline) if sheet.is_announced else []
    course.for_all_positions = sheet.positions is None
    course.search_key = fold(" ".join([sheet.code, sheet.title, sheet.summary, *topics]))
    course.sort_key = sort_word(sheet.title)
    course.positions = [CoursePosition(position_code=code) for code in sheet.positions or ()]
    course.topics = [CourseTopic(topic=topic) for topic in sheet.topics]
    course.outcomes = [
        CourseOutcome(competency_code=outcome.competency, level=outcome.level, rank=rank)
        for rank, outcome in enumerate(sheet.outcomes, start=1)
    ]
    db.session.add(course)


def _add_version(
    course: Course, latest: CourseVersion | None, read: CourseFolder, *, by: Account
) -> CourseVersion:
    """Put the content of a folder in force."""
    sheet = read.sheet
    if sheet is None:  # the caller has refused such a folder
        raise ValueError("a folder without course.yaml has no version")
    state = CourseState.DRAFT if sheet.is_announced else CourseState.PUBLISHED
    version = CourseVersion(
        course=course,
        number=_make_room(latest, by=by),
        state=state.value,
        content_hash=read.content_hash,
        review_on=sheet.review_on,
        created_at=clock.now(),
        published_at=None if sheet.is_announced else clock.now(),
        has_post_test=read.gift_text is not None,
        citations=[
            LegalCitation(
                rank=rank,
                document=citation.document,
                effective_on=citation.effective_on,
                note=citation.note,
            )
            for rank, citation in enumerate(sheet.citations, start=1)
        ],
    )
    event = CourseEvent.ANNOUNCED if sheet.is_announced else CourseEvent.PUBLISHED
    audit.record(event, version, by=by, course=course.code, number=version.number)
    _add_lessons(version, read)
    return version


def _make_room(latest: CourseVersion | None, *, by: Account) -> int:
    """Return the number of the new version, after the one in force has stepped aside."""
    if latest is None:
        return 1
    if latest.state == CourseState.DRAFT:  # an outline that only announced the course; nobody learned from it
        db.session.execute(delete(LegalCitation).where(LegalCitation.version_id == latest.id))
        db.session.execute(delete(CourseVersion).where(CourseVersion.id == latest.id))
        return latest.number
    if latest.state == CourseState.PUBLISHED:
        latest.state = CourseState.OUTDATED.value
        audit.record(CourseEvent.OUTDATED, latest, by=by)
        db.session.flush()  # only one version may be published at a time, and inserts go before updates
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
