"""Right rosters: what is added, changed, ended and left alone."""

import json
from datetime import UTC, date, datetime

import openpyxl
import pytest
from factories import make_assignment, make_organisation, make_position, make_unit
from roster_files import DUNG, HEADERS, HOA
from sqlalchemy import select

from lms.database import db
from lms.models import AuditEntry
from lms.secrets import decrypt
from people.models import Assignment, Officer, Organisation
from people.services.rosters import write_roster_errors, write_roster_template

SECOND_POST = HOA | {
    "organisation": "Văn phòng HĐND và UBND",
    "position_code": "VT02",
    "is_main": "không",
}
TODAY = date(2026, 3, 10)


def posts():
    rows = db.session.scalars(select(Assignment).order_by(Assignment.id))
    return [(row.position_code, row.is_main, row.starts_on, row.ends_on) for row in rows]


def counts(report):
    return report.added, report.changed, report.ended, report.unchanged


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_row_becomes_an_officer_with_a_post(load, files, kind):
    report = load(getattr(files, kind)(HOA))

    officer = db.session.scalars(select(Officer)).one()
    assignment = officer.assignments[0]
    assert report.errors == []
    assert report.is_applied
    assert report.officer_ids == {officer.id}
    assert (officer.full_name, officer.province_code, officer.search_key) == (
        "Nguyễn Thị Hòa",
        "19",
        "nguyen thi hoa",
    )
    assert (officer.employment_kind, officer.degree_level, officer.degree_field) == (
        "civil_servant",
        "bachelor",
        "Luật",
    )
    assert (officer.political_theory_level, officer.email) == ("intermediate", "hoa@thainguyen.gov.vn")
    assert (assignment.unit_code, assignment.position_code, assignment.is_main) == ("05443", "VT14", True)
    assert (assignment.starts_on, assignment.ends_on) == (date(2025, 7, 1), None)
    assert assignment.decision_no == "12/QĐ-UBND"


def test_the_personal_number_is_sealed_masked_and_in_no_trail(load, files):
    load(files.csv(HOA, DUNG))
    load(files.csv(HOA | {"email": "moi@thainguyen.gov.vn"}), close_missing=True, today=TODAY)

    officer = db.session.scalars(select(Officer).order_by(Officer.id)).first()
    trail = json.dumps([(entry.target_id, entry.detail) for entry in db.session.scalars(select(AuditEntry))])
    assert decrypt(officer.personal_id_sealed) == HOA["personal_id"]
    assert officer.personal_id_masked == "019•••••••23"
    assert HOA["personal_id"] not in trail
    assert DUNG["personal_id"] not in trail


def test_every_change_is_on_the_trail(load, files, system):
    load(files.csv(HOA))
    load(files.csv(HOA | {"ends_on": "28/02/2026", "degree_level": "Thạc sĩ"}))

    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.event.like("%:%"))).all()
    told = [
        (entry.event, entry.detail.get("fields")) for entry in entries if "initialised" not in entry.event
    ]
    assert told == [
        ("organisation:added", None),
        ("officer:added", None),
        ("assignment:started", None),
        ("people:roster_loaded", None),
        ("officer:changed", ["degree_level"]),
        ("assignment:changed", ["ends_on"]),
        ("people:roster_loaded", None),
    ]
    assert {entry.actor_id for entry in entries} == {system.id}


def test_the_same_file_twice_changes_nothing_the_second_time(load, files, state, count):
    path = files.csv(HOA, DUNG, SECOND_POST)
    load(path, close_missing=True)
    before, trail = state(), count(AuditEntry)

    report = load(path, close_missing=True)

    assert counts(report) == (0, 0, 0, 3)
    assert not report.is_applied
    assert report.officer_ids == set()
    assert (state(), count(AuditEntry)) == (before, trail)


def test_a_dry_run_tells_the_same_and_changes_nothing(load, files, state, count):
    load(files.csv(HOA))
    path = files.csv(HOA | {"degree_level": "Thạc sĩ"}, DUNG, DUNG)
    before, trail = state(), count(AuditEntry)

    rehearsal = load(path, is_dry_run=True)
    assert (state(), count(AuditEntry)) == (before, trail)
    report = load(path)

    assert counts(rehearsal) == counts(report) == (1, 1, 0, 0)
    assert rehearsal.notices == report.notices
    assert (rehearsal.officers_added, rehearsal.organisations_added) == (1, 1)
    assert not rehearsal.is_applied


