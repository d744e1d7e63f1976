"""What a table must not be: a bomb, a program, locked, or another kind of file than its name says.

Everything here looks at bytes before any reader of spreadsheets does, in memory bounded by the limits.
"""

import lzma
import zlib
from collections.abc import Iterable
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo

from lms.i18n import gettext as _
from lms.tables.shapes import FileProblem, Limits

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_DIRECTORY_ENTRY = b"PK\x01\x02"
_MOST_PARTS = 2_000
_LARGEST_RATIO, _WORTH_A_RATIO = 200, 5 * 1024**2
_CHUNK = 1 << 20
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _DECLARATIONS))
_LONGEST_LINE = 1_000_000
# What the reader of ZIP files raises, and the decoders below it, which have errors of their own.
_DAMAGED = (
    BadZipFile,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
)
_TYPES, _LONGEST_TYPES = "[Content_Types].xml", 1 << 20
_TEXTS, _USUAL_TEXTS = "sharedStrings+xml", "xl/sharedStrings.xml"
_EXCEL, _CSV = ".xlsx", ".csv"
_MACRO_ENDINGS = (".xlsm", ".xltm", ".xlsb", ".xlam")


def refuse_wrong_name(name: str, content: bytes) -> None:
    """Pass over a file whose name says what it is.

    Raises:
        FileProblem: another ending than .xlsx or .csv, or a content that the ending does not promise.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _MACRO_ENDINGS:
        raise _macros()
    if ending not in (_EXCEL, _CSV):
        raise FileProblem(
            _("The name of the file ends in “%(ending)s”.", ending=ending or "–"),
            _("Hand in an Excel file (.xlsx) or a CSV file (.csv)."),
        )
    is_zip, is_ole = content.startswith(ZIP), content.startswith(OLE)
    if (ending == _CSV and (is_zip or is_ole)) or (ending == _EXCEL and not (is_zip or is_ole)):
        raise FileProblem(
            _("The content of the file is not what its name “%(ending)s” says.", ending=ending),
            _("Open it in Excel and save it again as “Excel Workbook (*.xlsx)” or “CSV UTF-8”."),
        )


def refuse_ole(content: bytes) -> None:
    """Refuse the container of old Excel files and of locked new ones.

    Raises:
        FileProblem: always.
    """
    if _LOCKED_STREAM in content:
        raise FileProblem(
            _("The file is locked with a password."),
            _("Open it in Excel, remove the password (File → Info → Protect Workbook) and save it again."),
        )
    raise FileProblem(
        _("This is an old Excel file (.xls)."),
        _("Open it in Excel and save it as “Excel Workbook (*.xlsx)” without a password."),
    )


def open_parts(content: bytes) -> list[ZipInfo]:
    """Return what is in a zip file.

    Raises:
        FileProblem: it is damaged, or of very many parts.
    """
    if content.count(_DIRECTORY_ENTRY) > _MOST_PARTS:
        raise _bomb()
    try:
        with ZipFile(BytesIO(content)) as archive:
            return archive.infolist()
    except _DAMAGED as error:
        raise damaged() from error


def refuse_bomb(content: bytes, entries: Iterable[ZipInfo], limits: Limits) -> None:
    """Pass over a workbook that is as small as it looks, is no program and whose parts are plain XML.

    Raises:
        FileProblem: it has macros, unpacks to too much, or declares entities.
    """
    entries = list(entries)
    if any(_is_program(entry.filename) for entry in entries):
        raise _macros()
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem(_("The file is locked with a password."), _("Save it again without a password."))
    if sum(entry.file_size for entry in entries) > limits.uncompressed_bytes:
        raise FileProblem(
            _("Unpacked, the file is larger than %(size)d MB.", size=limits.uncompressed_bytes // 1024**2),
            _("Copy only the table into a new file, without pictures and formats, or split it."),
        )
    for entry in entries:
        is_blown_up = entry.file_size > _LARGEST_RATIO * max(1, entry.compress_size)
        if is_blown_up and entry.file_size > _WORTH_A_RATIO:
            raise _bomb()
    _refuse_declarations(content, entries)
    _refuse_much_text(content, entries, limits)


def refuse_long_lines(text: str) -> None:
    """Pass over a text whose lines a table can have.

    Raises:
        FileProblem: a line is longer than any row of a table.
    """
    start = 0
    while len(text) - start > _LONGEST_LINE:
        end = text.rfind("\n", start, start + _LONGEST_LINE)
        if end < 0:
            raise FileProblem(
                _("A line of the file is far too long for a row of a table."),
                _("Save the table again from Excel as “CSV UTF-8”."),
            )
        start = end + 1


def damaged() -> FileProblem:
    """Return what to say about a file that cannot be opened."""
    return FileProblem(
        _("The file is damaged and cannot be opened."),
        _("Open it in Excel, save it again as .xlsx and choose the new file."),
    )


def _is_program(part: str) -> bool:
    name = part.lower()
    return "vbaproject" in name or name.startswith(("xl/macrosheets/", "xl/dialogsheets/", "xl/activex/"))


def _refuse_declarations(content: bytes, entries: Iterable[ZipInfo]) -> None:
    """Refuse document types: Excel writes none, and entities are how a small file becomes a large one."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            for entry in entries:  # whatever it is called: a workbook says itself which part is what
                with archive.open(entry) as part:
                    tail = b""
                    while chunk := part.read(_CHUNK):
                        piece = tail + chunk
                        if any(word in piece for word in _DECLARATIONS):
                            raise _bomb()
                        if entry.filename == _TYPES and b"macroEnabled" in piece:
                            raise _macros()
                        tail = piece[-_OVERLAP:]
    except _DAMAGED as error:
        raise damaged() from error


def _refuse_much_text(content: bytes, entries: Iterable[ZipInfo], limits: Limits) -> None:
    """Refuse more texts than fit: the reader keeps them all, in whichever part the workbook says they are."""
    sizes = {entry.filename: entry.file_size for entry in entries}
    if sizes.get(_TYPES, 0) > _LONGEST_TYPES:
        raise _bomb()
    try:
        with ZipFile(BytesIO(content)) as archive:
            types = ElementTree.fromstring(archive.read(_TYPES))  # noqa: S314 - it declares nothing
    except (*_DAMAGED, KeyError, ElementTree.ParseError) as error:
        raise damaged() from error
    named = {one.get("PartName", "").lstrip("/") for one in types if _TEXTS in one.get("ContentType", "")}
    if any(sizes.get(name, 0) > limits.text_bytes for name in {_USUAL_TEXTS, *named}):
        raise _bomb()


def _macros() -> FileProblem:
    return FileProblem(
        _("The file holds macros; programs are never taken."),
        _("Save it as “Excel Workbook (*.xlsx)”, which has none, and choose the new file."),
    )


def _bomb() -> FileProblem:
    return FileProblem(
        _("The file unpacks to far more than a table needs, so it was not opened."),
        _("Copy only the table into a new file and save it as .xlsx."),
    )
