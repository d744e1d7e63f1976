"""The small parts of a document: where its text lies, what its styles and lists mean, where it leads."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from lms.text import fold
from lms.word.guards import read_xml
from lms.word.shapes import UnfitDocument, WordFault

_DEEPEST = 200
_LONGEST_CHAIN = 12
_LEVELS = 9
_LONGEST_LABEL = 40
_SMALL_NUMBER = re.compile("[0-9]{1,5}")
_USUAL_DOCUMENT = "word/document.xml"
_HEADING = re.compile(r"(?:heading|de muc|tieu de|dau de|muc|titre|uberschrift) ?([1-9])(?: char)?")
_CHAPTER, _LESSON = re.compile("chuong|chapter|phan|part"), re.compile("bai|lesson|chuyen de")
_TITLES = ("title", "tieu de", "dau de", "document title")
_QUOTES = ("quote", "intense quote", "trich dan", "block text")


def local(tag: object) -> str:
    """Return the name of a tag without its namespace: both dialects of Word have the same names."""
    return str(tag).rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str:
    """Return an attribute whatever its namespace; empty if there is none."""
    if element is None:
        return ""
    return next((text for key, text in element.attrib.items() if local(key) == name), "")


def child(element: Element | None, *names: str) -> Element | None:
    """Return a descendant by the names on the way to it."""
    for name in names:
        element = (
            next((one for one in element if local(one.tag) == name), None) if element is not None else None
        )
    return element


def parse(content: bytes, name: str) -> Element | None:
    """Return a part as a tree, None if there is none.

    Raises:
        UnfitDocument: it is damaged, too long, or declares entities.
    """
    part = read_xml(content, name)
    if not part:
        return None
    try:
        return fromstring(part)  # noqa: S314 - it declares nothing
    except (ParseError, ValueError, LookupError) as error:
        raise UnfitDocument(WordFault.DAMAGED) from error


def each_child_of_body(part: bytes) -> Iterator[Element]:
    """Yield paragraphs and tables one by one, so that a long document is never in memory as a tree.

    Raises:
        UnfitDocument: it is damaged or nests without end.
    """
    open_tags: list[Element] = []
    try:
        for event, element in iterparse(BytesIO(part), events=("start", "end")):  # noqa: S314
            if event == "start":
                open_tags.append(element)
                if len(open_tags) > _DEEPEST:
                    raise UnfitDocument(WordFault.DAMAGED)
                continue
            open_tags.pop()
            if [local(one.tag) for one in open_tags[:3]] == ["document", "body"]:
                yield element
                open_tags[1].remove(element)
    except (ParseError, ValueError, LookupError) as error:
        raise UnfitDocument(WordFault.DAMAGED) from error


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a reference leads: a part of the file, or an address elsewhere."""

    kind: str
    target: str
    is_outside: bool


