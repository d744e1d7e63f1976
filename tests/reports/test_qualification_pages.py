"""Degrees, training, periods and courses on the pages that show them."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from competency.models import Alert
from courses.rules import ContentGroup
from courses.services import OutsidePeriods, record_periods
from lms.database import db, transaction
from lms.models import AuditEntry
from lms.queries import get_system_account
from tests import factories
from tests.reports.conftest import get, make_full_officer, make_member, make_members, post, statements

MOST_STATEMENTS = 12
MOST_BYTES = 30 * 1024
PURPOSE = {"purpose": "plan", "words": "Lập kế hoạch bồi dưỡng năm 2027"}


@pytest.fixture(autouse=True)
def today(still):
    """The year has forty days left."""
    still(datetime(2026, 11, 20, 5, tzinfo=UTC))


@pytest.fixture
def officer(town):
    """A specialist with a college degree, 24 periods this year, and two courses open."""
    factories.make_course("KH04", "Bảo mật thông tin và bảo vệ dữ liệu cá nhân", periods=6)
    factories.make_course("KH92", "Kỹ năng số", minutes=3)
    found = make_member(town.code)
    with transaction():
        found.degree_level = "college"
        told = OutsidePeriods("Lớp bồi dưỡng", ContentGroup.DIGITAL, 24, date(2026, 10, 1), "GCN-1")
        record_periods(found, told, by=get_system_account())
    return found


def alert_about(officer, cause):
    return db.session.scalar(select(Alert).where(Alert.officer_id == officer.id, Alert.cause == cause))


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_my_position_stays_small_with_everything_there_is(visitor, town, locale):
    officer = make_full_officer(town.code)
    factories.refresh_standards(officer)
    browser = visitor(officer.account)
    get(browser, f"/locale?code={locale}")
    get(browser, "/me")  # the first page of a process reads the content it keeps

    with statements() as found:
        page = get(browser, "/me")

    assert 'id="standards"' in page.text
    assert len(found) <= MOST_STATEMENTS, found
    assert len(page.data) <= MOST_BYTES


def test_my_position_shows_what_is_recorded_by_when_and_the_next_step(visitor, officer):
    page = get(visitor(officer.account), "/me").text
    section = page[page.index('id="standards"') :]

    assert "Trình độ chuyên môn từ đại học trở lên" in section
    assert "mục II.2.i" in section
    assert "31/12/2026" in section
    assert 'href="/courses/KH04"' in section
    assert 'href="/courses/KH92"' in section
    assert f'href="/alerts/{alert_about(officer, "degree").id}"' in section


def test_a_past_day_shows_no_standards_that_were_not_known_then(visitor, officer):
    page = get(visitor(officer.account), "/me?on=2026-11-19").text

    assert 'id="standards"' not in page


def test_a_later_day_asks_for_the_periods_of_its_year(visitor, officer):
    page = get(visitor(officer.account), "/me?on=2027-03-01").text

    assert "31/12/2027" in page[page.index('id="standards"') :]


@pytest.mark.parametrize(
    ("cause", "says"),
    [
        ("degree", ["Trình độ chuyên môn từ đại học trở lên", "mục II.2.i", "100%"]),
        ("political-theory", ["Lý luận chính trị từ trung cấp trở lên", "phấn đấu"]),
        ("periods:2026", ["24/40", "Nghị định 171/2025/NĐ-CP", "31/12/2026", "/courses/KH92"]),
        ("course:KH04", ["Bảo mật thông tin", "Chỉ thị 18/CT-TTg", "/courses/KH04"]),
        ("course:KH02", ["Văn bản điện tử", "mục II.2.b"]),
    ],
)
def test_an_alert_says_what_is_asked_by_which_document_and_what_to_do(visitor, officer, cause, says):
    alert = alert_about(officer, cause)
    browser = visitor(officer.account)

    listed, page = get(browser, "/alerts").text, get(browser, f"/alerts/{alert.id}")

    assert f'href="/alerts/{alert.id}"' in listed
    assert page.status_code == 200
    assert "/dispute" in page.text
    for words in says:
        assert words in page.text


def test_a_course_that_is_not_open_is_no_next_step(visitor, officer):
    page = get(visitor(officer.account), f"/alerts/{alert_about(officer, 'course:KH02').id}").text

    assert 'href="/courses/KH02"' not in page


def test_an_alert_can_be_disputed_and_answered(visitor, town, officer):
    alert = alert_about(officer, "degree")
    browser = visitor(officer.account)

    assert get(browser, f"/alerts/{alert.id}/dispute").status_code == 200
    post(browser, f"/alerts/{alert.id}/dispute", text="Tôi đã có bằng đại học từ năm 2019")
    answer = get(visitor(town.leader), f"/alerts/{alert.id}/answer")

    assert answer.status_code == 200
    assert "Trình độ chuyên môn từ đại học trở lên" in answer.text
    assert "Tôi đã có bằng đại học" in answer.text
    assert "Trình độ chuyên môn" in get(visitor(town.leader), "/team").text


def test_a_closed_alert_is_still_shown(visitor, officer):
    alert = alert_about(officer, "degree")
    with transaction():
        officer.degree_level = "bachelor"
    factories.refresh_standards(officer)

    page = get(visitor(officer.account), f"/alerts/{alert.id}")

    assert page.status_code == 200
    assert "Trình độ chuyên môn" in page.text


def test_the_record_and_my_data_have_them(visitor, officer):
    browser = visitor(officer.account)

    assert "Bồi dưỡng tối thiểu 40 tiết" in get(browser, "/me/record").text
    held = json.loads(get(browser, "/me/data").data)

    rows = {row["code"]: row for row in held["other_standards"] if row["valid_to"] is None}
    assert (rows["ND171-PERIODS"]["attained"], rows["ND171-PERIODS"]["status"]) == (24, "below")
    assert get(browser, "/me/record.pdf").status_code == 200


def test_the_team_has_one_column_for_them(visitor, town, officer):
    browser = visitor(town.leader)
    get(browser, "/team")  # the first page of a process reads the content it keeps

    with statements() as found:
        page = get(browser, "/team").text

    assert '<td class="below">0/7<i>' in page
    assert len(found) <= MOST_STATEMENTS


def test_a_leader_sees_them_for_an_officer_of_the_team(visitor, town, officer):
    page = get(visitor(town.leader), f"/team/{officer.public_id}").text

    assert "Trình độ chuyên môn từ đại học trở lên" in page
    assert f"/alerts/{alert_about(officer, 'degree').id}" not in page


@pytest.mark.parametrize("path", ["/coverage/19/standards", "/coverage/{code}/standards"])
def test_the_numbers_of_a_unit_lead_to_names_for_a_stated_purpose(visitor, town, officer, path):
    code = path.split("/")[2].format(code=town.code)
    browser = visitor(town.department)
    page = get(browser, path.format(code=town.code)).text
    address = f"/coverage/{code}/officers?qualification=degree&amp;status=below"
    assert f'href="{address}">1<' in page

    asked = get(browser, address.replace("&amp;", "&"))
    assert officer.full_name not in asked.text
    post(browser, address.replace("&amp;", "&"), **PURPOSE)
    listed = get(browser, address.replace("&amp;", "&")).text

    assert officer.full_name in listed
    assert "Trình độ chuyên môn từ đại học trở lên" in listed
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "people:list_opened"))
    assert entry.detail["filters"]["qualification"] == "degree"


def test_the_ministry_sees_numbers_and_no_way_to_names(visitor, town, officer):
    page = get(visitor(town.ministry), "/coverage/VN/standards")

    assert page.status_code == 200
    assert "/officers" not in page.text


@pytest.mark.parametrize("code", ["VN", "19", "{code}"])
def test_without_the_right_to_names_no_group_under_five_is_counted(visitor, town, officer, code):
    path = f"/coverage/{code.format(code=town.code)}/standards"
    assert "<table" in get(visitor(town.department), "/coverage/19/standards").text
    assert "<table" not in get(visitor(town.ministry), path).text
    factories.refresh_standards(*make_members(town.code, 4))

    assert "<table" in get(visitor(town.ministry), path).text


def test_without_the_right_to_names_a_small_commune_does_not_follow_from_the_others(visitor, town, officer):
    factories.refresh_standards(*make_members(town.other_code, 6))
    ministry = visitor(town.ministry)

    assert "<table" in get(ministry, "/coverage/19/standards").text
    for code in (town.code, town.other_code):
        assert "<table" not in get(ministry, f"/coverage/{code}/standards").text


def test_a_past_day_counts_what_was_held_then(visitor, town, officer):
    page = get(visitor(town.department), "/coverage/19/standards?on=2026-11-19").text

    assert 'class="empty"' in page


def test_the_page_of_numbers_takes_few_statements_however_many_officers(visitor, town):
    factories.refresh_standards(*make_members(town.code, 20))
    browser = visitor(town.department)

    with statements() as found:
        page = get(browser, "/coverage/19/standards")

    assert len(found) <= MOST_STATEMENTS
    assert len(page.data) <= MOST_BYTES
