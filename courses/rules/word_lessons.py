"""Where the lessons of a Word document begin, and what each of them says. Pure.

Headings of the highest level begin lessons. A document without headings is read as people write such
documents: lines "Bài 1. …", "Chuyên đề 2", "Chương III", "Phần thứ nhất" that stand out begin them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil

from courses.rules.lesson_text import words_of
from courses.rules.study import count_words
from lms.text import clean, fold
from lms.word.shapes import Block, BlockKind, LossKind, WordDocument

MOST_LESSONS_OF_A_DOCUMENT = 100
_LONGEST_TITLE, _LONGEST_LINE, _LONGEST_BEGINNING = 250, 150, 60
_WORDS_PER_MINUTE, _LONGEST_MINUTES = 150, 240
_NUMBER = r"(?:\d{1,3}|[ivxlc]{1,6}|thu [a-z]+(?: [a-z]+)?|[a-h])"
_KINDS = ("bai hoc|bai|lesson|unit", "chuyen de|module|mo dun|hoc phan|hoc", "chuong|chapter", "phan|part")
"""Words that begin lessons, from what is mostly a lesson to what mostly holds several."""
_LINES = tuple(re.compile(rf"(?:{words}) {_NUMBER}(?=[\s.:,)/–—-]|$)(?P<rest>.*)") for words in _KINDS)
_PICTURE = re.compile(r"!\[\]\(word-picture-(\d+)\)")


class Split(StrEnum):
    """By what the lessons were found."""

    HEADINGS = "headings"
    LINES = "lines"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class WordWords:
    """Words that the document itself does not have, in the reader's language."""

    preface: str
    whole: str
    notes: str


@dataclass(frozen=True, slots=True)
class PlacedLoss:
    """What was lost, and the beginning of the passage where."""

    kind: LossKind
    beginning: str


@dataclass(frozen=True, slots=True)
class WordLesson:
    """A lesson as the document has it.

    Args:
        markdown: pictures stand in it as ``![](word-picture-3)``.
        pictures: the numbers of its pictures, in order.
    """

    title: str
    markdown: str
    words: int
    tables: int
    pictures: tuple[int, ...]
    losses: tuple[PlacedLoss, ...]

    @property
    def minutes(self) -> int:
        """Return about how long it takes to read and to think about."""
        return min(_LONGEST_MINUTES, max(1, ceil(self.words / _WORDS_PER_MINUTE)))


@dataclass(frozen=True, slots=True)
class WordLessons:
    """The lessons of a document."""

    split: Split
    lessons: tuple[WordLesson, ...]


@dataclass(slots=True)
class _Part:
    """Blocks from one beginning to the next."""

    title: str
    blocks: list[Block] = field(default_factory=list)


def split_lessons(document: WordDocument, words: WordWords) -> WordLessons:
    """Return the lessons of a document; all of its text stands in one of them."""
    blocks = list(_joined(document.blocks))
    notes = dict(document.notes)
    level = _lesson_level(blocks)
    if level:
        parts, split = _by_headings(blocks, level, words), Split.HEADINGS
    else:
        begins = _line_beginnings(blocks)
        parts, split = _by_lines(blocks, begins, words), Split.LINES if any(begins) else Split.WHOLE
    return WordLessons(split, tuple(_lesson(part, level, notes, words) for part in parts))


def _lesson_level(blocks: Sequence[Block]) -> int:
    """Return the level of headings that begin lessons, 0 if there are none.

    One heading above all others that comes first and says nothing but the name of the document is none.
    """
    levels = [block.level for block in blocks if block.level]
    if not levels:
        return 0
    highest = min(levels)
    deeper = sorted({level for level in levels if level > highest})
    said = [block for block in blocks if block.markdown and block.kind is not BlockKind.TITLE]
    is_name = levels.count(highest) == 1 and len(said) > 1 and said[0].level == highest
    if is_name and deeper and levels.count(deeper[0]) > 1 and said[1].level == deeper[0]:
        return deeper[0]
    return highest


def _by_headings(blocks: Sequence[Block], level: int, words: WordWords) -> list[_Part]:
    parts = [_Part(words.preface)]
    for block in blocks:
        if block.level == level:
            parts.append(_Part(_title(block), _besides(block)))
        elif 0 < block.level < level and len(parts) > 1:
            parts[-1].blocks.append(replace(block, level=level + 1))
        elif block.level and block.level < level:
            parts[0].blocks.append(replace(block, level=0, kind=BlockKind.TITLE))
        else:
            parts[-1].blocks.append(block)
    return _without_empty_preface(parts)


def _by_lines(blocks: Sequence[Block], begins: Sequence[bool], words: WordWords) -> list[_Part]:
    parts = [_Part(words.preface if any(begins) else _whole_title(blocks) or words.whole)]
    for block, is_beginning in zip(blocks, begins, strict=True):
        if is_beginning:
            above = parts[-1].blocks
            # "Chương II" right before "Bài 4" belongs to what follows it.
            chapter = [above.pop()] if above and _line_kind(above[-1]) is not None else []
            parts.append(_Part(_title(block), [*chapter, *_besides(block)]))
        else:
            parts[-1].blocks.append(block)
    return _without_empty_preface(parts)


