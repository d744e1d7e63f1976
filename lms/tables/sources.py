"""From a file to raw text: says what kind of file it is by its content, and refuses what is too large."""

import os
from pathlib import Path
from typing import BinaryIO

from lms.i18n import gettext as _
from lms.tables.csv_source import read_csv
from lms.tables.excel import sheets
from lms.tables.guards import OLE, ZIP, open_parts, refuse_bomb, refuse_ole
from lms.tables.shapes import FileProblem, Limits, Sheet

Source = str | Path | BinaryIO

_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<", b"\xef\xbb\xbf<", b"PK")


def read_sheet(source: Source, limits: Limits) -> Sheet:
    """Return the raw rows of a CSV file or of the first visible sheet of an XLSX file.

    Raises:
        FileProblem: missing, empty, too large, of another type, damaged, or not in UTF-8.
    """
    content = _read_bytes(source, limits)
    if not content.strip():
        raise FileProblem(_("The file is empty."), _("Choose the file that holds the table."))
    if content.startswith(OLE):
        refuse_ole(content)
    if content.startswith(ZIP):
        return _read_zip(content, limits)
    if content.startswith(_OTHER_FORMATS) or b"\x00" in content:
        raise _wrong_type()
    return read_csv(content, limits)


def _read_bytes(source: Source, limits: Limits) -> bytes:
    """Return the content, asking for the size first: what is too large is never read."""
    if isinstance(source, str | Path):
        try:
            with Path(source).open("rb") as file:
                return _read_bytes(file, limits)
        except OSError as error:
            raise FileProblem(
                _("The file “%(path)s” cannot be opened.", path=str(source)),
                _("Check the name and whether the file may be read."),
            ) from error
    if source.seekable():
        if source.seek(0, os.SEEK_END) > limits.file_bytes:
            raise _too_large(limits)
        source.seek(0)
    content = source.read(limits.file_bytes + 1)
    if len(content) > limits.file_bytes:
        raise _too_large(limits)
    return content


def _read_zip(content: bytes, limits: Limits) -> Sheet:
    entries = open_parts(content)
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names or not any(name.startswith("xl/") for name in names):
        raise _wrong_type()
    refuse_bomb(content, entries, limits)
    found: Sheet = sheets().read_xlsx(content, limits)
    return found


def _wrong_type() -> FileProblem:
    return FileProblem(
        _("This is neither an Excel file (.xlsx) nor a CSV file."),
        _("Open it in Excel and save it as “Excel Workbook (*.xlsx)” or “CSV UTF-8”."),
    )


def _too_large(limits: Limits) -> FileProblem:
    return FileProblem(
        _("The file is larger than %(size)d MB.", size=limits.file_bytes // 1024**2),
        _("Remove pictures and needless sheets, or split the table into several files."),
    )
