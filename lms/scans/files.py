"""Taking a scan in, keeping it, giving it back."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from flask import Response, request, send_file

from lms.auth import View
from lms.errors import Refused
from lms.files import storage
from lms.i18n import gettext as _
from lms.scans import jpeg, papers, png
from lms.scans.shapes import ScanFault, Unfit

LARGEST_SCAN = 10 * 1024 * 1024
SCAN_ENDINGS = ".pdf,.jpg,.jpeg,.png"
"""For the file chooser only; what counts is the content."""

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_POLICY = {"default-src": "'none'", "sandbox": "", "frame-ancestors": "'none'"}


class ScanRefused(Refused):
    """The file is not a harmless scan; the message says what to hand in instead."""

    field = "scan"


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan that was looked at.

    Args:
        content: what is kept: pictures without remarks, place and tail; papers as they came.
        media_type: told by the content, one of three.
        sha256: of what is kept, so that the same picture is known again whatever it was called.
    """

    content: bytes
    media_type: str
    sha256: str

    @property
    def size_bytes(self) -> int:
        """Return how much is kept."""
        return len(self.content)


def read_scan(stream: IO[bytes]) -> Scan:
    """Return the scan a stream holds; its name and what the browser calls it do not count.

    Raises:
        ScanRefused: it is empty, over 10 MB, no PDF, JPEG or PNG, damaged, locked, or more than a scan.
    """
    content = stream.read(LARGEST_SCAN + 1)
    try:
        kept, media_type = _look_at(content)
    except Unfit as unfit:
        raise ScanRefused(_sentence(unfit.fault)) from unfit
    return Scan(kept, media_type, hashlib.sha256(kept).hexdigest())


def read_posted_scan() -> tuple[Scan | None, dict[str, list[str]]]:
    """Return the scan that came with a form in the field "scan", or what is wrong with it, by field."""
    upload = request.files.get(ScanRefused.field)
    if upload is None or not upload.filename:
        return None, {ScanRefused.field: [_("Please choose the scan or photo.")]}
    try:
        return read_scan(upload.stream), {}
    except ScanRefused as refusal:
        return None, {ScanRefused.field: [str(refusal)]}


def keep_scan(scan: Scan) -> str:
    """Keep the bytes under a key of our own and return it."""
    return storage().save(BytesIO(scan.content), suffix=_ENDINGS[scan.media_type])


def is_picture(media_type: str) -> bool:
    """Tell whether a page may show the scan; papers are only saved."""
    return media_type in (JPEG, PNG)


def sends_scan(view: View) -> View:
    """Mark a view whose answers are scans: opened alone they run nothing and ask nothing of the network."""
    view.talisman_view_options = {"content_security_policy": _POLICY}  # type: ignore[attr-defined]
    return view


def send_scan(key: str, media_type: str, name: str) -> Response:
    """Return the kept scan for one person who may see it: never run, never guessed at, never kept.

    Args:
        key: as ``keep_scan`` gave it.
        media_type: as it was told from the content.
        name: for saving, without an ending; ours, not the uploader's.
    """
    response = send_file(
        storage().open(key),
        mimetype=media_type,
        as_attachment=not is_picture(media_type),
        download_name=name + _ENDINGS[media_type],
        etag=False,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def _look_at(content: bytes) -> tuple[bytes, str]:
    """Return what is kept of a file and its media type, told by how it begins.

    Raises:
        Unfit: it cannot be taken.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unfit(ScanFault.EMPTY)
    if len(content) > LARGEST_SCAN:
        raise Unfit(ScanFault.TOO_LARGE)
    if content.startswith(jpeg.SIGNATURE):
        return jpeg.clean_jpeg(content).content, JPEG
    if content.startswith(png.SIGNATURE):
        return png.clean_png(content).content, PNG
    if content.startswith(papers.SIGNATURE):
        papers.check_pdf(content)
        return content, PDF
    raise Unfit(ScanFault.OTHER_TYPE)


def _sentence(fault: ScanFault) -> str:
    sentences = {
        ScanFault.EMPTY: _("The file is empty. Choose the scan again."),
        ScanFault.TOO_LARGE: _("The file is too large: at most 10 MB. Scan it in grey, or at 200 dpi."),
        ScanFault.OTHER_TYPE: _(
            "This is no PDF, JPEG or PNG file, whatever its name says. Scan or photograph the certificate."
        ),
        ScanFault.DAMAGED: _("The file is damaged and cannot be read to its end. Scan it again."),
        ScanFault.TWO_IN_ONE: _(
            "The file holds more than one picture or paper. Scan or photograph it again."
        ),
        ScanFault.ACTIVE: _(
            "The PDF holds scripts, programs or other files. Print it to a new PDF, or photograph the paper."
        ),
        ScanFault.LOCKED: _("The PDF has a password. Save it without one, or photograph the paper."),
        ScanFault.TOO_MANY_PIXELS: _("The picture has too many pixels. Scan it at 200 dpi."),
    }
    return sentences[fault]
