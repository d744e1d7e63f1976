"""Marks that stand in a text while it is converted, in signs no author can write. Pure."""

import re
from collections.abc import Callable

BEGIN, END = "\ue000", "\ue001"
PICTURE, LOSS, NOTE, NUMBER, PROMINENT, NOTE_TEXT, TITLE = "P", "L", "F", "N", "B", "T", "H"

MARK = re.compile(f"{BEGIN}([A-Z])([a-z0-9_]*){END}")
LEFT_OUT = re.compile(f"{BEGIN}[LBT][a-z0-9_]*{END}")
"""Marks in whose place nothing will stand."""
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffe\uffff\ufdd0-\ufdef]")
_UNWRITTEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# What Word writes for list signs of its own fonts.
_SIGNS = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf02d": "-",
    "\uf0e0": "→",
    "\uf0a8": "□",
}


def mark(kind: str, said: object = "") -> str:
    """Return a mark."""
    return f"{BEGIN}{kind}{said}{END}"


def without_marks(text: str) -> str:
    """Return the text alone."""
    return MARK.sub("", text)


def find_marks(text: str, kind: str) -> list[str]:
    """Return what the marks of a kind say, in order."""
    return [said for found, said in MARK.findall(text) if found == kind]


def replace_marks(text: str, kind: str, write: Callable[[str], str]) -> str:
    """Return the text with the marks of a kind written otherwise."""
    return MARK.sub(lambda found: write(found[2]) if found[1] == kind else found[0], text)


def plain(text: str) -> str:
    """Return an author's text without signs that are not to be seen or that only a font knows.

    Soft hyphens stay: TCVN3 writes "ư" so; see `lms.legacy_encodings`.
    """
    return _UNWRITTEN.sub("", _PRIVATE.sub(lambda sign: _SIGNS.get(sign[0], ""), text))
