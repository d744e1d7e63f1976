"""Reporting periods: closed once, corrected by number, and what was frozen never changes."""

from dataclasses import replace
from datetime import date

import pytest
import races
from factories import make_account, make_assignment, make_officer, make_unit
from nights import pass_night
from sqlalchemy import select
from target_texts import PEOPLE, STRANGERS, TEXT, TOTALS

from competency import queries
from competency.models import (
    FrozenTarget,
    FrozenTargetCell,
    PeriodClosing,
    PolicyTarget,
    ReportingPeriod,
    SnapshotDay,
    TargetPopulation,
)
from competency.queries.periods import list_frozen_communes, list_trend
from competency.rules.targets import Verdict
from competency.services import (
    NotCountedYet,
    PeriodMoved,
    Totals,
    close_period,
    correct_period,
    correct_totals,
    edit_population,
    edit_target,
    enter_totals,
    initialise,
    open_periods,
)
from competency.services.snapshots import SnapshotFrozen, count_nation
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import Account, AuditEntry
from people.models import AdministrativeUnit

IN_QUARTER, LAST, AFTER = date(2026, 9, 15), date(2026, 9, 30), date(2026, 10, 2)
CODE = "2026-Q3"
REASON = "Bổ sung số liệu nộp muộn của xã Tân Hòa"


@pytest.fixture
def province(app, at):
    at(IN_QUARTER)
    with transaction():
        open_periods(IN_QUARTER, by=db.session.scalars(select(Account).filter_by(is_system=True)).one())
    return make_unit("19", "Tỉnh Thái Nguyên")


@pytest.fixture
def department(province):
    return make_account("department", "19")


@pytest.fixture
def officer(province):
    officer = make_officer(degree_level="master")
    make_assignment(officer, position="VT02")
    return officer


def freeze(day=LAST):
    """What the night after a quarter end leaves behind."""
    with transaction():
        now = clock.now()
        db.session.add(SnapshotDay(day=day, state="frozen", has_detail=True, taken_at=now, frozen_at=now))


def period(code=CODE, province_code="19"):
    return queries.get_period(province_code, code)


def close(by, code=CODE):
    with transaction():
        close_period(period(code), by=by)


def correct(by, reason=REASON):
    with transaction():
        return correct_period(period(), reason, by=by)


def frozen(unit, code="TN-dd1", **more):
    return next(one for one in queries.list_target_results(unit, period(), **more) if one.code == code)


def everything_frozen():
    models = (FrozenTarget, FrozenTargetCell, PeriodClosing)
    return {
        model.__tablename__: sorted(map(repr, db.session.execute(select(model.__table__))))
        for model in models
    }


def test_the_calendar_makes_itself_once(province):
    system = db.session.scalars(select(Account).filter_by(is_system=True)).one()
    with transaction():
        assert open_periods(IN_QUARTER, by=system) == 0
        assert open_periods(date(2027, 1, 1), by=system) == 34 * 5
    codes = [one.code for one in queries.list_periods("19")]
    assert codes[:2] == ["2027-Q4", "2027"]
    assert codes[-1] == "2026-Q1"


def test_the_night_keeps_the_calendar(app, at):
    at(date(2028, 4, 1))
    pass_night()

    assert queries.find_period("19", "2028-Q2") is not None


def test_closing_freezes_what_was_held_on_the_last_day(province, department, officer, at):
    at(AFTER)
    freeze()
    make_assignment(make_officer(degree_level="none"), position="VT02", starts_on=date(2026, 1, 1))

    close(department)

    one = frozen(province)
    assert (one.numerator, one.denominator, one.verdict, one.correction_no) == (1, 1, Verdict.MET, 0)
    assert one.measured_on == LAST
    commune = frozen(make_unit())
    assert (commune.numerator, commune.denominator, commune.name) == (1, 1, one.name)
    assert len(queries.list_target_results(province, period())) == 26
    cells = list_frozen_communes(period(), "TN-dd1")
    assert (len(cells), cells["19001"].numerator) == (len(set(cells)), 1)
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "period:closed")).one()
    assert (trail.actor_id, trail.detail) == (department.id, {"province": "19", "period": CODE})


