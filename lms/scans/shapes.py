"""What the readers of single formats give and how they refuse. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class ScanFault(StrEnum):
    """Why a file cannot be taken; `lms.scans.files` has the sentence for each."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    OTHER_TYPE = "other type"
    DAMAGED = "damaged"
    TWO_IN_ONE = "two in one"
    ACTIVE = "active"
    LOCKED = "locked"
    TOO_MANY_PIXELS = "too many pixels"


class Unfit(ValueError):
    """The bytes are not, or not only, what they begin like."""

    def __init__(self, fault: ScanFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture without anything that is no picture: no place, no text, nothing after its end."""

    content: bytes
    width: int
    height: int


MOST_PIXELS = 100_000_000
LONGEST_SIDE = 30_000
_FOREIGN_WORDS = (
    b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"<iframe", b"<body", b"javascript:", b"%pdf-",
)  # fmt: skip
_ARCHIVE_ENDS = (b"PK\x05\x06", b"PK\x03\x04", b"Rar!\x1a", b"7z\xbc\xaf")


def refuse_size(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory of whoever opens it.

    Raises:
        Unfit: it has no pixels, or too many.
    """
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE) or width * height > MOST_PIXELS:
        raise Unfit(ScanFault.TOO_MANY_PIXELS)


def refuse_foreign(left_out: bytes) -> None:
    """Refuse a picture whose remarks or tail hold a page, a script, a paper or an archive.

    Raises:
        Unfit: the file is two in one.
    """
    lowered = left_out.lower()
    if any(word in lowered for word in _FOREIGN_WORDS) or any(end in left_out for end in _ARCHIVE_ENDS):
        raise Unfit(ScanFault.TWO_IN_ONE)
