"""What stands in one paragraph: text with its look, links, fields, pictures, and what cannot come along."""

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from mammoth.docx.dingbats import dingbats

from lms.legacy_encodings import convert
from lms.text import clean
from lms.word import marks
from lms.word.found import Context, Line, Look
from lms.word.parts import Style, child, is_on, local, value
from lms.word.shapes import LossKind, Picture

MOST_PICTURES = 100
_LONGEST_WORDS = 300
_THROUGH = frozenset({"smartTag", "customXml", "sdtContent", "dir", "bdo", "ins", "moveTo"})
_CHANGES = frozenset({"ins", "moveTo", "del", "moveFrom"})
_SIGNS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "\u2011"}
_SCHEMES = ("http", "https", "mailto")
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+(?!\\)(?:"([^"]*)"|(\S+))')
_CAPITALS_FONT = re.compile(r"\.Vn.*H", re.IGNORECASE)
_NO_WORDS = re.compile(
    r"(?:picture|image|hình ảnh|hình|ảnh|screenshot|img|dsc|untitled)?[\s_-]*\d*(?:\.\w{3,4})?", re.IGNORECASE
)
_MACHINE = re.compile(
    r"\s*(?:Description automatically generated(?: with \w+ confidence)?"
    r"|AI-generated content may be incorrect"
    r"|Mô tả được tạo tự động(?: với mức tin cậy \w+)?)\.?\s*$"
)
_METAFILES = (".wmf", ".emf", ".wmz", ".emz")


def safe_address(address: str) -> str:
    """Return an address of the web or of mail as Markdown may hold it; empty for every other."""
    address = "".join(address.split())
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    if scheme.lower() not in _SCHEMES:
        return ""
    return quote(address, safe="/:?#[]@!$&'*+,;=%-._~")


def spoken_words(words: str) -> str:
    """Return what an author says a picture shows; what only a machine wrote is nothing."""
    said = _MACHINE.sub("", clean(marks.plain(words)))
    return "" if _NO_WORDS.fullmatch(said) else said[:_LONGEST_WORDS]


def inside(element: Element) -> Iterator[Element]:
    """Yield what stands in a frame; of alternatives the first, which is what Word shows today."""
    if local(element.tag) == "AlternateContent":
        chosen = child(element, "Choice")
        chosen = chosen if chosen is not None else child(element, "Fallback")
        yield from chosen if chosen is not None else ()
    elif local(element.tag) == "sdt":
        content = child(element, "sdtContent")
        yield from content if content is not None else ()
    else:
        yield from element


