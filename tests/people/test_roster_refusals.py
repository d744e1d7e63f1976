"""Wrong rosters: every error names row, column, value and remedy, and nothing at all is changed."""

import pytest
from factories import make_assignment, make_officer, make_organisation, make_unit
from roster_files import DUNG, HEADERS, HOA
from sqlalchemy import select

from lms.database import db
from lms.errors import Forbidden, NotFound, Refused
from people.models import AdministrativeUnit, Officer, Organisation

SECOND_POST = HOA | {"organisation": "Văn phòng HĐND và UBND", "position_code": "VT02"}
FIFTY_MEGABYTES = 50 * 1024**2


def places(report):
    return [(error.row, error.column, error.value) for error in report.errors]


@pytest.fixture
def refused(load, state):
    """Import a file that must be refused; return its report. Neither it nor a dry run may change a thing."""

    def run(path, **options):
        before = state()
        rehearsal = load(path, is_dry_run=True, **options)
        report = load(path, **options)
        assert state() == before
        assert not report.is_applied
        assert (report.added, report.changed, report.ended, report.officer_ids) == (0, 0, 0, set())
        assert rehearsal.errors == report.errors
        assert report.errors
        assert all(error.problem and error.remedy for error in report.errors)
        return report

    return run


@pytest.mark.parametrize(
    ("column", "value", "remedy"),
    [
        pytest.param("unit_code", "99999", "", id="unknown unit"),
        pytest.param("unit_code", "07210", "", id="unit of another province"),
        pytest.param("unit_code", "19", "", id="the province itself"),
        pytest.param("unit_code", "5443", "05443", id="unit code without its zero"),
        pytest.param("unit_code", "", "", id="no unit"),
        pytest.param("personal_id", "19188000123", "Excel", id="11 digits"),
        pytest.param("personal_id", "0191880001234", "12", id="13 digits"),
        pytest.param("personal_id", "01918800012A", "12", id="letter in the number"),
        pytest.param("personal_id", "", "", id="no number"),
        pytest.param("full_name", "", "", id="no name"),
        pytest.param("organisation", "", "", id="no organisation"),
        pytest.param("position_code", "VT99", "VT14", id="unknown position"),
        pytest.param("is_main", "chắc vậy", "", id="neither yes nor no"),
        pytest.param("starts_on", "31/02/2026", "05/03/2026", id="31 February"),
        pytest.param("starts_on", "", "", id="no first day"),
        pytest.param("ends_on", "30/06/2025", "", id="ends before it starts"),
        pytest.param("ends_on", "29/02/2027", "", id="no leap year"),
        pytest.param("employment_kind", "thời vụ", "Công chức", id="unknown employment kind"),
        pytest.param("degree_level", "giỏi", "Đại học", id="unknown degree"),
        pytest.param("political_theory_level", "đỏ", "Sơ cấp", id="unknown political theory"),
        pytest.param("email", "hoa@thainguyen", "@", id="half an address"),
    ],
)
def test_a_wrong_cell_is_named_and_stops_the_file(refused, files, column, value, remedy):
    report = refused(files.csv(DUNG, HOA | {column: value}))

    assert places(report) == [(3, HEADERS[column], value)]
    assert remedy in report.errors[0].remedy


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_wrong_cell_of_every_row_is_told_at_once(refused, files, kind):
    first = HOA | {"unit_code": "99999", "starts_on": "31/02/2026", "email": "không có"}
    path = getattr(files, kind)(first, DUNG | {"personal_id": "19090000456", "position_code": "X"})

    report = refused(path)

    assert places(report) == [
        (2, HEADERS["unit_code"], "99999"),
        (2, HEADERS["starts_on"], "31/02/2026"),
        (2, HEADERS["email"], "không có"),
        (3, HEADERS["personal_id"], "19090000456"),
        (3, HEADERS["position_code"], "X"),
    ]


def test_two_main_posts_at_a_time_are_an_error_on_both_rows(refused, files):
    report = refused(files.csv(HOA, DUNG, SECOND_POST))

    assert places(report) == [(2, HEADERS["is_main"], "có"), (4, HEADERS["is_main"], "có")]


def test_several_posts_without_a_main_one_are_an_error_on_each_row(refused, files):
    report = refused(files.csv(HOA | {"is_main": "không"}, SECOND_POST | {"is_main": "không"}))

    assert places(report) == [(2, HEADERS["is_main"], "không"), (3, HEADERS["is_main"], "không")]


def test_a_main_post_that_the_system_holds_already_is_an_error(load, refused, files):
    load(files.csv(HOA))

    report = refused(files.csv(SECOND_POST))

    assert places(report) == [(2, HEADERS["is_main"], "có")]
    assert "VT14" in report.errors[0].problem
    assert "--close-missing" in report.errors[0].remedy


def test_one_number_with_two_names_is_an_error_on_both_rows(refused, files):
    other = SECOND_POST | {"full_name": "Nguyễn Thị Hoa", "is_main": "không"}

    report = refused(files.csv(HOA, other))

    assert places(report) == [
        (2, HEADERS["full_name"], "Nguyễn Thị Hòa"),
        (3, HEADERS["full_name"], "Nguyễn Thị Hoa"),
    ]


def test_rows_of_a_person_that_differ_about_the_person_are_errors(refused, files):
    other = SECOND_POST | {"is_main": "không", "degree_level": "Thạc sĩ"}

    report = refused(files.csv(HOA, other))

    assert places(report) == [
        (2, HEADERS["degree_level"], "Đại học"),
        (3, HEADERS["degree_level"], "Thạc sĩ"),
    ]


