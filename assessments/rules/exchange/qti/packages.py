"""QTI 2 items in a package: a ZIP file whose imsmanifest.xml names them. Nothing is unpacked to disk."""

import lzma
import posixpath
import zlib
from functools import partial
from io import BytesIO
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile, ZipInfo

from assessments.rules.exchange.building import Reading
from assessments.rules.exchange.decoding import decode
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.qti.items import ITEM, read_item
from assessments.rules.exchange.shapes import FileFormat, Known, NoteKind, Notes, ReadQuestions, Refusal
from assessments.rules.exchange.xml_tree import Element, read_xml

MANIFEST = "imsmanifest.xml"
MOST_PARTS = 6_000
LARGEST_PART = 12 * 1024 * 1024
LARGEST_WHOLE = 120 * 1024 * 1024

_LARGEST_RATIO, _WORTH_A_RATIO = 200, 1024 * 1024
_ITEM_TYPE = "imsqti_item"
_LOCKED = 1
_MAC = "/._"
_DAMAGED = (
    BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    KeyError,
)


class Package:
    """A ZIP file, looked into in bounded memory."""

    def __init__(self, content: bytes) -> None:
        """Open it.

        Raises:
            Refusal: it is damaged, locked, or a bomb.
        """
        try:
            self._archive = ZipFile(BytesIO(content))
            entries = self._archive.infolist()
        except _DAMAGED as error:
            raise Refusal(ExchangeFault.BAD_PACKAGE) from error
        # Some names are empty, which zipfile's own question about folders does not bear.
        files = [entry for entry in entries if entry.filename and not entry.filename.endswith("/")]
        self._entries = {_plain_path(entry.filename): entry for entry in files}
        if any(entry.flag_bits & _LOCKED for entry in entries):
            raise Refusal(ExchangeFault.LOCKED)
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
            raise Refusal(ExchangeFault.BOMB)
        if any(map(_is_blown_up, entries)):
            raise Refusal(ExchangeFault.BOMB)

    @property
    def names(self) -> list[str]:
        """Paths of its files, with slashes, none outside."""
        return list(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return one file; ``None`` where there is none.

        Raises:
            Refusal: it is damaged, or larger than it says.
        """
        entry = self._entries.get(_plain_path(name))
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as part:
                content = part.read(LARGEST_PART + 1)
        except _DAMAGED as error:
            raise Refusal(ExchangeFault.BAD_PACKAGE) from error
        if len(content) > LARGEST_PART:
            raise Refusal(ExchangeFault.BOMB)
        return content


def read_package(package: Package, known: Known) -> ReadQuestions:
    """Return what the items of a package say, in the order of the manifest.

    Raises:
        Refusal: it is damaged or a bomb, or holds too many questions.
    """
    reading = Reading(FileFormat.QTI, known)
    manifest = next((name for name in package.names if posixpath.basename(name) == MANIFEST), "")
    root = _root(package, manifest, reading) if manifest else None
    named = _items(root, posixpath.dirname(manifest), reading) if root is not None else []
    told = {manifest, *(note.params.get("name") for note in reading.notes)}
    for name in dict.fromkeys([*named, *(name for name in _loose(package) if name not in told)]):
        element = _root(package, name, reading)
        if element is not None and element.name == ITEM:
            read_item(element, reading, partial(_picture, package, posixpath.dirname(name)), name)
        elif element is not None:
            reading.notes.lose(ExchangeFault.PART_IGNORED, name=name, kind=element.name)
    if not reading.count:
        reading.notes.refuse(ExchangeFault.NO_ITEMS)
    return reading.result()


def _items(manifest: Element, folder: str, reading: Reading) -> list[str]:
    """Return the paths of the items that a manifest names; other resources are noted."""
    names: dict[str, None] = {}
    for resource in manifest.walk():
        if resource.name != "resource":
            continue
        kind, href = resource.attributes.get("type", ""), unquote(resource.attributes.get("href", ""))
        path = _plain_path(posixpath.join(folder, href))
        if kind.startswith(_ITEM_TYPE) and href:
            names[path] = None
        elif href and kind != "webcontent":
            reading.notes.lose(ExchangeFault.PART_IGNORED, line=resource.line, name=path, kind=kind)
    return list(names)


def _loose(package: Package) -> list[str]:
    """Return what may be items; what a Mac packs beside files is none."""
    return sorted(name for name in package.names if name.lower().endswith(".xml") and _MAC not in f"/{name}")


def _root(package: Package, name: str, reading: Reading) -> Element | None:
    content = package.read(name)
    if content is None:
        reading.notes.lose(ExchangeFault.MISSING_PART, name=name)
        return None
    notes = Notes(part=name)
    xml = read_xml(decode(content, notes))
    if xml.fault is not None:
        is_cut = xml.fault.code == ExchangeFault.CUT_XML
        code = ExchangeFault.BROKEN_XML if is_cut else xml.fault.code
        notes.take(NoteKind.LOST, Refusal(code, xml.fault.line, **xml.fault.params))
    reading.notes.join(notes)
    return None if xml.fault is not None else xml.root


def _picture(package: Package, folder: str, source: str) -> bytes | None:
    if ":" in source or source.startswith("/"):
        return None
    return package.read(posixpath.join(folder, unquote(source)))


def _plain_path(name: str) -> str:
    """Return a path that cannot leave the package; nothing is written anywhere, names are only compared."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/")


def _is_blown_up(entry: ZipInfo) -> bool:
    return entry.file_size > _WORTH_A_RATIO and entry.file_size > _LARGEST_RATIO * max(1, entry.compress_size)
