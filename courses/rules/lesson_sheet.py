"""What one lesson file says: its head, its text as safe HTML, and the files it needs."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from courses.rules import faults
from courses.rules.documents import Section, read_section
from courses.rules.files import endings, file_kind, split_lesson_name
from courses.rules.findings import Place
from courses.rules.study import count_words, least_seconds
from courses.rules.vocabulary import FileRole, LessonKind
from lms.rich_text import plain_text, render_markdown

_KEYS = ("title", "minutes", "kind", "video", "captions", "files")
_FENCE = "---"
_LONGEST_MINUTES = 240
_MANY_WORDS = 2500
# In sanitised HTML "<" stands only at tags, and ours write the address first.
_REFERENCE = re.compile(r'<(img src|a href)="([^"]*)"')
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"')


@dataclass(frozen=True, slots=True)
class NeededFile:
    """A file of the folder and what it does in the lesson."""

    name: str
    role: FileRole


@dataclass(frozen=True, slots=True)
class LessonSheet:
    """One lesson.

    Args:
        file_name: as in the folder.
        slug: the name after the number, for the address.
        html: safe, with references to files by their bare names; see ``resolve_references``.
        files: what must be kept with the lesson, in order of appearance.
    """

    file_name: str
    number: int
    slug: str
    title: str
    kind: LessonKind
    minutes: int
    least_seconds: int
    markdown: str
    html: str
    files: tuple[NeededFile, ...]


def read_lesson(name: str, text: str, present: Collection[str], place: Place) -> LessonSheet | None:
    """Return what a lesson file says, or None if its name or head cannot be read.

    Args:
        name: of the file, "NN-name.md".
        text: its content, decoded.
        present: names of all files in the folder that may be referred to.
        place: the file, for findings.
    """
    parts = split_lesson_name(name)
    if parts is None:
        place.error(faults.BAD_LESSON_NAME)
        return None
    head, body, lines_before = _split(text)
    section = read_section(head, place, _KEYS, lines_before=1) if head is not None else None
    if head is None:
        place.at_line(1).error(faults.NO_HEAD)
    if section is None:
        return None
    kind = LessonKind(section.choice("kind", tuple(LessonKind), default=LessonKind.TEXT))
    html = render_markdown(body)
    body_place = place.at_line(lines_before + 1)
    # What the head says of a file outweighs a mere link to it, so it comes last.
    needed = [*_read_references(html, body, present, body_place), *_read_head_files(section, kind, present)]
    minutes = section.whole("minutes", 1, _LONGEST_MINUTES)
    return LessonSheet(
        file_name=name,
        number=parts[0],
        slug=parts[1],
        title=section.text("title"),
        kind=kind,
        minutes=minutes,
        least_seconds=least_seconds(kind, minutes, _count(body, kind, body_place)),
        markdown=body,
        html=html,
        files=tuple({file.name: file for file in needed}.values()),
    )


def local_name(address: str) -> str | None:
    """Return the name of a file beside the lesson; None for what lies elsewhere or in this page."""
    parts = urlsplit(unescape(address))
    if parts.scheme or parts.netloc or parts.path.startswith("/") or not parts.path:
        return None
    return unquote(parts.path)


def resolve_references(html: str, addresses: dict[str, str]) -> str:
    """Return the HTML with the names of files and lessons replaced by their addresses."""

    def replace(match: re.Match[str]) -> str:
        name = local_name(match[2])
        return f'<{match[1]}="{addresses[name]}"' if name in addresses else match[0]

    return _REFERENCE.sub(replace, html)


def _split(text: str) -> tuple[str | None, str, int]:
    """Return head, body and how many lines come before the body; head is None where there is none."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != _FENCE:
        return None, text, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    return None, text, 0


def _count(body: str, kind: LessonKind, place: Place) -> int:
    words = count_words(plain_text(body))
    if kind is LessonKind.TEXT and not body.strip():
        place.error(faults.EMPTY_LESSON)
    if words > _MANY_WORDS:
        place.notice(faults.LONG_LESSON, words=words)
    return words


def _read_head_files(section: Section, kind: LessonKind, present: Collection[str]) -> list[NeededFile]:
    found = [
        NeededFile(name, FileRole.DOWNLOAD)
        for name, place in section.texts("files")
        if _is_usable(name, present, place)
    ]
    if kind is LessonKind.FILE and not section.has("files"):
        section.place("files").error(faults.NO_FILES)
    for role, missing in ((FileRole.VIDEO, faults.NO_VIDEO), (FileRole.CAPTIONS, faults.NO_CAPTIONS)):
        key = role.value
        if kind is not LessonKind.VIDEO and section.has(key):
            section.place(key).error(faults.ONLY_FOR_VIDEO)
        elif kind is LessonKind.VIDEO and not section.has(key):
            section.place(key).error(missing)
        elif kind is LessonKind.VIDEO:
            name = section.text(key)
            if _is_usable(name, present, section.place(key), role):
                found.append(NeededFile(name, role))
    return found


def _is_usable(name: str, present: Collection[str], place: Place, role: FileRole | None = None) -> bool:
    """Tell whether a named file is there and of the expected role; if not, note it."""
    kind = file_kind(name)
    if role is not None and (kind is None or kind.role is not role):
        place.error(faults.WRONG_FILE_KIND, name, known=endings(role))
        return False
    if name not in present:
        place.error(faults.MISSING_FILE, name)
        return False
    return kind is not None


def _read_references(html: str, body: str, present: Collection[str], place: Place) -> list[NeededFile]:
    """Return the files that the text shows or links to; pages elsewhere are the reader's affair."""
    found = []
    for address, words in _IMAGE.findall(html):
        if not words.strip():
            _at(place, body, address).error(faults.IMAGE_WITHOUT_WORDS, unescape(address))
    for tag, address in _REFERENCE.findall(html):
        name, is_image = local_name(address), tag.startswith("img")
        role = FileRole.IMAGE if is_image else None
        if name is None and is_image:
            _at(place, body, address).error(faults.IMAGE_ELSEWHERE, unescape(address))
        elif name is None or (split_lesson_name(name) is not None and name in present):
            continue
        elif _is_usable(name, present, _at(place, body, address), role):
            found.append(NeededFile(name, role or FileRole.DOWNLOAD))
    return found


def _at(place: Place, body: str, address: str) -> Place:
    """Return the place of the first line that has the address; the body's first line if it was rewritten."""
    first = place.line or 1
    wanted = unescape(address)
    offset = next((number for number, line in enumerate(body.splitlines()) if wanted in line), 0)
    return place.at_line(first + offset)
