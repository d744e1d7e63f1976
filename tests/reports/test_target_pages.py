"""Pages of policy targets, entries, populations and periods, from one to the other."""

import csv
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO

import pytest
from factories import (
    make_account,
    make_assignment,
    make_officer,
    make_organisation,
    make_unit,
    post,
    sign_in,
)
from openpyxl import load_workbook
from sqlalchemy import select

from competency import queries
from competency.models import PolicyTarget, SnapshotDay, TargetEntry, TargetPopulation
from competency.services import open_periods
from lms import clock
from lms.database import db, transaction
from lms.models import AuditEntry
from lms.queries import get_system_account

TODAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def today(app, still):
    still(datetime.combine(TODAY, time(5), tzinfo=UTC))
    with transaction():
        open_periods(TODAY, by=get_system_account())


@pytest.fixture
def people(app):
    """Six chairs in one commune, four of them masters; one chair in another."""
    for number in range(6):
        degree = "master" if number < 4 else "bachelor"
        name = f"Lò Văn {'ABCDEF'[number]}nh"
        make_assignment(make_officer(name, degree_level=degree), position="VT02")
    there = make_unit("19002", "Phường Quan Triều")
    make_assignment(
        make_officer("Lý Thị Lẻ", unit=there, degree_level="master"), make_organisation(there), "VT02"
    )


@pytest.fixture
def department(app, client, people):
    return sign_in(client, make_account("department", "19"))


def browser(app, role, scope=""):
    return sign_in(app.test_client(), make_account(role, scope))


def text(answer, status=200):
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def table(answer):
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


TOTALS = {
    "measured_on": "2026-09-30",
    "numerator": "96",
    "denominator": "100",
    "document": "Báo cáo số 12/BC-SNV ngày 05/10/2026",
}
TARGET = {
    "code": "TS-1",
    "name": "Chủ tịch UBND có trình độ đại học",
    "source": "Nghị quyết 5/NQ-TU",
    "kind": "muc_tieu",
    "population": "TN_CHAIR_UBND",
    "operator": "ge",
    "threshold_percent": "90",
    "due": "2028",
    "data_origin": "record",
    "measure": "degree_at_least",
    "degree": "bachelor",
    "numerator": "Số người có trình độ đại học",
    "denominator": "Số Chủ tịch UBND",
}


def test_the_table_leads_to_each_target_and_to_the_names(department):
    page = text(department.get("/targets"))
    assert page.count("/targets/TN-") >= 25
    assert "/targets/BN-2?" not in page

    one = text(department.get("/targets/TN-dd1"))
    assert "5/7" not in one  # figures stand apart
    assert "/targets/TN-dd1/officers?unit=19&amp;part=met" in one
    assert "Phường Quan Triều" in one


def test_a_list_of_names_asks_for_the_purpose_and_writes_it_down(department):
    address = "/targets/TN-dd1/officers?unit=19&part=missing"
    assert "Lò Văn" not in text(department.get(address))
    text(post(department, address, purpose="plan", words="ngắn"), 422)

    answer = post(department, address, purpose="plan", words="Lập kế hoạch cử đi học thạc sĩ")
    page = text(department.get(answer.headers["Location"]))

    assert (page.count("Lò Văn Enh"), page.count("Lò Văn Fnh"), page.count("Lò Văn Anh")) == (1, 1, 0)
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "people:list_opened")).one()
    assert trail.detail["filters"] == {"target": "TN-dd1", "part": "missing"}


def test_the_files_have_what_the_page_has(department):
    rows = table(department.get("/targets.csv?kind=phan_dau"))
    answer = department.get("/targets.xlsx?kind=phan_dau")
    sheet = load_workbook(BytesIO(answer.get_data())).active

    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == [
        [cell.lstrip("'") for cell in row] for row in rows
    ]
    assert [row[0] for row in rows[1:]] == ["TN-dd1", "TN-dd2", "TN-dd3", "TN-e", "TN-i2"]
    assert rows[1][6:9] == ["5", "7", "7"]
    page = text(department.get("/targets?kind=phan_dau"))
    assert ("TN-dd1" in page, "TN-b1" in page, "5/7" in page) == (True, False, True)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("origin=import_aggregate", ["TN-d1", "TN-d2", "TN-e", "TN-g1", "TN-g2", "TN-k"]),
        ("kind=nghia_vu", ["VN-40"]),
        ("verdict=not_tracked&others=1", ["BN-5c"]),
        ("verdict=not_tracked", []),
        ("origin=record&verdict=not_met", ["TN-dd1"]),
    ],
)
def test_filters_narrow_the_table(department, query, codes):
    assert [row[0] for row in table(department.get(f"/targets.csv?{query}"))[1:]] == codes


