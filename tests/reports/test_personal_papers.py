"""Learning sheets and certificates: one page, kept, checked by who holds them, signed and handed back."""

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from scans import pdf, png
from sqlalchemy import select

from competency.models import Standing
from competency.rules.periods import span_of
from courses.models import Completion, Enrolment
from lms import clock
from lms.database import db, transaction
from lms.limits import limiter
from lms.models import AuditEntry
from people.models import Officer
from reports.models import IssuedDocument, SignedCopy
from reports.queries.cuts.sheet import collect_sheet
from reports.rules.documents import sha256_of
from tests import factories
from tests.reports.conftest import get, make_member, post
from tests.reports.papers import pages_of, this_quarter

LONG_NAME = "Nguyễn Phúc Công Tằng Tôn Nữ Thị Hồng Ngọc Ánh Dương Quỳnh Trâm Khuyên"
HOSTILE = "Lò Thị <b>Hoa</b> & {{ 7*7 }} 😀"


@dataclass
class Learner:
    """An officer who completed a course; ids, because every request has a session of its own."""

    officer_id: int
    public_id: object
    account: object


def complete(officer, code="KH04", title="Bảo mật thông tin"):
    course = factories.make_course(code, title)
    enrolment = factories.make_enrolment(officer, course, finished=2)
    with transaction():
        db.session.add(Completion(enrolment=db.session.merge(enrolment), completed_at=clock.now()))


@pytest.fixture
def learner(town):
    officer = make_member(town.code, "Lò Thị Hoa")
    complete(officer)
    return Learner(officer.id, officer.public_id, officer.account)


def only_document():
    return db.session.scalars(select(IssuedDocument)).one()


def certificate(visitor, learner, code="KH04"):
    return get(visitor(learner.account), f"/courses/{code}/certificate.pdf")


def test_a_certificate_is_one_page_with_a_code(visitor, learner):
    answer = certificate(visitor, learner)
    (page,) = pages_of(answer.data)

    assert "GIẤY CHỨNG NHẬN" in page
    assert "Lò Thị Hoa" in page
    assert "Bảo mật thông tin" in page
    assert only_document().code in page
    assert "Trường Chính trị tỉnh Thái Nguyên" in page
    assert only_document().holder_name == "Lò Thị Hoa"


def test_a_certificate_asked_for_again_is_the_same_file(visitor, learner):
    assert certificate(visitor, learner).data == certificate(visitor, learner).data
    assert only_document().version == 1


def test_a_new_name_makes_a_new_certificate_and_the_old_one_stays(visitor, learner):
    certificate(visitor, learner)
    with transaction():
        db.session.get(Enrolment, db.session.scalar(select(Enrolment.id))).officer.full_name = "Lò Thị Hoà An"

    assert "Lò Thị Hoà An" in pages_of(certificate(visitor, learner).data)[0]
    found = db.session.scalars(select(IssuedDocument).order_by(IssuedDocument.version)).all()
    assert [(one.version, one.holder_name) for one in found] == [(1, "Lò Thị Hoa"), (2, "Lò Thị Hoà An")]


def test_without_completion_there_is_no_certificate(visitor, learner):
    factories.make_course("KH05", "Khác")

    assert certificate(visitor, learner, "KH05").status_code == 404
    assert certificate(visitor, learner, "KH99").status_code == 404


@pytest.mark.parametrize("name", [LONG_NAME, HOSTILE], ids=["long", "markup"])
def test_names_of_any_kind_stand_on_one_page_as_they_are(visitor, town, name):
    officer = make_member(town.code, name)
    complete(officer)
    someone = Learner(officer.id, officer.public_id, officer.account)

    (page,) = pages_of(certificate(visitor, someone).data)

    assert name.replace("😀", "□") in page


def test_a_learning_sheet_names_the_most_pressing_needs_first(town):
    officer = make_member(town.code, "Lò Thị Mai")
    with transaction():
        rows = db.session.scalars(select(Standing).where(Standing.officer_id == officer.id)).all()
        last = max(rows, key=lambda row: row.competency_code)
        code, last.weight_percent = last.competency_code, 1000
    quarter = span_of(this_quarter())

    cut = collect_sheet(db.session.get(Officer, officer.id), quarter)

    assert cut["needs"][0]["competency"].startswith(f"{code} ")
    assert len(cut["needs"]) + cut["more_needs"] == len(rows)


def test_anybody_may_check_a_certificate(visitor, learner, client):
    certificate(visitor, learner)
    document = only_document()

    page = get(client, f"/verify/{document.code}")
    officer = db.session.scalars(select(Enrolment)).one().officer

    assert page.status_code == 200
    assert "Lò Thị Hoa" in page.text
    assert document.cut_sha256 in page.text
    assert "Trường Chính trị tỉnh Thái Nguyên" in page.text
    assert officer.personal_id_masked not in page.text
    assert str(officer.public_id) not in page.text
    assert get(client, f"/verify/{document.code.lower().replace('-', '')}").status_code == 200


def test_a_code_nobody_printed_is_not_valid(client, app):
    assert get(client, "/verify/AAAAA-BBBBB-CCCCC-DDDDD").status_code == 404
    assert get(client, "/verify/x").status_code == 404
    assert get(client, "/verify").status_code == 200
    assert get(client, "/verify?code=AAAAA-BBBBB-CCCCC-DDDDD").status_code == 302