def test_an_open_period_has_nothing_frozen(province):
    assert queries.list_target_results(province, period()) == []
    assert queries.list_target_results(make_unit("24", "Tỉnh Bắc Ninh"), period()) == []


@pytest.mark.parametrize("day", [IN_QUARTER, LAST])
def test_a_period_is_closed_after_its_last_day_only(province, department, at, day):
    at(day)
    freeze()

    with pytest.raises(Refused, match="30/09/2026"):
        close(department)


@pytest.mark.parametrize("state", ["missing", "provisional", "final", "taking"])
def test_a_night_that_was_not_counted_stops_the_closing_with_a_sentence(province, department, at, state):
    at(AFTER)
    if state != "missing":
        with transaction():
            db.session.add(SnapshotDay(day=LAST, state=state, has_detail=True, taken_at=clock.now()))

    with pytest.raises(NotCountedYet, match="lms expire"):
        close(department)
    assert everything_frozen()["period_closings"] == []


def test_a_period_is_closed_once(province, department, officer, at):
    at(AFTER)
    freeze()
    close(department)
    before = everything_frozen()

    with pytest.raises(PeriodMoved):
        close(department)
    assert everything_frozen() == before


def test_two_people_close_at_the_same_moment(app, province, department, officer, at):
    at(AFTER)
    freeze()
    period_id, by_id = period().id, department.id

    def deed():
        close_period(db.session.get(ReportingPeriod, period_id), by=db.session.get(Account, by_id))
        return "closed"

    results, refusals = races.results_and_refusals(app, deed, deed)

    assert (results, len(refusals)) == (["closed"], 1)
    assert len(everything_frozen()["period_closings"]) == 1


def test_two_people_correct_at_the_same_moment(app, province, department, officer, at):
    at(AFTER)
    freeze()
    close(department)
    period_id, by_id = period().id, department.id

    def deed():
        found = db.session.get(ReportingPeriod, period_id)
        return correct_period(found, REASON, by=db.session.get(Account, by_id))

    results, refusals = races.results_and_refusals(app, deed, deed)

    assert len(results) + len(refusals) == 2
    assert sorted(results) == list(range(1, len(results) + 1))
    assert period().correction_no == len(results)


def test_a_correction_has_a_number_and_the_former_figures_stay(province, department, officer, at):
    at(AFTER)
    freeze()
    close(department)
    before = everything_frozen()
    make_assignment(make_officer(degree_level="bachelor"), position="VT02", starts_on=date(2026, 1, 1))

    assert correct(department) == 1

    assert (frozen(province).numerator, frozen(province).denominator) == (1, 2)
    assert (frozen(province).verdict, frozen(province).correction_no) == (Verdict.NOT_MET, 1)
    former = frozen(province, correction_no=0)
    assert (former.denominator, former.verdict) == (1, Verdict.MET)
    assert [one.reason for one in queries.list_closings(period())] == ["", REASON]
    after = everything_frozen()
    assert all(set(rows) <= set(after[name]) for name, rows in before.items())
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "period:corrected")).one()
    assert (trail.detail["number"], trail.detail["reason"]) == (1, REASON)


def test_totals_of_the_quarter_that_arrive_before_the_closing_count(province, department, at):
    at(AFTER)
    freeze()
    with transaction():
        unit = db.session.get(AdministrativeUnit, "19")
        enter_totals(db.session.get(PolicyTarget, "TN-d2"), unit, TOTALS, by=department)

    close(department)

    assert frozen(province, "TN-d2").numerator == 96


def test_late_totals_come_in_by_a_correction(province, department, at):
    at(AFTER)
    freeze()
    close(department)
    assert frozen(province, "TN-d2").verdict is Verdict.NO_ENTRY
    with transaction():
        unit = db.session.get(AdministrativeUnit, "19")
        enter_totals(db.session.get(PolicyTarget, "TN-d2"), unit, TOTALS, by=department)
    assert frozen(province, "TN-d2").verdict is Verdict.NO_ENTRY

    correct(department)

    assert (frozen(province, "TN-d2").numerator, frozen(province, "TN-d2").document) == (96, TOTALS.document)


