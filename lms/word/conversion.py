"""From the bytes of a document to its blocks: rebuilt bare, turned to HTML by mammoth, written as Markdown.

Loaded with the first document of a process.
"""

import posixpath
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_STORED, ZipFile

import mammoth
from bs4 import Tag

from lms.legacy_encodings import detect
from lms.text import clean
from lms.word import marks
from lms.word.found import Context
from lms.word.guards import list_parts, read_xml
from lms.word.markdown import parse_html, to_markdown
from lms.word.parts import (
    each_child_of_body,
    find_document,
    local,
    parse,
    read_lists,
    read_relations,
    read_styles,
    value,
)
from lms.word.rebuilding import BULLETS, HEADING_STYLE, NUMBERS, QUOTE_STYLE, Writer, write_notes
from lms.word.shapes import (
    Block,
    BlockKind,
    Converted,
    LossKind,
    UnfitDocument,
    WordDocument,
    WordFault,
)

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MOST_PARAGRAPHS, MOST_STRETCHES = 8_000, 80_000
"""Some 300 pages: one of them takes a few milliseconds."""
_CHUNK = 400_000
_LISTS = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(5))
    + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    for number, form in ((BULLETS, "bullet"), (NUMBERS, "decimal"))
)
_ANY_LIST = "ul|ol > li > "
_STYLES = "\n".join(
    [f"p.{HEADING_STYLE}{level} => h{level}:fresh" for level in range(1, 7)]
    + [f"p.{QUOTE_STYLE} => blockquote > p:fresh"]
    + [
        f"p:{kind}({level}) => {_ANY_LIST * (level - 1)}{tag} > li:fresh"
        for kind, tag in (("unordered-list", "ul"), ("ordered-list", "ol"))
        for level in range(1, 6)
    ]
)
_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "table": BlockKind.TABLE,
    "blockquote": BlockKind.QUOTE,
}
_OTHER_TEXTS = ("header", "footer")
_PICTURES = frozenset({"blip", "imagedata"})


def convert(content: bytes) -> WordDocument:
    """Return what a document says, block by block.

    Raises:
        UnfitDocument: it is damaged, a bomb, too long, or says nothing.
    """
    try:
        return _convert(content)
    except RecursionError as error:
        raise UnfitDocument(WordFault.DAMAGED) from error


def _convert(content: bytes) -> WordDocument:
    part = find_document(content)
    text = read_xml(content, part)
    if not text:
        raise UnfitDocument(WordFault.DAMAGED)
    context = _context(content, part)
    context.encoding = detect(_paragraph_texts(text))
    pieces = _written(text, context)
    read = [_block(tag) for chunk in _chunks(pieces) for tag in parse_html(_to_html(chunk))]
    blocks, notes = _without_notes(read)
    if not any(block.text.strip() or "(word-picture-" in block.markdown for block in blocks):
        raise UnfitDocument(WordFault.EMPTY)
    return WordDocument(
        blocks=tuple(blocks),
        pictures=tuple(context.pictures),
        notes=tuple(sorted(notes.items())),
        losses=(*context.losses, *_losses_around(content, part)),
        converted=tuple(
            Converted(encoding, len(samples), *samples[0]) for encoding, samples in context.converted.items()
        ),
    )


def _context(content: bytes, part: str) -> Context:
    relations = read_relations(content, part)
    folder = posixpath.dirname(part)

    def part_of(kind: str) -> str:
        found = (one.target for one in relations.values() if one.kind == kind and not one.is_outside)
        return next(found, posixpath.join(folder, f"{kind}.xml"))

    sources: dict[str, Element] = {}
    for kind in ("footnote", "endnote"):
        root = parse(content, part_of(f"{kind}s"))
        for one in root if root is not None else ():
            if value(one, "type") in ("", "normal"):
                sources[f"{kind}:{value(one, 'id')}"] = one
    return Context(
        styles=read_styles(content, part_of("styles")),
        lists=read_lists(content, part_of("numbering")),
        relations=relations,
        sources=sources,
    )


