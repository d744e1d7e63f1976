"""Template to PDF bytes, with the Tinos fonts; the only module that knows xhtml2pdf."""

from io import BytesIO
from pathlib import Path
from typing import Any

from flask import render_template
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus.tables import CellStyle
from xhtml2pdf import default as xhtml2pdf_defaults
from xhtml2pdf import pisa

FONTS = Path(__file__).parent / "fonts"
FAMILY = "tinos"
# One table grows quadratically in xhtml2pdf (DESIGN 5), so long lists are cut into tables of this size.
ROWS_PER_TABLE = 50


def render_pdf(template: str, **values: Any) -> bytes:
    """Return the PDF of a template, A4, fonts embedded.

    Raises:
        RuntimeError: the template is no page xhtml2pdf can set.
    """
    _register_fonts()
    target = BytesIO()
    status = pisa.CreatePDF(
        render_template(template, **values), dest=target, encoding="utf-8", link_callback=_no_files
    )
    if status.err:
        raise RuntimeError(f"{template} could not be set as PDF")
    return target.getvalue()


def in_chunks(rows: list[Any]) -> list[list[Any]]:
    """Return the rows in tables of at most 50, in order."""
    return [rows[start : start + ROWS_PER_TABLE] for start in range(0, len(rows), ROWS_PER_TABLE)]


def _register_fonts() -> None:
    if FAMILY in pdfmetrics.getRegisteredFontNames():
        return
    faces = {
        FAMILY: "Regular",
        f"{FAMILY}-bold": "Bold",
        f"{FAMILY}-italic": "Italic",
        f"{FAMILY}-bolditalic": "BoldItalic",
    }
    for name, face in faces.items():
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"Tinos-{face}.ttf")))
    pdfmetrics.registerFontFamily(FAMILY, *faces)
    # Pages and table cells begin with these fonts; Helvetica is not embedded and has no Vietnamese.
    rl_config.canvas_basefontname = FAMILY
    CellStyle.fontname = FAMILY
    # xhtml2pdf looks families up in its own table, by the lower-case CSS name.
    xhtml2pdf_defaults.DEFAULT_FONT[FAMILY] = FAMILY


def _no_files(uri: str, _base: str) -> str:
    """Refuse to fetch anything: our papers are text, and an author must not make the server read files."""
    raise RuntimeError(f"a PDF asked for {uri}")
