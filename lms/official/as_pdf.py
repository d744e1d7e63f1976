"""An official paper as PDF: fonts embedded, the same bytes for the same paper."""

import base64

from lms.official.form import COUNTRY, FORM, MOTTO
from lms.official.paper import BLANK, OfficialPaper, Picture
from lms.pdf import in_chunks, printable, render_pdf


def render_official_pdf(paper: OfficialPaper) -> bytes:
    """Return the PDF of a paper: A4, page numbers from the second page on."""
    return render_pdf(
        "lms/pdf/official.html",
        paper=paper,
        form=FORM,
        country=COUNTRY,
        motto=MOTTO,
        blank=BLANK,
        t=printable,
        in_chunks=in_chunks,
        pictures=_data_address,
    )


def _data_address(picture: Picture) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.png).decode()