def _besides(block: Block) -> list[Block]:
    """Return what stands in the line of a title besides its words: pictures, footnotes, losses."""
    pictures = " ".join(found[0] for found in _PICTURE.finditer(block.markdown))
    if not (pictures or block.losses or block.notes):
        return []
    return [replace(block, kind=BlockKind.PARAGRAPH, markdown=pictures, level=0)]


def _without_empty_preface(parts: list[_Part]) -> list[_Part]:
    """Leave out what stands before the first lesson if it is only the name of the document."""
    first, *others = parts
    says = any(block.markdown for block in first.blocks if block.kind is not BlockKind.TITLE)
    if others and not says:
        others[0].blocks[:0] = [
            replace(
                block, markdown="", losses=(*block.losses, LossKind.TITLE) if block.text else block.losses
            )
            for block in first.blocks
        ]
        return others
    return parts


def _line_beginnings(blocks: Sequence[Block]) -> list[bool]:
    """Tell of each block whether a lesson begins with it, in a document without headings."""
    kinds = [_line_kind(block) for block in blocks]
    found = sorted({kind for kind in kinds if kind is not None})
    return [kind is not None and kind == found[0] for kind in kinds] if found else [False] * len(blocks)


def _line_kind(block: Block) -> int | None:
    if block.kind is not BlockKind.PARAGRAPH or len(block.text) > _LONGEST_LINE:
        return None
    if not block.is_prominent and block.text.rstrip().endswith((".", ";", ",", ":")):
        return None
    said = fold(block.text)
    for kind, pattern in enumerate(_LINES):
        found = pattern.match(said)
        # "Bài 1 nói về …" in the middle of a text is a sentence, "Bài 1. Mở đầu" is a line of its own.
        if found and (block.is_prominent or found["rest"][:1] in tuple(".:–—-/") or not found["rest"]):
            return kind
    return None


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, "CHƯƠNG I" and the name of the chapter on the next line as one."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and _goes_on(waiting, block):
            yield replace(
                waiting,
                text=f"{waiting.text.rstrip(' .:')}. {block.text}",
                markdown=f"{waiting.markdown} {block.markdown}",
                notes=waiting.notes + block.notes,
                losses=waiting.losses + block.losses,
            )
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = block if _is_number_only(block) else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting


def _is_number_only(block: Block) -> bool:
    said = fold(block.text).rstrip(" .:")
    found = next((match for pattern in _LINES if (match := pattern.match(said))), None)
    return found is not None and not found["rest"].strip() and (block.level > 0 or block.is_prominent)


def _goes_on(first: Block, second: Block) -> bool:
    if _is_number_only(second) or len(second.text) > _LONGEST_LINE or not second.text:
        return False
    if first.level:
        return second.level == first.level
    return second.kind is BlockKind.PARAGRAPH and second.is_prominent


def _title(block: Block) -> str:
    text = clean(block.text)
    return text if len(text) <= _LONGEST_TITLE else f"{text[: _LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"


def _whole_title(blocks: Sequence[Block]) -> str:
    """Return the name of a document of one lesson: its title, or a first line that stands out."""
    named = next((block for block in blocks if block.kind is BlockKind.TITLE and block.text), None)
    first = next((block for block in blocks if block.text), None)
    if named is None and first is not None and first.is_prominent and len(first.text) <= _LONGEST_LINE:
        named = first
    return _title(named) if named else ""


def _lesson(part: _Part, level: int, notes: dict[int, str], words: WordWords) -> WordLesson:
    pieces = [_piece(block, level) for block in part.blocks if block.markdown]
    numbers = [number for block in part.blocks for number in block.notes if number in notes]
    if numbers:
        pieces.append(f"**{words.notes}**")
        pieces += [f"\\[{number}\\] {notes[number]}" for number in dict.fromkeys(numbers)]
    markdown = "\n\n".join(pieces)
    return WordLesson(
        title=part.title,
        markdown=markdown,
        words=count_words(words_of(markdown)),
        tables=sum(block.kind is BlockKind.TABLE for block in part.blocks),
        pictures=tuple(dict.fromkeys(int(number) for number in _PICTURE.findall(markdown))),
        losses=tuple(
            PlacedLoss(kind, _beginning(block.text)) for block in part.blocks for kind in block.losses
        ),
    )


def _piece(block: Block, level: int) -> str:
    if block.level:
        return f"{'#' * min(5, max(2, block.level - level + 1))} {block.markdown}"
    return f"**{block.markdown}**" if block.kind is BlockKind.TITLE else block.markdown


def _beginning(text: str) -> str:
    return text if len(text) <= _LONGEST_BEGINNING else f"{text[: _LONGEST_BEGINNING - 1]}…"


def fill_pictures(markdown: str, names: dict[int, str], said: dict[int, str]) -> str:
    """Return a text in which pictures have their names and what they show.

    Args:
        markdown: of a `WordLesson`.
        names: of the pictures that were taken, by number; the others vanish.
        said: what they show, where it is known.
    """

    def written(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in names:
            return ""
        words = re.sub(r"([\\\[\]*_`<>|&])", r"\\\1", clean(said.get(number, "")))
        return f"![{words}]({names[number]})"

    return re.sub(r"\n{3,}", "\n\n", _PICTURE.sub(written, markdown)).strip()
