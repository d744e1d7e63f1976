"""PDF files: taken as they are, or refused when they could do more than be read (ISO 32000-1, 7.5 and 12.6).

This looks for what must be written somewhere for a paper to act. It is no reader of PDF, so papers are also
never shown inside a page of ours: they are only ever saved.
"""

import re
import zlib

from lms.scans.shapes import ScanFault, Unfit

SIGNATURE = b"%PDF-"

_VERSION = re.compile(rb"%PDF-[12]\.\d[\s%]")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|GoToE|RichMedia|Rendition|EmbeddedFiles?|Movie|XFA)"
    rb"(?=[\s/<>\[\](]|$)"
)
_LOCKED = re.compile(rb"/Encrypt(?=[\s/<])")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PACKED = re.compile(rb"/(?:ObjStm|First)(?=[\s/<>\[(]|\d|$)")
_FILTER = re.compile(rb"/\w+Decode\b")
_ENDING = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\0]*\Z")
_TAIL = 2048
_ARCHIVE_TAIL = 66_000
_LONGEST_DICTIONARY = 16_384
_MOST_STREAMS = 20_000
_MOST_UNPACKED = 16 * 1024 * 1024
_MOST_IN_DICTIONARIES = 8 * 1024 * 1024
"""A stream is described in some hundred bytes; many that share one long beginning would be read for ever."""
_FOREIGN = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php")
_HEAD = 1024


def check_pdf(content: bytes) -> None:
    """Pass over a paper that can only be read.

    Raises:
        Unfit: it is damaged, has a password, is another file as well, or could act: run scripts or programs,
            send what is typed, carry other files.
    """
    if not _VERSION.match(content) or not _ENDING.search(content[-_TAIL:]):
        raise Unfit(ScanFault.DAMAGED)
    head = content[:_HEAD].lower()
    if any(word in head for word in _FOREIGN) or b"PK\x05\x06" in content[-_ARCHIVE_TAIL:]:
        raise Unfit(ScanFault.TWO_IN_ONE)
    plain = _unescaped(content)
    if _LOCKED.search(plain):
        raise Unfit(ScanFault.LOCKED)
    if _ACTIVE.search(plain) or any(_ACTIVE.search(_unescaped(part)) for part in _unpacked(content)):
        raise Unfit(ScanFault.ACTIVE)


def _unescaped(content: bytes) -> bytes:
    """Return the bytes with names written out: "/J#61vaScript" is "/JavaScript"."""
    return _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), content)


def _unpacked(content: bytes) -> list[bytes]:
    """Return what object streams hold; a stream that cannot be looked into makes the paper unfit."""
    parts, room, to_read = [], _MOST_UNPACKED, _MOST_IN_DICTIONARIES
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise Unfit(ScanFault.ACTIVE)
        dictionary = _dictionary_before(content, found.start())
        to_read -= len(dictionary)
        if to_read < 0:
            raise Unfit(ScanFault.ACTIVE)
        # One that lies open was looked at with the rest.
        if _PACKED.search(dictionary) and b"/Filter" in dictionary:
            if b"/FlateDecode" not in dictionary or len(_FILTER.findall(dictionary)) != 1:
                raise Unfit(ScanFault.ACTIVE)
            parts.append(_inflated(content, found.end(), room))
            room -= len(parts[-1])
    return parts


def _dictionary_before(content: bytes, at: int) -> bytes:
    start = content.rfind(b" obj", max(0, at - _LONGEST_DICTIONARY), at)
    if start < 0:
        raise Unfit(ScanFault.ACTIVE)
    return _unescaped(content[start:at])


def _inflated(content: bytes, start: int, room: int) -> bytes:
    end = content.find(b"endstream", start)
    try:
        part = zlib.decompressobj().decompress(content[start : end if end >= 0 else None], room + 1)
    except zlib.error as error:
        raise Unfit(ScanFault.DAMAGED) from error
    if len(part) > room:
        raise Unfit(ScanFault.TOO_LARGE)
    return part