def test_an_open_period_is_not_corrected_and_a_correction_has_a_reason(province, department, at):
    at(AFTER)
    freeze()
    with pytest.raises(PeriodMoved):
        correct(department)
    close(department)
    for reason in ("", "   sai   "):
        with pytest.raises(Refused):
            correct(department, reason)
    assert period().correction_no == 0


@pytest.mark.parametrize(("role", "scope"), STRANGERS)
def test_only_the_own_department_closes_and_corrects(province, department, at, role, scope):
    at(AFTER)
    freeze()
    stranger = make_account(role, scope)
    with pytest.raises(Forbidden):
        close(stranger)
    close(department)
    with pytest.raises(Forbidden):
        correct(stranger)


def test_nothing_that_is_done_later_changes_what_was_frozen(province, department, officer, at):
    """Every deed that touches targets, people or days, after the closing."""
    at(AFTER)
    with transaction():
        unit = db.session.get(AdministrativeUnit, "19")
        entry_id = enter_totals(db.session.get(PolicyTarget, "TN-d2"), unit, TOTALS, by=department).id
    freeze()
    close(department)
    before = everything_frozen()
    system = db.session.scalars(select(Account).filter_by(is_system=True)).one()

    def with_target(code):
        return db.session.get(PolicyTarget, code)

    deeds = [
        lambda: edit_target(
            with_target("TN-dd1"), replace(TEXT, threshold_percent=99), owner="19", by=department
        ),
        lambda: edit_population(
            db.session.get(TargetPopulation, "TN_CHAIR_UBND"),
            replace(PEOPLE, name="Khác"),
            owner="19",
            by=department,
        ),
        lambda: enter_totals(
            with_target("TN-d1"),
            db.session.get(AdministrativeUnit, "19"),
            Totals(LAST, 1, 2, "Báo cáo số 13/BC-SNV"),
            by=department,
        ),
        lambda: correct_totals(
            queries.targets.get_entry(entry_id), replace(TOTALS, numerator=1), REASON, by=department
        ),
        lambda: initialise(by=system),
        lambda: open_periods(AFTER, by=system),
        lambda: correct_period(period("2026-Q3"), REASON, by=department),
    ]
    for deed in deeds:
        with transaction():
            deed()
    for refused in (
        lambda: close_period(period(), by=department),
        lambda: count_nation(LAST, with_detail=True, by=system),
    ):
        with pytest.raises((PeriodMoved, SnapshotFrozen)), transaction():
            refused()
    with transaction():
        db.session.get(type(officer), officer.id).degree_level = "none"

    after = everything_frozen()
    assert all(set(rows) <= set(after[name]) for name, rows in before.items())
    one = frozen(province, correction_no=0)
    assert (one.numerator, one.threshold, one.population) == (1, 75, "Chủ tịch UBND cấp xã")


def test_what_is_never_tracked_is_listed_without_figures(app, province, at):
    at(AFTER)
    freeze()
    department = make_account("department", "24")
    with transaction():
        close_period(period(CODE, "24"), by=department)

    found = queries.list_target_results(make_unit("24", "Tỉnh Bắc Ninh"), period(CODE, "24"))
    (one,) = [one for one in found if one.code == "BN-5c"]
    assert (one.verdict, one.numerator, one.denominator) == (Verdict.NOT_TRACKED, None, None)


def test_the_trend_is_made_of_closed_quarters(province, department, officer, at):
    at(AFTER)
    freeze()
    close(department)
    correct(department)

    (point,) = list_trend(province, "TN-dd1")
    assert (point.period, point.correction_no, str(point.share)) == (CODE, 1, "100.0")
    (point,) = list_trend(make_unit(), "TN-dd1")
    assert (point.numerator, point.denominator) == (1, 1)