def test_a_leader_sees_the_own_commune_and_no_other(app, people):
    leader = browser(app, "leader", "19001")

    rows = {row[0]: row for row in table(leader.get("/targets.csv"))}
    assert rows["TN-dd1"][6:8] == ["4", "6"]
    for path in ("/targets?unit=19", "/targets?unit=19002", "/targets/TN-dd1?unit=19002"):
        assert leader.get(path).status_code == 404
    assert "/definition" not in text(leader.get("/targets/TN-dd1"))


def test_the_ministry_sees_no_group_under_five(app, people):
    ministry = browser(app, "ministry")
    assert "/targets/new" in text(ministry.get("/targets"))

    page = text(ministry.get("/targets/TN-dd1?unit=19"))
    assert "officers?" not in page
    # One chair there; the only other commune with people hides with it, else the total would tell.
    small = table(ministry.get("/targets.csv?unit=19002"))
    row = next(row for row in small if row[0] == "TN-dd1")
    assert row[6:10] == ["", "", "", ""]
    assert ministry.get("/targets/TN-dd1/officers?unit=19").status_code in (403, 404)
    whole = next(row for row in table(ministry.get("/targets.csv?unit=19")) if row[0] == "TN-dd1")
    assert whole[6:8] == ["5", "7"]


def test_totals_are_entered_corrected_and_shown(department):
    answer = post(department, "/targets/TN-d2/entries?unit=19", **TOTALS)
    page = text(department.get(answer.headers["Location"]))
    assert "Báo cáo số 12/BC-SNV" in page

    entry = db.session.scalars(select(TargetEntry)).one().id
    address = f"/targets/entries/{entry}/correction"
    assert 'value="96"' in text(department.get(address))
    text(post(department, address, **TOTALS | {"numerator": "69"}), 422)
    post(department, address, **TOTALS | {"numerator": "69", "reason": "Đảo số khi nhập liệu"})
    page = text(department.get("/targets/TN-d2/entries?unit=19"))
    assert ("Đảo số khi nhập liệu" in page, ">69<" in page, ">96<" in page) == (True, True, True)
    row = next(row for row in table(department.get("/targets.csv")) if row[0] == "TN-d2")
    assert row[6:8] == ["69", "100"]


@pytest.mark.parametrize(
    "wrong",
    [{"numerator": "101"}, {"denominator": "0"}, {"measured_on": "2026-10-06"}, {"document": "?"}],
    ids=str,
)
def test_wrong_totals_keep_what_was_typed(department, wrong):
    page = text(post(department, "/targets/TN-d2/entries?unit=19", **TOTALS | wrong), 422)

    assert "field-errors" in page
    assert next(iter(wrong.values())) in page
    assert db.session.scalars(select(TargetEntry)).all() == []


def test_what_is_computed_or_never_tracked_has_no_page_for_totals(app, department):
    for code in ("TN-dd1", "BN-5c"):
        assert department.get(f"/targets/{code}/entries?unit=19").status_code == 404
    bac_ninh = browser(app, "department", "24")
    assert post(bac_ninh, "/targets/BN-5c/entries?unit=24", **TOTALS).status_code == 404


def test_a_target_is_added_and_edited_by_a_page(department):
    text(department.get("/targets/new"))
    text(post(department, "/targets/new", **TARGET | {"measure": "entered"}), 422)
    answer = post(department, "/targets/new", **TARGET)
    assert answer.status_code == 302
    row = next(row for row in table(department.get("/targets.csv")) if row[0] == "19-TS-1")
    assert row[6:8] == ["7", "7"]

    page = text(department.get("/targets/19-TS-1/definition"))
    assert 'value="bachelor" selected' in page
    edited = {name: value for name, value in TARGET.items() if name != "code"} | {"threshold_percent": "100"}
    post(department, "/targets/19-TS-1/definition", **edited)
    assert db.session.get(PolicyTarget, "19-TS-1").threshold_percent == 100