def test_a_person_may_hold_several_posts_with_one_main_among_them(load, files):
    report = load(files.csv(HOA, SECOND_POST))

    assert (report.added, report.officers_added) == (2, 1)
    assert posts() == [("VT14", True, date(2025, 7, 1), None), ("VT02", False, date(2025, 7, 1), None)]


def test_main_posts_may_follow_one_another(load, files):
    first = HOA | {"ends_on": "2026-01-31"}
    then = SECOND_POST | {"is_main": "x", "starts_on": "2026-02-01"}

    assert load(files.csv(first, then)).errors == []


def test_the_main_post_can_change_places(load, files):
    load(files.csv(HOA, SECOND_POST))

    report = load(files.csv(SECOND_POST | {"is_main": "có"}, HOA | {"is_main": "không"}))

    assert counts(report) == (0, 2, 0, 0)
    assert [is_main for _, is_main, _, _ in posts()] == [False, True]


def test_a_new_main_post_may_follow_one_that_the_file_ends(load, files):
    load(files.csv(HOA))
    then = SECOND_POST | {"is_main": "có", "starts_on": "01/03/2026"}

    report = load(files.csv(then, HOA | {"ends_on": "28/02/2026"}))

    assert counts(report) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("cell", "rows", "expected"),
    [
        pytest.param("", [HOA], [True], id="empty on the only row means yes"),
        pytest.param(
            "", [HOA, SECOND_POST | {"is_main": "có"}], [False, True], id="empty beside another: no"
        ),
    ],
)
def test_an_empty_cell_for_the_main_post(load, files, cell, rows, expected):
    rows[0] = rows[0] | {"is_main": cell}

    load(files.csv(*rows))

    assert [is_main for _, is_main, _, _ in posts()] == expected


@pytest.mark.parametrize("name", ["Xã Tân Hoà", "xã tân hòa", "Tân Hoà", "XÃ TÂN HÒA"])
def test_a_unit_is_found_by_name_wherever_the_tone_mark_sits(load, files, name):
    report = load(files.csv(HOA | {"unit_code": "", "unit_name": name}))

    assert report.errors == []
    assert db.session.scalars(select(Assignment.unit_code)).all() == ["05500"]


def test_a_full_name_is_not_ambiguous_where_the_short_one_is(load, files):
    load(files.csv(HOA | {"unit_code": "", "unit_name": "Xã Hoà Bình"}))

    assert db.session.scalars(select(Assignment.unit_code)).all() == ["05720"]


def test_organisations_and_people_match_wherever_the_tone_mark_sits(load, files):
    load(files.csv(HOA | {"organisation": "Phòng Văn hóa - Xã hội"}))

    report = load(files.csv(HOA | {"organisation": "PHÒNG VĂN HOÁ - XÃ HỘI"}))

    assert counts(report) == (0, 0, 0, 1)
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_an_organisation_may_be_given_by_its_code(load, files, province):
    organisation = make_organisation(make_unit("05443"), "Phòng Kinh tế", code="PKT-PDP")

    load(files.csv(DUNG | {"organisation": "PKT-PDP"}))

    assert db.session.scalars(select(Assignment.organisation_id)).all() == [organisation.id]


def test_a_new_organisation_gets_its_kind_and_a_readable_code(load, files):
    load(files.csv(HOA, DUNG))

    organisations = db.session.scalars(select(Organisation).order_by(Organisation.code)).all()
    assert [(one.code, one.kind) for one in organisations] == [
        ("05443-phong-kinh-te", "division"),
        ("05443-trung-tam-phuc-vu-hanh-chinh-cong", "service_centre"),
    ]


def test_english_headers_words_and_iso_dates_are_read(load, files):
    row = HOA | {
        "is_main": "true",
        "starts_on": "2025-07-01",
        "employment_kind": "cadre",
        "degree_level": "master",
        "political_theory_level": "advanced",
    }

    assert load(files.csv(row, headers=None)).errors == []
    assert db.session.scalars(select(Officer.employment_kind)).all() == ["cadre"]


def test_repeated_rows_are_left_out_with_a_notice(load, files):
    report = load(files.csv(HOA, DUNG, HOA))

    assert (report.rows, report.added) == (3, 2)
    assert any("4" in notice for notice in report.notices)


