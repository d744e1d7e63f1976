"""Reading a document, or saying in a sentence why not."""

from importlib import import_module

from lms.errors import Refused
from lms.i18n import gettext as _
from lms.word.guards import (
    LARGEST_DOCUMENT,
    LARGEST_PART,
    LOCKED_STREAM,
    OLE,
    ZIP,
    is_light,
    list_parts,
    read_part,
)
from lms.word.shapes import UnfitDocument, WordDocument, WordFault

__all__ = ["LARGEST_DOCUMENT", "WordRefused", "is_light", "open_picture", "read_document"]

_MACRO_ENDINGS = (".docm", ".dotm")
_PROGRAMS = ("vbaproject", "vbadata", "activex")
_TYPES = "[Content_Types].xml"


class WordRefused(Refused):
    """The file cannot be read as a Word document; the message says what to hand in instead."""

    field = "file"


def read_document(name: str, content: bytes) -> WordDocument:
    """Return what a Word document says; nothing it leads to is fetched, nothing in it is run.

    Args:
        name: what the person's computer calls it; only the ending counts.
        content: all of it.

    Raises:
        WordRefused: it is no .docx, locked, a program, damaged, a bomb, too long, or empty.
    """
    _refuse_wrong_kind(name, content)
    try:
        parts = list_parts(content)
        _refuse_other_package(content, parts)
        # mammoth, markdownify and lxml take some 25 MiB of a process, and most never see a document.
        document: WordDocument = import_module("lms.word.conversion").convert(content)
    except UnfitDocument as unfit:
        raise WordRefused(_sentence(unfit.fault)) from unfit
    return document


def open_picture(content: bytes, part: str) -> bytes:
    """Return the bytes of a picture of a document that was read; empty if they cannot be had."""
    try:
        return read_part(content, part, LARGEST_PART)
    except UnfitDocument:
        return b""


def _refuse_wrong_kind(name: str, content: bytes) -> None:
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _MACRO_ENDINGS:
        raise _macros()
    if not content:
        raise WordRefused(_("The file is empty. Choose it again."))
    if len(content) > LARGEST_DOCUMENT:
        raise WordRefused(
            _(
                "The file is larger than %(limit)d MB. Make its pictures smaller, or split it.",
                limit=LARGEST_DOCUMENT // 1024**2,
            )
        )
    if content.startswith(OLE) and LOCKED_STREAM in content:
        raise WordRefused(
            _("The file is locked with a password. Open it in Word, take the password off and save it again.")
        )
    if content.startswith(OLE) or ending == ".doc":
        raise WordRefused(
            _("This is an old Word file (.doc). Open it in Word and save it as “Word Document (*.docx)”.")
        )
    if ending != ".docx" or not content.startswith(ZIP):
        raise _other_kind()


def _refuse_other_package(content: bytes, parts: frozenset[str]) -> None:
    if any(mark in part.lower() for part in parts for mark in _PROGRAMS):
        raise _macros()
    types = read_part(content, _TYPES)
    if b"macroEnabled" in types:
        raise _macros()
    if not types or b"wordprocessingml" not in types:
        raise _other_kind()


def _other_kind() -> WordRefused:
    return WordRefused(
        _("This is no Word document, whatever its name says. Save it in Word as “Word Document (*.docx)”.")
    )


def _macros() -> WordRefused:
    return WordRefused(
        _("The file holds macros; programs are never taken. Save it as “Word Document (*.docx)”.")
    )


def _sentence(fault: WordFault) -> str:
    sentences = {
        WordFault.DAMAGED: _(
            "The file is damaged and cannot be read. Open it in Word, save it again and choose the new file."
        ),
        WordFault.BOMB: _(
            "The file unpacks to far more than a document needs, so it was not opened. "
            "Copy the text into a new document."
        ),
        WordFault.TOO_LONG: _("The document is too long to be read at once. Split it into several files."),
        WordFault.EMPTY: _("The document has no text."),
    }
    return sentences[fault]
