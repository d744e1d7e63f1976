"""Pictures, videos, captions and papers of a lesson while it is written."""

from dataclasses import dataclass, replace
from io import SEEK_END, BytesIO
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from sqlalchemy import delete

from courses import policies, queries, rules
from courses.models import Lesson, LessonFile
from courses.rules import FileKind, FileRole, LessonKind, StudioEvent
from courses.services.editing import edit_part, require_editable
from courses.services.lesson_writing import write_text
from lms import audit
from lms.database import db
from lms.errors import Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.images import take_picture
from lms.models import Account
from lms.permissions import authorize

MOST_FILES = 100
LONGEST_WORDS = 500
_HEAD = 16
_PIECE = 1024 * 1024
_SINGLE = (FileRole.VIDEO, FileRole.CAPTIONS)
"""A lesson has one of each: another takes its place."""


class FileRefused(Refused):
    """The file cannot be taken; the message says why and what to do."""

    field = "file"


class WordsMissing(Refused):
    """A picture came without words for people who cannot see it."""

    field = "words"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came.

    Args:
        name: what the person's computer calls it.
        words: what a picture shows.
        after: the key of the `Passage` behind which a picture is put; the end of the text if there is none.
    """

    name: str
    stream: BinaryIO
    words: str = ""
    after: str = ""


def add_file(lesson: Lesson, upload: Upload, *, by: Account) -> LessonFile:
    """Take a file into a lesson and return it; a picture is also put into the text.

    Pictures are drawn anew and get the name of their content; other files keep their name in small letters.

    Raises:
        FileRefused: it is of no kind that is taken, too large, or not what its name says.
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
        PictureRefused: the picture cannot be read.
        WordsMissing: it is a picture, and it is not said what it shows.
    """
    version = lesson.version
    authorize(by, policies.may_write, version.owner)
    require_editable(version)
    kind = _kind_of(lesson, upload)
    if kind.role is FileRole.IMAGE and not upload.words.strip():
        raise WordsMissing(_("Say in a few words what the picture shows, for people who cannot see it."))
    # Drawing anew, comparing and storing take their time: nobody else waits for them.
    taken = _take_picture(upload) if kind.role is FileRole.IMAGE else _take_paper(lesson, upload, kind)
    try:
        _touch(lesson, by=by)
        _kind_of(lesson, upload)
        file = _put_in(lesson, upload, taken)
    except Exception:
        _discard(taken)
        raise
    if file.storage_key != taken.storage_key:
        _discard(taken)
    text = queries.text_of(lesson)
    if kind.role is FileRole.IMAGE and f"({file.name}" not in text.markdown:
        words = upload.words[:LONGEST_WORDS]
        shown = rules.insert_picture(text.markdown, name=file.name, words=words, after=upload.after)
        text = replace(text, markdown=shown)
    write_text(lesson, text, by=by)
    audit.record(StudioEvent.FILE_ADDED, file, by=by, name=file.name, slug=lesson.slug)
    return file


def remove_file(file: LessonFile, lesson: Lesson, *, by: Account) -> None:
    """Take a file out of a lesson; of a picture also what shows it in the text.

    What lies in the storage stays: versions share it.

    Raises:
        Forbidden: ``by`` does not write for the institution.
        NotEditable: the version is not being written.
    """
    version = lesson.version
    authorize(by, policies.may_write, version.owner)
    _touch(lesson, by=by)
    audit.record(StudioEvent.FILE_REMOVED, file, by=by, name=file.name, slug=lesson.slug)
    _forget(lesson, file)
    text = queries.text_of(lesson)
    write_text(lesson, replace(text, markdown=rules.remove_picture(text.markdown, file.name)), by=by)


def _kind_of(lesson: Lesson, upload: Upload) -> FileKind:
    """Return the kind of a file, or refuse it with a sentence."""
    kind = rules.file_kind(upload.name)
    if kind is None:
        raise FileRefused(
            _("Files of this kind are not taken. Convert it to one of: %(known)s.", known=rules.endings())
        )
    if kind.role in _SINGLE and lesson.kind != LessonKind.VIDEO:
        raise FileRefused(
            _("This is for a lesson with a video. Choose “Video” as kind of the lesson first, and save.")
        )
    return kind


def _touch(lesson: Lesson, *, by: Account) -> None:
    """Begin an edit of the files of a lesson, whatever text was seen; they are then as they are now."""
    edit_part(lesson.version, lesson, by=by)
    db.session.expire(lesson, ["attachments"])


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that was checked and lies in the storage.

    Args:
        name: of a picture, made of its content; empty for others, which get theirs from the lesson.
        known_id: of the file of the lesson with the same bytes; then nothing new lies in the storage.
        compared: the files of the lesson that were looked at for that, by their ids.
    """

    role: FileRole
    media_type: str
    size: int
    storage_key: str = ""
    name: str = ""
    known_id: int | None = None
    compared: frozenset[int] = frozenset()


