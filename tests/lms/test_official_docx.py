"""Official papers as Word files, measured; and opened by LibreOffice where there is one."""

import shutil
import subprocess
import unicodedata
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from official_papers import COLUMNS, ENDLESS, HOSTILE, WORDS, make_paper, rows
from pypdf import PdfReader

from lms.official import Annex, Paragraph, Signer, Table, render_official_docx
from lms.official.form import FORM, WORD_GRID, WORD_TEMPLATE
from lms.official.word_template import make_template

SOFFICE = shutil.which("soffice")


def open_paper(paper):
    return Document(BytesIO(render_official_docx(paper)))


def words_of(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def test_the_template_is_what_its_script_makes():
    assert WORD_TEMPLATE.read_bytes() == make_template()


def test_page_and_margins_are_those_of_the_decree():
    (section,) = open_paper(make_paper()).sections

    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    asked = (FORM.top_mm, FORM.bottom_mm, FORM.left_mm, FORM.right_mm)
    assert [side.mm for side in sides] == pytest.approx(asked, abs=0.1)


def test_pages_are_numbered_from_the_second_by_a_real_field():
    (section,) = open_paper(make_paper()).sections

    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous or not section.first_page_header.paragraphs[0].text
    header = section.header._element
    assert [field.text.strip() for field in header.iter(qn("w:instrText"))] == ["PAGE"]
    assert section.header.paragraphs[0].style.paragraph_format.alignment == 1


def test_every_style_is_times_new_roman_in_the_sizes_of_the_decree():
    document = open_paper(make_paper())
    used = {paragraph.style.name for paragraph in document.paragraphs}
    sizes = {style.name: style.font.size for style in document.styles if style.name.startswith("Official")}

    assert used <= {"Heading 1", "Heading 2", "Normal", *sizes}
    for name in used:
        assert document.styles[name].font.name == "Times New Roman"
    assert sizes["Official Country"] == Pt(FORM.country_pt)
    assert sizes["Official Motto"] == Pt(FORM.motto_pt)
    assert sizes["Official Body"] == Pt(FORM.body_pt)
    assert sizes["Official Recipients"] == Pt(12)
    assert sizes["Official Recipient"] == Pt(11)


def test_a_table_repeats_its_heading_and_keeps_its_widths():
    document = open_paper(make_paper())
    grid = [table for table in document.tables if table.style.name == WORD_GRID][-1]
    heading, *others = grid._tbl.tr_lst

    assert heading.trPr.find(qn("w:tblHeader")) is not None
    assert not any(row.trPr.find(qn("w:tblHeader")) is not None for row in others)
    assert len(others) == 60
    widths = [int(column.get(qn("w:w"))) for column in grid._tbl.tblGrid]
    assert [round(width * 100 / sum(widths)) for width in widths] == [8, 52, 25, 15]


def test_the_words_are_those_of_the_paper_in_nfc():
    paper = make_paper((Paragraph(unicodedata.normalize("NFD", WORDS)),))
    text = words_of(open_paper(paper))

    assert WORDS in text
    assert unicodedata.is_normalized("NFC", text)
    assert "{" not in text


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_any_number_of_people_signs(count):
    signers = tuple(Signer((f"CHỨC VỤ {n}",), "(Ký)", f"Người ký {n}") for n in range(count))
    text = words_of(open_paper(make_paper(signers=signers)))

    for number in range(count):
        assert f"CHỨC VỤ {number}" in text
        assert f"Người ký {number}" in text
    assert text.count("Nơi nhận:") == 1


def test_hostile_text_stays_text():
    table = Table(COLUMNS, ((HOSTILE, HOSTILE, ENDLESS, "=1+1"),), total=(HOSTILE,) * 4)
    text = words_of(open_paper(make_paper((Paragraph(HOSTILE), table), title=HOSTILE)))

    assert text.count("Trần <b>Đậm</b> & Con {{ 7*7 }} {% raw %} <pdf:nextpage>") >= 6
    assert "😀" in text


def test_the_same_paper_is_the_same_file():
    assert render_official_docx(make_paper()) == render_official_docx(make_paper())


@pytest.mark.skipif(SOFFICE is None, reason="there is no LibreOffice (soffice) on this machine")
def test_libreoffice_opens_it_and_prints_what_it_says(tmp_path):
    paper = make_paper(annexes=(Annex("I", "Danh sách", (Table(COLUMNS, rows(500)),)),))
    (tmp_path / "paper.docx").write_bytes(render_official_docx(paper))
    for kind in ("pdf", "txt:Text (encoded):UTF8"):
        command = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "paper.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    pages = [page.extract_text().split() for page in PdfReader(tmp_path / "paper.pdf").pages]
    text = " ".join((tmp_path / "paper.txt").read_text(encoding="utf-8-sig").split())

    assert pages[0][0] == "UBND"  # no number on the first page
    assert [page[0] for page in pages[1:]] == [str(number) for number in range(2, len(pages) + 1)]
    assert all("TT" in page for page in pages[3:])  # the heading of the list is repeated
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert WORDS in text
    assert "Nguyễn Thị Hồng Ngọc 500" in text