def test_a_population_is_edited_by_a_page_and_the_figure_follows(department):
    text(department.get("/populations"))
    page = text(department.get("/populations/TN_CHAIR_UBND"))
    assert 'value="VT02" checked' in page
    fields = {
        "name": "Chủ tịch UBND phường",
        "definition": "Chủ tịch UBND các phường của tỉnh",
        "is_counted": "1",
        "positions": "VT02",
        "unit_kinds": "ward",
        "main_post_only": "1",
        "service": "held",
    }
    assert post(department, "/populations/TN_CHAIR_UBND", **fields).status_code == 302
    assert db.session.get(TargetPopulation, "TN_CHAIR_UBND").unit_kinds == ["ward"]
    row = next(row for row in table(department.get("/targets.csv")) if row[0] == "TN-dd1")
    assert (row[5], row[7]) == (fields["definition"], "1")
    text(post(department, "/populations/new", **fields | {"code": "x y z", "service": "nie"}), 422)
    assert post(department, "/populations/new", **fields | {"code": "P-1"}).status_code == 302


def test_a_quarter_is_closed_and_corrected_by_a_page(department):
    text(department.get("/periods"))
    page = text(department.get("/periods/2026-Q3"))
    assert "/closing" not in page  # the night is missing
    page = text(post(department, "/periods/2026-Q3/closing", confirmed="1"), 422)
    assert "lms expire" in page
    with transaction():
        now = clock.now()
        day = date(2026, 9, 30)
        db.session.add(SnapshotDay(day=day, state="frozen", has_detail=True, taken_at=now, frozen_at=now))
    assert "/closing" in text(department.get("/periods/2026-Q3"))
    text(post(department, "/periods/2026-Q3/closing"), 422)
    assert post(department, "/periods/2026-Q3/closing", confirmed="1").status_code == 302
    assert post(department, "/periods/2026-Q3/closing", confirmed="1").status_code == 409

    page = text(department.get("/periods/2026-Q3"))
    assert "TN-dd1" in page
    text(post(department, "/periods/2026-Q3/corrections", reason="sai"), 422)
    assert post(department, "/periods/2026-Q3/corrections", reason="Xã nộp muộn số liệu").status_code == 302
    assert "Xã nộp muộn số liệu" in text(department.get("/periods/2026-Q3"))
    assert queries.get_period("19", "2026-Q3").correction_no == 1
    text(department.get("/periods/2026-Q3?correction=0"))
    assert "cách hiểu của hệ thống" in text(department.get("/periods/2026-Q3?definitions=1"))
    assert len(department.get("/periods/2026-Q3").get_data()) <= 30 * 1024
    page = text(department.get("/targets/TN-dd1"))
    assert ("<svg role" in page, "2026-Q3" in page) == (True, True)


def test_the_ministry_sees_no_past_quarter_in_which_a_group_under_five_would_follow(app, department):
    with transaction():
        now, day = clock.now(), date(2026, 9, 30)
        db.session.add(SnapshotDay(day=day, state="frozen", has_detail=True, taken_at=now, frozen_at=now))
    post(department, "/periods/2026-Q3/closing", confirmed="1")
    post(department, "/periods/2026-Q3/corrections", reason="Xã nộp muộn số liệu")
    there = make_unit("19002")
    for number in range(5):
        name = f"Lý Thị {'ABCDE'[number]}nh"
        make_assignment(make_officer(name, unit=there), make_organisation(there), "VT02")

    page = text(browser(app, "ministry").get("/targets/TN-dd1?unit=19001"))

    assert "66,7 %" in page  # enough people in both communes today
    assert "2026-Q3" not in page
    assert "2026-Q3" in text(department.get("/targets/TN-dd1?unit=19001"))


def test_the_ministry_reads_calendars_and_closes_none(app):
    ministry = browser(app, "ministry")
    text(ministry.get("/periods"))
    text(ministry.get("/periods?province=19"))

    assert post(ministry, "/periods/2026-Q3/closing?province=19", confirmed="1").status_code == 403
    assert browser(app, "department", "24").get("/periods/2026-Q3?province=19").status_code == 404


def test_pages_stay_small(department):
    for path in ("/targets", "/targets/TN-dd1", "/periods", "/populations"):
        assert len(department.get(path).get_data()) <= 30 * 1024, path
