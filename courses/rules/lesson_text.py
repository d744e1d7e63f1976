"""The text of a lesson while it is written: its name in addresses, its pictures, its files. Pure."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from courses.rules.files import ending, split_lesson_name
from courses.rules.lesson_sheet import local_name, resolve_references
from courses.rules.vocabulary import LessonKind
from lms.rich_text import plain_text, render_markdown
from lms.text import clean, fold

LONGEST_LESSON = 100_000
"""Characters of a text or a transcript."""

LONGEST_SLUG = 80
LONGEST_FILE_STEM = 60
_OF_PICTURES = re.compile(r"\\.|!\[|\]|\n")
_LONGEST_TITLE = 1000
_BLOCKS_APART = re.compile(r"\n[ \t]*\n+")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LessonText:
    """What an author writes of one lesson; its files are kept beside it.

    Args:
        minutes: what it is expected to take.
        transcript: the words of a video.
    """

    title: str
    kind: LessonKind = LessonKind.TEXT
    minutes: int = 10
    markdown: str = ""
    transcript: str = ""


def make_slug(title: str, taken: Collection[str]) -> str:
    """Return a name for an address: small letters without marks, unlike the names that are taken."""
    words = "-".join(re.findall("[a-z0-9]+", fold(title)))[:LONGEST_SLUG].strip("-") or "bai"
    return _free(words, taken, "{stem}-{number}")


def make_file_name(name: str, taken: Collection[str]) -> str:
    """Return a name that works everywhere for a file somebody calls ``name``; its ending stays."""
    end = ending(name)
    words = "-".join(re.findall("[a-z0-9]+", fold(name.rpartition(".")[0])))
    stem = words[:LONGEST_FILE_STEM].strip("-") or "tep"
    stems = {one.removesuffix(f".{end}") for one in taken if one.endswith(f".{end}")}
    return f"{_free(stem, stems, '{stem}-{number}')}.{end}"


def _free(stem: str, taken: Collection[str], pattern: str) -> str:
    if stem not in taken:
        return stem
    number = 2
    while pattern.format(stem=stem, number=number) in taken:
        number += 1
    return pattern.format(stem=stem, number=number)


def tidy(text: str) -> str:
    """Return a text of several lines with line ends of one kind and nothing at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def address_lesson(markdown: str, *, files: Mapping[str, str], slugs: Iterable[str]) -> str:
    """Return safe HTML in which names of files and lessons are addresses.

    Args:
        markdown: as the author wrote it.
        files: the address of each file, by name.
        slugs: of the lessons of the version; "02-ten-bai.md" and "ten-bai.md" lead to "ten-bai".
    """
    html = render_markdown(markdown)
    known = frozenset(slugs)
    addresses = dict(files)
    for name in re.findall(r'<a href="([^"]*)"', html):
        local = local_name(name) or ""
        slug = lesson_named(local)
        if slug in known and local not in addresses:
            addresses[local] = slug
    return resolve_references(html, addresses)


def lesson_named(name: str) -> str:
    """Return the address of the lesson that a link means: "ten-bai" of "02-ten-bai.md" or "ten-bai.md"."""
    parts = split_lesson_name(name)
    return parts[1] if parts else name.removesuffix(".md")


def words_of(markdown: str) -> str:
    """Return the plain words of a text."""
    return plain_text(markdown)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text between empty lines, known again by ``key``."""

    key: str
    beginning: str


def list_passages(markdown: str) -> list[Passage]:
    """Return the stretches of a text, each with its first words."""
    return [Passage(_key(block), _shortened(block)) for block in _blocks(markdown)]


def insert_picture(markdown: str, *, name: str, words: str, after: str = "") -> str:
    """Return the text with a picture of its own line after a passage; at the end if there is no such one.

    Args:
        markdown: the text.
        name: of the picture.
        words: what it shows, for people who cannot see it.
        after: the key of a `Passage`.
    """
    line = f"![{_plain(words)}]({name})"
    blocks = _blocks(markdown)
    at = next((number for number, block in enumerate(blocks, 1) if _key(block) == after), len(blocks))
    return "\n\n".join([*blocks[:at], line, *blocks[at:]])


def remove_picture(markdown: str, name: str) -> str:
    """Return the text without a picture, wherever it stands. Each sign is read once, whatever is typed."""
    address = re.compile(rf"\({re.escape(name)}(?:[ \t][^)\n]{{0,{_LONGEST_TITLE}}})?\)")
    kept, at, begin = [], 0, -1
    for sign in _OF_PICTURES.finditer(markdown):
        if sign.start() < at or sign[0].startswith("\\"):
            continue
        found = address.match(markdown, sign.end()) if sign[0] == "]" and begin >= 0 else None
        if found is not None:
            kept.append(markdown[at:begin].rstrip(" \t"))
            at = found.end()
        if sign[0] != "![":
            begin = -1
        elif begin < 0:
            begin = sign.start()
    return tidy(re.sub(r"\n{3,}", "\n\n", "".join([*kept, markdown[at:]])))


def _plain(words: str) -> str:
    """Return words that mean nothing but themselves between square brackets."""
    return re.sub(r"([\\\[\]*_`<>])", r"\\\1", clean(words))


def _blocks(markdown: str) -> list[str]:
    return [block for block in _BLOCKS_APART.split(tidy(markdown)) if block.strip()]


def _key(block: str) -> str:
    return hashlib.sha256(block.strip().encode()).hexdigest()[:12]


def _shortened(block: str) -> str:
    words = clean(block.lstrip("#>-* "))
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
