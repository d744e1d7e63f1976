"""Reading a course folder from the disk: what it holds, says, and does wrong. Changes nothing."""

import hashlib
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from courses import rules
from courses.rules import CourseSheet, KnownCodes, LessonSheet, Notes, Place, faults
from lms.legacy_encodings import DISPLAY_NAMES, convert, detect

_CHUNK = 1024 * 1024
_HEAD = 16


@dataclass(slots=True)
class CourseFolder:
    """A course folder as read.

    Args:
        files: what may lie beside lessons, by name.
        gift_text: the text of quiz.gift; None where there is none.
        content_hash: the same for the same content under the same names; empty if the folder is refused.
    """

    notes: Notes = field(default_factory=Notes)
    sheet: CourseSheet | None = None
    lessons: list[LessonSheet] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    gift_text: str | None = None
    content_hash: str = ""


def read_folder(path: Path, known: KnownCodes) -> CourseFolder:
    """Return what a folder holds, with everything that is wrong with it in ``notes``."""
    folder = CourseFolder()
    if not path.is_dir():
        Place(folder.notes).error(faults.NO_FOLDER, path)
        return folder
    entries = _list_entries(path, folder.notes)
    if not _is_of_good_size(entries, folder.notes):
        return folder
    folder.files = _check_files(entries, folder.notes)
    _read_texts(folder, entries, known)
    _check_together(folder)
    if not folder.notes.errors:
        folder.content_hash = _hash(entries.values())
    return folder


def _list_entries(path: Path, notes: Notes) -> dict[str, Path]:
    """Return the files of the folder by name, in order; what is no plain file is noted."""
    entries = {}
    for entry in sorted(path.iterdir(), key=lambda entry: entry.name):
        if rules.is_litter(entry.name):
            continue
        if entry.is_symlink():
            Place(notes, entry.name).error(faults.LINK)
        elif not entry.is_file():
            Place(notes, entry.name).error(faults.SUBFOLDER)
        else:
            entries[entry.name] = entry
    return entries


def _is_of_good_size(entries: dict[str, Path], notes: Notes) -> bool:
    """Tell whether the folder can be read at all: nothing is opened before its size is known."""
    total = sum(entry.stat().st_size for entry in entries.values())
    if total > rules.LARGEST_FOLDER:
        Place(notes).error(faults.FOLDER_TOO_LARGE, size=_mb(total), limit=_mb(rules.LARGEST_FOLDER))
    for name, entry in entries.items():
        kind = rules.file_kind(name)
        largest = kind.largest if kind else rules.LARGEST_TEXT
        size = entry.stat().st_size
        if size > largest:
            Place(notes, name).error(faults.FILE_TOO_LARGE, size=_mb(size), limit=_mb(largest))
    return not notes.errors


def _mb(size: int) -> str:
    return f"{size / rules.MEGABYTE:.1f}".removesuffix(".0")


def _check_files(entries: dict[str, Path], notes: Notes) -> dict[str, Path]:
    """Return the files that may lie beside lessons; each name, kind and beginning is checked."""
    files = {}
    for name, entry in entries.items():
        place, kind = Place(notes, name), rules.file_kind(name)
        if name in (rules.COURSE_FILE, rules.QUIZ_FILE) or rules.ending(name) == "md":
            continue
        if kind is None:
            place.error(faults.UNKNOWN_FILE_KIND, known=rules.endings())
        elif not rules.is_safe_name(name):
            place.error(faults.BAD_FILE_NAME)
        elif entry.stat().st_size == 0:
            place.error(faults.EMPTY_FILE)
        elif not kind.begins(_head(entry)):
            place.error(faults.NOT_WHAT_IT_SAYS)
        else:
            files[name] = entry
    return files


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_HEAD)


def _read_texts(folder: CourseFolder, entries: dict[str, Path], known: KnownCodes) -> None:
    """Read course.yaml, the lessons and quiz.gift."""
    lesson_names = [name for name in entries if rules.ending(name) == "md"]
    present = {*folder.files, *lesson_names}
    if rules.COURSE_FILE not in entries:
        Place(folder.notes).error(faults.NO_COURSE_FILE)
    else:
        place = Place(folder.notes, rules.COURSE_FILE)
        text = _read_text(entries[rules.COURSE_FILE], place)
        folder.sheet = rules.read_course_sheet(text, known, place) if text is not None else None
    for name in lesson_names:
        lesson = _read_lesson(entries[name], present, Place(folder.notes, name))
        if lesson is not None:
            folder.lessons.append(lesson)
    if rules.QUIZ_FILE in entries:
        folder.gift_text = _read_text(entries[rules.QUIZ_FILE], Place(folder.notes, rules.QUIZ_FILE))


def _read_lesson(path: Path, present: Collection[str], place: Place) -> LessonSheet | None:
    text = _read_text(path, place)
    return rules.read_lesson(path.name, text, present, place) if text is not None else None


def _read_text(path: Path, place: Place) -> str | None:
    """Return the text in Unicode NFC, or None if it cannot be decoded; old encodings are converted."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", "replace")
        if not detect(text.splitlines()):
            place.at_line(content.count(b"\n", 0, error.start) + 1).error(faults.NOT_UTF8)
            return None
    encoding = detect(text.splitlines())
    if encoding:
        text = convert(text, encoding)
        place.notice(faults.CONVERTED, encoding=DISPLAY_NAMES[encoding])
    if not text.strip():
        place.error(faults.EMPTY_FILE)
        return None
    return unicodedata.normalize("NFC", text)


def _check_together(folder: CourseFolder) -> None:
    """Check what no single file can show."""
    _check_repeated(folder, lambda lesson: str(lesson.number), faults.SAME_LESSON_NUMBER)
    _check_repeated(folder, lambda lesson: lesson.slug, faults.SAME_LESSON_NAME)
    used = {file.name for lesson in folder.lessons for file in lesson.files}
    for name in folder.files:
        if name not in used:
            Place(folder.notes, name).notice(faults.UNUSED_FILE)
    if folder.sheet is None:
        return
    place = Place(folder.notes, rules.COURSE_FILE)
    has_content = bool(folder.lessons) or folder.gift_text is not None
    if folder.sheet.is_announced and has_content:
        place.error(faults.LESSONS_OF_ANNOUNCED)
    if not folder.sheet.is_announced and not folder.lessons and not folder.notes.errors:
        Place(folder.notes).error(faults.NO_LESSONS)
    if folder.sheet.post_test is not None and folder.gift_text is None and not folder.sheet.is_announced:
        place.error(faults.POST_TEST_WITHOUT_QUIZ)


def _check_repeated(folder: CourseFolder, key: Callable[[LessonSheet], str], fault: rules.Fault) -> None:
    first: dict[str, str] = {}
    for lesson in folder.lessons:
        other = first.setdefault(key(lesson), lesson.file_name)
        if other != lesson.file_name:
            Place(folder.notes, lesson.file_name).error(fault, other=other)


def _hash(paths: Collection[Path]) -> str:
    """Return one hash of all names and contents; large files are read piece by piece."""
    digest = hashlib.sha256()
    for path in paths:
        part = hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                part.update(piece)
        digest.update(f"{path.name}\0{part.hexdigest()}\n".encode())
    return digest.hexdigest()
