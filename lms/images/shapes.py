"""What is known of a picture, and why one is not taken. Pure."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_SIDE = 1600
"""Pixels: as wide as a page shows it on a dense screen."""

AIMED_BYTES = 300 * 1024
"""What a picture should weigh at most: six seconds on a slow line."""


class PictureFault(StrEnum):
    """Why a file is not taken as a picture."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OTHER_TYPE = "other_type"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"


class UnfitPicture(Exception):
    """The file cannot be taken."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture as it was written anew.

    Args:
        content: the bytes of the new file.
        ending: with the dot; one of .jpg, .png.
    """

    content: bytes
    ending: str
