"""Official papers as PDF, measured: what the decree asks in millimetres and points."""

import time
import unicodedata
from io import BytesIO

import pytest
from official_papers import COLUMNS, ENDLESS, HOSTILE, WORDS, make_paper, rows
from pypdf import PdfReader

from lms.official import Annex, Facts, Heading, Paragraph, Table, render_official_pdf
from lms.official.form import COUNTRY, FORM, MOTTO

MM = 72 / 25.4


@pytest.fixture
def context(worlds):
    with worlds("sqlite").app.test_request_context():
        yield


def read(paper):
    return PdfReader(BytesIO(render_official_pdf(paper)))


def text_of(reader):
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def pieces(page):
    """Every piece of text with its place in millimetres from the left and the top, and its size and font."""
    found = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            x = (tm[4] * cm[0] + cm[4]) / MM
            y = FORM.page_height_mm - (tm[5] * cm[3] + cm[5]) / MM
            found.append((text.strip(), x, y, round(size, 1), font["/BaseFont"] if font else ""))

    page.extract_text(visitor_text=visit)
    return found


def place_of(page, words):
    return next(piece for piece in pieces(page) if words in piece[0])


def line_ends(page):
    """How far to the left and right the lines of tables go, in millimetres."""
    found = []

    def visit(operator, arguments, cm, _tm):
        if operator in (b"l", b"m"):
            found.append((float(arguments[0]) * cm[0] + cm[4]) / MM)

    page.extract_text(visitor_operand_before=visit)
    return min(found), max(found)


def test_the_page_is_a4(context):
    for page in read(make_paper()).pages:
        width, height = (float(side) / MM for side in page.mediabox[2:])
        assert (width, height) == pytest.approx((210, 297), abs=0.1)


def test_the_margins_are_those_of_the_decree(context):
    second = read(make_paper()).pages[1]
    left = min(x for _text, x, y, _size, _font in pieces(second) if y > FORM.top_mm)
    top = min(y for _text, _x, y, _size, _font in pieces(second) if y > FORM.top_mm)
    bottom = max(y for _text, _x, y, _size, _font in pieces(read(make_paper()).pages[0]))

    assert 29.99 <= left <= 35.01
    assert 20 <= top <= 27  # the first base line stands below the margin by the height of a letter
    assert bottom <= 297 - FORM.bottom_mm


def test_tables_end_at_the_right_margin(context):
    reader = read(make_paper((Table(COLUMNS, rows(40)),), annexes=()))
    left, right = line_ends(reader.pages[1])

    assert left == pytest.approx(FORM.left_mm, abs=0.7)
    assert 15 <= 210 - right <= 20


def test_the_heading_has_its_sizes(context):
    first = read(make_paper()).pages[0]

    assert 12 <= place_of(first, COUNTRY)[3] <= 13
    assert 13 <= place_of(first, MOTTO)[3] <= 14
    assert 12 <= place_of(first, "SỞ NỘI VỤ")[3] <= 13
    assert 13 <= place_of(first, "Thái Nguyên, ngày 05 tháng 02 năm 2026")[3] <= 14
    assert 13 <= place_of(first, "Thực hiện chế độ")[3] <= 14
    assert "Bold" in place_of(first, COUNTRY)[4]
    assert "Bold" in place_of(first, "SỞ NỘI VỤ")[4]
    assert "Bold" not in place_of(first, "UBND TỈNH")[4]
    assert "Italic" in place_of(first, "Thái Nguyên, ngày")[4]


def test_the_foot_has_its_sizes(context):
    page = next(page for page in read(make_paper()).pages if "Nơi nhận" in page.extract_text())
    _text, _x, _y, size, font = place_of(page, "Nơi nhận")

    assert size == 12
    assert "BoldItalic" in font
    assert place_of(page, "UBND tỉnh")[3] == 11


def test_the_number_is_left_blank(context):
    line = place_of(read(make_paper()).pages[0], "/BC-SNV")

    assert "Số:" in line[0]
    assert not any(sign.isdigit() for sign in line[0])


