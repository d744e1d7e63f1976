"""Totals entered for targets, and targets and populations defined by a page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import races
from factories import make_account, make_assignment, make_officer, make_organisation, make_unit
from sqlalchemy import select
from target_texts import PEOPLE, STRANGERS, TEXT, TOTALS

from competency import queries
from competency.models import PolicyTarget, TargetEntry, TargetPopulation
from competency.queries import targets
from competency.rules.targets import DataOrigin, Measure, Verdict
from competency.services import (
    CodeTaken,
    EntryMoved,
    EntryRefused,
    TargetRefused,
    add_population,
    add_target,
    correct_totals,
    edit_population,
    edit_target,
    enter_totals,
    initialise,
)
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account, AuditEntry
from people.models import AdministrativeUnit

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def province(app):
    return make_unit("19", "Tỉnh Thái Nguyên")


@pytest.fixture
def department(province):
    return make_account("department", "19")


def find(code):
    return db.session.get(PolicyTarget, code)


def enter(code="TN-d2", totals=TOTALS, *, unit="19", by):
    with transaction():
        return enter_totals(find(code), db.session.get(AdministrativeUnit, unit), totals, by=by)


def judged(province, code, on=TODAY):
    return next(one for one in queries.judge_targets(province, on=on) if one.code == code)


def test_entered_totals_are_judged_with_their_paper(province, department):
    entry = enter(by=department)

    one = judged(province, "TN-d2")

    assert (one.numerator, one.denominator, one.verdict) == (96, 100, Verdict.MET)  # > 95 %
    assert (one.measured_on, one.document) == (TOTALS.measured_on, TOTALS.document)
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "target:totals-entered")).one()
    assert (trail.actor_id, trail.detail["numerator"], trail.target_id) == (department.id, 96, str(entry.id))


def test_totals_count_from_their_own_day_on(province, department):
    enter(by=department)
    enter(totals=replace(TOTALS, measured_on=date(2026, 11, 1), numerator=50), by=department)

    assert judged(province, "TN-d2").numerator == 50
    assert judged(province, "TN-d2", date(2026, 10, 31)).numerator == 96
    assert judged(province, "TN-d2", date(2026, 9, 29)).verdict is Verdict.NO_ENTRY


def test_a_correction_is_a_new_row_and_the_wrong_one_stays(province, department):
    wrong = enter(by=department)
    with transaction():
        correct_totals(
            wrong, replace(TOTALS, numerator=69), "Đảo số khi nhập, theo báo cáo gốc", by=department
        )

    assert judged(province, "TN-d2").numerator == 69
    rows = targets.list_entries(["19"], "TN-d2")
    assert [(row.numerator, row.corrects_id) for row in rows] == [(69, wrong.id), (96, None)]
    with pytest.raises(EntryMoved), transaction():
        correct_totals(wrong, TOTALS, "Đảo số khi nhập, theo báo cáo gốc", by=department)


def test_the_same_day_is_not_entered_twice(province, department):
    enter(by=department)

    with pytest.raises(EntryMoved):
        enter(totals=replace(TOTALS, numerator=3), by=department)
    assert len(targets.list_entries(["19"], "TN-d2")) == 1


def test_two_people_enter_the_same_day_at_the_same_moment(app, province, department):
    by_id = department.id

    def deed(numerator):
        def one():
            by, unit = db.session.get(Account, by_id), db.session.get(AdministrativeUnit, "19")
            return enter_totals(find("TN-d2"), unit, replace(TOTALS, numerator=numerator), by=by).id

        return one

    results, refusals = races.results_and_refusals(app, deed(1), deed(2))

    assert (len(results), len(refusals)) == (1, 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"numerator": 101}, "numerator"),
        ({"numerator": -1}, "numerator"),
        ({"denominator": 0, "numerator": 0}, "denominator"),
        ({"denominator": 10**12}, "denominator"),
        ({"measured_on": TODAY + timedelta(days=1)}, "measured_on"),
        ({"document": "  ? "}, "document"),
    ],
    ids=str,
)
def test_totals_that_cannot_be_are_refused_with_a_sentence(province, department, change, field):
    entry = enter(by=department)
    for deed in (
        lambda: enter("TN-d1", replace(TOTALS, **change), by=department),
        lambda: correct_totals(entry, replace(TOTALS, **change), "Đảo số khi nhập liệu", by=department),
    ):
        with pytest.raises(EntryRefused) as refusal:
            deed()
        assert refusal.value.field in (field, "measured_on")
        assert str(refusal.value)


@pytest.mark.parametrize("code", ["BN-5c", "TN-dd1", "BN-4"])
def test_nothing_is_entered_for_what_is_computed_not_tracked_or_of_another_province(
    province, department, code
):
    with pytest.raises(EntryRefused):
        enter(code, by=department)


@pytest.mark.parametrize(("role", "scope"), STRANGERS)
def test_only_the_own_department_enters_and_corrects(province, department, role, scope):
    entry, stranger = enter(by=department), make_account(role, scope)

    with pytest.raises(Forbidden):
        enter("TN-d1", by=stranger)
    with pytest.raises(Forbidden), transaction():
        correct_totals(entry, TOTALS, "Đảo số khi nhập liệu", by=stranger)
    assert db.session.query(TargetEntry).count() == 1


def test_a_yearly_target_forgets_the_totals_of_last_year(app, at):
    bac_ninh = make_unit("24", "Tỉnh Bắc Ninh")
    department = make_account("department", "24")
    enter("BN-5b", replace(TOTALS, measured_on=date(2026, 11, 1)), unit="24", by=department)
    assert judged(bac_ninh, "BN-5b").verdict is Verdict.MET

    at(date(2027, 1, 2))
    assert judged(bac_ninh, "BN-5b", date(2027, 1, 2)).verdict is Verdict.NO_ENTRY


def test_a_new_target_is_counted_without_code(province, department):
    make_assignment(make_officer(degree_level="doctor"), position="VT02")
    with transaction():
        code = add_target("TS-1", TEXT, owner="19", by=department).code

    one = judged(province, code)

    assert (code, one.numerator, one.denominator, one.verdict) == ("19-TS-1", 1, 1, Verdict.MET)
    assert code not in [one.code for one in queries.judge_targets(make_unit("24", "Tỉnh Bắc Ninh"), on=TODAY)]
    assert db.session.scalars(select(AuditEntry.event).where(AuditEntry.target_id == code)).all() == [
        "target:added"
    ]


def test_a_new_population_is_counted_without_code(province, department):
    ward = make_unit("19002", "Phường Quan Triều")
    from_ward = make_officer(unit=ward, degree_level="doctor")
    make_assignment(make_officer(degree_level="bachelor"), position="VT02")
    make_assignment(from_ward, make_organisation(ward), "VT02")
    with transaction():
        people = add_population("CT-PHUONG", PEOPLE, owner="19", by=department).code
        code = add_target("TS-2", replace(TEXT, population=people), owner="19", by=department).code

    assert (judged(province, code).numerator, judged(province, code).denominator) == (1, 1)


def test_a_province_lays_its_own_in_place_of_the_nations(province, department):
    make_assignment(make_officer())
    text = replace(
        TEXT,
        population="VN_CIVIL_SERVANTS",
        measure=Measure.PERIODS_AT_LEAST,
        data_origin=DataOrigin.PLATFORM,
        parameters={"periods": "60"},
    )
    with transaction():
        edit_target(find("VN-40"), text, owner="19", by=department)
    codes = [one.code for one in queries.judge_targets(province, on=TODAY)]

    assert ("19-VN-40" in codes, "VN-40" in codes, len(codes)) == (True, False, 26)
    assert find("VN-40").parameters == {"periods": 40}
    with pytest.raises(CodeTaken), transaction():
        edit_target(find("VN-40"), text, owner="19", by=department)


def test_a_population_of_the_nation_is_replaced_for_the_province_only(province, department):
    make_assignment(make_officer(employment_kind="cadre"))
    assert judged(province, "VN-40").denominator == 0
    with transaction():
        edit_population(
            db.session.get(TargetPopulation, "VN_CIVIL_SERVANTS"),
            replace(PEOPLE, positions=[], unit_kinds=[], definition="Mọi cán bộ của tỉnh"),
            owner="19",
            by=department,
        )

    one = judged(province, "VN-40")
    assert (one.denominator, one.definition) == (1, "Mọi cán bộ của tỉnh")
    assert db.session.get(TargetPopulation, "VN_CIVIL_SERVANTS").edited_at is None


def test_an_installation_again_keeps_what_was_edited_here(province, department):
    with transaction():
        edit_target(find("TN-dd1"), replace(TEXT, threshold_percent=77), owner="19", by=department)
        population = db.session.get(TargetPopulation, "TN_ALL")
        edit_population(population, replace(PEOPLE, name="Cán bộ của tỉnh"), owner="19", by=department)
    with transaction():
        initialise()

    assert find("TN-dd1").threshold_percent == 77
    assert db.session.get(TargetPopulation, "TN_ALL").name == "Cán bộ của tỉnh"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"population": "KHONG_CO"}, "population"),
        ({"population": "TN_COMMUNES"}, "population"),
        ({"measure": Measure.STANDARDS_AT_APPOINTMENT, "parameters": {}}, "population"),
        ({"threshold_percent": 101}, "threshold_percent"),
        ({"due": "sớm"}, "measure"),
        ({"parameters": {"level": "giáo sư"}}, "measure"),
        ({"measure": Measure.ENTERED, "parameters": {}}, "measure"),
        ({"data_origin": DataOrigin.DO_NOT_TRACK}, "measure"),
        ({"name": " "}, "name"),
    ],
    ids=str,
)
def test_a_definition_that_cannot_be_is_refused(province, department, change, field):
    with pytest.raises(TargetRefused) as refusal, transaction():
        add_target("TS-3", replace(TEXT, **change), owner="19", by=department)
    assert refusal.value.field == field


@pytest.mark.parametrize("code", ["", "Mục tiêu", "a" * 21, "x/y"])
def test_codes_are_plain_and_taken_once(province, department, code):
    with pytest.raises(TargetRefused), transaction():
        add_target(code, TEXT, owner="19", by=department)
    with transaction():
        add_target("TS-4", TEXT, owner="19", by=department)
    with pytest.raises(CodeTaken), transaction():
        add_target("TS-4", TEXT, owner="19", by=department)


def test_what_is_never_tracked_cannot_be_edited_into_being_tracked(app):
    department = make_account("department", "24")
    make_unit("24", "Tỉnh Bắc Ninh")
    with pytest.raises(TargetRefused), transaction():
        edit_target(find("BN-5c"), replace(TEXT, population="BN_ALL"), owner="24", by=department)
    assert find("BN-5c").measure == "not_tracked"


def test_a_target_with_entries_keeps_its_measure(province, department):
    enter(by=department)

    with pytest.raises(TargetRefused), transaction():
        edit_target(find("TN-d2"), TEXT, owner="19", by=department)


@pytest.mark.parametrize(("role", "scope"), STRANGERS)
def test_only_the_own_department_defines_for_a_province(province, department, role, scope):
    stranger = make_account(role, scope)
    population = db.session.get(TargetPopulation, "TN_ALL")
    for deed in (
        lambda: add_target("TS-5", TEXT, owner="19", by=stranger),
        lambda: edit_target(find("TN-dd1"), TEXT, owner="19", by=stranger),
        lambda: add_population("TS-5", PEOPLE, owner="19", by=stranger),
        lambda: edit_population(population, PEOPLE, owner="19", by=stranger),
    ):
        with pytest.raises(Forbidden), transaction():
            deed()


def test_the_ministry_defines_for_the_nation_and_nobody_elses(province, department):
    ministry = make_account("ministry")
    with transaction():
        add_target("VN-X", replace(TEXT, population="VN_CIVIL_SERVANTS"), owner="", by=ministry)
    with pytest.raises(TargetRefused), transaction():
        edit_target(find("TN-dd1"), TEXT, owner="", by=ministry)
    with pytest.raises(Forbidden), transaction():
        add_target("VN-Y", TEXT, owner="", by=department)

    assert "VN-X" in [one.code for one in queries.judge_targets(province, on=TODAY)]
