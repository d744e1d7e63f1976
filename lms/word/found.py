"""What is gathered while a document is read: looks, lines, and what was found on the way. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from lms.legacy_encodings import Encoding
from lms.word import marks
from lms.word.parts import Lists, Relation, Style
from lms.word.shapes import LossKind, Picture


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text looks, as far as it matters."""

    is_bold: bool = False
    is_italic: bool = False
    raised: str = ""
    link: str = ""


@dataclass(slots=True)
class Run:
    """A stretch of one look; marks may stand in its text."""

    look: Look
    text: str


@dataclass(slots=True)
class Context:
    """What the parts of the document say, and what was found so far.

    Args:
        sources: the elements of footnotes and endnotes, by "footnote:2".
        notes: those that the text leads to, in order.
        converted: paragraphs before and after, by encoding.
    """

    styles: dict[str, Style]
    lists: Lists
    relations: dict[str, Relation]
    sources: dict[str, Element] = field(default_factory=dict)
    encoding: Encoding | None = None
    pictures: list[Picture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    converted: dict[Encoding, list[tuple[str, str]]] = field(default_factory=dict)
    losses: Counter[LossKind] = field(default_factory=Counter)


@dataclass(slots=True)
class Line:
    """One paragraph while it is read: its stretches, its open fields, and what stands after it."""

    base: Look = field(default_factory=Look)
    runs: list[Run] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)
    after: list[Element] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        """Put a stretch at the end; equal looks become one."""
        if text and self.runs and self.runs[-1].look == look:
            self.runs[-1].text += text
        elif text:
            self.runs.append(Run(look, text))

    def begin_with(self, text: str, look: Look | None = None) -> None:
        """Put a stretch before all others."""
        self.runs.insert(0, Run(look or Look(), text))

    def lose(self, kind: LossKind) -> None:
        """Note at this place that something is left out or changed."""
        self.add(marks.mark(marks.LOSS, kind.value), self.runs[-1].look if self.runs else self.base)

    @property
    def text(self) -> str:
        """Return what is said, without marks."""
        return marks.without_marks(self.written)

    @property
    def written(self) -> str:
        """Return what is said, with marks."""
        return "".join(run.text for run in self.runs)

    @property
    def is_instructing(self) -> bool:
        """Tell whether what follows is a field's instruction, which nobody sees."""
        return any(one[0] == "begun" for one in self.fields)

    @property
    def link(self) -> str:
        """Return where the open field leads."""
        return next((one[1] for one in reversed(self.fields) if one[0] == "shown" and one[1]), "")
