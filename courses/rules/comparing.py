"""What changed between two versions, in words and paragraphs, for people who do not program."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_PAIRS = 400_000
"""So many pairs of same words are looked at in all: a text that repeats a few words would take hours."""
_MOST_PAIRS_OF_ONE = 40_000
"""Paragraphs with more are shown as gone and new as a whole."""
_ALIKE = 0.4
"""Paragraphs that share less are two paragraphs, not one that was changed."""
_AROUND = 1
"""So many unchanged paragraphs stay in sight beside a change."""


class Change(StrEnum):
    """What happened to a piece of text or to a section."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and what happened to them."""

    kind: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph in pieces, or so many (``count``) unchanged ones that are not shown (kind "skipped")."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    count: int = 0

    @property
    def is_changed(self) -> bool:
        """Tell whether anything in it is new or gone."""
        return any(piece.kind is not Change.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a version that reviewers speak about: the sheet, a lesson, a question, a decision.

    Args:
        place: as comments name it, e.g. "lesson:mo-dau"; the same in both versions.
        title: for people.
        text: all its words, a thought in each line.
    """

    place: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What happened to a section; ``lines`` are empty for one that only moved."""

    place: str
    title: str
    kind: Change
    lines: tuple[Line, ...]


class _Work:
    """How much may still be compared word by word."""

    def __init__(self) -> None:
        self._left = _MOST_PAIRS

    def takes(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Tell whether two paragraphs are compared word by word, and count them if so."""
        one, other = Counter(before), Counter(after)
        pairs = sum(count * other[word] for word, count in one.items() if not word.isspace())
        if pairs > min(self._left, _MOST_PAIRS_OF_ONE):
            return False
        self._left -= pairs + len(before)
        return True


def compare_sections(old: Iterable[Section], new: Iterable[Section]) -> list[SectionChange]:
    """Return what changed, in the order of the new version; what is gone comes last."""
    before, after = {one.place: one for one in old}, {one.place: one for one in new}
    moved = _moved(
        [place for place in before if place in after], [place for place in after if place in before]
    )
    found, work = [], _Work()
    for place, section in after.items():
        earlier = before.get(place)
        if earlier is None:
            lines = compare_passages("", section.text)
            found.append(SectionChange(place, section.title, Change.ADDED, lines))
        elif _whole(earlier) != _whole(section):
            lines = _compare(_whole(earlier), _whole(section), work)
            found.append(SectionChange(place, section.title, Change.CHANGED, lines))
        elif place in moved:
            found.append(SectionChange(place, section.title, Change.MOVED, ()))
    for place, section in before.items():
        if place not in after:
            lines = compare_passages(section.text, "")
            found.append(SectionChange(place, section.title, Change.REMOVED, lines))
    return found


def compare_passages(old: str, new: str) -> tuple[Line, ...]:
    """Return the paragraphs of the new text with what was there before, changed words marked.

    Unchanged paragraphs far from any change are only counted. Equal texts give nothing.
    """
    return _compare(old, new, _Work())


def _compare(old: str, new: str, work: _Work) -> tuple[Line, ...]:
    before, after = _paragraphs(old), _paragraphs(new)
    if before == after:
        return ()
    matcher = SequenceMatcher(None, before, after)
    lines: list[Line] = []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            lines += [_plain(Change.SAME, text) for text in after[new_start:new_end]]
        else:
            lines += _compare_blocks(before[old_start:old_end], after[new_start:new_end], work)
    return tuple(_without_far(lines))


def _whole(section: Section) -> str:
    return f"{section.title}\n{section.text}"


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {place for block in blocks for place in after[block.b : block.b + block.size]}
    return set(after) - stayed


def _compare_blocks(old: Sequence[str], new: Sequence[str], work: _Work) -> Iterator[Line]:
    """Compare paragraphs in order; where one side has more, they are gone or new as a whole."""
    for earlier, later in zip(old, new, strict=False):
        words_before, words_after = _WORD.findall(earlier), _WORD.findall(later)
        matcher = _matcher(words_before, words_after, work)
        if matcher is None:
            yield _plain(Change.REMOVED, earlier)
            yield _plain(Change.ADDED, later)
        else:
            yield Line("text", tuple(_pieces(matcher, words_before, words_after)))
    for text in old[len(new) :]:
        yield _plain(Change.REMOVED, text)
    for text in new[len(old) :]:
        yield _plain(Change.ADDED, text)


def _matcher(before: list[str], after: list[str], work: _Work) -> SequenceMatcher[str] | None:
    if not work.takes(before, after):
        return None
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    return matcher if matcher.ratio() >= _ALIKE else None


def _pieces(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Change.SAME, "".join(after[new_start:new_end]))
            continue
        if old_end > old_start:
            yield Piece(Change.REMOVED, "".join(before[old_start:old_end]))
        if new_end > new_start:
            yield Piece(Change.ADDED, "".join(after[new_start:new_end]))


def _plain(kind: Change, text: str) -> Line:
    return Line("text", (Piece(kind, text),))


def _without_far(lines: list[Line]) -> Iterator[Line]:
    changed = [at for at, line in enumerate(lines) if line.is_changed]
    near = {at + step for at in changed for step in range(-_AROUND, _AROUND + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at not in near:
            skipped += 1
            continue
        if skipped:
            yield Line("skipped", count=skipped)
            skipped = 0
        yield line
    if skipped:
        yield Line("skipped", count=skipped)
