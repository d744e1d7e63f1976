"""Template to PDF bytes, with the Tinos fonts; the only module that knows xhtml2pdf.

Its libraries take some 25 MiB of every process that imports them, so they come with the first paper.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import render_template

from lms.text import print_line

FONTS = Path(__file__).parent / "fonts"
FAMILY = "tinos"
# One table grows quadratically in xhtml2pdf (DESIGN 5), so long lists are cut into tables of this size.
ROWS_PER_TABLE = 50
_NO_GLYPH = "\N{WHITE SQUARE}"
_LONGEST_WORD = 60
_ROOM_POINTS = 130
"""So much must be free for the first rows of a table, else it begins on the next page."""


def render_pdf(template: str, **values: Any) -> bytes:
    """Return the PDF of a template, A4, fonts embedded; the same template and values give the same bytes.

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


def in_chunks(rows: Sequence[Any]) -> list[Sequence[Any]]:
    """Return the rows in tables of at most 50, in order."""
    return [rows[start : start + ROWS_PER_TABLE] for start in range(0, len(rows), ROWS_PER_TABLE)]


def printable(text: str, longest_word: int = _LONGEST_WORD) -> str:
    """Return a text as the fonts can print it: a square for a sign they lack, endless words in pieces.

    A word longer than its column would run over the edge of the paper: xhtml2pdf does not break words.
    """
    known = _known_signs()
    shown = "".join(sign if ord(sign) in known else _NO_GLYPH for sign in print_line(text))
    return re.sub(rf"[^\s.…]{{{longest_word}}}(?=\S)", r"\g<0> ", shown)


@cache
def _known_signs() -> frozenset[int]:
    """Return the code points every face of the family can print."""
    _register_fonts()
    pdfmetrics: Any = import_module("reportlab.pdfbase.pdfmetrics")
    faces = (FAMILY, f"{FAMILY}-bold", f"{FAMILY}-italic", f"{FAMILY}-bolditalic")
    return frozenset.intersection(*(frozenset(pdfmetrics.getFont(face).face.charToGlyph) for face in faces))


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
    # No time and no random number in the file: what was printed once can be printed again, byte for byte.
    import_module("reportlab.rl_config").invariant = 1  # type: ignore[attr-defined]
    _add_tags()
    # xhtml2pdf looks families up in its own table, by the lower-case CSS name.
    import_module("xhtml2pdf.default").DEFAULT_FONT[FAMILY] = FAMILY


def _add_tags() -> None:
    """Teach xhtml2pdf two words: ``<pdf:room></pdf:room>`` and, after a table, ``<pdf:goeson></pdf:goeson>``.

    The first begins a new page where little is left of this one: keeping a heading with what follows it would
    move a whole table. The second says that the table goes on with the one before it: names of columns only
    stand at the top of pages, so that a list that is set in pieces looks like one.
    """
    tag: Any = import_module("xhtml2pdf.tags").pisaTag
    plain: Any = import_module("xhtml2pdf.xhtml2pdf_reportlab").PmlTable
    break_if_less: Any = import_module("reportlab.platypus").CondPageBreak

    class Room(tag):  # type: ignore[misc]
        def start(self, context: Any) -> None:
            context.addPara()
            context.addStory(break_if_less(_ROOM_POINTS))

    class GoingOn(plain):  # type: ignore[misc]
        names: Any = None

        def wrap(self, width: float, height: float) -> tuple[float, float]:
            is_on_top = getattr(getattr(self, "_frame", None), "_atTop", True)
            if not is_on_top and self.names is None:
                self.names = self._cellvalues[0], self._argH[0]
                self._cellvalues[0], self._argH[0] = [""] * len(self._cellvalues[0]), 0
            elif is_on_top and self.names is not None:
                (self._cellvalues[0], self._argH[0]), self.names = self.names, None
            found: tuple[float, float] = super().wrap(width, height)
            return found

        def split(self, width: float, height: float) -> list[Any]:
            parts: list[Any] = super().split(width, height)
            if self.names is not None and len(parts) == 2:  # noqa: PLR2004
                parts[1]._cellvalues[0], parts[1]._argH[0] = self.names
            return parts

    class GoesOn(tag):  # type: ignore[misc]
        def start(self, context: Any) -> None:
            context.addPara()
            context.story[-1].__class__ = GoingOn

    parser: Any = import_module("xhtml2pdf.parser")
    parser.pisaTagPDFROOM, parser.pisaTagPDFGOESON = Room, GoesOn


def _no_files(uri: str, _base: str) -> str:
    """Refuse to fetch anything: an author must not make the server read files. Pictures come along."""
    if uri.startswith("data:image/png;base64,"):
        return uri
    raise RuntimeError(f"a PDF asked for {uri}")