def _paragraph_texts(part: bytes) -> Iterator[str]:
    """Yield what each paragraph says, and count them before anything takes long."""
    paragraphs = stretches = 0
    for element in each_child_of_body(part):
        for one in element.iter():
            stretches += local(one.tag) == "r"
            if local(one.tag) == "p":
                paragraphs += 1
                if paragraphs > MOST_PARAGRAPHS or stretches > MOST_STRETCHES:
                    raise UnfitDocument(WordFault.TOO_LONG)
                yield "".join(text.text or "" for text in one.iter() if local(text.tag) == "t")


def _written(part: bytes, context: Context) -> Iterator[str]:
    yield from Writer(context).write(each_child_of_body(part))
    yield from write_notes(context)


def _chunks(pieces: Iterable[str]) -> Iterator[str]:
    """Yield some paragraphs at a time, never a list in two: mammoth takes much memory for each of them."""
    chunk: list[str] = []
    size = 0
    for piece in pieces:
        if size > _CHUNK and "<w:numPr>" not in piece:
            yield "".join(chunk)
            chunk, size = [], 0
        chunk.append(piece)
        size += len(piece)
    yield "".join(chunk)


def _to_html(body: str) -> str:
    package = BytesIO()
    with ZipFile(package, "w", ZIP_STORED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/numbering.xml", f'<w:numbering xmlns:w="{_WORD}">{_LISTS}</w:numbering>')
    made = mammoth.convert_to_html(
        package, style_map=_STYLES, include_default_style_map=False, include_embedded_style_map=False
    )
    return str(made.value)


def _block(tag: Tag) -> Block:
    written = to_markdown(tag)
    found = marks.find_marks(written, marks.LOSS)
    notes = marks.find_marks(written, marks.NOTE)
    level = int(tag.name[1]) if tag.name[0] == "h" and tag.name[1:].isdigit() else 0
    kind = BlockKind.HEADING if level else _KINDS.get(tag.name, BlockKind.PARAGRAPH)
    if marks.find_marks(written, marks.TITLE):
        kind = BlockKind.TITLE
    return Block(
        kind=kind,
        markdown=written,
        text=clean(marks.without_marks(tag.get_text(" " if tag.name in ("ul", "ol", "table") else ""))),
        level=level,
        is_prominent=bool(marks.find_marks(written, marks.PROMINENT)),
        losses=tuple(dict.fromkeys(LossKind(one) for one in found)),
        notes=tuple(int(one) for one in notes),
    )


def _without_notes(read: Iterable[Block]) -> tuple[list[Block], dict[int, str]]:
    """Return the blocks of the text, and of the footnotes the Markdown by number."""
    blocks: list[Block] = []
    notes: dict[int, list[str]] = {}
    number = 0
    for block in read:
        begun = marks.find_marks(block.markdown, marks.NOTE_TEXT)
        if begun:
            number = int(begun[0])
            notes[number] = []
        elif number:
            notes[number].append(" ".join(_plainly(block).split()))
        else:
            blocks.append(_with_markdown(block, _plainly(block)))
    return blocks, {number: " ".join(lines) for number, lines in notes.items()}


def _with_markdown(block: Block, markdown: str) -> Block:
    return Block(block.kind, markdown, block.text, block.level, block.is_prominent, block.losses, block.notes)


def _plainly(block: Block) -> str:
    """Return the Markdown with pictures and notes in it, and without any mark."""
    text = block.markdown
    if block.level or block.kind is BlockKind.TITLE:
        text = text.lstrip("# ")
    text = marks.replace_marks(text, marks.NOTE, lambda number: f"\\[{number}\\]")
    text = marks.replace_marks(text, marks.PICTURE, lambda number: f"![](word-picture-{number})")
    return marks.without_marks(text).strip("\n")


def _losses_around(content: bytes, part: str) -> list[LossKind]:
    """Return what stands around the text: headers and footers that say or show something."""
    folder = posixpath.dirname(part)
    for name in sorted(list_parts(content)):
        if posixpath.dirname(name) == folder and posixpath.basename(name).startswith(_OTHER_TEXTS):
            root = parse(content, name)
            if any(map(_says_or_shows, root.iter() if root is not None else ())):
                return [LossKind.HEADER]
    return []


def _says_or_shows(element: Element) -> bool:
    name = local(element.tag)
    return name in _PICTURES or (name == "t" and bool((element.text or "").strip()))
