"""Pictures that lie upon the first sheet of a workbook, by the row in which their upper edge is.

Readers of cells do not see them: they are drawings, in parts of their own (ECMA-376, SpreadsheetDrawingML).
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from assessments.rules.exchange.decoding import decode
from assessments.rules.exchange.qti.packages import Package
from assessments.rules.exchange.shapes import Notes, Refusal
from assessments.rules.exchange.xml_tree import Element, read_xml

MOST_DRAWINGS = 500

_WORKBOOK = "xl/workbook.xml"
_ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor"})


@dataclass(frozen=True)
class Drawing:
    """A picture upon a sheet.

    Attributes:
        row: number in the margin of the spreadsheet.
        words: what its author says it shows; may be empty.
    """

    row: int
    words: str
    content: bytes


def read_drawings(content: bytes) -> list[Drawing]:
    """Return the pictures upon the first visible sheet; none where the workbook is of another make."""
    try:
        package = Package(content)
        sheet = _first_sheet(package)
        drawings = [part for part in _related(package, sheet, "/drawing").values() if part]
        return [found for part in drawings for found in _pictures(package, part)][:MOST_DRAWINGS]
    except (Refusal, ValueError):
        return []


def _first_sheet(package: Package) -> str:
    root = _root(package, _WORKBOOK)
    sheets = root.find("sheets") if root else None
    targets = _related(package, _WORKBOOK, "/worksheet")
    for sheet in sheets.all("sheet") if sheets else ():
        if sheet.attributes.get("state", "visible") == "visible":
            return targets.get(sheet.attributes.get("id", ""), "")
    return ""


def _pictures(package: Package, part: str) -> Iterator[Drawing]:
    root = _root(package, part)
    images = _related(package, part, "/image")
    for anchor in root.children if root else ():
        row = anchor.say("from", "row")
        if anchor.name not in _ANCHORS or not row.isdecimal():
            continue
        words = next((one.attributes.get("descr", "") for one in anchor.walk() if one.name == "cNvPr"), "")
        for blip in (one for one in anchor.walk() if one.name == "blip"):
            content = package.read(images.get(blip.attributes.get("embed", ""), ""))
            if content:
                yield Drawing(int(row[:7]) + 1, " ".join(words.split())[:200], content)


def _related(package: Package, part: str, kind: str) -> dict[str, str]:
    """Return the parts that another one refers to as this kind, by the name it gives them."""
    folder, name = posixpath.split(part)
    root = _root(package, f"{folder}/_rels/{name}.rels")
    return {
        one.attributes.get("Id", ""): _joined(folder, one.attributes.get("Target", ""))
        for one in (root.children if root else ())
        if one.attributes.get("Type", "").endswith(kind) and one.attributes.get("TargetMode") != "External"
    }


def _joined(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")


def _root(package: Package, part: str) -> Element | None:
    content = package.read(part) if part else None
    return read_xml(decode(content, Notes())).root if content else None
