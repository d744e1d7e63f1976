"""Which files may lie beside lessons: their names, kinds, sizes, and how they are sent."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from courses.rules.vocabulary import FileRole

MEGABYTE = 1024 * 1024
LARGEST_FOLDER = 300 * MEGABYTE
LARGEST_TEXT = MEGABYTE // 2
"""Of course.yaml, of quiz.gift and of each lesson."""

QUIZ_FILE = "quiz.gift"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,95}\.[a-z0-9]{1,5}")
_LESSON_NAME = re.compile(r"([0-9]{2})-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_LONGEST_NAME = 100
# What programs and file systems leave behind; nobody put it there on purpose.
_LITTER = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: what it does in a lesson, how it is sent, and how large it may be.

    Args:
        opens_inline: whether a browser may show it in the page or in a tab; else it is saved.
        begins: what its first bytes must look like.
    """

    role: FileRole
    media_type: str
    largest: int
    opens_inline: bool
    begins: Callable[[bytes], bool]


def _beginning(*signatures: bytes, offset: int = 0) -> Callable[[bytes], bool]:
    return lambda head: head[offset:].startswith(signatures)


def _is_plain_text(head: bytes) -> bool:
    return b"\0" not in head


def _is_webvtt(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def _is_webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


_OFFICE = "application/vnd.openxmlformats-officedocument"
LARGEST_VIDEO = 200 * MEGABYTE
_IMAGE, _VIDEO, _PAPER = 2 * MEGABYTE, LARGEST_VIDEO, 50 * MEGABYTE
_is_zip = _beginning(b"PK")

FILE_KINDS: dict[str, FileKind] = {
    "png": FileKind(FileRole.IMAGE, "image/png", _IMAGE, True, _beginning(b"\x89PNG")),
    "jpg": FileKind(FileRole.IMAGE, "image/jpeg", _IMAGE, True, _beginning(b"\xff\xd8\xff")),
    "jpeg": FileKind(FileRole.IMAGE, "image/jpeg", _IMAGE, True, _beginning(b"\xff\xd8\xff")),
    "gif": FileKind(FileRole.IMAGE, "image/gif", _IMAGE, True, _beginning(b"GIF8")),
    "webp": FileKind(FileRole.IMAGE, "image/webp", _IMAGE, True, _is_webp),
    "mp4": FileKind(FileRole.VIDEO, "video/mp4", _VIDEO, True, _beginning(b"ftyp", offset=4)),
    "webm": FileKind(FileRole.VIDEO, "video/webm", _VIDEO, True, _beginning(b"\x1aE\xdf\xa3")),
    "vtt": FileKind(FileRole.CAPTIONS, "text/vtt", MEGABYTE, True, _is_webvtt),
    "pdf": FileKind(FileRole.DOWNLOAD, "application/pdf", _PAPER, True, _beginning(b"%PDF")),
    "docx": FileKind(FileRole.DOWNLOAD, f"{_OFFICE}.wordprocessingml.document", _PAPER, False, _is_zip),
    "xlsx": FileKind(FileRole.DOWNLOAD, f"{_OFFICE}.spreadsheetml.sheet", _PAPER, False, _is_zip),
    "pptx": FileKind(FileRole.DOWNLOAD, f"{_OFFICE}.presentationml.presentation", _PAPER, False, _is_zip),
    "odt": FileKind(FileRole.DOWNLOAD, "application/vnd.oasis.opendocument.text", _PAPER, False, _is_zip),
    "ods": FileKind(
        FileRole.DOWNLOAD, "application/vnd.oasis.opendocument.spreadsheet", _PAPER, False, _is_zip
    ),
    "csv": FileKind(FileRole.DOWNLOAD, "text/csv", _PAPER, False, _is_plain_text),
    "txt": FileKind(FileRole.DOWNLOAD, "text/plain", _PAPER, False, _is_plain_text),
    "mp3": FileKind(
        FileRole.DOWNLOAD,
        "audio/mpeg",
        _PAPER,
        False,
        _beginning(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    ),
}
"""By the ending of the name. No SVG and no HTML: they could carry a script."""


def ending(name: str) -> str:
    """Return what stands after the last dot, in small letters."""
    return name.rpartition(".")[2].lower()


def file_kind(name: str) -> FileKind | None:
    """Return the kind of a file by the ending of its name; None if such files are not taken."""
    return FILE_KINDS.get(ending(name)) if "." in name else None


def endings(*roles: FileRole) -> str:
    """Return the endings of some roles as one text for a message; of all roles without any."""
    return ", ".join(f".{end}" for end, kind in FILE_KINDS.items() if not roles or kind.role in roles)


def is_safe_name(name: str) -> bool:
    """Tell whether a name works on every system and in an address without being rewritten."""
    return len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) is not None


def is_litter(name: str) -> bool:
    """Tell whether a file was left behind by a program and may be passed over in silence."""
    return name.startswith((".", "~$")) or name.lower() in _LITTER


def split_lesson_name(name: str) -> tuple[int, str] | None:
    """Return number and slug of a lesson file "NN-name.md", or None if it is not named so."""
    match = _LESSON_NAME.fullmatch(name)
    if match is None or len(name) > _LONGEST_NAME:
        return None
    return int(match[1]), match[2]


def opens_inline(media_type: str) -> bool:
    """Tell whether a browser may show a file of this media type itself."""
    return any(kind.opens_inline for kind in FILE_KINDS.values() if kind.media_type == media_type)


OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
"""What a file of many parts has at its heart, by the ending of its name."""

_MACROS = ("vbaproject.bin", "vbadata.xml", "activex", "basic/")


def is_office_file(end: str, parts: Collection[str]) -> bool:
    """Tell whether a package with these parts is a document of its ending, without macros.

    Args:
        end: of the name, such as "docx".
        parts: the names of all its parts.
    """
    has_macros = any(mark in part.lower() for part in parts for mark in _MACROS)
    return OFFICE_PARTS.get(end) in parts and not has_macros
