"""The form itself: the measures of Nghị định 30/2020/NĐ-CP, Phụ lục I. PDF and Word both read them here."""

from dataclasses import dataclass
from pathlib import Path

WORD_TEMPLATE = Path(__file__).parent.parent.parent / "templates" / "lms" / "word" / "official.docx"
"""Made by ``python -m lms.official.word_template``."""

WORD_GRID = "Official Grid"
"""The style of its tables with lines."""

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NUMBER_WORD = "Số:"
RECIPIENTS_WORD = "Nơi nhận:"


@dataclass(frozen=True, slots=True)
class Form:
    """Measures in millimetres and points; the ranges the decree allows stand beside them."""

    page_width_mm: float = 210
    page_height_mm: float = 297
    top_mm: float = 20
    """20 to 25."""
    bottom_mm: float = 20
    """20 to 25."""
    left_mm: float = 30
    """30 to 35."""
    right_mm: float = 15
    """15 to 20."""
    number_top_mm: float = 10
    """Where the line of the page number begins, within the top margin."""
    number_height_mm: float = 8
    word_font: str = "Times New Roman"
    country_pt: float = 12
    """12 to 13, bold capitals."""
    motto_pt: float = 13
    """13 to 14, bold, with a line as long as the words under it."""
    motto_width_mm: float = 56
    """How long the words of the motto are at this size."""
    issuer_pt: float = 12
    """12 to 13; the superior body upright, the own body bold, with a line under it."""
    number_pt: float = 13
    place_pt: float = 13
    """13 to 14, italics."""
    kind_pt: float = 14
    """13 to 14, bold capitals."""
    title_pt: float = 14
    """13 to 14, bold."""
    body_pt: float = 13
    """13 to 14."""
    indent_mm: float = 10
    """1 cm or 1.27 cm."""
    table_pt: float = 11
    note_pt: float = 11
    recipients_word_pt: float = 12
    """Bold italics."""
    recipients_pt: float = 11
    signer_pt: float = 13
    """13 to 14, bold capitals for the office, bold for the name."""
    signature_mm: float = 25
    """The room kept free for signature and stamp."""
    form_signature_mm: float = 18
    """The same where two or three people sign a form, without a stamp between them."""
    page_number_pt: float = 13
    """13 to 14."""
    issuer_share: int = 42
    """Percent of the width for the left column of the heading."""

    @property
    def text_width_mm(self) -> float:
        """Return how wide the text is."""
        return self.page_width_mm - self.left_mm - self.right_mm

    @property
    def text_height_mm(self) -> float:
        """Return how high the text is."""
        return self.page_height_mm - self.top_mm - self.bottom_mm


FORM = Form()
