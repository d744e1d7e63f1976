"""My alerts: what is asked, by which document, why, what to do; and nobody else's."""

from competency.models import Alert
from competency.services import acknowledge_alert, answer_dispute, dispute_alert
from lms.database import db, transaction
from tests import factories
from tests.reports.conftest import get, make_member


def alert_of(officer, code="C2"):
    return db.session.scalar(
        db.select(Alert).where(Alert.officer_id == officer.id, Alert.competency_code == code)
    )


def test_the_list_has_every_open_alert(visitor, town):
    officer = make_member(town.code)
    count = db.session.scalar(db.select(db.func.count()).select_from(Alert))

    page = get(visitor(officer.account), "/alerts").text

    assert page.count('<li class="card') == count > 0


def test_without_alerts_the_list_says_so(visitor, app):
    account = factories.make_account(name="Vũ Thị Quỳnh")
    factories.make_officer("Vũ Thị Quỳnh", account=account)

    assert 'class="empty"' in get(visitor(account), "/alerts").text


def test_an_alert_explains_itself(visitor, town):
    officer = make_member(town.code)
    factories.make_course("KH77", "Tư duy dữ liệu ở cấp xã", outcomes=(("C2", 2),), has_post_test=True)
    alert = alert_of(officer)
    document = alert.requirement.requirement_set.document

    page = get(visitor(officer.account), f"/alerts/{alert.id}").text

    assert "C2 Tư duy dữ liệu" in page
    assert document in page
    assert "Chuyên viên một cửa (TTPVHCC)" in page
    assert 'href="/courses/KH77"' in page
    assert f'action="/alerts/{alert.id}/acknowledgement"' in page
    assert f'href="/alerts/{alert.id}/dispute"' in page


def test_what_was_seen_is_not_asked_to_be_seen_again(visitor, town):
    officer = make_member(town.code)
    alert = alert_of(officer)
    with transaction():
        acknowledge_alert(alert, by=officer.account)

    page = get(visitor(officer.account), f"/alerts/{alert.id}").text

    assert "/acknowledgement" not in page
    assert f'href="/alerts/{alert.id}/dispute"' in page


def test_a_dispute_shows_its_answer_and_who_gave_it(visitor, town):
    officer = make_member(town.code)
    alert = alert_of(officer)
    with transaction():
        dispute_alert(alert, text="Tôi đã có chứng nhận về tư duy dữ liệu.", by=officer.account)
    browser = visitor(officer.account)
    waiting = get(browser, f"/alerts/{alert.id}").text
    with transaction():
        answer_dispute(alert, "Đề nghị nộp bản chụp chứng nhận.", by=town.leader)

    answered = get(browser, f"/alerts/{alert.id}").text

    assert "Tôi đã có chứng nhận về tư duy dữ liệu." in waiting
    assert f'href="/alerts/{alert.id}/dispute"' not in waiting
    assert "Đề nghị nộp bản chụp chứng nhận." in answered
    assert "Hoàng Văn Lãnh" in answered


def test_a_closed_alert_offers_nothing_to_do(visitor, town):
    officer = make_member(town.code)
    alert_id = alert_of(officer).id
    factories.make_evidence(officer, "C2", 2)

    page = get(visitor(officer.account), f"/alerts/{alert_id}")

    assert page.status_code == 200
    assert f"/alerts/{alert_id}/" not in page.text


def test_the_alert_of_another_person_is_like_one_that_never_was(visitor, town):
    mine, other = make_member(town.code), make_member(town.code, "Trần Văn Páo")
    browser = visitor(mine.account)

    foreign, unknown = get(browser, f"/alerts/{alert_of(other).id}"), get(browser, "/alerts/999999")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.data == unknown.data.replace(b"/alerts/999999", b"/alerts/%d" % alert_of(other).id)