class InlineReader:
    """Reads the stretches of one paragraph into a line."""

    def __init__(self, context: Context, line: Line) -> None:
        self.context, self.line = context, line
        self._readers: dict[str, Callable[[Element, str], None]] = {
            "r": self._run,
            "hyperlink": self._hyperlink,
            "fldSimple": self._simple_field,
            "oMath": self._equation,
            "oMathPara": self._equation,
            "AlternateContent": lambda element, link: self.read(inside(element), link),
            "sdt": lambda element, link: self.read(inside(element), link),
            "subDoc": lambda _element, _link: self.line.lose(LossKind.OBJECT),
        }

    def read(self, elements: Iterable[Element], link: str = "") -> None:
        """Read what stands in a paragraph or in a frame inside it."""
        for one in elements:
            name = local(one.tag)
            if name in _CHANGES:
                self.line.lose(LossKind.CHANGE)
            if name in self._readers:
                self._readers[name](one, link)
            elif name in _THROUGH:
                self.read(one, link)

    def _run(self, element: Element, link: str) -> None:
        properties = child(element, "rPr")
        if is_on(child(properties, "vanish")):
            if any(local(one.tag) == "t" and (one.text or "").strip() for one in element):
                self.line.lose(LossKind.HIDDEN)
            return
        if is_on(child(properties, "strike")) or is_on(child(properties, "dstrike")):
            self.line.lose(LossKind.STRUCK)
        look = self._look(properties, link)
        has_capitals = _CAPITALS_FONT.fullmatch(value(child(properties, "rFonts"), "ascii")) is not None
        for one in element:
            self._piece(one, look, has_capitals=has_capitals)

    def _look(self, properties: Element | None, link: str) -> Look:
        named = self.context.styles.get(value(child(properties, "rStyle")), Style())
        base, raised = self.line.base, value(child(properties, "vertAlign"))
        bold, italic = child(properties, "b"), child(properties, "i")
        return Look(
            is_bold=is_on(bold) if bold is not None else named.is_bold or base.is_bold,
            is_italic=is_on(italic) if italic is not None else named.is_italic or base.is_italic,
            raised=raised if raised in ("superscript", "subscript") else "",
            link=link or self.line.link,
        )

    def _piece(self, piece: Element, look: Look, *, has_capitals: bool) -> None:
        name, line = local(piece.tag), self.line
        if name == "t" and not line.is_instructing:
            text = marks.plain(piece.text or "")
            line.add(convert(text, "tcvn3").upper() if has_capitals else text, look)
        elif name in _SIGNS:
            line.add(_SIGNS[name], look)
        elif name == "br":
            line.add("\n" if value(piece, "type") in ("", "textWrapping") else " ", look)
        elif name == "sym":
            line.add(_symbol(piece), look)
        elif name == "AlternateContent":
            for one in inside(piece):
                self._piece(one, look, has_capitals=has_capitals)
        else:
            self._thing(piece, name)

    def _thing(self, piece: Element, name: str) -> None:
        line = self.line
        if name == "fldChar":
            self._field(value(piece, "fldCharType"))
        elif name == "instrText" and line.fields:
            line.fields[-1][1] += piece.text or ""
        elif name in ("footnoteReference", "endnoteReference"):
            self._note(f"{name[:-9]}:{value(piece, 'id')}")
        elif name == "commentReference":
            line.lose(LossKind.COMMENT)
        elif name in ("drawing", "pict", "object"):
            self._drawing(piece, name)
        elif name == "ruby":
            self.read(child(piece, "rubyBase") or ())

    def _note(self, name: str) -> None:
        if name in self.context.sources:
            self.context.notes.append(name)
            self.line.add(marks.mark(marks.NOTE, len(self.context.notes)), Look())

    def _field(self, kind: str) -> None:
        fields = self.line.fields
        if kind == "begin":
            fields.append(["begun", ""])
        elif kind == "separate" and fields:
            fields[-1] = ["shown", self._address_of(fields[-1][1])]
        elif kind == "end" and fields:
            fields.pop()

    def _simple_field(self, element: Element, link: str) -> None:
        self.read(element, self._address_of(value(element, "instr")) or link)

    def _hyperlink(self, element: Element, link: str) -> None:
        relation = self.context.relations.get(value(element, "id"))
        self.read(element, self._address(relation.target) if relation and relation.is_outside else link)

    def _address_of(self, instruction: str) -> str:
        found = _FIELD_LINK.match(instruction)
        return self._address(found[1] or found[2] or "") if found else ""

    def _address(self, address: str) -> str:
        """Return where a link leads if it may lead there."""
        found = safe_address(address)
        if not found and address.strip() and not address.startswith("#"):
            self.line.lose(LossKind.LINK)
        return found

    def _equation(self, element: Element, _link: str) -> None:
        text = "".join(one.text or "" for one in element.iter() if local(one.tag) == "t")
        self.line.add(marks.plain(text), self.line.base)
        self.line.lose(LossKind.EQUATION)

    def _drawing(self, element: Element, name: str) -> None:
        names = {local(one.tag) for one in element.iter()}
        found = {
            LossKind.CHART: "chart" in names,
            LossKind.DIAGRAM: "relIds" in names,
            LossKind.OBJECT: name == "object",
            LossKind.VIDEO: "webVideoPr" in names,
            LossKind.TEXT_BOX: "txbxContent" in names,
        }
        lost = [kind for kind, is_there in found.items() if is_there]
        for kind in lost:
            self.line.lose(kind)
        # What stands for an embedded object is a picture of it, mostly a metafile.
        has_pictures = name == "object" or self._pictures(element)
        if not lost and not has_pictures:
            self.line.lose(LossKind.SHAPE)
        for box in _outermost(element, "txbxContent"):
            self.line.after.extend(box)

    def _pictures(self, element: Element) -> bool:
        frame = next((one for one in element.iter() if local(one.tag) == "docPr"), None)
        shown = [one for one in element.iter() if local(one.tag) in ("blip", "imagedata")]
        own = [one for one in element.iter() if local(one.tag) == "cNvPr"]
        for at, one in enumerate(shown):
            named = own[at] if len(shown) > 1 and at < len(own) else frame
            words = value(named, "descr") or value(named, "title") or value(one, "title")
            self._picture(value(one, "embed") or value(one, "id") or value(one, "link"), spoken_words(words))
        return bool(shown)

    def _picture(self, reference: str, words: str) -> None:
        context, relation = self.context, self.context.relations.get(reference)
        if relation is None or not relation.target:
            self.line.lose(LossKind.LOST_PICTURE)
        elif relation.is_outside:
            self.line.lose(LossKind.OUTSIDE_PICTURE)
        elif relation.target.lower().endswith(_METAFILES):
            self.line.lose(LossKind.METAFILE)
        else:
            picture = Picture(relation.target, words)
            if picture not in context.pictures and len(context.pictures) >= MOST_PICTURES:
                self.line.lose(LossKind.MANY_PICTURES)
                return
            if picture not in context.pictures:
                context.pictures.append(picture)
            self.line.add(marks.mark(marks.PICTURE, context.pictures.index(picture)), self.line.base)


def _symbol(piece: Element) -> str:
    font, code = value(piece, "font"), value(piece, "char")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = dingbats.get((font, number)) or dingbats.get((font, number & 0xFF))
    return chr(known) if known else ""


def _outermost(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name that stand in no other of it."""
    for one in inside(element):
        if local(one.tag) == name:
            yield one
        else:
            yield from _outermost(one, name)
