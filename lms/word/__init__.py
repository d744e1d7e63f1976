"""Word documents that authors hand in: looked at before they are opened, rebuilt bare, told in blocks."""

from lms.word.reading import LARGEST_DOCUMENT, WordRefused, is_light, open_picture, read_document
from lms.word.shapes import Block, BlockKind, Converted, LossKind, Picture, WordDocument

__all__ = [
    "LARGEST_DOCUMENT",
    "Block",
    "BlockKind",
    "Converted",
    "LossKind",
    "Picture",
    "WordDocument",
    "WordRefused",
    "is_light",
    "open_picture",
    "read_document",
]
