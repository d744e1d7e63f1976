"""The pages of this domain, as a browser without JavaScript uses them."""

import re
from datetime import date

import pytest
from factories import make_account, make_evidence, sign_in

from competency import queries
from competency.models import Alert
from lms.database import db

TODAY = date(2026, 11, 20)
WHY = "Tôi đã nộp chứng chỉ ngày 05/10, chưa thấy ghi nhận."


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def alert_id(post):
    return queries.list_alerts(post.officer)[0].id


def test_an_officer_takes_note_disputes_and_reads_the_answer(browse, officer_account, alert_id, post):
    _get, send = browse(officer_account)
    dispute = f"/alerts/{alert_id}/dispute"

    assert send(f"/alerts/{alert_id}/acknowledgement", {}, page=dispute).status_code == 302
    assert db.session.get(Alert, alert_id).state == "acknowledged"
    response = send(dispute, {"text": WHY})
    assert (response.status_code, response.location) == (302, f"/alerts/{alert_id}")
    assert db.session.get(Alert, alert_id).dispute_text == WHY

    get, send = browse(make_account("leader", "19001", name="Lý Thị Mẩy"))
    answer = f"/alerts/{alert_id}/answer"
    assert WHY in get(answer).get_data(as_text=True)
    assert (
        send(answer, {"answer": "Đã kiểm tra, đúng là thiếu.", "correction": "Nhập trước 30/11."}).status_code
        == 302
    )
    text = get(answer).get_data(as_text=True)
    assert "Lý Thị Mẩy" in text
    assert "Nhập trước 30/11." in text


def test_a_short_dispute_keeps_what_was_typed(browse, officer_account, alert_id):
    _get, send = browse(officer_account)

    response = send(f"/alerts/{alert_id}/dispute", {"text": "Sai rồi"})

    assert response.status_code == 422
    assert "Sai rồi" in response.get_data(as_text=True)
    assert db.session.get(Alert, alert_id).state == "open"


def test_a_leader_confirms_a_work_product_once_however_often_it_is_sent(app, post):
    make_evidence(post.officer, "B10", 2)
    client = sign_in(app.test_client(), make_account("leader", "19001"))
    path = f"/team/{post.officer.public_id}/work-products/B10"
    text = client.get(path).get_data(as_text=True)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    form |= {"product": "Sổ tay dùng máy chung của Trung tâm", "reference": "12/STHD"}
    form |= {"level": "3", "made_on": "2026-11-02"}

    statuses = [client.post(path, data=form).status_code for _ in range(2)]

    db.session.rollback()
    assert "dữ liệu cá nhân" in text  # the indicator of level 3
    assert statuses == [302, 302]
    assert [one.kind for one in queries.list_evidence(post.officer)] == ["post_test", "work_product"]
    assert queries.find_standing(post.officer, "B10").status == "met"


def test_a_work_product_that_cannot_be_right_is_shown_again(browse, post):
    _get, send = browse(make_account("leader", "19001"))
    path = f"/team/{post.officer.public_id}/work-products/B10"
    sound = {"product": "Sổ tay dùng máy chung của Trung tâm", "reference": "12/STHD"}
    sound |= {"level": "3", "made_on": "2026-11-02"}
    days = ({"made_on": day} for day in ("2026-11-21", "2025-06-30", "2/11", ""))

    for changes in ({"product": "Ngắn"}, {"reference": ""}, {"level": "5"}, *days):
        response = send(path, sound | changes)
        assert response.status_code == 422, changes
        assert next(iter(changes.values())) in response.get_data(as_text=True)
    assert queries.list_evidence(post.officer) == []
    assert send(path.replace("B10", "Z9"), sound, page=path).status_code == 404


def test_who_reaches_which_page(app, browse, officer_account, post, alert_id):
    dispute, answer = f"/alerts/{alert_id}/dispute", f"/alerts/{alert_id}/answer"
    product = f"/team/{post.officer.public_id}/work-products/B10"

    def reached(account):
        get, _send = browse(account)
        return tuple(get(path).status_code for path in (dispute, answer, product))

    assert {
        "the officer": reached(officer_account),
        "the leader": reached(make_account("leader", "19001")),
        "an observer": reached(make_account("observer", "19001")),
        "the department": reached(make_account("department", "19")),
        "a leader elsewhere": reached(make_account("leader", "19002")),
        "another department": reached(make_account("department", "24")),
        "a colleague": reached(make_account("officer")),
        "the ministry": reached(make_account("ministry")),
        "an administrator": reached(make_account("admin")),
    } == {
        "the officer": (200, 403, 403),
        "the leader": (403, 200, 200),
        "an observer": (403, 403, 403),
        "the department": (403, 200, 403),
        "a leader elsewhere": (404, 404, 404),
        "another department": (404, 404, 404),
        "a colleague": (404, 404, 404),
        "the ministry": (404, 404, 404),
        "an administrator": (404, 404, 404),
    }
    assert app.test_client().get(dispute).status_code == 401