def test_the_same_post_with_other_values_is_an_error_on_both_rows(refused, files):
    report = refused(files.csv(HOA, HOA | {"decision_no": "99/QĐ-UBND"}))

    assert places(report) == [
        (2, HEADERS["decision_no"], "12/QĐ-UBND"),
        (3, HEADERS["decision_no"], "99/QĐ-UBND"),
    ]


def test_a_person_of_another_province_is_an_error_that_hides_the_number(refused, files, province):
    make_officer("Nguyễn Thị Hòa", unit=make_unit("07210"), personal_id=HOA["personal_id"])

    report = refused(files.csv(HOA))

    assert places(report) == [(2, HEADERS["personal_id"], "019•••••••23")]


def test_an_ambiguous_unit_name_lists_the_codes(refused, files):
    report = refused(files.csv(HOA | {"unit_code": "", "unit_name": "Hoà Bình"}))

    assert places(report) == [(2, HEADERS["unit_name"], "Hoà Bình")]
    assert "05710" in report.errors[0].remedy
    assert "05720" in report.errors[0].remedy


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("", "Xã Tân Hóa", id="no unit of this name"),
        pytest.param("05443", "Xã Tân Hòa", id="name of another unit than the code"),
    ],
)
def test_a_unit_name_that_does_not_fit_is_an_error(refused, files, code, name):
    report = refused(files.csv(HOA | {"unit_code": code, "unit_name": name}))

    assert places(report) == [(2, HEADERS["unit_name"], name)]


def test_a_formula_is_an_error_even_if_it_shows_a_value(refused, files):
    report = refused(files.xlsx(DUNG, HOA | {"full_name": '="Nguyễn Thị "&"Hòa"'}))

    assert places(report) == [(3, HEADERS["full_name"], '="Nguyễn Thị "&"Hòa"')]


def test_a_merged_header_is_an_error(refused, files):
    report = refused(files.xlsx(HOA, merge="A1:B1"))

    assert places(report) == [(1, HEADERS["personal_id"], "A1:B1")]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda files: files.empty_xlsx(), id="empty sheet"),
        pytest.param(lambda files: files.xlsx(), id="header only"),
        pytest.param(lambda files: files.huge_csv(FIFTY_MEGABYTES), id="50 MB"),
        pytest.param(lambda files: files.folder / "khong-co.csv", id="no such file"),
    ],
)
def test_a_file_without_a_usable_table_is_refused_as_a_whole(refused, files, make):
    report = refused(make(files), skip_errors=True, close_missing=True)

    assert [error.row for error in report.errors] == [None]
    assert report.rows == 0


def test_a_missing_and_an_unknown_column_are_named(refused, files):
    headers = HEADERS | {"starts_on": "Ngày sinh"}

    report = refused(files.csv(HOA, headers=headers))

    assert {(error.row, error.column) for error in report.errors} == {(1, "Ngày sinh"), (1, "Ngày bắt đầu")}


def test_what_the_system_holds_survives_a_refused_full_roster(refused, files, province):
    make_assignment(organisation=make_organisation(make_unit("05500")))

    refused(files.csv(HOA | {"unit_code": "99999"}), close_missing=True)


def test_skipping_errors_loads_the_people_without_errors_and_nobody_by_halves(load, files):
    wrong = SECOND_POST | {"is_main": "không", "position_code": "VT99"}
    path = files.csv(HOA, DUNG, wrong)

    report = load(path, skip_errors=True, close_missing=True)

    assert db.session.scalars(select(Officer.full_name)).all() == ["Trần Văn Dũng"]
    assert [error.row for error in report.errors] == [2, 4]
    assert (report.rows, report.added, report.ended) == (3, 1, 0)


def test_skipping_errors_never_ends_posts(load, files):
    load(files.csv(HOA, DUNG))

    report = load(files.csv(HOA | {"email": "?"}), skip_errors=True, close_missing=True)

    assert report.ended == 0
    assert report.notices


def test_two_mains_while_skipping_errors_are_judged_as_nothing_ends(load, files, state):
    load(files.csv(HOA))
    before = state()

    report = load(files.csv(SECOND_POST, DUNG | {"email": "?"}), skip_errors=True, close_missing=True)

    assert {error.row for error in report.errors} == {2, 3}
    assert state() == before


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        pytest.param(None, "", id="nobody"),
        pytest.param("department", "24", id="department of another province"),
        pytest.param("leader", "05443", id="leader"),
        pytest.param("ministry", "", id="ministry"),
        pytest.param("admin", "", id="administrator"),
    ],
)
def test_only_the_department_of_the_province_imports_its_roster(load, files, state, make_actor, role, scope):
    before = state()
    with pytest.raises(Forbidden):
        load(files.csv(HOA), by=make_actor(role, scope))
    assert state() == before


def test_the_department_imports_the_roster_of_its_province(load, files, make_actor):
    assert load(files.csv(HOA), by=make_actor("department", "19")).added == 1


@pytest.mark.parametrize(
    ("code", "error"),
    [pytest.param("05443", Refused, id="a commune"), pytest.param("77", NotFound, id="no unit")],
)
def test_a_roster_is_of_a_province(load, files, code, error):
    with pytest.raises(error):
        load(files.csv(HOA), province_code=code)


def test_an_organisation_is_not_left_behind_by_a_refused_file(refused, files, province):
    refused(files.csv(HOA, DUNG | {"starts_on": "31/02/2026"}))

    assert db.session.scalars(select(Organisation)).all() == []
    assert db.session.get(AdministrativeUnit, "05443") is not None
