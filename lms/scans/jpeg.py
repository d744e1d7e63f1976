"""JPEG files: rewritten from the segments a picture needs (ITU T.81 annex B). Pure."""

from typing import NamedTuple

from lms.scans.shapes import Picture, ScanFault, Unfit, refuse_foreign, refuse_size

SIGNATURE = b"\xff\xd8\xff"

_END, _SCAN = 0xD9, 0xDA
_RESTARTS = range(0xD0, 0xD8)
_ALONE = {0x01, 0xD8, *_RESTARTS}
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_TABLES = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
_EXIF, _JFIF, _COLOURS, _ADOBE = 0xE1, 0xE0, 0xE2, 0xEE
_LONGEST_EXIF = 65_533
_ORIENTATIONS = range(2, 9)
_MOST_ENTRIES = 64
_MOST_PARTS = 20_000
"""Cameras write some hundreds; empty ones by the million would take memory and time, and show nothing."""


class _Part(NamedTuple):
    """One segment; behind a start of scan stands the coded picture."""

    marker: int
    body: bytes
    coded: bytes

    @property
    def content(self) -> bytes:
        """Return the segment as it stands in a file."""
        return bytes((0xFF, self.marker)) + (len(self.body) + 2).to_bytes(2, "big") + self.body + self.coded


def clean_jpeg(content: bytes) -> Picture:
    """Return the picture alone: tables, frame, scans, colours, and which side is up.

    Where and with which telephone it was taken is left out, and so are remarks, previews, and whatever stands
    after the end.

    Raises:
        Unfit: it is damaged, too large to open, or carries a page, a script or an archive.
    """
    parts, tail = _split(content)
    frame = next((part.body for part in parts if part.marker in _FRAMES), b"")
    if not any(part.coded for part in parts):
        raise Unfit(ScanFault.DAMAGED)
    width, height = _size_of(frame)
    refuse_size(width, height)
    refuse_foreign(b"\n".join([*(part.body for part in parts if not _is_needed(part)), tail]))
    turned = next(filter(None, (_upright(part.body) for part in parts if part.marker == _EXIF)), b"")
    kept = [part.content for part in parts if _is_needed(part)]
    return Picture(b"".join([b"\xff\xd8", turned, *kept, b"\xff\xd9"]), width, height)


def _split(content: bytes) -> tuple[list[_Part], bytes]:
    """Return the segments up to the end of the picture, and what stands after it."""
    parts: list[_Part] = []
    at = 2
    while True:
        marker, at = _next_marker(content, at)
        if marker == _END:
            return parts, content[at:]
        if marker in _ALONE:
            continue
        body, at = _segment(content, at)
        end = _end_of_scan(content, at) if marker == _SCAN else at
        if len(parts) >= _MOST_PARTS:
            raise Unfit(ScanFault.DAMAGED)
        parts.append(_Part(marker, body, content[at:end]))
        at = end


def _next_marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place and where it ends; fill bytes before it are passed over."""
    if content[at : at + 1] != b"\xff":
        raise Unfit(ScanFault.DAMAGED)
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] == 0:
        raise Unfit(ScanFault.DAMAGED)
    return content[at], at + 1


def _segment(content: bytes, at: int) -> tuple[bytes, int]:
    length = int.from_bytes(content[at : at + 2], "big")
    end = at + length
    if length < 2 or end > len(content):  # noqa: PLR2004 - the length counts its own two bytes
        raise Unfit(ScanFault.DAMAGED)
    return content[at + 2 : end], end


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the coded picture ends: at the first marker that is no restart and no escaped byte."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Unfit(ScanFault.DAMAGED)
        following = content[at + 1]
        if following == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
        elif following == 0 or following in _RESTARTS:
            at += 2
        else:
            return at


def _size_of(frame: bytes) -> tuple[int, int]:
    return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")


def _is_needed(part: _Part) -> bool:
    if part.marker in _FRAMES or part.marker in _TABLES or part.marker == _SCAN:
        return True
    starts = {_JFIF: b"JFIF\0", _COLOURS: b"ICC_PROFILE\0", _ADOBE: b"Adobe"}
    return part.marker in starts and part.body.startswith(starts[part.marker])


def _upright(exif: bytes) -> bytes:
    """Return a segment that says only which side is up; empty where the remark does not say it."""
    if not exif.startswith(b"Exif\0\0") or len(exif) > _LONGEST_EXIF:
        return b""
    tiff = exif[6:]
    if tiff[:2] not in (b"II", b"MM"):
        return b""

    def number(start: int, length: int) -> int:
        return int.from_bytes(tiff[start : start + length], "little" if tiff[:2] == b"II" else "big")

    directory = number(4, 4)
    for entry in range(min(number(directory, 2), _MOST_ENTRIES)):
        place = directory + 2 + 12 * entry
        if number(place, 2) == 0x0112 and number(place + 8, 2) in _ORIENTATIONS:  # noqa: PLR2004
            return _orientation_segment(number(place + 8, 2))
    return b""


def _orientation_segment(value: int) -> bytes:
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + value.to_bytes(2, "big") + b"\0\0"
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