def test_guessing_codes_is_slow(client, app, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    statuses = [get(client, f"/verify/AAAAA-BBBBB-CCCCC-DDD{number:02d}").status_code for number in range(35)]
    limiter.reset()

    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_a_revoked_certificate_says_so(visitor, learner, client, town):
    certificate(visitor, learner)
    document = only_document()
    code, address = document.code, f"/documents/{document.public_id}/revocation"

    refused = post(visitor(learner.account), address, reason="Không còn giá trị nữa")
    assert refused.status_code == 403
    assert post(visitor(town.department), address, reason="ngắn").status_code == 422
    assert post(visitor(town.department), address, reason="Cấp nhầm người học").status_code == 302

    before = document.pdf_sha256
    page = get(client, f"/verify/{code}").text
    assert "notice-urgent" in page
    assert certificate(visitor, learner).status_code == 409
    assert only_document().pdf_sha256 == before


def test_a_learning_sheet_is_one_page_with_places_to_sign(visitor, learner):
    answer = get(visitor(learner.account), "/me/learning-sheet.pdf")
    (page,) = pages_of(answer.data)

    assert "PHIẾU HỌC TẬP, BỒI DƯỠNG QUÝ" in page
    assert "Lò Thị Hoa" in page
    assert "KH04 – Bảo mật thông tin" in page
    assert page.count("(Ký, ghi rõ họ tên)") == 2
    assert only_document().code in page


def test_a_sheet_on_which_nothing_has_changed_stays_the_same(visitor, learner, still):
    browser = visitor(learner.account)
    first = get(browser, "/me/learning-sheet.pdf").data
    still(clock.now() + timedelta(minutes=5))
    assert get(browser, "/me/learning-sheet.pdf").data == first

    complete(db.session.scalars(select(Enrolment)).first().officer, "KH07", "Đạo đức công vụ")

    assert get(browser, "/me/learning-sheet.pdf").data != first
    assert db.session.scalars(select(IssuedDocument.version)).all() == [1, 2]


@pytest.mark.parametrize("quarter", ["2026-Q9", "2026", "x"])
def test_there_is_no_sheet_of_a_quarter_that_is_none(visitor, learner, quarter):
    assert get(visitor(learner.account), f"/me/learning-sheet.pdf?quarter={quarter}").status_code == 404


def test_leaders_print_the_sheets_of_their_people(visitor, learner, town):
    address = f"/team/{learner.public_id}/learning-sheet.pdf"
    stranger = factories.make_account("leader", town.other_code)

    assert "Lò Thị Hoa" in pages_of(get(visitor(town.leader), address).data)[0]
    assert get(visitor(stranger), address).status_code == 404


def test_the_signed_sheet_comes_back_and_is_kept_with_its_hash(visitor, learner, town):
    get(visitor(learner.account), "/me/learning-sheet.pdf")
    address = f"/documents/{only_document().public_id}/signed"
    scan = pdf()

    for _time in (1, 2):  # sent twice it is kept once
        answer = post(visitor(town.leader), address, scan=(BytesIO(scan), "phieu.pdf"))
        assert answer.status_code == 302
    kept = db.session.scalars(select(SignedCopy)).one()

    assert kept.sha256 == sha256_of(scan)
    with get(visitor(learner.account), f"{address}/{kept.id}") as answer:
        assert answer.data == scan
    assert kept.sha256 in get(visitor(learner.account), address.removesuffix("/signed")).text
    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("document:%"))).all()
    assert sorted(events) == [
        "document:asked",
        "document:built",
        "document:frozen",
        "document:signed_copy_kept",
    ]


def test_a_file_that_is_no_scan_is_refused(visitor, learner):
    browser = visitor(learner.account)
    get(browser, "/me/learning-sheet.pdf")
    address = f"/documents/{only_document().public_id}/signed"

    assert post(browser, address, scan=(BytesIO(b"MZ\x90"), "phieu.pdf")).status_code == 422
    assert post(browser, address).status_code == 422
    assert post(browser, address, scan=(BytesIO(png()), "phieu.png")).status_code == 302


def test_the_papers_about_me_are_among_my_data(visitor, learner):
    get(visitor(learner.account), "/me/learning-sheet.pdf")

    (paper,) = json.loads(get(visitor(learner.account), "/me/data").data)["papers"]

    assert paper["kind"] == "learning_sheet"
    assert paper["code"] == only_document().code
    assert "Lò Thị Hoa" in paper["cut"]


def test_nobody_else_knows_of_the_sheet(visitor, learner, town):
    get(visitor(learner.account), "/me/learning-sheet.pdf")
    address = f"/documents/{only_document().public_id}"
    strangers = [
        factories.make_account("leader", town.other_code),
        factories.make_account("department", "24"),
        town.ministry,
        make_member(town.code, "Người Khác").account,
    ]

    for one in strangers:
        browser = visitor(one)
        assert get(browser, address).status_code == 404
        assert get(browser, f"{address}.pdf").status_code == 404
        assert get(browser, f"{address}.docx").status_code == 404
