"""The training record, as a page and as a paper."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from courses.models import Completion, PeriodLedger
from lms import clock
from lms.database import db, transaction
from tests import factories
from tests.reports.conftest import get, make_member, unit

LONG_NAME = "Nguyễn Phúc Công Tằng Tôn Nữ Thị Hồng Ngọc Ánh Dương Quỳnh Trâm Khuyên"
EMPTY_SECTIONS = 5


def make_completion(officer, course, periods=6, year=2026):
    """A completed course with its line in the ledger."""
    enrolment = factories.make_enrolment(officer, course, finished=2)
    with transaction():
        db.session.add(Completion(enrolment=enrolment, completed_at=clock.now()))
        db.session.add(
            PeriodLedger(
                officer_id=officer.id,
                province_code="19",
                year=year,
                content_group=course.content_group,
                periods=periods,
                source=f"course:{course.code}",
                title=course.title,
                earned_on=clock.today(),
                recorded_at=clock.now(),
            )
        )


@pytest.fixture
def learner(town):
    officer = make_member(town.code, "Lò Thị Hoa", decision_no="215/QĐ-UBND")
    make_completion(officer, factories.make_course("KH04", "Bảo mật thông tin và bảo vệ dữ liệu cá nhân"))
    make_completion(officer, factories.make_course("KH02", "Văn bản điện tử, chữ ký số"), 8, 2025)
    factories.make_evidence(officer, "B10", 2)
    return officer


def read(answer):
    """The pages of a PDF answer as text, blanks evened out, and the reader."""
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    reader = PdfReader(BytesIO(answer.data))
    return [" ".join(page.extract_text().split()) for page in reader.pages], reader


def embedded_fonts(reader):
    """The fonts of a document and whether each carries its outlines."""
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            descriptor = found.get("/FontDescriptor")
            fonts[found["/BaseFont"]] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return fonts


def test_the_page_adds_up_periods_by_year_and_group(visitor, learner):
    page = get(visitor(learner.account), "/me/record").text

    assert 'value="6" max="40"' in page
    assert page.index("2026</th>") < page.index("2025</th>")
    assert 'href="/courses/KH04"' in page
    assert "B10 Kỹ năng số" in page


def test_the_paper_has_the_heading_of_an_official_form(visitor, learner, town):
    pages, _reader = read(get(visitor(learner.account), "/me/record.pdf"))

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert "Độc lập - Tự do - Hạnh phúc" in pages[0]
    assert "ỦY BAN NHÂN DÂN" in pages[0]
    assert unit(town.code).full_name.upper() in pages[0]
    assert "PHIẾU THÔNG TIN HỌC TẬP, BỒI DƯỠNG" in pages[0]
    assert "Số:" in pages[0]
    assert "Nơi nhận:" in pages[-1]


def test_the_paper_says_what_the_record_says_with_the_number_masked(visitor, learner):
    pages, _reader = read(get(visitor(learner.account), "/me/record.pdf"))
    text = " ".join(pages)

    assert "Lò Thị Hoa" in text
    assert learner.personal_id_masked in text
    assert "215/QĐ-UBND" in text
    assert "KH04 – Bảo mật thông tin" in text
    assert "B10 – Kỹ năng số" in text
    assert "không phải kết quả đánh giá, xếp loại" in text


def test_the_fonts_travel_with_the_paper(visitor, learner):
    _pages, reader = read(get(visitor(learner.account), "/me/record.pdf"))
    fonts = embedded_fonts(reader)

    assert len(fonts) >= 3  # regular, bold, italic
    assert all("Tinos" in name for name in fonts)
    assert all(fonts.values())


def test_the_paper_is_a4(visitor, learner):
    _pages, reader = read(get(visitor(learner.account), "/me/record.pdf"))

    width, height = (float(value) for value in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_pages_are_numbered_from_the_second(visitor, learner):
    for number in range(60):
        make_completion(learner, factories.make_course(f"KH{number + 100}"), 1)

    pages, _reader = read(get(visitor(learner.account), "/me/record.pdf"))

    assert len(pages) > 2
    assert not pages[0].startswith("1 ")
    assert pages[1].startswith("2 ")
    assert pages[2].startswith("3 ")


def test_a_long_name_wraps_and_is_whole(visitor, town):
    officer = make_member(town.code, LONG_NAME)

    pages, _reader = read(get(visitor(officer.account), "/me/record.pdf"))

    assert LONG_NAME in pages[0]


def test_an_empty_record_says_so_in_every_section(visitor, app):
    account = factories.make_account(name="Vũ Thị Quỳnh")
    factories.make_officer("Vũ Thị Quỳnh", account=account)

    pages, _reader = read(get(visitor(account), "/me/record.pdf"))

    assert sum(page.count("Chưa có ") for page in pages) >= EMPTY_SECTIONS
    assert get(visitor(account), "/me/record").status_code == 200


def test_the_paper_stays_vietnamese_for_an_english_reader(visitor, learner):
    browser = visitor(learner.account)
    get(browser, "/locale?code=en")

    pages, _reader = read(get(browser, "/me/record.pdf"))

    assert "PHIẾU THÔNG TIN HỌC TẬP, BỒI DƯỠNG" in pages[0]
    assert "Chuyên viên một cửa" in pages[0]
