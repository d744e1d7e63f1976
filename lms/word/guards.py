"""What a document must not be: a bomb, a program, locked, or another kind of file than its name says. Pure.

Everything here looks at the file before any reader of documents does, in memory bounded by its size. Nothing
is ever unpacked to a disk: where a part says it lies does not matter.
"""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lms.word.shapes import UnfitDocument, WordFault

LARGEST_DOCUMENT = 40 * 1024**2
LARGEST_XML = 16 * 1024**2
LARGEST_PART = 24 * 1024**2

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")

_DIRECTORY_ENTRY = b"PK\x01\x02"
_MOST_PARTS = 3_000
_MOST_UNPACKED = 300 * 1024**2
_LARGEST_RATIO, _WORTH_A_RATIO = 200, 4 * 1024**2
_LIGHT_TEXT, _LIGHT_XML, _LIGHT_PICTURES, _FEW_PICTURES = 1024**2, 3 * 1024**2, 3 * 1024**2, 8
_LOOKS = ("styles", "theme", "settings", "fontTable")
_MOST_TAGS = 800_000
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# In any other encoding the words above could hide from who looks for them.
_ENCODING = re.compile(rb"""^[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"utf-16")
_BROKEN = (BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError, KeyError)


def list_parts(content: bytes) -> frozenset[str]:
    """Return the names of what is in a file.

    Raises:
        UnfitDocument: it is damaged, has very many parts, or unpacks to far more than it weighs.
    """
    if content.count(_DIRECTORY_ENTRY) > _MOST_PARTS:
        raise UnfitDocument(WordFault.BOMB)
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise UnfitDocument(WordFault.DAMAGED) from error
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise UnfitDocument(WordFault.BOMB)
    for entry in entries:
        is_blown_up = entry.file_size > _LARGEST_RATIO * max(1, entry.compress_size)
        if is_blown_up and entry.file_size > _WORTH_A_RATIO:
            raise UnfitDocument(WordFault.BOMB)
    return frozenset(entry.filename for entry in entries)


def is_light(content: bytes) -> bool:
    """Tell whether a file is read in a few seconds; a broken one is refused in less."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except _BROKEN:
        return True
    xml = {entry.filename: entry.file_size for entry in entries if entry.filename.endswith(".xml")}
    text = sum(size for name, size in xml.items() if not any(word in name for word in _LOOKS))
    pictures = [entry.file_size for entry in entries if "/media/" in entry.filename]
    has_little_text = text <= _LIGHT_TEXT and sum(xml.values()) <= _LIGHT_XML
    return has_little_text and len(pictures) <= _FEW_PICTURES and sum(pictures) <= _LIGHT_PICTURES


def read_part(content: bytes, name: str, most: int = LARGEST_PART) -> bytes:
    """Return one part; empty if there is none.

    Raises:
        UnfitDocument: it is damaged, locked or larger than ``most``.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            if name not in archive.NameToInfo:
                return b""
            with archive.open(name) as part:
                read = part.read(most + 1)
    except _BROKEN as error:
        raise UnfitDocument(WordFault.DAMAGED) from error
    except Exception as error:  # the decoders below zipfile have errors of their own
        raise UnfitDocument(WordFault.DAMAGED) from error
    if len(read) > most:
        raise UnfitDocument(WordFault.TOO_LONG)
    return read


def read_xml(content: bytes, name: str) -> bytes:
    """Return a part of XML that declares nothing and has a bounded number of tags; raises as `read_part`."""
    part = read_part(content, name, LARGEST_XML)
    if any(word in part for word in _DECLARATIONS):
        raise UnfitDocument(WordFault.BOMB)
    named = _ENCODING.match(part)
    if named and named[1].lower() not in _PLAIN_ENCODINGS:
        raise UnfitDocument(WordFault.DAMAGED)
    if part.count(b"<") > _MOST_TAGS:
        raise UnfitDocument(WordFault.TOO_LONG)
    return part