def test_a_signature_has_room(context):
    page = next(page for page in read(make_paper()).pages if "PHÓ GIÁM ĐỐC" in page.extract_text())

    room = place_of(page, "Vũ Thị Quỳnh")[2] - place_of(page, "PHÓ GIÁM ĐỐC")[2]
    assert room >= FORM.signature_mm


def test_pages_are_numbered_from_the_second_at_the_top_in_the_middle(context):
    first, *others = read(make_paper()).pages

    assert not any(text == "1" and y < FORM.top_mm for text, _x, y, _size, _font in pieces(first))
    for number, page in enumerate(others, start=2):
        text, x, y, size, _font = pieces(page)[0]
        assert text == str(number)
        assert y < FORM.top_mm
        assert x + size / 4 / MM == pytest.approx(FORM.left_mm + FORM.text_width_mm / 2, abs=1)
        assert 13 <= size <= 14


def test_the_fonts_travel_with_the_paper(context):
    embedded = {}
    for page in read(make_paper()).pages:
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            descriptor = found.get("/FontDescriptor")
            embedded[found["/BaseFont"]] = descriptor is not None and "/FontFile2" in descriptor.get_object()

    assert all("Tinos" in name for name in embedded)
    assert all(embedded.values())


def test_the_text_can_be_copied_out_in_nfc(context):
    text = text_of(read(make_paper()))

    assert WORDS in text
    assert unicodedata.is_normalized("NFC", text)
    assert unicodedata.is_normalized(
        "NFC", text_of(read(make_paper((Paragraph(unicodedata.normalize("NFD", WORDS)),))))
    )


def test_an_annex_has_its_own_heading_on_a_page_of_its_own(context):
    reader = read(make_paper())
    page = next(page for page in reader.pages if "Phụ lục I" in page.extract_text())
    text = " ".join(page.extract_text().split())

    assert text.index("Phụ lục I") < 6
    assert "(Kèm theo Báo cáo số" in text
    assert "ngày 05 tháng 02 năm 2026 của Sở Nội vụ)" in text


@pytest.mark.parametrize("count", [49, 50, 51, 120, 301])
def test_a_list_in_pieces_looks_like_one_list(context, count):
    annex = Annex("", "Danh sách", (Table(COLUMNS, rows(count)),))
    pages = [page.extract_text() for page in read(make_paper((Paragraph(WORDS),), annexes=(annex,))).pages]

    assert [page.count("Họ và tên") for page in pages[1:]] == [1] * (len(pages) - 1)
    shown = " ".join(" ".join(pages).split())
    assert all(f"Nguyễn Thị Hồng Ngọc {number} Xã" in shown for number in range(1, count + 1))


def test_the_same_paper_is_the_same_file(context):
    first = render_official_pdf(make_paper())
    time_passes = time.time() + 1.1
    while time.time() < time_passes:
        pass
    assert render_official_pdf(make_paper()) == first


@pytest.mark.parametrize("text", [HOSTILE, ENDLESS], ids=["markup", "endless"])
def test_hostile_text_breaks_nothing(context, text):
    body = (
        Heading(text),
        Paragraph(text),
        Facts(((text[:80], text),)),
        Table(COLUMNS, ((text, text, text, text),), total=(text,) * 4),
    )
    reader = read(make_paper(body, title=text, place=text[:30], recipients=(text,)))

    assert len(reader.pages) <= 8
    found = text_of(reader)
    if text is HOSTILE:
        assert "Trần <b>Đậm</b> & Con {{ 7*7 }}" in found
        assert "<script>alert(1)</script>" in found
    for page in reader.pages:
        assert max(x for _text, x, _y, _size, _font in pieces(page)) < 196


def test_a_list_of_500_rows_takes_less_than_ten_seconds(context):
    paper = make_paper(annexes=(Annex("", "Danh sách", (Table(COLUMNS, rows(500)),)),))
    begun = time.monotonic()
    reader = read(paper)

    assert time.monotonic() - begun < 10
    text = text_of(reader)
    assert "Nguyễn Thị Hồng Ngọc 1 " in text
    assert "Nguyễn Thị Hồng Ngọc 500 " in text
