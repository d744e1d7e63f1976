"""Coverage of a unit: numbers, the lists behind them, the purpose they ask for, map and file."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from competency import tasks
from competency.queries import count_coverage
from competency.rules import StandingStatus
from lms import clock
from lms.database import db
from lms.models import AuditEntry
from lms.queries import get_system_account
from people.models import AdministrativeUnit
from tests import factories
from tests.reports.conftest import get, make_member, make_members, post, statements, unit

STATUSES = list(StandingStatus)
PURPOSE = {"purpose": "plan", "words": "Lập kế hoạch bồi dưỡng quý I năm 2027"}


@pytest.fixture
def mixed(town):
    """Officers of both communes with competencies in every status."""
    today = clock.today()
    first = make_member(town.code, "Lò Thị Yến")
    second = make_member(town.code, "Vũ Văn Ánh", "VT11")
    make_member(town.other_code, "Trần Văn Páo")
    factories.make_evidence(first, "C2", 2, earned_on=today - timedelta(days=10))
    factories.make_evidence(first, "C6", 2, earned_on=today - timedelta(days=900))
    factories.make_evidence(first, "A2", 1, earned_on=today - timedelta(days=10))
    factories.make_evidence(second, "C1", 2, earned_on=today - timedelta(days=700))
    return town


def numbers_of(page, name):
    """The figures of one row of the table: officers, requirements, the five statuses."""
    row = next(row for row in page.text.split("<tr>") if f">{name}<" in row)
    cells = re.findall(r"<td[^>]*>(?:<a [^>]*>)?([\d.]+)", row)
    return [int(cell.replace(".", "")) for cell in cells[:7]]


def lines_of(browser, address):
    """The number of lines of a list over all its pages."""
    count = 0
    for number in range(1, 30):
        page = get(browser, f"{address}{'&' if '?' in address else '?'}page={number}")
        lines = page.text.count('<tr role="row">') - 1
        if lines <= 0:
            return count
        count += lines
    raise AssertionError("too many pages")


@pytest.mark.parametrize(
    "by",
    [
        "commune",
        "position",
        "competency",
        "pillar",
        "employment_kind",
        "commune&employment_kind=civil_servant&pillar=C",
        "organisation_kind&position=VT14",
        "position&organisation_kind=division&competency=C2",
    ],
)
def test_every_number_is_as_long_as_the_list_behind_it(visitor, mixed, by):
    browser = visitor(mixed.department)
    page = get(browser, f"/coverage/19?by={by}")
    links = re.findall(r'<a href="([^"]+/officers[^"]*)">([\d.]+)</a>', page.text)
    for code in {link.split("/")[0] for link, _number in links}:
        post(browser, f"/coverage/{code}/officers", **PURPOSE)

    if "&" not in by:
        assert {StandingStatus(status) for status in re.findall(r"status=(\w+)", page.text)} == set(STATUSES)
    assert links
    for link, number in links[:: 1 if by == "commune" else 7]:
        address = "/coverage/" + link.replace("&amp;", "&")
        assert lines_of(browser, address) == int(number.replace(".", "")), address


def test_the_total_counts_people_once(visitor, mixed):
    browser = visitor(mixed.department)
    by_commune, by_competency = get(browser, "/coverage/19"), get(browser, "/coverage/19?by=competency")

    totals = [
        re.search(r'<tbody><tr>.*?people=1">(\d+)<', page.text, re.DOTALL)
        for page in (by_commune, by_competency)
    ]

    assert [total.group(1) for total in totals] == ["3", "3"]


def test_a_commune_without_officers_is_not_counted_as_failing(visitor, mixed):
    page = get(visitor(mixed.department), "/coverage/19").text

    assert page.count('<td>0</td><td colspan="7">') > 10


def test_the_file_equals_the_table(visitor, mixed):
    browser = visitor(mixed.department)
    answer = get(browser, "/coverage/19.csv?by=commune")
    page = get(browser, "/coverage/19?by=commune")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    rows = rows[: rows.index([])]
    by_code = {row[0]: row for row in rows}
    name = unit(mixed.code).full_name
    assert [int(cell) for cell in by_code[mixed.code][2:9]] == numbers_of(page, name)
    assert len(rows) == 2 + len(db.session.query(AdministrativeUnit).filter_by(parent_code="19").all())
    assert sum(int(row[3]) for row in rows[2:]) == int(rows[1][3])


def test_a_past_day_counts_what_the_system_held_then_and_leads_to_no_names(visitor, mixed, still):
    now = clock.now()
    still(now + timedelta(days=30))
    browser = visitor(mixed.department)
    officer_count = make_members(mixed.code, 4)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    name = unit(mixed.code).full_name

    today, past = get(browser, "/coverage/19"), get(browser, f"/coverage/19?on={yesterday}")

    assert numbers_of(today, name)[0] - numbers_of(past, name)[0] == len(officer_count)
    assert "/officers" not in past.text


def test_a_future_day_is_refused_for_a_unit(visitor, mixed):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    assert get(visitor(mixed.department), f"/coverage/19?on={tomorrow}").status_code == 422


def test_the_lowest_share_can_come_first(visitor, mixed):
    browser = visitor(mixed.department)
    first, second = unit(mixed.code).full_name, unit(mixed.other_code).full_name

    page = get(browser, "/coverage/19?order=share").text

    assert page.index(f">{second}<") < page.index(f">{first}<")


def test_the_map_repeats_the_table_and_has_a_shade_for_no_data(visitor, mixed):
    page = get(visitor(mixed.department), "/coverage/19/map")

    assert page.status_code == 200
    assert f"#u{mixed.code}" in page.text
    assert 'class="qnone"' in page.text
    assert 'class="q0"' in page.text
    assert len(page.data) <= 80 * 1024


def test_a_commune_has_no_map_of_its_own(visitor, mixed):
    browser = visitor(mixed.department)

    assert get(browser, f"/coverage/{mixed.code}/map").status_code == 404
    assert "/map" not in get(browser, f"/coverage/{mixed.code}").text


@pytest.mark.parametrize("path", ["/coverage/19", "/coverage/19?by=competency", "/coverage/VN"])
def test_coverage_pages_stay_below_thirty_kilobytes(visitor, mixed, path):
    account = mixed.ministry if "VN" in path else mixed.department
    browser = visitor(account)
    get(browser, path)
    with statements() as found:
        page = get(browser, path)

    assert page.status_code == 200
    assert len(page.data) <= 30 * 1024
    assert len(found) <= 12


def test_the_ministry_sees_no_names_anywhere(visitor, mixed):
    browser = visitor(mixed.ministry)
    paths = ("/", "/coverage/VN", "/coverage/VN?by=competency", "/coverage/VN/map", "/coverage/19")
    for path in (*paths, f"/coverage/{mixed.code}", "/coverage/19.csv", "/coverage/VN.csv"):
        page = get(browser, path)
        assert page.status_code == 200
        assert "Lò Thị Yến" not in page.text
        assert "/officers" not in page.text
    assert get(browser, "/coverage/19/officers?status=below").status_code == 403
    assert post(browser, "/coverage/19/officers", **PURPOSE).status_code == 403


def opened():
    db.session.rollback()
    return db.session.scalars(db.select(AuditEntry).where(AuditEntry.event == "people:list_opened")).all()


def test_names_ask_for_a_purpose_that_goes_on_the_trail(visitor, mixed):
    browser = visitor(mixed.department)
    address = f"/coverage/{mixed.code}/officers?status=met"

    before = get(browser, address)
    answer = post(browser, address, **PURPOSE)
    after = get(browser, address)

    assert "Lò Thị Yến" not in before.text
    assert answer.status_code == 302
    assert answer.location == address
    assert "Lò Thị Yến" in after.text
    [entry] = opened()
    assert entry.actor_id == mixed.department.id
    assert entry.target_id == mixed.code
    assert PURPOSE["words"] in entry.detail["purpose"]
    assert entry.detail["filters"]["status"] == "met"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"purpose": "plan", "words": "ngắn"}, id="too short"),
        pytest.param({"purpose": "plan", "words": "a" + " " * 20}, id="blanks do not count"),
        pytest.param({"purpose": "curiosity", "words": PURPOSE["words"]}, id="unknown kind"),
    ],
)
def test_an_empty_purpose_is_refused_and_what_was_typed_is_kept(visitor, mixed, form):
    browser = visitor(mixed.department)

    answer = post(browser, f"/coverage/{mixed.code}/officers?status=met", **form)

    assert answer.status_code == 422
    assert form.get("words", "").strip() in answer.text
    assert "Lò Thị Yến" not in answer.text
    assert opened() == []


def test_turning_pages_does_not_ask_again_and_another_list_is_noted(visitor, mixed):
    make_members(mixed.code, 3)
    browser = visitor(mixed.department)
    post(browser, f"/coverage/{mixed.code}/officers", **PURPOSE)

    second = get(browser, f"/coverage/{mixed.code}/officers?page=2")
    narrowed = get(browser, f"/coverage/{mixed.code}/officers?status=unproven")
    elsewhere = get(browser, f"/coverage/{mixed.other_code}/officers")

    assert second.text.count('<tr role="row">') > 2
    assert narrowed.text.count('<tr role="row">') > 2
    assert "Trần Văn Páo" not in elsewhere.text
    assert [entry.detail["filters"]["status"] for entry in opened()] == ["", "unproven"]


def test_after_a_quarter_of_an_hour_the_purpose_is_asked_again(visitor, mixed, still):
    now = clock.now()
    still(now)
    browser = visitor(mixed.department)
    address = f"/coverage/{mixed.code}/officers?status=met"
    post(browser, address, **PURPOSE)
    still(now + timedelta(minutes=14))
    in_time = get(browser, address)
    still(now + timedelta(minutes=16))

    late = get(browser, address)

    assert "Lò Thị Yến" in in_time.text
    assert "Lò Thị Yến" not in late.text


def test_a_leader_sees_the_own_commune_and_its_names(visitor, mixed):
    browser = visitor(mixed.leader)
    own = f"/coverage/{mixed.code}"

    assert get(browser, "/coverage").location == own
    assert get(browser, own).status_code == 200
    post(browser, f"{own}/officers?status=met", **PURPOSE)
    assert "Lò Thị Yến" in get(browser, f"{own}/officers?status=met").text


@pytest.mark.parametrize("tail", ["", "/map", ".csv", "/officers"])
def test_a_unit_outside_the_scope_is_like_one_that_never_was(visitor, mixed, tail):
    browser = visitor(mixed.leader)

    foreign, unknown = (
        get(browser, f"/coverage/{mixed.other_code}{tail}"),
        get(browser, f"/coverage/99999{tail}"),
    )

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text.replace(mixed.other_code, "") == unknown.text.replace("99999", "")
    assert get(browser, f"/coverage/19{tail}").status_code == 404
    assert get(browser, f"/coverage/VN{tail}").status_code == 404


@pytest.mark.parametrize("role", ["officer", "editor", "reviewer", "assessor", "admin"])
def test_without_a_role_for_figures_the_pages_are_refused(visitor, mixed, role):
    account = make_member(mixed.code).account if role == "officer" else factories.make_account(role)
    browser = visitor(account)

    for path in ("/coverage", "/coverage/19", f"/coverage/{mixed.code}/officers", "/coverage/19.csv"):
        assert get(browser, path).status_code == 403


def test_an_empty_province_says_so(visitor, town):
    page = get(visitor(town.department), "/coverage/19")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_the_home_of_the_department_names_units_with_urgent_gaps(visitor, mixed, still):
    still(datetime(2028, 1, 1, 5, tzinfo=UTC))
    browser = visitor(mixed.department)

    page = get(browser, "/").text

    assert f'href="/coverage/{mixed.code}"' in page
    assert "Lò Thị Yến" not in page


# --- as of a day ----------------------------------------------------


def pass_night():
    db.session.rollback()
    tasks.run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)


@pytest.fixture
def past(mixed, still):
    """The day on which the people of ``mixed`` were recorded, ten days ago."""
    now = clock.now()
    still(now)
    day = clock.today()
    still(now + timedelta(days=10))
    return day.isoformat()


def test_a_past_day_stays_in_every_address_of_the_page(visitor, mixed, past):
    page = get(visitor(mixed.department), f"/coverage/19?by=commune&on={past}").text

    assert f'href="{mixed.code}?on={past}"' in page
    assert f"/coverage/19/map?on={past}" in page
    assert f"/coverage/19.csv?by=commune&amp;on={past}" in page
    assert 'href="/coverage/19?by=commune"' in page  # back to today


def test_map_and_file_show_the_same_past_day_as_the_table(visitor, mixed, past):
    make_members(mixed.code, 2)
    browser, name = visitor(mixed.department), unit(mixed.code).full_name

    table = get(browser, f"/coverage/19?on={past}")
    drawing = get(browser, f"/coverage/19/map?on={past}")
    file = get(browser, f"/coverage/19.csv?on={past}")

    rows = {row[0]: row for row in csv.reader(StringIO(file.data.decode("utf-8-sig"))) if row}
    figures = numbers_of(table, name)
    assert [int(cell) for cell in rows[mixed.code][2:9]] == figures
    assert f"({figures[2] + figures[3]}/{figures[1]})" in drawing.text
    assert f"/coverage/{mixed.code}?on={past}" in drawing.text
    assert past in file.headers["Content-Disposition"]


@pytest.mark.parametrize("tail", ["", "/map", ".csv"])
@pytest.mark.parametrize("day", ["31-02-2026", "2026-02-31", "hôm qua", "2999-01-01"])
def test_a_day_that_cannot_be_shown_gets_a_sentence(visitor, mixed, tail, day):
    answer = get(visitor(mixed.department), f"/coverage/19{tail}?by=competency&on={day}")

    assert answer.status_code == 422
    assert answer.mimetype == "text/html"
    if not tail:
        assert day in answer.text  # what was typed stays
        assert '<option value="competency" selected>' in answer.text


def test_the_country_is_shown_as_the_night_counted_it(visitor, mixed):
    browser = visitor(mixed.ministry)
    make_members(mixed.code, 3)
    before = get(browser, "/coverage/VN")
    pass_night()
    live = count_coverage(None, by="province").rows[0]
    make_members(mixed.code, 2)

    with statements() as found:
        kept = get(browser, "/coverage/VN")

    name = unit("19").full_name
    assert 'class="notice' in before.text
    assert numbers_of(kept, name)[:2] == [live.officers, live.required] == [6, live.required]
    assert not [statement for statement in found if "FROM standings" in statement]
    assert numbers_of(get(visitor(mixed.department), "/coverage/19"), unit(mixed.code).full_name)[0] == 7


def test_a_frozen_quarter_end_is_told_apart_and_stays(visitor, mixed, still):
    browser = visitor(mixed.department)
    end = "2026-12-31"
    for day in (datetime(2026, 12, 31, 5, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC)):
        still(day)
        browser = visitor(mixed.department)
        pass_night()
    name = unit(mixed.code).full_name
    before = get(browser, f"/coverage/19?on={end}")
    make_members(mixed.code, 2)

    after = get(browser, f"/coverage/19?on={end}")

    assert numbers_of(before, name) == numbers_of(after, name)
    assert "31/12/2026" in after.text
    assert get(browser, f"/coverage/{mixed.code}?on={end}&by=competency").status_code == 200
