"""Taking a picture from a stream, or saying in a sentence why not."""

import hashlib
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import BinaryIO

from lms.errors import Refused
from lms.i18n import gettext as _
from lms.images.shapes import PictureFault, Redrawn, UnfitPicture

LARGEST_PICTURE = 20 * 1024 * 1024
"""Bytes of the file that comes in; what is kept is far smaller."""

MOST_PIXELS_OF_A_FILE = 400_000_000
"""Of all pictures of a document or a file of questions together: some ten seconds of work."""

_MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}
_NAME_LENGTH = 12


class PictureRefused(Refused):
    """The file cannot be used as a picture; the message says what to hand in instead."""

    field = "picture"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept.

    Args:
        content: the new file: decoded, turned upright, at most 1600 pixels wide and high, written anew.
        media_type: image/jpeg or image/png.
        name: made of the hash of the content, so that the same picture always has the same name.
    """

    content: bytes
    media_type: str
    name: str


def take_picture(stream: BinaryIO) -> Picture:
    """Return the picture a stream holds; the name of the file and what the browser calls it do not count.

    Of one that moves the first frame is kept.

    Raises:
        PictureRefused: it is empty, over 20 MB, no JPEG, PNG, GIF or WebP, damaged, or has too many pixels.
    """
    content = stream.read(LARGEST_PICTURE + 1)
    try:
        redrawn = _redraw(content)
    except UnfitPicture as unfit:
        raise PictureRefused(_sentence(unfit.fault)) from unfit
    digest = hashlib.sha256(redrawn.content).hexdigest()
    return Picture(
        content=redrawn.content,
        media_type=_MEDIA_TYPES[redrawn.ending],
        name=digest[:_NAME_LENGTH] + redrawn.ending,
    )


class Allowance:
    """How many pixels of the pictures of one file are drawn anew: small files can hold very many of them."""

    def __init__(self, most: int = MOST_PIXELS_OF_A_FILE) -> None:
        self._left = most

    def take(self, content: bytes) -> Picture:
        """Return a picture as `take_picture`; raises the same, also where the file holds too many pixels."""
        pixels: int = import_module("lms.images.decoding").count_pixels(content)
        if pixels > self._left:
            raise PictureRefused(_sentence(PictureFault.TOO_MANY_PIXELS))
        self._left -= pixels
        return take_picture(BytesIO(content))


def _redraw(content: bytes) -> Redrawn:
    if not content.strip(b"\0 \t\r\n"):
        raise UnfitPicture(PictureFault.EMPTY)
    if len(content) > LARGEST_PICTURE:
        raise UnfitPicture(PictureFault.TOO_LARGE)
    # Pillow takes some 10 MiB of a process, and most never see a picture.
    redrawn: Redrawn = import_module("lms.images.decoding").redraw(content)
    return redrawn


def _sentence(fault: PictureFault) -> str:
    sentences = {
        PictureFault.EMPTY: _("The picture is empty. Choose the file again."),
        PictureFault.TOO_LARGE: _("The picture is too large: at most 20 MB. Take or save it smaller."),
        PictureFault.OTHER_TYPE: _(
            "This is no JPEG, PNG, GIF or WebP picture, whatever its name says. Save drawings (SVG) as PNG."
        ),
        PictureFault.DAMAGED: _(
            "The picture is damaged and cannot be read to its end. Save or take it again."
        ),
        PictureFault.TOO_MANY_PIXELS: _(
            "The picture has too many pixels. Save it at most 6,000 pixels wide."
        ),
    }
    return sentences[fault]
