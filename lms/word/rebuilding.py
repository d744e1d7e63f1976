"""A document written anew from what is understood of it: text, headings, lists, tables, links.

What mammoth reads is only this; all else is named. Pictures, losses and footnotes stand in it as marks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import escape
from xml.etree.ElementTree import Element

from lms.legacy_encodings import Encoding, convert, detect, is_unicode, restore_capitals
from lms.text import clean
from lms.word import marks
from lms.word.found import Context, Line, Look, Run
from lms.word.inline import InlineReader, inside
from lms.word.parts import Style, child, is_on, local, read_numbering, read_outline, value
from lms.word.shapes import LossKind

LONGEST_HEADING = 250
HEADING_STYLE, QUOTE_STYLE = "LmsHeading", "LmsQuote"
BULLETS, NUMBERS = "1", "2"
_DEEPEST_LIST, _DEEPEST_HEADING, _WIDEST_CELL = 4, 6, 60
_SAMPLE = 120
_FEWEST_WORDS = 3
_FRAMES = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "AlternateContent"})
_TYPED_BULLET = re.compile(r"[-–—•·▪■●○◦➢✓*+]\s+(?=\S)")
_USUAL_LABEL = re.compile(r"\d+[.)]")


class Writer:
    """Writes paragraphs and tables anew, each as it comes.

    Args:
        context: of the document.
        is_framed: inside a cell or a text box, where headings are mere paragraphs and tables mere lines.
    """

    def __init__(self, context: Context, *, is_framed: bool = False) -> None:
        self.context, self.is_framed = context, is_framed
        self._list_level = -1

    def write(self, elements: Iterable[Element]) -> Iterator[str]:
        """Yield every paragraph and table among the elements."""
        for element in elements:
            name = local(element.tag)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._lines_of(element) if self.is_framed else self._table(element)
            elif name == "altChunk":
                yield _lost(LossKind.OBJECT)
            elif name == "sdt" and _is_contents(element):
                self.context.losses[LossKind.CONTENTS] += 1
            elif name in _FRAMES:
                yield from self.write(inside(element))

    def _paragraph(self, element: Element) -> Iterator[str]:
        context, properties = self.context, child(element, "pPr")
        style = context.styles.get(value(child(properties, "pStyle")), Style())
        if style.role == "contents":
            context.losses[LossKind.CONTENTS] += 1
            return
        line = Line(Look(style.is_bold, style.is_italic))
        InlineReader(context, line).read(element)
        self._convert(line)
        if line.written.strip():
            yield self._written(line, style, properties)
        yield from Writer(context, is_framed=True).write(line.after)

    def _written(self, line: Line, style: Style, properties: Element | None) -> str:
        level = 0 if self.is_framed else _level(style, properties)
        if level and len(clean(line.text)) > LONGEST_HEADING:
            line.lose(LossKind.LONG_HEADING)
            level = 0
        shape = self._list_shape(line, style, properties, is_heading=bool(level))
        self._list_level = _level_of(shape)
        if level and line.text.strip():
            shape = f'<w:pStyle w:val="{HEADING_STYLE}{min(level, _DEEPEST_HEADING)}"/>'
            line.runs = [Run(Look(raised=run.look.raised), run.text) for run in line.runs]
        else:
            if style.role == "quote" and not shape:
                shape = f'<w:pStyle w:val="{QUOTE_STYLE}"/>'
            if _is_prominent(line, properties):
                line.begin_with(marks.mark(marks.PROMINENT))
            if style.role == "title" and not self.is_framed:
                line.begin_with(marks.mark(marks.TITLE))
        return f"<w:p><w:pPr>{shape}</w:pPr>{self._runs(line)}</w:p>"

    def _list_shape(self, line: Line, style: Style, properties: Element | None, *, is_heading: bool) -> str:
        """Return how a paragraph stands in a list; a label that Markdown has not becomes text."""
        number, level = read_numbering(properties) or style.numbering or ("", 0)
        if not line.text.strip():
            return ""
        if number in ("", "0"):
            return "" if is_heading else self._typed_list(line)
        form, count, label = self.context.lists.count(number, level)
        label = clean(marks.plain(label))
        if form == "bullet":
            return "" if is_heading else _list(BULLETS, level)
        if form == "decimal" and _USUAL_LABEL.fullmatch(label) and not is_heading:
            line.begin_with(marks.mark(marks.NUMBER, count))
            return _list(NUMBERS, level)
        if form != "none" and label:
            line.begin_with(f"{label} ", replace(line.runs[0].look, link="", raised=""))
        return ""

    def _typed_list(self, line: Line) -> str:
        """Take a bullet that was typed for the bullet it stands for; "+" is one level deeper than "-"."""
        first = next((run for run in line.runs if marks.without_marks(run.text).strip()), None)
        if first is None or not _TYPED_BULLET.match(line.text.lstrip()):
            return ""
        found = re.match(r"\s*([-–—•·▪■●○◦➢✓*+])\s+", first.text)
        if found is None:
            return ""
        first.text = first.text[found.end() :]
        return _list(BULLETS, 1 if found[1] == "+" and self._list_level >= 0 else 0)

    def _convert(self, line: Line) -> None:
        """Turn text in an old encoding into Unicode; the document decides, else the paragraph alone."""
        before = line.text
        if before.isascii():
            return
        encoding = self.context.encoding or _encoding_of(before)
        for run in line.runs:
            if encoding and not run.text.isascii():
                run.text = _unicode(run.text, encoding)
            run.text = run.text.replace("\u00ad", "")
        if encoding and clean(before) != clean(line.text):
            sample = clean(before)[:_SAMPLE], clean(line.text)[:_SAMPLE]
            self.context.converted.setdefault(encoding, []).append(sample)

    def _table(self, element: Element) -> Iterator[str]:
        rows = []
        for row in _nested(element, "tr"):
            if child(row, "trPr", "del") is None:
                cells = "".join(self._cells(row))
                head = "<w:tblHeader/>" if is_on(child(row, "trPr", "tblHeader")) else ""
                rows.append(f"<w:tr><w:trPr>{head}</w:trPr>{cells}</w:tr>" if cells else "")
        if any(rows):
            yield f"<w:tbl>{''.join(rows)}</w:tbl>"

    def _cells(self, row: Element) -> Iterator[str]:
        for cell in _nested(row, "tc"):
            properties = child(cell, "tcPr")
            span, merge = value(child(properties, "gridSpan")), child(properties, "vMerge")
            shape = (
                f'<w:gridSpan w:val="{min(int(span), _WIDEST_CELL)}"/>'
                if re.fullmatch("[1-9][0-9]?", span)
                else ""
            )
            if merge is not None:
                is_first = value(merge) == "restart"
                shape += f'<w:vMerge w:val="{"restart" if is_first else "continue"}"/>'
            written = "".join(Writer(self.context, is_framed=True).write(cell))
            yield f"<w:tc><w:tcPr>{shape}</w:tcPr>{written or '<w:p/>'}</w:tc>"

    def _lines_of(self, table: Element) -> Iterator[str]:
        """Yield what a table inside a table says, a line for each paragraph."""
        yield _lost(LossKind.NESTED_TABLE)
        for row in _nested(table, "tr"):
            for cell in _nested(row, "tc"):
                yield from self.write(cell)

    @staticmethod
    def _runs(line: Line) -> str:
        return "".join(_link(run) for run in line.runs)


def write_notes(context: Context) -> Iterator[str]:
    """Yield the footnotes that the text leads to, each begun by its mark."""
    for number, name in enumerate(context.notes, start=1):
        yield _text(marks.mark(marks.NOTE_TEXT, number))
        yield from Writer(context, is_framed=True).write(context.sources[name])


def _text(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _lost(kind: LossKind) -> str:
    return _text(marks.mark(marks.LOSS, kind.value))


def _link(run: Run) -> str:
    written = _run(run)
    if not run.look.link:
        return written
    # The field is ours; mammoth reads the address from it.
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>HYPERLINK "{escape(run.look.link)}"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{written}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _run(run: Run) -> str:
    look = run.look
    shape = ("<w:b/>" if look.is_bold else "") + ("<w:i/>" if look.is_italic else "")
    shape += f'<w:vertAlign w:val="{look.raised}"/>' if look.raised else ""
    lines = [f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t>' for text in run.text.split("\n")]
    return f"<w:r><w:rPr>{shape}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def _list(number: str, level: int) -> str:
    level = min(level, _DEEPEST_LIST)
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _level_of(shape: str) -> int:
    found = re.search(r'<w:ilvl w:val="(\d)"', shape)
    return int(found[1]) if found else -1


def _level(style: Style, properties: Element | None) -> int:
    return style.level or read_outline(properties)


def _is_prominent(line: Line, properties: Element | None) -> bool:
    said = [run for run in line.runs if marks.without_marks(run.text).strip()]
    is_centred = value(child(properties, "jc")) == "center"
    return bool(said) and (all(run.look.is_bold for run in said) or line.text.isupper() or is_centred)


def _is_contents(element: Element) -> bool:
    gallery = value(child(element, "sdtPr", "docPartObj", "docPartGallery"))
    return gallery == "Table of Contents"


def _nested(element: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also from frames around them."""
    for one in inside(element):
        if local(one.tag) == name:
            yield one
        elif local(one.tag) in _FRAMES:
            yield from _nested(one, name)


def _encoding_of(text: str) -> Encoding | None:
    """Return in which encoding a paragraph alone was typed; a few words prove nothing."""
    marked = [word for word in text.split() if not word.isascii()]
    return None if is_unicode(text) or len(marked) < _FEWEST_WORDS else detect(marked)


def _unicode(text: str, encoding: Encoding) -> str:
    converted = convert(text, encoding)
    return restore_capitals(converted) if encoding == "tcvn3" else converted
