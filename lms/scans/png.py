"""PNG files: rewritten from the chunks a picture needs (ISO/IEC 15948). Pure."""

from zlib import crc32

from lms.scans.shapes import Picture, ScanFault, Unfit, refuse_foreign, refuse_size

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs"}
_AROUND = 12
"""Bytes of a chunk beside its body: length, name, checksum."""
_HEADER = 13
_MOST_CHUNKS = 20_000
"""Encoders write a few hundred; empty ones by the million would take memory and time, and show nothing."""


def clean_png(content: bytes) -> Picture:
    """Return the picture alone: no remarks, no place, no animation, nothing after its end.

    Raises:
        Unfit: it is damaged, too large to open, or carries a page, a script or an archive.
    """
    kept, left_out, at = [SIGNATURE], [], len(SIGNATURE)
    names: list[bytes] = []
    while not names or names[-1] != b"IEND":
        name, body, end = _chunk(content, at)
        if not names and (name != b"IHDR" or len(body) != _HEADER):
            raise Unfit(ScanFault.DAMAGED)
        if len(names) >= _MOST_CHUNKS:
            raise Unfit(ScanFault.DAMAGED)
        names.append(name)
        if name in _NEEDED:
            kept.append(content[at:end])
        else:
            left_out.append(body)
        at = end
    if b"IDAT" not in names:
        raise Unfit(ScanFault.DAMAGED)
    width, height = (int.from_bytes(content[start : start + 4], "big") for start in (16, 20))
    refuse_size(width, height)
    refuse_foreign(b"\n".join([*left_out, content[at:]]))
    return Picture(b"".join(kept), width, height)


def _chunk(content: bytes, at: int) -> tuple[bytes, bytes, int]:
    """Return name and body of the chunk at a place, and where it ends."""
    length = int.from_bytes(content[at : at + 4], "big")
    end = at + length + _AROUND
    if end > len(content):
        raise Unfit(ScanFault.DAMAGED)
    name, body = content[at + 4 : at + 8], content[at + 8 : end - 4]
    if crc32(body, crc32(name)) != int.from_bytes(content[end - 4 : end], "big"):
        raise Unfit(ScanFault.DAMAGED)
    return name, body, end
