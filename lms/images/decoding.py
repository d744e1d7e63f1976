"""Pillow at work: one file in, one clean file out. Loaded with the first picture of a process."""

import warnings
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, PngImagePlugin, UnidentifiedImageError

from lms.images.shapes import AIMED_BYTES, LONGEST_SIDE, PictureFault, Redrawn, UnfitPicture

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = {"JPEG": 64_000_000}
"""A JPEG is decoded at a fraction of its size; of the others every pixel takes up to four bytes."""
_FRACTION = 4
_MOST_PIXELS_ELSE = 24_000_000
_QUALITIES = (84, 74, 62, 50)
_COLOURS = 256
_OPAQUE = 255

# A picture that breaks off is refused, not filled up with grey; remarks are never unpacked beyond this.
ImageFile.LOAD_TRUNCATED_IMAGES = False
PngImagePlugin.MAX_TEXT_MEMORY = PngImagePlugin.MAX_TEXT_CHUNK = 1024 * 1024


def redraw(content: bytes) -> Redrawn:
    """Return the picture of a file written anew: upright, at most 1600 pixels, without anything else in it.

    Raises:
        UnfitPicture: it is no JPEG, PNG, GIF or WebP, is damaged, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # sizes are judged here
            picture = _decode(content)
    except UnfitPicture:
        raise
    except Image.DecompressionBombError as error:
        raise UnfitPicture(PictureFault.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise UnfitPicture(PictureFault.OTHER_TYPE) from error
    except Exception as error:  # decoders raise whatever their bytes lead them to
        raise UnfitPicture(PictureFault.DAMAGED) from error
    return Redrawn(*_encode(picture))


def count_pixels(content: bytes) -> int:
    """Return how many pixels are decoded to draw a picture anew, told by its head; 0 of no picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as source:
                return source.width * source.height // (_FRACTION if source.format == "JPEG" else 1)
    except Exception:  # decoders raise whatever their bytes lead them to; `redraw` says what is wrong
        return 0


def _decode(content: bytes) -> Image.Image:
    with Image.open(BytesIO(content), formats=_FORMATS) as source:
        if source.width * source.height > _MOST_PIXELS.get(source.format or "", _MOST_PIXELS_ELSE):
            raise UnfitPicture(PictureFault.TOO_MANY_PIXELS)
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        source.load()
        upright = ImageOps.exif_transpose(source)
    is_clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    picture = upright.convert("RGBA" if is_clear else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if is_clear and picture.getchannel("A").getextrema() == (_OPAQUE, _OPAQUE):
        picture = picture.convert("RGB")
    return _bare(picture)


def _bare(picture: Image.Image) -> Image.Image:
    """Return the pixels alone: colour profiles, remarks and the like stay behind."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    """Return the smallest file that still shows the picture well, and its ending.

    Drawings and screens are small as PNG; photographs are not, and become JPEG.
    """
    drawn = _as_png(picture)
    if picture.mode == "RGBA":
        return (drawn if len(drawn) <= AIMED_BYTES else _as_png(picture.quantize(_COLOURS))), ".png"
    photograph = b""
    for quality in _QUALITIES:
        photograph = _as_jpeg(picture, quality)
        if len(photograph) <= AIMED_BYTES:
            break
    return (drawn, ".png") if len(drawn) <= len(photograph) else (photograph, ".jpg")


def _as_png(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()