@pytest.mark.parametrize(
    ("name", "place", "encoding"),
    [
        pytest.param("NguyÔn ThÞ Hoµ", "Phßng Kinh tÕ", "TCVN3", id="TCVN3"),
        pytest.param("Nguyeãn Thò Hoaø", "Phoøng Kinh teá", "VNI", id="VNI"),
    ],
)
def test_old_encodings_are_converted_and_reported(load, files, name, place, encoding):
    row = HOA | {"full_name": name, "organisation": place, "employment_kind": "", "degree_level": ""}
    row |= {"is_main": "1", "degree_field": "", "political_theory_level": "", "decision_no": "12"}

    report = load(files.csv(row))

    assert report.errors == []
    assert any(encoding in notice for notice in report.notices)
    assert db.session.scalars(select(Officer.full_name)).all() == ["Nguyễn Thị Hoà"]
    assert db.session.scalars(select(Organisation.name)).all() == ["Phòng Kinh tế"]


def test_empty_cells_say_nothing_about_a_known_officer(load, files):
    load(files.csv(HOA))
    silent = dict.fromkeys(("employment_kind", "degree_level", "degree_field", "email", "decision_no"), "")

    report = load(files.csv(HOA | silent))

    assert counts(report) == (0, 0, 0, 1)


def test_a_new_officer_without_employment_kind_is_a_civil_servant_and_the_report_says_so(load, files):
    report = load(files.csv(HOA | {"employment_kind": ""}))

    assert db.session.scalars(select(Officer.employment_kind)).all() == ["civil_servant"]
    assert len(report.notices) == 1


def test_closing_ends_what_the_file_no_longer_has_yesterday_or_today(load, files, still):
    still(datetime(2026, 3, 10, 3, tzinfo=UTC))
    load(files.csv(HOA, DUNG, SECOND_POST | {"starts_on": "10/03/2026"}))

    report = load(files.csv(DUNG), close_missing=True)

    hoa = db.session.scalars(select(Officer.id).where(Officer.full_name == "Nguyễn Thị Hòa")).one()
    assert counts(report) == (0, 0, 2, 1)
    assert report.officer_ids == {hoa}
    assert posts() == [
        ("VT14", True, date(2025, 7, 1), date(2026, 3, 9)),
        ("VT02", False, date(2026, 3, 10), date(2026, 3, 10)),
        ("VT11", True, date(2025, 7, 1), None),
    ]


def test_closing_leaves_posts_to_come_and_other_provinces_alone(load, files, province):
    to_come = make_assignment(
        organisation=make_organisation(make_unit("05500")), position="VT02", starts_on=date(2026, 4, 1)
    )
    elsewhere = make_assignment(
        organisation=make_organisation(make_unit("07210", parent="24")), position="VT02"
    )

    report = load(files.csv(HOA), close_missing=True, today=TODAY)

    assert report.ended == 0
    assert [to_come.ends_on, elsewhere.ends_on] == [None, None]


def test_without_closing_missing_posts_go_on(load, files):
    load(files.csv(HOA, DUNG))

    assert load(files.csv(DUNG)).ended == 0
    assert [ends_on for *_, ends_on in posts()] == [None, None]


def test_a_transfer_in_a_full_roster_closes_the_old_main_post_and_stays_idempotent(load, files):
    load(files.csv(HOA))
    moved = HOA | {"unit_code": "05500", "starts_on": "01/02/2026"}

    first = load(files.csv(moved), close_missing=True, today=TODAY)
    second = load(files.csv(moved), close_missing=True, today=TODAY)

    assert counts(first) == (1, 0, 1, 0)
    assert counts(second) == (0, 0, 0, 1)


def test_a_corrected_file_of_errors_can_be_handed_in_as_it_is(load, files):
    path = files.csv(HOA | {"starts_on": "31/02/2026"}, DUNG)
    report = load(path, skip_errors=True)
    target = files.folder / "loi.xlsx"

    write_roster_errors(target, report)

    sheet = openpyxl.load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [len(rows), rows[1][0]] == [2, HOA["personal_id"]]
    assert "31/02/2026" in rows[1][-1]
    workbook = openpyxl.load_workbook(target)
    workbook.active.cell(2, rows[0].index(HEADERS["starts_on"]) + 1, "01/07/2025")
    workbook.save(target)
    assert load(target).added == 1


def test_the_template_is_read_back_and_its_example_is_not_data(load, files, province):
    target = files.folder / "mau.xlsx"
    write_roster_template(target)
    workbook = openpyxl.load_workbook(target)
    workbook.active.append([HOA.get(key, "") for key in HEADERS])
    workbook.save(target)

    report = load(target)

    assert report.errors == []
    assert report.added == 1


def test_a_title_above_the_header_does_not_matter(load, files):
    assert load(files.xlsx(HOA, title="DANH SÁCH CÁN BỘ, CÔNG CHỨC")).added == 1


def test_a_position_code_in_small_letters_is_known(load, files):
    make_position("VT14")

    assert load(files.csv(HOA | {"position_code": "vt14"})).errors == []
