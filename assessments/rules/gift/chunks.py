"""Cutting a GIFT file into questions, so that a broken one never swallows the next."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from assessments.rules.gift.scanning import find_all

_CATEGORY = re.compile(r"\s*\$CATEGORY\s*:(.*)", re.IGNORECASE)
_COMMENT = "//"
_TITLE = "::"


class _Place(Enum):
    """Where the reading of a question stands."""

    BEFORE_BLOCK = auto()
    INSIDE_BLOCK = auto()
    AFTER_BLOCK = auto()


@dataclass
class Chunk:
    """The lines of one question, with their numbers in the file.

    Attributes:
        category: the whole path in force.
        comments: what was remarked right before it or inside it, without the slashes.
    """

    category: str = ""
    comments: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    place: _Place = _Place.BEFORE_BLOCK

    @property
    def is_open(self) -> bool:
        """Whether a remark that stands here is about this question, not about the next."""
        return bool(self.lines) and self.place is not _Place.AFTER_BLOCK

    @property
    def text(self) -> str:
        """The lines as one text; places in it are what ``line_at`` understands."""
        return "\n".join(line for _, line in self.lines)

    def line_at(self, place: int) -> tuple[int, str]:
        """Return the number and the text of the line where a place of ``text`` is."""
        index = self.text.count("\n", 0, max(place, 0))
        return self.lines[min(index, len(self.lines) - 1)]

    def take(self, number: int, line: str, comments: list[str]) -> None:
        """Append a line that is not empty, and what was remarked right before it."""
        if line.strip():
            self.comments += comments
            self.add(number, line)

    def add(self, number: int, line: str) -> None:
        """Append a line, following the braces in it."""
        self.lines.append((number, line))
        for at in find_all(line, "{}"):
            if line[at] == "{" and self.place is _Place.BEFORE_BLOCK:
                self.place = _Place.INSIDE_BLOCK
            elif line[at] == "}" and self.place is _Place.INSIDE_BLOCK:
                self.place = _Place.AFTER_BLOCK

    def ends_before(self, line: str) -> bool:
        """Return whether a line must belong to another question, though no empty line stands between.

        A title opens a question; so does a second answer block, which no question may have.
        """
        opens_block = self.place is not _Place.BEFORE_BLOCK and bool(find_all(line, "{"))
        return bool(self.lines) and (line.lstrip().startswith(_TITLE) or opens_block)


@dataclass(frozen=True)
class EmptyCategory:
    """A category line that names none."""

    number: int
    line: str


def split(text: str) -> Iterator[Chunk | EmptyCategory]:
    """Yield the questions of a file in order, each with the category in force.

    Empty lines, category lines and titles end a question. Comment lines are as if they were not there, but
    a question remembers those that stand right before it or inside it.
    """
    chunk = Chunk()
    comments: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith(_COMMENT):
            (chunk.comments if chunk.is_open else comments).append(line.lstrip().removeprefix(_COMMENT))
            continue
        category = _category_of(line)
        if category is not None or not line.strip() or chunk.ends_before(line):
            yield from [chunk] if chunk.lines else []
            chunk = Chunk(chunk.category if category is None else category)
        if category is None:
            chunk.take(number, line, comments)
            comments = []
        elif not last_part(category):
            yield EmptyCategory(number, line)
    yield from [chunk] if chunk.lines else []


def last_part(category: str) -> str:
    """Return the last part of a category path: "$course$/Nguồn/B3" names B3."""
    return category.rstrip("/").rpartition("/")[2].strip()


def _category_of(line: str) -> str | None:
    """Return the category path of a line that gives one, ``None`` for other lines."""
    found = _CATEGORY.fullmatch(line)
    return found[1].strip() if found else None
