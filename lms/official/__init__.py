"""Official documents in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I: one paper, set as PDF or as Word.

A domain says what stands on the paper (`OfficialPaper`); margins, fonts, sizes and places are decided here,
once for both. The words of a paper are those of the administration and stay Vietnamese whatever the language
of the pages.
"""

from lms.official.as_docx import render_official_docx
from lms.official.as_pdf import render_official_pdf
from lms.official.paper import (
    Annex,
    Block,
    Column,
    Facts,
    Heading,
    OfficialPaper,
    Paragraph,
    Picture,
    Signer,
    Table,
)

__all__ = [
    "Annex",
    "Block",
    "Column",
    "Facts",
    "Heading",
    "OfficialPaper",
    "Paragraph",
    "Picture",
    "Signer",
    "Table",
    "render_official_docx",
    "render_official_pdf",
]