def read_relations(content: bytes, part: str) -> dict[str, Relation]:
    """Return where the references of a part lead."""
    folder, name = posixpath.split(part)
    root = parse(content, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for one in root if root is not None else ():
        is_outside = one.get("TargetMode") == "External"
        target = one.get("Target", "")
        found[one.get("Id", "")] = Relation(
            one.get("Type", "").rpartition("/")[2],
            target if is_outside else _part_name(folder, target),
            is_outside,
        )
    return found


def _part_name(folder: str, target: str) -> str:
    """Return the name inside the file; what climbs out of it is the name of nothing."""
    try:
        path = unquote(urlsplit(target).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def find_document(content: bytes) -> str:
    """Return the name of the part that holds the text."""
    found = [one.target for one in read_relations(content, "").values() if one.kind == "officeDocument"]
    return found[0] if found else _USUAL_DOCUMENT


@dataclass(frozen=True, slots=True)
class Style:
    """What a style means here.

    Args:
        level: of a heading, else 0.
        role: "title", "contents", "quote" or nothing.
        numbering: (list, level) of its own.
    """

    level: int = 0
    role: str = ""
    is_bold: bool = False
    is_italic: bool = False
    numbering: tuple[str, int] | None = None


def read_styles(content: bytes, part: str) -> dict[str, Style]:
    """Return the styles by their ids; headings are known by Vietnamese or English names, or by a level."""
    root = parse(content, part)
    elements = (
        {} if root is None else {value(one, "styleId"): one for one in root if local(one.tag) == "style"}
    )
    return {name: _read_style(name, elements) for name in elements}


def _read_style(name: str, elements: dict[str, Element]) -> Style:
    chain: list[Element] = []
    while name in elements and len(chain) < _LONGEST_CHAIN:
        chain.append(elements[name])
        name = value(child(elements[name], "basedOn"))
    names = [fold(value(child(one, "name"))) for one in chain]
    level = next((found for one, said in zip(chain, names, strict=True) if (found := _level(one, said))), 0)
    return Style(
        level=level,
        role=_role(names[0]),
        is_bold=_is_on(chain, "b"),
        is_italic=_is_on(chain, "i"),
        numbering=next((own for one in chain if (own := read_numbering(child(one, "pPr")))), None),
    )


def _level(style: Element, name: str) -> int:
    if _role(name):
        return 0
    named = _HEADING.fullmatch(name)
    if named:
        return int(named[1])
    return read_outline(child(style, "pPr")) or _spoken_level(name)


def _spoken_level(name: str) -> int:
    return 1 if _LESSON.fullmatch(name) or _CHAPTER.fullmatch(name) else 0


def read_outline(properties: Element | None) -> int:
    """Return the level of a heading that a paragraph or a style sets itself; 0 for text."""
    outline = value(child(properties, "outlineLvl"))
    return int(outline) + 1 if _SMALL_NUMBER.fullmatch(outline) and int(outline) < _LEVELS else 0


def _role(name: str) -> str:
    if name in _TITLES:
        return "title"
    if re.fullmatch("toc ?[0-9]|toc heading|muc luc ?[0-9]?|table of figures", name):
        return "contents"
    return "quote" if name in _QUOTES else ""


def _is_on(chain: list[Element], name: str) -> bool:
    found = next((mark for one in chain if (mark := child(one, "rPr", name)) is not None), None)
    return is_on(found)


def is_on(mark: Element | None) -> bool:
    """Tell whether a mark such as bold is set."""
    return mark is not None and value(mark) not in ("0", "false", "off", "none")


def read_numbering(properties: Element | None) -> tuple[str, int] | None:
    """Return the list and the level of a paragraph or a style; a list "0" means none."""
    number = child(properties, "numPr")
    if number is None:
        return None
    level = value(child(number, "ilvl"))
    return value(child(number, "numId")), min(int(level), 8) if _SMALL_NUMBER.fullmatch(level) else 0


@dataclass(slots=True)
class ListLevel:
    """How one level of a list counts."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Lists:
    """The lists of a document, counting."""

    levels: dict[tuple[str, int], ListLevel] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def count(self, number: str, level: int) -> tuple[str, int, str]:
        """Return the form, the number and the label of the next line of a list."""
        family = self.family.get(number, number)
        counts = self._counts.setdefault(family, {})
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        own = self.levels.get((family, level), ListLevel())
        counts[level] = counts.get(level, own.start - 1) + 1

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shape = self.levels.get((family, at), ListLevel())
            return in_form(counts.get(at, shape.start), shape.form)

        return own.form, counts[level], re.sub("%([1-9])", written, own.text)


def read_lists(content: bytes, part: str) -> Lists:
    """Return the lists of a document."""
    root = parse(content, part)
    elements = list(root) if root is not None else []
    found = Lists()
    for one in elements:
        if local(one.tag) == "abstractNum":
            found.levels.update(_levels(one))
    for one in elements:
        if local(one.tag) == "num":
            _add_list(found, one)
    return found


def _levels(family: Element) -> Iterator[tuple[tuple[str, int], ListLevel]]:
    for shape in family:
        at, start = value(shape, "ilvl"), value(child(shape, "start"))
        if local(shape.tag) == "lvl" and _SMALL_NUMBER.fullmatch(at):
            text = value(child(shape, "lvlText"))[:_LONGEST_LABEL]
            form = value(child(shape, "numFmt")) or "decimal"
            first = int(start) if _SMALL_NUMBER.fullmatch(start) else 1
            yield (value(family, "abstractNumId"), int(at)), ListLevel(form, text, first)


def _add_list(lists: Lists, element: Element) -> None:
    number, family = value(element, "numId"), value(child(element, "abstractNumId"))
    lists.family[number] = family
    if child(element, "lvlOverride", "startOverride") is not None:  # it counts for itself
        own = f"{family}/{number}"
        lists.family[number] = own
        lists.levels.update(
            {(own, at): shape for (name, at), shape in lists.levels.items() if name == family}
        )


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LARGEST_ROMAN, _LETTERS = 3999, 26


def in_form(number: int, form: str) -> str:
    """Return a number as a list writes it: 3 is "c" in "lowerLetter" and "III" in "upperRoman"."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % _LETTERS) * min((number - 1) // _LETTERS + 1, 5)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number <= _LARGEST_ROMAN:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman.upper() if form == "upperRoman" else roman
    return str(number)
