"""Template to PDF bytes, with the Tinos fonts; the only module that knows xhtml2pdf.

Its libraries take some 25 MiB of every process that imports them, so they come with the first paper.
"""

from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import render_template

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
    status = import_module("xhtml2pdf.pisa").CreatePDF(
        render_template(template, **values), dest=target, encoding="utf-8", link_callback=_no_files
    )
    if status.err:
        raise RuntimeError(f"{template} could not be set as PDF")
    return target.getvalue()


def in_chunks(rows: list[Any]) -> list[list[Any]]:
    """Return the rows in tables of at most 50, in order."""
    return [rows[start : start + ROWS_PER_TABLE] for start in range(0, len(rows), ROWS_PER_TABLE)]


@cache
def _register_fonts() -> None:
    pdfmetrics: Any = import_module("reportlab.pdfbase.pdfmetrics")
    ttfonts: Any = import_module("reportlab.pdfbase.ttfonts")
    faces = {
        FAMILY: "Regular",
        f"{FAMILY}-bold": "Bold",
        f"{FAMILY}-italic": "Italic",
        f"{FAMILY}-bolditalic": "BoldItalic",
    }
    for name, face in faces.items():
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(FONTS / f"Tinos-{face}.ttf")))
    pdfmetrics.registerFontFamily(FAMILY, *faces)
    # Pages and table cells begin with these fonts; Helvetica is not embedded and has no Vietnamese.
    import_module("reportlab.rl_config").canvas_basefontname = FAMILY  # type: ignore[attr-defined]
    import_module("reportlab.platypus.tables").CellStyle.fontname = FAMILY
    # xhtml2pdf looks families up in its own table, by the lower-case CSS name.
    import_module("xhtml2pdf.default").DEFAULT_FONT[FAMILY] = FAMILY


def _no_files(uri: str, _base: str) -> str:
    """Refuse to fetch anything: our papers are text, and an author must not make the server read files."""
    raise RuntimeError(f"a PDF asked for {uri}")
