"""My position: what it asks, what I have, what is missing, what to do next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from competency.models import Alert, Standing
from lms import clock
from lms.database import db
from tests import factories
from tests.reports.conftest import get, make_full_officer, make_member, statements, unit

MOST_STATEMENTS = 12
MOST_BYTES = 30 * 1024


@pytest.mark.parametrize("path", ["/", "/me"])
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_pages_opened_most_stay_small_for_an_officer_with_two_posts(visitor, town, path, locale):
    browser = visitor(make_full_officer(town.code).account)
    get(browser, f"/locale?code={locale}")
    get(browser, path)  # the first page of a process reads the content it keeps

    with statements() as found:
        page = get(browser, path)

    assert page.status_code == 200
    assert len(found) <= MOST_STATEMENTS, found
    assert len(page.data) <= MOST_BYTES


def test_the_profile_names_position_document_and_decision(visitor, town):
    officer = make_member(town.code, decision_no="215/QĐ-UBND")
    document = db.session.scalar(db.select(Standing)).requirement.requirement_set.document

    page = get(visitor(officer.account), "/me").text

    assert "Chuyên viên một cửa (TTPVHCC)" in page
    assert unit(town.code).full_name in page
    assert "215/QĐ-UBND" in page
    assert document in page
    assert "01/07/2025" in page


def test_the_next_step_is_a_course_that_exists(visitor, town):
    officer = make_member(town.code)
    factories.make_course("KH77", "Tư duy dữ liệu ở cấp xã", outcomes=(("C2", 2),), has_post_test=True)
    get_page = visitor(officer.account)

    page = get(get_page, "/me").text

    assert 'href="/courses/KH77"' in page
    assert get(get_page, "/courses/KH77").status_code == 200


def test_what_was_shown_explains_itself(visitor, town):
    officer = make_member(town.code)
    factories.make_evidence(officer, "C2", 2, earned_on=date(2026, 10, 1))

    page = get(visitor(officer.account), "/me").text

    assert "01/10/2026" in page
    assert "01/10/2028" in page
    assert ">2/2<" in page


def test_two_posts_are_shown_together_or_one_by_one(visitor, town):
    officer = make_member(town.code, position="VT14")
    factories.make_assignment(officer, factories.make_organisation(unit(town.code)), "VT02", is_main=False)
    factories.refresh(officer)
    main, other = sorted(officer.assignments, key=lambda one: not one.is_main)
    browser = visitor(officer.account)

    together, only_main = get(browser, "/me").text, get(browser, f"/me?post={main.id}").text

    assert ">0/5<" in together  # the chairman is asked for more than the specialist
    assert ">0/5<" not in only_main
    assert f'href="/me?post={other.id}"' in together


def test_a_post_of_somebody_else_is_not_shown(visitor, town):
    mine, other = make_member(town.code), make_member(town.other_code, "Trần Văn Páo")

    page = get(visitor(mine.account), f"/me?post={other.assignments[0].id}")

    assert page.status_code == 200
    assert unit(town.other_code).full_name not in page.text


def test_a_past_day_shows_what_the_system_held_then(visitor, town, still):
    officer = make_member(town.code)
    now = clock.now()
    still(now + timedelta(days=10))
    factories.make_evidence(officer, "C2", 2)
    browser = visitor(officer.account)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()

    today_page, past_page = get(browser, "/me").text, get(browser, f"/me?on={yesterday}").text

    assert ">2/2<" in today_page
    assert ">2/2<" not in past_page
    assert ">0/2<" in past_page


def test_a_future_day_assumes_nothing_new(visitor, town):
    officer = make_member(town.code)
    factories.make_evidence(officer, "C2", 2)
    later = (clock.today() + timedelta(days=800)).isoformat()

    page = get(visitor(officer.account), f"/me?on={later}").text

    assert ">0/2<" in page
    assert ">2/2<" not in page


def test_a_day_that_is_none_is_refused_and_the_page_still_shown(visitor, town):
    page = get(visitor(make_member(town.code).account), "/me?on=31/02/2026")

    assert page.status_code == 422
    assert "Chuyên viên một cửa" in page.text


def test_without_a_post_the_page_says_so(visitor, app):
    account = factories.make_account(name="Vũ Thị Quỳnh")
    factories.make_officer("Vũ Thị Quỳnh", account=account)

    page = get(visitor(account), "/me")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.parametrize("path", ["/me", "/me/record", "/me/record.pdf", "/me/data", "/alerts", "/alerts/1"])
def test_an_account_that_is_no_officer_is_refused(visitor, town, path):
    assert get(visitor(town.department), path).status_code == 403


@pytest.fixture
def overdue(town, still):
    """An officer on the day after everything was due: one competency shown too low, the rest unproven."""
    officer = make_member(town.code)
    factories.make_evidence(officer, "A2", 1)
    due = db.session.scalar(db.select(Standing.due_on).limit(1))
    still(datetime(due.year, due.month, due.day, 12, tzinfo=UTC) + timedelta(days=1))
    factories.refresh(officer)
    return officer


@pytest.mark.parametrize("path", ["/", "/me", "/alerts"])
def test_what_lacks_evidence_is_never_red_however_late(visitor, overdue, path):
    page = get(visitor(overdue.account), path).text
    unproven = [card for card in page.split("<li class=") if "0/" in card or "st-unproven" in card]

    assert len(unproven) >= 2
    assert not any("urgent" in card for card in unproven)


def test_what_is_too_low_and_late_is_urgent(visitor, overdue):
    page = get(visitor(overdue.account), "/alerts").text

    assert page.count("card-urgent") == 1
    assert page.count("card-warning") > 10


def test_a_closed_gap_leaves_the_list(visitor, town):
    officer = make_member(town.code)
    alert_id = db.session.scalar(db.select(Alert.id).where(Alert.competency_code == "C2"))
    browser = visitor(officer.account)
    before = get(browser, "/me").text

    factories.make_evidence(officer, "C2", 2)

    assert f"/alerts/{alert_id}" in before
    assert f"/alerts/{alert_id}" not in get(browser, "/me").text


@pytest.mark.parametrize("day", ["31-02-2026", "hôm qua", "2026-13-01"])
def test_a_day_that_is_none_gets_a_sentence_and_today_is_shown(visitor, town, day):
    member = make_member(town.code)

    answer = get(visitor(member.account), f"/me?on={day}")

    assert answer.status_code == 422
    assert 'id="on-errors"' in answer.text
    assert clock.today().strftime("%d/%m/%Y") in answer.text


def test_the_day_stays_when_another_post_is_chosen(visitor, town, still):
    officer = make_full_officer(town.code)
    now, day = clock.now(), clock.today().isoformat()
    still(now + timedelta(days=3))

    page = get(visitor(officer.account), f"/me?on={day}").text

    assert f"&amp;on={day}" in page
