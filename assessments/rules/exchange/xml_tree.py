"""XML of strangers as a small tree that knows its lines: no document type, no entities, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from io import StringIO
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from assessments.rules.exchange.decoding import without_declaration
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.shapes import Refusal, shorten

DEEPEST = 60
MOST_ELEMENTS = 250_000

_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|$))", re.DOTALL)
_REFERENCE = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,30});|#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});)?")
_WRITABLE = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LAST_SIGN = 0x10FFFF
_VOID = frozenset({"br", "img", "hr", "col", "wbr"})
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass
class Element:
    """One element.

    Attributes:
        name: without namespace prefix.
        content: texts and elements in the order of the file.
        line: where it begins, counted from 1.
    """

    name: str
    attributes: dict[str, str]
    line: int
    content: list[str | Element] = field(default_factory=list)

    @property
    def children(self) -> Iterator[Element]:
        """The elements right inside."""
        return (part for part in self.content if isinstance(part, Element))

    @property
    def text(self) -> str:
        """The text right inside, as it stands."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def all_text(self) -> str:
        """All text inside, at whatever depth."""
        return "".join(part if isinstance(part, str) else part.all_text for part in self.content)

    @property
    def markup(self) -> str:
        """What stands inside, as HTML: text escaped, elements as tags."""
        return "".join(escape(part) if isinstance(part, str) else part.as_tag() for part in self.content)

    def as_tag(self) -> str:
        """Return the element itself with what stands inside, as HTML."""
        attributes = "".join(f" {name}={quoteattr(value)}" for name, value in self.attributes.items())
        inner = self.markup
        if not inner and self.name in _VOID:
            return f"<{self.name}{attributes}>"
        return f"<{self.name}{attributes}>{inner}</{self.name}>"

    def find(self, *names: str) -> Element | None:
        """Return the first element down this path, if there is one."""
        found: Element | None = self
        for name in names:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def all(self, name: str) -> list[Element]:
        """Return the elements of this name right inside."""
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator[Element]:
        """Yield every element inside, in order."""
        for child in self.children:
            yield child
            yield from child.walk()

    def say(self, *names: str) -> str:
        """Return the trimmed text down this path; empty where there is none."""
        found = self.find(*names)
        return found.text.strip() if found else ""


@dataclass(frozen=True)
class XmlReading:
    """What was read of an XML text.

    Attributes:
        root: as far as it could be read; ``None`` where not even its name could.
        fault: why the rest could not; its line is in it.
    """

    root: Element | None
    fault: Refusal | None = None


def read_xml(text: str) -> XmlReading:
    """Return the tree of an XML text. What stands before a fault is in it, cut elements left out."""
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    parser.setFeature(feature_external_ges, False)
    try:
        parser.parse(StringIO(_spelt_out(without_declaration(text))))
    except DefusedXmlException:
        return XmlReading(None, Refusal(ExchangeFault.DECLARATIONS, builder.line))
    except Refusal as refusal:
        return XmlReading(None, refusal)
    except SAXParseException as error:
        line = error.getLineNumber() or 1
        fault = Refusal(ExchangeFault.CUT_XML, line, at=line, reason=shorten(error.getMessage()))
        return XmlReading(builder.sound_root(), fault)
    except (SAXException, ValueError) as error:
        return XmlReading(None, Refusal(ExchangeFault.BROKEN_XML, 1, at=1, reason=shorten(str(error))))
    return XmlReading(builder.root)


class _Builder(ContentHandler):
    """Builds the tree while the parser goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._locator: Any = None

    @property
    def line(self) -> int:
        """The line where the parser stands."""
        return int(self._locator.getLineNumber() or 1) if self._locator else 1

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - a name of SAX
        """Keep whom to ask for lines."""
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - a name of SAX
        """Open an element."""
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise Refusal(ExchangeFault.TOO_DEEP, self.line)
        attributes = {_local(key): value for key, value in attrs.items() if not key.startswith("xmlns")}
        element = Element(_local(name), attributes, self.line)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - a name of SAX
        """Close an element."""
        self._open.pop()

    def characters(self, content: str) -> None:
        """Add text to the open element."""
        if self._open:
            self._open[-1].content.append(content)

    def sound_root(self) -> Element | None:
        """Return the root without the element right inside it that was being read."""
        if len(self._open) > 1:
            self._open[0].content.pop()
        return self.root


def _spelt_out(text: str) -> str:
    """Return the text with names of signs that only HTML knows, such as "&nbsp;", as the signs themselves.

    An "&" that begins no name stands for itself; numbers of signs that XML cannot hold stand for nothing.
    """
    return "".join(
        part if part.startswith("<![CDATA[") else _REFERENCE.sub(_sign, part) for part in _CDATA.split(text)
    )


def _sign(found: re.Match[str]) -> str:
    name, number = found[1], found[2]
    if number:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        return found[0] if code <= _LAST_SIGN and _WRITABLE.fullmatch(chr(code)) else ""
    if name is None or f"{name};" not in html5:
        return f"&amp;{found[0][1:]}"
    return found[0] if name in _OF_XML else escape(html5[f"{name};"])


def _local(name: str) -> str:
    return name.rpartition(":")[2]
