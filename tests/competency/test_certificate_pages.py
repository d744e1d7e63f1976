"""Certificates as people see them: handed in, looked at, decided on, taken back."""

from datetime import date
from io import BytesIO

import pytest
import scans
from factories import make_account, make_officer, make_post
from sqlalchemy import select

from competency import queries
from competency.models import Claim
from lms.database import db
from tests.reports.conftest import statements

TODAY = date(2026, 11, 20)
FORM = {
    "title": "Chứng chỉ ứng dụng công nghệ thông tin cơ bản",
    "issuer": "Đại học Thái Nguyên",
    "number": "CNTT-0412",
    "issued_on": "2026-03-01",
    "competency_code": "B10",
    "level": "2",
}


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def leader(app):
    return make_account("leader", "19001", name="Lý Thị Mẩy")


def upload(content=None, name="chung-chi.pdf"):
    return {"scan": (BytesIO(content or scans.jpeg()), name)}


def only_claim():
    return db.session.scalars(select(Claim)).one()


def test_from_a_photo_to_a_closed_gap(browse, post, leader):
    get, send = browse(post.officer.account)
    assert send("/me/certificates", FORM | upload()).location == "/me/certificates"
    waiting = get("/me/certificates").get_data(as_text=True)
    path = f"/claims/{only_claim().public_id}"
    assert "chờ xác nhận" in waiting.lower() or "waiting" in waiting.lower()
    assert f'href="{path}"' in waiting

    look, decide = browse(leader)
    assert f'href="{path}"' in look("/claims").get_data(as_text=True)
    page = look(path).get_data(as_text=True)
    assert f'<img class="scan" src="{path}/scan"' in page
    assert "Đại học Thái Nguyên" in page
    sent = decide(f"{path}/confirmation", {"level": "2", "remark": "", "has_looked": "1"}, page=path)

    assert (sent.status_code, sent.location) == (302, path)
    assert queries.find_standing(post.officer, "B10").attained == 2
    assert "Lý Thị Mẩy" in get(path).get_data(as_text=True)
    assert path not in look("/claims").get_data(as_text=True)
    confirmed = look("/confirmations").get_data(as_text=True)
    assert f"/confirmations/{only_claim().evidence_id}" in confirmed


def test_who_has_not_looked_confirms_nothing(browse, post, leader):
    _get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload())
    path = f"/claims/{only_claim().public_id}"
    _look, decide = browse(leader)

    answer = decide(f"{path}/confirmation", {"level": "2", "remark": "Đã đối chiếu bản gốc"}, page=path)

    assert answer.status_code == 422
    assert "Đã đối chiếu bản gốc" in answer.get_data(as_text=True)
    assert only_claim().state == "waiting"


def test_a_refusal_needs_a_reason_and_the_officer_reads_it(browse, post, leader):
    get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload())
    path = f"/claims/{only_claim().public_id}"
    _look, decide = browse(leader)

    assert decide(f"{path}/refusal", {"reason": ""}, page=path).status_code == 422
    assert decide(f"{path}/refusal", {"reason": "Ảnh mờ, không đọc được số."}, page=path).status_code == 302

    assert "Ảnh mờ, không đọc được số." in get("/me/certificates").get_data(as_text=True)


def test_an_officer_withdraws_what_waits(browse, post):
    _get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload())
    path = f"/claims/{only_claim().public_id}"

    assert send(f"{path}/withdrawal", {}, page=path).location == "/me/certificates"
    assert only_claim().state == "withdrawn"


REFUSED = {
    "no file": {},
    "a page called .pdf": upload(b"<html><script>alert(1)</script>"),
    "SVG": upload(b"<svg onload='alert(1)'/>", "a.png"),
    "nothing in it": upload(b" ", "a.pdf"),
    "PDF with a script": upload(scans.pdf("/JavaScript")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_scan_is_refused_beside_its_field_and_nothing_typed_is_lost(browse, post, case):
    _get, send = browse(post.officer.account)
    files = {name: (BytesIO(stream.getvalue()), label) for name, (stream, label) in REFUSED[case].items()}

    answer = send("/me/certificates", FORM | files)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="scan-errors"' in page
    assert 'value="Đại học Thái Nguyên"' in page
    assert db.session.scalars(select(Claim)).all() == []


@pytest.mark.parametrize(
    ("content", "media_type", "disposition"),
    [
        pytest.param(scans.png(), "image/png", "inline", id="a picture"),
        pytest.param(scans.pdf(), "application/pdf", "attachment", id="a paper"),
    ],
)
def test_the_scan_is_sent_so_that_nothing_of_it_runs(browse, post, content, media_type, disposition):
    get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload(content, "<script>.html"))
    claim = only_claim()

    answer = get(f"/claims/{claim.public_id}/scan", buffered=True)

    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.headers["Content-Disposition"].startswith(f"{disposition}; filename=chung-chi-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Disposition"]


def test_a_confirmation_is_taken_back_with_a_reason(browse, post, leader):
    _get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload())
    claim = only_claim()
    path = f"/claims/{claim.public_id}"
    look, decide = browse(leader)
    decide(f"{path}/confirmation", {"level": "2", "remark": "", "has_looked": "1"}, page=path)
    page = f"/confirmations/{only_claim().evidence_id}"

    assert decide(f"{page}/revocation", {"reason": "Nhầm"}, page=page).status_code == 422
    assert decide(f"{page}/revocation", {"reason": "Xác nhận nhầm người"}, page=page).location == page

    assert queries.find_standing(post.officer, "B10").status == "unproven"
    assert "Xác nhận nhầm người" in look(page).get_data(as_text=True)
    assert 'name="reason"' not in look(page).get_data(as_text=True)


def test_what_others_confirmed_is_not_mine_to_see(browse, post, leader):
    _get, send = browse(post.officer.account)
    send("/me/certificates", FORM | upload())
    path = f"/claims/{only_claim().public_id}"
    _look, decide = browse(leader)
    decide(f"{path}/confirmation", {"level": "2", "remark": "", "has_looked": "1"}, page=path)
    get, _send = browse(make_account("leader", "19001"))

    assert get(f"/confirmations/{only_claim().evidence_id}").status_code == 404
    assert get("/confirmations").status_code == 200


def test_the_list_of_what_waits_takes_as_many_statements_for_many(browse, post, leader):
    def wait(name, colour):
        other = make_post(make_officer(name, account=make_account()))
        _get, send = browse(other.officer.account)
        send("/me/certificates", FORM | upload(scans.png(colour=colour)))

    wait("Vũ Văn Ánh", "red")
    look, _decide = browse(leader)
    look("/claims")
    with statements() as for_one:
        look("/claims")
    for colour in ("teal", "blue"):
        wait("Lò Thị Yến", colour)

    with statements() as for_three:
        look("/claims")

    assert len(for_three) == len(for_one) <= 8
