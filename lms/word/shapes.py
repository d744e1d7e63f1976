"""What is known of a Word document once it was read. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from lms.legacy_encodings import Encoding


class LossKind(StrEnum):
    """What did not come over as it stood in Word."""

    EQUATION = "equation"
    CHART = "chart"
    DIAGRAM = "diagram"
    OBJECT = "object"
    SHAPE = "shape"
    TEXT_BOX = "text_box"
    VIDEO = "video"
    COMMENT = "comment"
    CHANGE = "change"
    HIDDEN = "hidden"
    HEADER = "header"
    CONTENTS = "contents"
    OUTSIDE_PICTURE = "outside_picture"
    METAFILE = "metafile"
    LOST_PICTURE = "lost_picture"
    MANY_PICTURES = "many_pictures"
    LINK = "link"
    MERGED_CELLS = "merged_cells"
    NO_HEAD_ROW = "no_head_row"
    NESTED_TABLE = "nested_table"
    STRUCK = "struck"
    RAISED = "raised"
    EMPHASIS = "emphasis"
    LONG_HEADING = "long_heading"
    TITLE = "title"


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands in the text.

    Args:
        part: its name inside the file.
        words: what its author said it shows; may be empty.
    """

    part: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the document.

    Args:
        markdown: pictures stand in it as ``![words](word-picture-3)``.
        text: its plain words.
        level: of a heading, from 1; else 0.
        is_prominent: all of it is bold, in capitals or centred, as headings are where there are no styles.
        losses: what was lost in it, once for each.
        notes: the numbers of the footnotes it leads to.
    """

    kind: BlockKind
    markdown: str
    text: str
    level: int = 0
    is_prominent: bool = False
    losses: tuple[LossKind, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """Text in an old encoding that was read as Unicode.

    Args:
        count: of paragraphs.
        before: a sample as it was typed.
        after: the same as it was read.
    """

    encoding: Encoding
    count: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document block by block.

    Args:
        notes: the Markdown of footnotes and endnotes by number.
        losses: what belongs to the document as a whole.
    """

    blocks: tuple[Block, ...]
    pictures: tuple[Picture, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    losses: tuple[LossKind, ...] = ()
    converted: tuple[Converted, ...] = ()


class WordFault(StrEnum):
    """Why a document is not read."""

    DAMAGED = "damaged"
    BOMB = "bomb"
    TOO_LONG = "too_long"
    EMPTY = "empty"


class UnfitDocument(Exception):
    """The document cannot be read."""

    def __init__(self, fault: WordFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
