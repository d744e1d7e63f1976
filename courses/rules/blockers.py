"""What stops a course version from going to the reviewers, and what deserves a second look. Pure.

The place of a finding is where it is mended: ``file`` is "sheet", "citations", "outline" or "lesson:<slug>",
``key`` the field there.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape

from courses.rules.course_sheet import KnownCodes
from courses.rules.faults import Fault
from courses.rules.files import ending, file_kind
from courses.rules.findings import Notes, Place
from courses.rules.lesson_sheet import local_name
from courses.rules.lesson_text import LessonText, lesson_named, words_of
from courses.rules.sheets import VersionSheet
from courses.rules.study import count_words
from courses.rules.vocabulary import FileRole, LessonKind
from lms.messages import N_
from lms.rich_text import render_markdown

SHEET, CITATIONS, OUTLINE = "sheet", "citations", "outline"
LESSON = "lesson:"

_IMAGE = re.compile(r'<img src="([^"]*)"(?: alt="([^"]*)")?')
_LINK = re.compile(r'<a href="([^"]*)"')
_MANY_WORDS = 2500

NO_TITLE = Fault(N_("The course has no title."), N_("Write one that says what a learner can do afterwards."))
NO_SUMMARY = Fault(N_("The course has no summary."), N_("Say in two or three sentences what it is good for."))
NO_OUTCOMES = Fault(
    N_("It is not said what the course develops."), N_("Name at least one competency and its level.")
)
NO_POSITIONS = Fault(
    N_("It is not said for whom the course is."), N_("Tick positions, or choose all positions.")
)
GONE_COMPETENCY = Fault(
    N_("The competency %(code)s is not in the published framework."), N_("Choose another one.")
)
GONE_POSITION = Fault(N_("There is no position %(code)s any more."), N_("Choose another one."))
NO_EFFECTIVE_DAY = Fault(
    N_("It is not said from when “%(document)s” is in force."), N_("Enter the day from the document.")
)
NO_REVIEW_DAY = Fault(
    N_("It is not said when the content is looked at again."),
    N_("Enter the day by which somebody checks whether it still holds."),
)
PAST_REVIEW_DAY = Fault(
    N_("The day of the next review has passed."), N_("Check the legal basis and set a new day.")
)
NO_LESSON = Fault(N_("The course has no lesson."), N_("Add at least one lesson."))
EMPTY_LESSON = Fault(N_("The lesson has no text."), N_("Write it, or delete the lesson."))
NO_WORDS = Fault(
    N_("The picture “%(name)s” has no words for people who cannot see it."),
    N_("Write between the square brackets what it shows: ![what it shows](name.png)."),
)
NO_PICTURE = Fault(
    N_("The text shows “%(name)s”, but the lesson has no such picture."),
    N_("Upload it, or take the line out of the text."),
)
PICTURE_ELSEWHERE = Fault(
    N_("The picture “%(name)s” lies on another site and will not be shown."),
    N_("Save it to the computer and upload it here."),
)
NO_LINKED_FILE = Fault(
    N_("The text leads to the file “%(name)s”, but the lesson has no such file."),
    N_("Upload it, or take the link out of the text."),
)
NO_LINKED_LESSON = Fault(
    N_("The text leads to the lesson “%(name)s”, but the course has no such lesson."),
    N_("Correct the name, or take the link out of the text."),
)
NO_VIDEO = Fault(N_("The lesson has no video yet."), N_("Upload it, or choose another kind of lesson."))
NO_CAPTIONS = Fault(
    N_("The video has neither captions nor a transcript."),
    N_("Upload captions (.vtt), or write what is said in the video."),
)
NO_FILE = Fault(N_("The lesson has no file yet."), N_("Upload it, or choose another kind of lesson."))
LONG_LESSON = Fault(
    N_("The lesson has %(words)s words and is slow to load on a weak line."),
    N_("Split it: 10 to 15 minutes are good for one lesson."),
)


@dataclass(frozen=True, slots=True)
class WrittenLesson:
    """One lesson as it stands: its text, and what its files do, by name."""

    slug: str
    text: LessonText
    files: Mapping[str, FileRole] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WrittenCourse:
    """A version as it stands.

    Args:
        citations: (document, day from which it is in force or None).
        review_on: by when somebody looks whether it still holds.
    """

    sheet: VersionSheet
    citations: Sequence[tuple[str, date | None]] = ()
    review_on: date | None = None
    lessons: Sequence[WrittenLesson] = ()


def check_course(course: WrittenCourse, known: KnownCodes, today: date) -> Notes:
    """Return what stops the version (``errors``) and what deserves a second look (``notices``)."""
    notes = Notes()
    _check_sheet(course.sheet, known, notes)
    _check_citations(course, today, notes)
    if not course.lessons:
        Place(notes, OUTLINE, key="title").error(NO_LESSON)
    slugs = {lesson.slug for lesson in course.lessons}
    for lesson in course.lessons:
        _check_lesson(lesson, slugs, Place(notes, f"{LESSON}{lesson.slug}"))
    return notes


def check_lesson(lesson: WrittenLesson, slugs: Collection[str]) -> Notes:
    """Return the same of one lesson; ``slugs`` are the names of all lessons of its version."""
    notes = Notes()
    _check_lesson(lesson, slugs, Place(notes, f"{LESSON}{lesson.slug}"))
    return notes


def _check_sheet(sheet: VersionSheet, known: KnownCodes, notes: Notes) -> None:
    missing = {
        "title": (not sheet.title, NO_TITLE),
        "summary": (not sheet.summary, NO_SUMMARY),
        "positions": (sheet.positions == (), NO_POSITIONS),
        "competency-1": (not sheet.outcomes, NO_OUTCOMES),
    }
    for key, (is_missing, fault) in missing.items():
        if is_missing:
            Place(notes, SHEET, key=key).error(fault)
    for number, outcome in enumerate(sheet.outcomes, start=1):
        if outcome.competency not in known.competencies:
            Place(notes, SHEET, key=f"competency-{number}").error(GONE_COMPETENCY, code=outcome.competency)
    for code in sheet.positions or ():
        if code not in known.positions:
            Place(notes, SHEET, key="positions").error(GONE_POSITION, code=code)


def _check_citations(course: WrittenCourse, today: date, notes: Notes) -> None:
    for number, (document, effective_on) in enumerate(course.citations, start=1):
        if effective_on is None:
            Place(notes, CITATIONS, key=f"effective_on-{number}").error(NO_EFFECTIVE_DAY, document=document)
    place = Place(notes, CITATIONS, key="review_on")
    if course.review_on is None:
        place.error(NO_REVIEW_DAY)
    elif course.review_on < today:
        place.error(PAST_REVIEW_DAY)


def _check_lesson(lesson: WrittenLesson, slugs: Collection[str], place: Place) -> None:
    text, roles = lesson.text, set(lesson.files.values())
    markdown = place_of(place, "markdown")
    words = count_words(words_of(text.markdown))
    if text.kind is LessonKind.TEXT and not text.markdown.strip():
        markdown.error(EMPTY_LESSON)
    if words > _MANY_WORDS:
        markdown.notice(LONG_LESSON, words=words)
    if text.kind is LessonKind.FILE and FileRole.DOWNLOAD not in roles:
        place_of(place, "files").error(NO_FILE)
    if text.kind is LessonKind.VIDEO and FileRole.VIDEO not in roles:
        place_of(place, "files").error(NO_VIDEO)
    has_words = FileRole.CAPTIONS in roles or text.transcript.strip() != ""
    if not has_words and (text.kind is LessonKind.VIDEO or FileRole.VIDEO in roles):
        place_of(place, "transcript").error(NO_CAPTIONS)
    _check_references(lesson, slugs, markdown)


def _check_references(lesson: WrittenLesson, slugs: Collection[str], place: Place) -> None:
    html = render_markdown(lesson.text.markdown)
    _check_pictures(lesson, html, place)
    for name in filter(None, map(local_name, _LINK.findall(html))):
        if ending(name) == "md" and lesson_named(name) not in slugs:
            place.error(NO_LINKED_LESSON, name=name)
        elif file_kind(name) is not None and name not in lesson.files:
            place.error(NO_LINKED_FILE, name=name)


def _check_pictures(lesson: WrittenLesson, html: str, place: Place) -> None:
    for address, words in _IMAGE.findall(html):
        name = local_name(address)
        shown = unescape(address)
        if name is None:
            place.error(PICTURE_ELSEWHERE, name=shown)
        elif lesson.files.get(name) is not FileRole.IMAGE:
            place.error(NO_PICTURE, name=name)
        elif not words.strip():
            place.error(NO_WORDS, name=name)


def place_of(place: Place, key: str) -> Place:
    """Return a field of the same place."""
    return Place(place.notes, place.file, place.line, key)
