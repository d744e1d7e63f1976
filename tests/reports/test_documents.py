"""Reports that are kept: frozen figures, the same as on the pages, made again from themselves alone."""

import json
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select, text

from competency import queries as competency
from competency.queries import Cut
from competency.rules.periods import span_of
from competency.tasks import run_nights
from lms import clock, work
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden, Refused
from lms.models import AuditEntry, Job
from lms.queries import get_system_account
from people.models import AdministrativeUnit, Officer
from planning.queries import get_needs
from reports import services
from reports.queries.cuts.report import collect_report
from reports.rules.documents import DocumentKind, canonical, group_code, read_code, sha256_of
from reports.rules.papers.words import STATUSES, number
from tests import factories
from tests.reports.conftest import make_member, make_members, unit
from tests.reports.papers import ask, load, make, pages_of, this_quarter


@pytest.fixture
def staffed(town):
    officers = make_members(town.code, 6)
    factories.make_evidence(officers[0], "B10", 2)
    make_members(town.other_code, 6, position="VT11")
    factories.refresh_standards(*officers)
    return town


def counts_of(row):
    return {status: getattr(row, status) for status in STATUSES}


@pytest.mark.parametrize("code", ["19", "commune", None], ids=["province", "commune", "country"])
def test_the_figures_are_those_of_the_pages(staffed, code):
    place = unit(staffed.code) if code == "commune" else unit(code) if code else None
    run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)
    account = staffed.department if code else staffed.ministry
    cut = collect_report(place, span_of(this_quarter()), visible_to=account)

    assert cut["coverage"]["gap"] is None
    for key, lines in cut["coverage"]["by"].items():
        counted = competency.count_visible(place, visible_to=account, by=key, on=clock.today())
        assert code is None or counted == competency.count_coverage(place, by=key, on=clock.today())
        assert [(line["key"], line["officers"], line["required"]) for line in lines] == [
            (row.key, row.officers, row.required) for row in counted.rows
        ]
        assert [{status: line[status] for status in STATUSES} for line in lines] == [
            counts_of(row) for row in counted.rows
        ]
        assert cut["coverage"]["total"]["officers"] == counted.officers
    assert {line["kind"]: line["required"] for line in cut["standards"]} == {
        str(line.kind): line.required for line in competency.count_qualifications(place, on=clock.today())
    }


def test_the_targets_are_those_of_the_pages(staffed):
    cut = collect_report(unit("19"), span_of(this_quarter()), visible_to=staffed.department)
    judged = competency.judge_targets(unit("19"), on=clock.today())

    assert [
        (one["code"], one["verdict"], one["numerator"], one["denominator"]) for one in cut["targets"]
    ] == [(one.code, one.verdict.value, one.numerator, one.denominator) for one in judged]
    assert judged


def test_the_needs_are_those_of_the_pages(staffed):
    cut = collect_report(unit("19"), span_of(this_quarter()), visible_to=staffed.department)
    needs = get_needs(unit("19"), this_quarter())

    assert (cut["needs"]["proposals"], cut["needs"]["officers"]) == (needs.proposals, needs.officers)


def test_figures_that_no_night_has_counted_are_said_to_be_missing(staffed):
    document = make(staffed.ministry, None)

    assert json.loads(document.cut)["coverage"]["gap"]
    assert "chưa đủ dữ liệu" in " ".join(pages_of(services.read_file(document, "pdf")))


def test_the_country_has_no_names_and_no_targets_of_its_own(staffed):
    document = make(staffed.ministry, None)

    assert "Hoàng Thị" not in document.cut
    assert json.loads(document.cut)["targets"] is None


def test_the_paper_says_the_figures_in_pdf_and_word(staffed):
    document = make(staffed.department)
    total = json.loads(document.cut)["coverage"]["total"]
    pages = pages_of(services.read_file(document, "pdf"))
    word = Document(BytesIO(services.read_file(document, "docx")))
    cells = [cell.text for table in word.tables[:1] + word.tables[-2:] for cell in table._cells]
    words = " ".join([*(paragraph.text for paragraph in word.paragraphs), *cells])

    for said in (" ".join(pages), words):
        assert f"Có {number(total['officers'])} cán bộ, công chức" in said
        assert f"với {number(total['required'])} yêu cầu" in said
        assert document.code in said
        assert document.cut_sha256 in said.replace(" ", "")
    assert "SỞ NỘI VỤ" in pages[0]
    assert "/BC-SNV" in pages[0]
    assert any("Phụ lục" in page and unit(staffed.code).full_name in page for page in pages)


def test_missing_data_are_printed_as_missing(staffed):
    text = " ".join(pages_of(services.read_file(make(staffed.department), "pdf")))

    assert "chưa đủ dữ liệu" in text.lower()


def test_a_commune_reports_through_its_committee(staffed):
    first = pages_of(services.read_file(make(staffed.leader, staffed.code), "pdf"))[0]

    assert f"ỦY BAN NHÂN DÂN {unit(staffed.code).full_name.upper()}" in first
    assert "/BC-UBND" in first


