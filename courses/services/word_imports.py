"""Lessons from a Word document: looked at first, then taken into the version all at once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from io import BytesIO
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from courses import policies, queries, rules
from courses.models import CourseVersion, Lesson, LessonFile, WordImport
from courses.rules import (
    FileRole,
    LessonText,
    PlannedPicture,
    StudioEvent,
    WordLesson,
    WordPlan,
    WordWords,
)
from courses.services.editing import EditedMeanwhile, edit_draft, note_other_authors, require_editable
from courses.services.lesson_writing import write_text
from courses.services.outline import append_lesson, take_out_lessons
from lms import audit, clock
from lms.config import LOCALES
from lms.database import db
from lms.errors import Conflict, NotFound, Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.i18n import speaking
from lms.images import Allowance, PictureRefused
from lms.models import Account, Job
from lms.permissions import authorize
from lms.text import print_line
from lms.word import LARGEST_DOCUMENT, Picture, WordRefused, is_light, open_picture, read_document
from lms.work import request_work

WORD_WORK = "word-import"
KEPT_DAYS = 14
_SWEPT_AT_ONCE = 50
_LONGEST_NAME = 200


class WordImportMode(StrEnum):
    """What becomes of the lessons that are there."""

    APPEND = "append"
    REPLACE = "replace"


class ImportedBefore(Refused):
    """The same file was taken into the course before, and it was not said that this is meant."""

    field = "again"


class NotReadYet(Conflict):
    """The document is still being read, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a document is taken.

    Args:
        shown: `lessons_mark` of the version as it was shown: lessons that nobody saw are not replaced.
        words: what pictures show, by number, where Word had no words.
        is_meant_again: it is known that the same file was taken before.
    """

    mode: WordImportMode
    shown: str
    words: Mapping[int, str] = field(default_factory=dict)
    is_meant_again: bool = False


def hand_in_word(
    version: CourseVersion, name: str, stream: BinaryIO, *, by: Account
) -> tuple[WordImport, Job | None]:
    """Take a Word document to look at it; nothing of the version changes yet.

    A short document is read at once; of a long one the job that reads it is returned, to be nudged after the
    commit. The same bytes handed in twice by the same person are one import; a job that failed begins anew.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
        WordRefused: it is no Word document that can be read.
    """
    authorize(by, policies.may_write, version.owner)
    require_editable(version)
    content = stream.read(LARGEST_DOCUMENT + 1)
    digest = hashlib.sha256(content).hexdigest()
    found = queries.find_same_word_import(version, digest, by.id)
    if found is not None:
        return found, _reading(found, by=by)
    plan = make_word_plan(name, content) if is_light(content) or len(content) > LARGEST_DOCUMENT else None
    handed_in = WordImport(
        version_id=version.id,
        account_id=by.id,
        created_at=clock.now(),
        file_name=_shown_name(name),
        sha256=digest,
        plan=plan.as_json() if plan else {},
        storage_key="" if plan else storage().save(BytesIO(content), suffix=".docx"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(handed_in)
    except IntegrityError:  # the same person has just handed it in from another window
        _discard_files(handed_in)
        found = queries.find_same_word_import(version, digest, by.id)
        if found is None:
            raise
        return found, _reading(found, by=by)
    audit.record(StudioEvent.WORD_READ, version, by=by, name=handed_in.file_name, sha256=digest)
    return handed_in, _reading(handed_in, by=by)


def _reading(handed_in: WordImport, *, by: Account) -> Job | None:
    """Return the job that reads a document, a new one if the last has failed; None for one that was read."""
    return None if handed_in.plan else request_work(WORD_WORK, str(handed_in.id), by=by)


def _discard_files(handed_in: WordImport) -> None:
    """Take out of the storage what belongs to a document that nobody accepted."""
    pictures = WordPlan.read(handed_in.plan).pictures.values() if handed_in.plan else ()
    for key in filter(None, [handed_in.storage_key, *(picture.storage_key for picture in pictures)]):
        storage().discard(key)


def make_word_plan(name: str, content: bytes) -> WordPlan:
    """Return what a document would become, with its pictures in the storage. Only for this domain; no gate.

    Raises:
        WordRefused: it cannot be read.
    """
    document = read_document(name, content)
    with speaking(LOCALES[0]):  # these become titles that every learner reads
        words = WordWords(_("Introduction"), whole=_shown_name(name).rpartition(".")[0], notes=_("Notes"))
    found = rules.split_lessons(document, words)
    _refuse_too_much(found.lessons)
    pictures: dict[int, PlannedPicture] = {}
    refused: dict[int, str] = {}
    allowance = Allowance()
    for number, picture in enumerate(document.pictures):
        try:
            pictures[number] = _keep_picture(content, picture, allowance)
        except PictureRefused as refusal:
            refused[number] = str(refusal)
    return WordPlan(
        split=found.split,
        lessons=found.lessons,
        pictures=pictures,
        refused=refused,
        losses=document.losses,
        converted=tuple((one.encoding, one.count, one.before, one.after) for one in document.converted),
    )


def keep_word_plan(handed_in: WordImport, plan: WordPlan | None, *, refusal: str = "", by: Account) -> None:
    """Keep what was read of a long document, or why it cannot be read. Only for this domain; no gate."""
    storage().discard(handed_in.storage_key)
    handed_in.storage_key = ""
    handed_in.plan = plan.as_json() if plan else {}
    handed_in.refusal = refusal
    audit.record(StudioEvent.WORD_READ, handed_in.version, by=by, name=handed_in.file_name)


def accept_word(handed_in: WordImport, accepted: Acceptance, *, by: Account) -> int:
    """Put the lessons of a document into its version, all of them or none; return how many.

    Accepted already, nothing happens.

    Raises:
        EditedMeanwhile: lessons were to be replaced, and somebody has changed them since.
        Forbidden: ``by`` does not write for the institution.
        ImportedBefore: the same file was taken before.
        NotEditable: the version is not being written.
        NotReadYet: there is nothing to accept.
        TooManyLessons: the version would have more than 200 lessons.
    """
    version = handed_in.version
    authorize(by, policies.may_write, version.owner)
    queries.lock_version(version)
    queries.lock_part(handed_in)
    if handed_in.accepted_at is not None:
        return 0
    if not handed_in.plan:
        raise NotReadYet(_("The document has not been read."))
    edit_draft(version, by=by)
    note_other_authors(version, {handed_in.account_id: handed_in.created_at}, by=by)
    if not accepted.is_meant_again and queries.find_accepted_word_import(version, handed_in.sha256):
        raise ImportedBefore(_("This file was imported before. Tick the box if you want its lessons again."))
    is_instead = accepted.mode is WordImportMode.REPLACE
    first = _remove_lessons(version, accepted.shown, by=by) if is_instead else 1
    plan = WordPlan.read(handed_in.plan)
    taken = set(queries.list_slugs(version.id))
    for planned in plan.lessons:
        lesson = append_lesson(version, planned.title or "–", taken, revision=first, by=by)
        _fill(lesson, planned, plan, accepted.words, by=by)
    handed_in.accepted_at = clock.now()
    audit.record(
        StudioEvent.WORD_IMPORTED,
        version,
        by=by,
        name=handed_in.file_name,
        sha256=handed_in.sha256,
        mode=accepted.mode,
        lessons=len(plan.lessons),
    )
    return len(plan.lessons)


def open_planned_picture(handed_in: WordImport, name: str) -> tuple[BinaryIO, str]:
    """Return a picture of a document that is looked at, and its media type. For views that opened the draft.

    Raises:
        NotFound: there is none.
    """
    pictures = WordPlan.read(handed_in.plan).pictures.values() if handed_in.plan else ()
    found = next((picture for picture in pictures if picture.name == name), None)
    if found is None:
        raise NotFound(_("This file does not exist."))
    return storage().open(found.storage_key), found.media_type


def forget_left_words(*, by: Account) -> int:
    """Forget documents that nobody accepted within 14 days; return how many. Only at night; no gate."""
    left = queries.list_left_word_imports(clock.now() - timedelta(days=KEPT_DAYS), _SWEPT_AT_ONCE)
    for handed_in in left:
        audit.record(StudioEvent.WORD_FORGOTTEN, handed_in.version, by=by, name=handed_in.file_name)
        db.session.delete(handed_in)
        _discard_files(handed_in)
    db.session.flush()
    return len(left)


def _refuse_too_much(lessons: tuple[WordLesson, ...]) -> None:
    if len(lessons) > rules.MOST_LESSONS_OF_A_DOCUMENT:
        raise WordRefused(
            _(
                "The document has %(number)d lessons, more than the %(most)d that are taken at once. "
                "Use “Heading 1” for lessons only, or split the document.",
                number=len(lessons),
                most=rules.MOST_LESSONS_OF_A_DOCUMENT,
            )
        )
    for lesson in lessons:
        if len(lesson.markdown) > rules.LONGEST_LESSON:
            raise WordRefused(
                _(
                    "The lesson “%(title)s” is too long. Divide it by headings of the style “Heading 1”.",
                    title=lesson.title,
                )
            )


def _keep_picture(content: bytes, picture: Picture, allowance: Allowance) -> PlannedPicture:
    taken = allowance.take(open_picture(content, picture.part))
    return PlannedPicture(
        name=taken.name,
        media_type=taken.media_type,
        storage_key=storage().save(BytesIO(taken.content), suffix=f".{rules.ending(taken.name)}"),
        size_bytes=len(taken.content),
        words=picture.words,
    )


def _remove_lessons(version: CourseVersion, shown: str, *, by: Account) -> int:
    """Delete all lessons as they were shown; return the first revision that none of them ever had."""
    if shown != queries.lessons_mark(version):
        raise EditedMeanwhile(
            _("Somebody has changed the lessons since you looked. Look at them before they are replaced."),
            revision=version.revision,
        )
    lessons = queries.list_written_lessons(version)
    take_out_lessons(version, lessons, by=by)
    return max((lesson.revision for lesson in lessons), default=0) + 1


def _fill(
    lesson: Lesson, planned: WordLesson, plan: WordPlan, words: Mapping[int, str], *, by: Account
) -> None:
    pictures = {number: plan.pictures[number] for number in planned.pictures if number in plan.pictures}
    _attach(lesson, pictures)
    said = {number: words.get(number) or picture.words for number, picture in pictures.items()}
    names = {number: picture.name for number, picture in pictures.items()}
    text = LessonText(
        title=lesson.title,
        minutes=planned.minutes,
        markdown=rules.tidy(rules.fill_pictures(planned.markdown, names, said)),
    )
    write_text(lesson, text, by=by)


def _attach(lesson: Lesson, pictures: Mapping[int, PlannedPicture]) -> None:
    for picture in {one.name: one for one in pictures.values()}.values():
        db.session.add(
            LessonFile(
                lesson_id=lesson.id,
                name=picture.name,
                role=FileRole.IMAGE.value,
                media_type=picture.media_type,
                storage_key=picture.storage_key,
                size_bytes=picture.size_bytes,
            )
        )
    db.session.flush()
    db.session.expire(lesson, ["attachments"])


def _shown_name(name: str) -> str:
    """Return the name of a file as a page and the trail can show it: one line, no folders."""
    bare = print_line(name).replace("\\", "/").rpartition("/")[2].strip() or "–"
    return bare if len(bare) <= _LONGEST_NAME else f"{bare[: _LONGEST_NAME - 6]}….docx"