def _take_picture(upload: Upload) -> _Taken:
    picture = take_picture(upload.stream)
    key = storage().save(BytesIO(picture.content), suffix=f".{rules.ending(picture.name)}")
    return _Taken(FileRole.IMAGE, picture.media_type, len(picture.content), key, name=picture.name)


def _take_paper(lesson: Lesson, upload: Upload, kind: FileKind) -> _Taken:
    taken = _Taken(kind.role, kind.media_type, _check_content(upload, kind))
    known = next((file for file in lesson.attachments if _is_same(file, upload.stream, taken)), None)
    if known is not None:  # sent twice
        return replace(taken, storage_key=known.storage_key, known_id=known.id)
    key = storage().save(upload.stream, suffix=f".{rules.ending(upload.name)}")
    return replace(taken, storage_key=key, compared=frozenset(file.id for file in lesson.attachments))


def _put_in(lesson: Lesson, upload: Upload, taken: _Taken) -> LessonFile:
    """Return the file of a lesson that was touched: the one that is there already, or a new one."""
    if len(lesson.attachments) >= MOST_FILES:
        raise FileRefused(_("A lesson has at most %(most)d files. Remove one, or split it.", most=MOST_FILES))
    known = next((file for file in lesson.attachments if _is_known(file, upload, taken)), None)
    if known is not None:
        return known
    if taken.role in _SINGLE:
        for file in [one for one in lesson.attachments if one.role == taken.role]:
            _forget(lesson, file)
    name = taken.name or rules.make_file_name(upload.name, {file.name for file in lesson.attachments})
    file = LessonFile(
        lesson_id=lesson.id,
        name=name,
        role=taken.role.value,
        media_type=taken.media_type,
        storage_key=taken.storage_key,
        size_bytes=taken.size,
    )
    db.session.add(file)
    db.session.flush()
    db.session.expire(lesson, ["attachments"])
    return file


def _is_known(file: LessonFile, upload: Upload, taken: _Taken) -> bool:
    """Tell whether a file is what was taken; those that came meanwhile were not compared yet."""
    if taken.name:
        return file.name == taken.name
    if taken.known_id is not None:
        return file.id == taken.known_id
    return file.id not in taken.compared and _is_same(file, upload.stream, taken)


def _discard(taken: _Taken) -> None:
    """Take out of the storage what was put there for nothing."""
    if taken.known_id is None:
        storage().discard(taken.storage_key)


def _check_content(upload: Upload, kind: FileKind) -> int:
    """Return the size of a file that is what its name says."""
    stream = upload.stream
    size = stream.seek(0, SEEK_END)
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    limit = kind.largest // rules.MEGABYTE
    if size == 0:
        raise FileRefused(_("The file is empty."))
    if size > kind.largest:
        raise FileRefused(
            _("The file is larger than %(limit)d MB. Make it smaller, or split it.", limit=limit)
        )
    if not kind.begins(head) or not _is_sound(stream, upload.name, kind):
        raise FileRefused(
            _("What is inside does not fit the ending of the name. Save it again in that format.")
        )
    stream.seek(0)
    return size


def _is_sound(stream: BinaryIO, name: str, kind: FileKind) -> bool:
    """Look further into files that hold others, and into captions."""
    if kind.role is FileRole.CAPTIONS:
        try:
            return "-->" in stream.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            return False
    if rules.ending(name) not in rules.OFFICE_PARTS:
        return True
    try:
        with ZipFile(stream) as parts:
            return rules.is_office_file(rules.ending(name), parts.namelist())
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        return False


def _is_same(file: LessonFile, stream: BinaryIO, taken: _Taken) -> bool:
    """Tell whether a file of a lesson has the very bytes that came now."""
    if (file.role, file.media_type, file.size_bytes) != (taken.role.value, taken.media_type, taken.size):
        return False
    stream.seek(0)
    with storage().open(file.storage_key) as kept:
        is_same = all(piece == kept.read(_PIECE) for piece in iter(lambda: stream.read(_PIECE), b""))
    stream.seek(0)
    return is_same


def _forget(lesson: Lesson, file: LessonFile) -> None:
    db.session.execute(delete(LessonFile).where(LessonFile.id == file.id))
    db.session.expunge(file)
    db.session.expire(lesson, ["attachments"])