def test_a_year_later_the_cut_alone_makes_the_same_files(staffed):
    document = make(staffed.department)
    kept = document.cut_sha256, document.pdf_sha256, document.docx_sha256
    with transaction():
        for officer in db.session.scalars(select(Officer)):
            officer.full_name = "Người Khác"
        db.session.get(AdministrativeUnit, staffed.code).full_name = "Xã Đổi Tên"
        db.session.execute(text("UPDATE competencies SET name = 'Tên mới'"))
    factories.make_evidence(db.session.scalars(select(Officer)).first(), "B9", 3)
    make_member(staffed.code, "Người Mới")

    again = load(document.id)
    files = services.render_files(again)

    assert sha256_of(again.cut) == kept[0]
    assert (sha256_of(files.pdf), sha256_of(files.docx)) == kept[1:]
    assert sha256_of(services.read_file(again, "pdf")) == kept[1]


def test_asked_twice_it_is_one_paper_and_one_work(staffed):
    assert ask(staffed.department) == ask(staffed.department)
    assert db.session.scalars(select(Job)).all()[0].kind == "document"


def test_a_new_cut_is_the_next_version_and_the_old_one_stays(staffed):
    first = make(staffed.department)
    before = first.id, first.cut_sha256, first.pdf_sha256
    make_member(staffed.code, "Người Mới")

    second = make(staffed.department)

    assert second.version == 2
    assert second.cut_sha256 != before[1]
    old = load(before[0])
    assert (old.id, old.cut_sha256, old.pdf_sha256) == before
    assert old.code != second.code


def test_work_that_broke_off_goes_on_with_the_figures_it_had_frozen(staffed, monkeypatch):
    document_id, job_id = ask(staffed.department)

    def break_off(_document):
        raise RuntimeError("no paper")

    with monkeypatch.context() as patch:
        patch.setattr(services, "render_files", break_off)
        work.run_work(job_id)
    frozen = load(document_id).cut_sha256
    assert not load(document_id).is_built
    make_member(staffed.code, "Người Mới")

    made = make(staffed.department)

    assert made.id == document_id
    assert made.cut_sha256 == frozen


def test_a_file_that_was_changed_is_not_given_out(staffed, app):
    document = make(staffed.department)
    with transaction():
        load_again = db.session.merge(document)
        load_again.pdf_sha256 = "0" * 64

    with pytest.raises(Conflict):
        services.read_file(load(document.id), "pdf")


@pytest.mark.parametrize("period", ["2026-Q5", "", "2099-Q1", "2026"])
def test_a_period_that_is_none_is_refused(staffed, period):
    with pytest.raises(Refused):
        ask(staffed.department, period=period)


def test_only_those_who_see_the_figures_ask_for_them(staffed):
    other = factories.make_account("department", "24")
    for by, code in ((other, "19"), (staffed.leader, "19"), (staffed.leader, staffed.other_code)):
        with pytest.raises(Forbidden):
            ask(by, code)
    with pytest.raises(Forbidden):
        ask(staffed.department, None)


def test_only_those_who_may_ask_for_a_paper_have_it_made(staffed):
    asked = load(ask(staffed.department)[0])

    with pytest.raises(Forbidden):
        services.request_building(asked, by=staffed.leader)


def test_a_list_of_names_needs_a_purpose_and_stands_on_the_trail(staffed):
    with pytest.raises(Refused):
        ask(staffed.department, kind=DocumentKind.NAME_LIST, period="", purpose=" ")
    with pytest.raises(Forbidden):
        ask(staffed.ministry, kind=DocumentKind.NAME_LIST, period="", purpose="Lập kế hoạch")

    document = make(staffed.department, kind=DocumentKind.NAME_LIST, period="", purpose="Mở lớp bồi dưỡng")

    pages = pages_of(services.read_file(document, "pdf"))
    assert "Mở lớp bồi dưỡng" in pages[0]
    assert "Hoàng Thị Ngọc Ánh 0" in " ".join(pages[1:])
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "people:list_opened")).all()
    assert [entry.detail["purpose"] for entry in entries] == ["Mở lớp bồi dưỡng"]


def test_a_cut_is_the_same_text_however_it_was_made():
    one, other = {"b": "Hòa", "a": [1, None]}, {"a": [1, None], "b": "Ho\u0300a"}

    assert canonical(one) == canonical(other) == '{"a":[1,null],"b":"Hòa"}'


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcde-fghjk-01234-56789", "ABCDE-FGHJK-01234-56789"),
        ("ABCDEFGHJK0I234S6789".replace("S", "5"), "ABCDE-FGHJK-01234-56789"),
        ("abcde fghjk o1234 56789", "ABCDE-FGHJK-01234-56789"),
        ("abcde", None),
        ("ABCDE-FGHJK-01234-5678!", None),
        ("", None),
    ],
)
def test_codes_are_read_as_people_type_them(typed, code):
    assert read_code(typed) == code
    assert code is None or group_code(code.replace("-", "")) == code


def test_cuts_of_a_commune_have_no_list_of_units(staffed):
    cut = collect_report(unit(staffed.code), span_of(this_quarter()), visible_to=staffed.leader)

    assert set(cut["coverage"]["by"]) == {Cut.POSITION.value, Cut.COMPETENCY.value}
