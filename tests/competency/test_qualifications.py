"""Rows, history and alerts of what posts ask beside competencies."""

import csv
from datetime import date
from functools import partial

import pytest
import races
from click.testing import CliRunner
from factories import (
    make_assignment,
    make_officer,
    make_organisation,
    make_position,
    make_unit,
    refresh_standards,
)
from sqlalchemy import event, func, select

import app as application
from competency import queries
from competency.models import Alert, QualificationRequirement, QualificationStanding
from competency.rules import StandingStatus
from competency.services import (
    find_differing_qualifications,
    refresh_due_qualifications,
    refresh_qualifications,
    refresh_standings,
)
from competency.services.duties import COLUMNS, load_duties
from competency.services.initialise import REFERENCE
from competency.tasks import keep_qualifications
from lms.database import db, transaction
from lms.errors import Refused
from lms.models import AuditEntry
from lms.queries import get_system_account
from people.models import Officer

TODAY = date(2026, 11, 20)
FILE = REFERENCE / "qualification_requirements.csv"


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def officer(app):
    """A one-stop specialist of Thái Nguyên since 1 July 2025, of whom only a college degree is known."""
    found = make_officer(degree_level="college", degree_field="Luật")
    make_assignment(found)
    refresh_standards(found)
    return found


def rows_of(officer):
    return {row.requirement.code: row for row in queries.list_qualifications(officer)}


def history_of(officer, code):
    return db.session.scalars(
        select(QualificationStanding)
        .join(QualificationStanding.requirement)
        .where(QualificationStanding.officer_id == officer.id, QualificationRequirement.code == code)
        .order_by(QualificationStanding.id)
    ).all()


def alerts_of(officer, cause):
    return db.session.scalars(
        select(Alert).where(Alert.officer_id == officer.id, Alert.cause == cause).order_by(Alert.id)
    ).all()


def learn(officer, **columns):
    with transaction():
        for name, value in columns.items():
            setattr(officer, name, value)
    refresh_standards(officer)


def differences(officer):
    return find_differing_qualifications([officer.id], by=get_system_account())


def count(model, *conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_a_post_asks_what_its_province_and_the_nation_ask(officer):
    rows = rows_of(officer)

    assert {code: row.status for code, row in rows.items()} == {
        "TN-DEGREE-SPECIALISTS": "below",
        "TN-THEORY-SPECIALISTS": "unproven",
        "STATE-MANAGEMENT": "unproven",
        "ND171-PERIODS": "unproven",
        "CT18-KH04": "unproven",
        "TN-KH02": "unproven",
        "TN-KH13": "unproven",
    }
    row = rows["TN-DEGREE-SPECIALISTS"]
    assert (row.required, row.attained, row.recorded, row.due_on) == (3, 2, "college", date(2030, 12, 31))
    assert (row.province_code, row.unit_code, row.position_code) == ("19", "19001", "VT14")
    assert row.since == date(2026, 7, 1)
    assert differences(officer) == []


def test_another_province_asks_only_what_the_nation_asks(app):
    unit = make_unit("24001", "Xã Tân Chi", parent="24")
    officer = make_officer(unit=unit)
    make_assignment(officer, make_organisation(unit))
    refresh_standards(officer)

    assert set(rows_of(officer)) == {"STATE-MANAGEMENT", "ND171-PERIODS", "CT18-KH04"}


def test_a_cadre_owes_no_periods_under_the_decree_on_civil_servants(app):
    officer = make_officer(employment_kind="cadre")
    make_assignment(officer, position="VT02")
    refresh_standards(officer)

    assert "ND171-PERIODS" not in rows_of(officer)


def test_a_gap_opens_one_alert_that_says_what_is_asked(officer):
    (alert,) = alerts_of(officer, "degree")

    assert (alert.kind, alert.reason, alert.severity) == ("CB1", "too_low", "info")
    assert alert.qualification.code == "TN-DEGREE-SPECIALISTS"
    assert (alert.competency_code, alert.requirement_id) == (None, None)
    (course,) = alerts_of(officer, "course:KH04")
    assert (course.kind, course.severity, course.next_steps) == ("CB3", "warning", [["course", "KH04"]])
    (periods,) = alerts_of(officer, "periods:2026")
    assert (periods.kind, periods.severity, periods.due_on) == ("CB2", "warning", date(2026, 12, 31))


def test_a_recorded_degree_closes_the_row_opens_another_and_closes_the_alert(at, officer):
    at(date(2026, 12, 1))
    learn(officer, degree_level="bachelor")

    old, new = history_of(officer, "TN-DEGREE-SPECIALISTS")
    assert (old.status, old.valid_to) == ("below", date(2026, 12, 1))
    assert (new.status, new.since, new.valid_from) == ("met", date(2026, 12, 1), date(2026, 12, 1))
    (alert,) = alerts_of(officer, "degree")
    assert (alert.state, alert.close_reason) == ("closed", "met")


def test_a_gap_that_returns_is_a_new_alert(officer):
    learn(officer, degree_level="bachelor")
    learn(officer, degree_level="college")

    assert [alert.state for alert in alerts_of(officer, "degree")] == ["closed", "open"]
    assert [row.status for row in history_of(officer, "TN-DEGREE-SPECIALISTS")] == ["below", "met", "below"]


def test_periods_that_are_missing_do_not_outweigh_levels_that_are_missing(officer):
    refresh_standings([officer.id], by=get_system_account())

    listed = [alert for alert in queries.list_alerts(officer) if alert.severity == "warning"]

    assert listed[0].competency_code is not None
    assert "periods:2026" in [alert.cause for alert in listed]


def test_refreshing_twice_changes_nothing(officer):
    before = [row.id for row in rows_of(officer).values()]

    counts = refresh_qualifications([officer.id], by=get_system_account())

    assert (counts.opened, counts.closed, counts.alerts_opened, counts.alerts_changed) == (0, 0, 0, 0)
    assert [row.id for row in rows_of(officer).values()] == before


def test_an_alert_somebody_has_seen_stays_seen_when_it_becomes_pressing(at, officer):
    with transaction():
        alerts_of(officer, "course:KH04")[0].state = "acknowledged"
    at(date(2026, 12, 29))
    refresh_standards(officer)

    (alert,) = alerts_of(officer, "course:KH04")
    assert (alert.state, alert.severity) == ("acknowledged", "warning")


@pytest.mark.parametrize(
    ("columns", "close_reason"),
    [({"ends_on": date(2026, 11, 30)}, "post_ended"), ({"position_code": "VT01"}, "not_required")],
)
def test_what_is_asked_no_longer_ends_with_its_reason(at, officer, columns, close_reason):
    make_position("VT01", "Bí thư")
    with transaction():
        for name, value in columns.items():
            setattr(officer.assignments[0], name, value)
    at(date(2026, 12, 1))
    refresh_standards(officer)

    assert "TN-DEGREE-SPECIALISTS" not in rows_of(officer)
    assert [alert.close_reason for alert in alerts_of(officer, "degree")] == [close_reason]


def test_the_new_year_ends_the_periods_of_the_old_one(at, officer):
    at(date(2027, 1, 1))
    keep_qualifications(date(2027, 1, 1), get_system_account())

    old, new = history_of(officer, "ND171-PERIODS")
    assert (old.year, old.valid_to) == (2026, date(2027, 1, 1))
    assert (new.year, new.since, new.due_on) == (2027, date(2027, 1, 1), date(2027, 12, 31))
    assert [alert.close_reason for alert in alerts_of(officer, "periods:2026")] == ["year_ended"]
    assert alerts_of(officer, "periods:2027") == []
    assert differences(officer) == []


def test_who_came_during_the_year_owes_periods_from_the_next_one(at, app):
    officer = make_officer()
    make_assignment(officer, starts_on=date(2026, 2, 1))
    refresh_standards(officer)
    assert "ND171-PERIODS" not in rows_of(officer)

    keep_qualifications(date(2027, 1, 1), get_system_account())

    at(date(2027, 1, 1))
    assert rows_of(officer)["ND171-PERIODS"].year == 2027


def test_the_nightly_step_finds_whom_time_has_changed_and_posts_that_begin(at, officer):
    later = make_officer("Hoàng Văn Páo")
    make_assignment(later, starts_on=date(2026, 12, 28))
    refresh_standards(later)
    assert rows_of(later) == {}

    at(date(2026, 12, 29))
    keep_qualifications(date(2026, 12, 29), get_system_account())

    assert differences(officer) == []
    assert "STATE-MANAGEMENT" in rows_of(later)
    assert refresh_due_qualifications(after=0, by=get_system_account()) is None


def test_a_past_day_shows_what_was_held_then_and_a_later_day_only_lets_time_pass(at, officer):
    at(date(2026, 12, 1))
    learn(officer, degree_level="bachelor")

    def status_on(day):
        rows = queries.list_qualifications(officer, on=day)
        return {row.requirement.code: (row.status, row.year) for row in rows}

    assert status_on(date(2026, 11, 30))["TN-DEGREE-SPECIALISTS"] == ("below", None)
    assert status_on(date(2026, 12, 1))["TN-DEGREE-SPECIALISTS"] == ("met", None)
    assert status_on(date(2027, 6, 1))["TN-DEGREE-SPECIALISTS"] == ("met", None)
    assert status_on(date(2027, 6, 1))["ND171-PERIODS"] == ("unproven", 2027)
    assert status_on(date(2026, 11, 19)) == {}


def test_a_check_names_what_differs_and_changes_nothing(officer):
    with transaction():
        officer.degree_level = "master"

    found = differences(officer)

    assert {(one.subject, one.competency_code) for one in found} == {
        ("qualification", "TN-DEGREE-SPECIALISTS"),
        ("alert", "degree"),
    }
    assert rows_of(officer)["TN-DEGREE-SPECIALISTS"].status == "below"


def test_two_refreshes_at_once_leave_one_row(app, officer):
    with transaction():
        officer.degree_level = "bachelor"
    officer_id = officer.id
    deed = partial(lambda: refresh_qualifications([officer_id], by=get_system_account()) and None)

    outcomes = races.together(app, *[deed] * 4)

    assert outcomes == [None] * 4
    open_rows = QualificationStanding.valid_to.is_(None), QualificationStanding.kind == "degree"
    assert count(QualificationStanding, QualificationStanding.officer_id == officer_id, *open_rows) == 1
    assert count(QualificationStanding, QualificationStanding.kind == "degree") == 2
    assert count(Alert, Alert.cause == "degree") == 1


def test_a_batch_takes_as_many_statements_as_one_officer(app):
    ids = []
    for number in range(12):
        officer = make_officer(f"Lò Thị {number}")
        make_assignment(officer)
        ids.append(officer.id)

    def count_statements(officer_ids):
        found = []

        def note(*told):
            found.append(told[2])

        system = get_system_account()
        event.listen(db.engine, "before_cursor_execute", note)
        refresh_qualifications(officer_ids, by=system)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(found)

    assert count_statements(ids[:1]) == count_statements(ids[1:]) <= 12


def test_coverage_counts_each_officer_under_the_own_unit(officer):
    other_unit = make_unit("19002", "Xã Bình Yên")
    other = make_officer("Hoàng Văn Páo", unit=other_unit, degree_level="master")
    make_assignment(other, make_organisation(other_unit))
    refresh_standards(other)

    def degrees(unit):
        (found,) = [row for row in queries.count_qualifications(unit) if row.kind == "degree"]
        return found.required, found.met, found.below

    assert degrees(None) == degrees(make_unit("19")) == (2, 1, 1)
    assert degrees(make_unit()) == (1, 0, 1)
    assert degrees(other_unit) == (1, 1, 0)
    behind = queries.select_qualifications_behind(
        make_unit("19"), visible_to=get_system_account(), kind="degree", status=StandingStatus.BELOW
    )
    assert [row.officer_id for row in db.session.scalars(behind)] == [officer.id]


def test_every_row_of_the_file_says_which_document_asks_and_what_is_a_proposal(app):
    rows = db.session.scalars(select(QualificationRequirement)).all()

    assert {row.basis for row in rows} == {"law", "plan", "proposal"}
    assert all(row.document and row.source_note for row in rows)
    assert [row.code for row in rows if row.basis == "law"] == ["ND171-PERIODS"]
    assert not [row.code for row in rows if row.basis == "proposal" and row.is_mandatory]
    assert all("đề xuất" in row.document.lower() for row in rows if row.basis == "proposal")


def changed_file(folder, **changes):
    with FILE.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    rows = [row | changes for row in rows if row["code"] == "TN-DEGREE-SPECIALISTS"]
    path = folder / "changed.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_changed_file_changes_its_rows_ends_the_others_and_wakes_everybody(officer, system, tmp_path):
    with transaction():
        assert load_duties(FILE, by=system) == 0
        assert load_duties(changed_file(tmp_path, value="master"), by=system) > 1

    keep_qualifications(TODAY, system)

    rows = rows_of(officer)
    assert set(rows) == {"TN-DEGREE-SPECIALISTS"}
    assert rows["TN-DEGREE-SPECIALISTS"].required == 4
    assert count(AuditEntry, AuditEntry.event == "qualifications:loaded") == 2
    with transaction():
        assert load_duties(FILE, by=system) > 1
        assert load_duties(FILE, by=system) == 0


@pytest.mark.parametrize(
    "changes", [{"value": "cử nhân"}, {"kind": "văn bằng"}, {"effective_on": "31/02/2026"}]
)
def test_a_row_that_cannot_be_right_is_refused(system, tmp_path, changes):
    with pytest.raises(Refused, match="TN-DEGREE-SPECIALISTS"):
        load_duties(changed_file(tmp_path, **changes), by=system)


def test_a_profile_of_another_officer_is_not_touched(officer):
    other = db.session.get(Officer, make_officer("Hoàng Văn Páo").id)
    make_assignment(other)

    learn(officer, degree_level="doctor")

    assert rows_of(other) == {}


ROSTER = (
    "personal_id,full_name,unit_code,organisation,position_code,is_main,starts_on,degree_level,"
    "has_state_management_training\n"
    "019085001234,Trần Thị Hòa,19001,Trung tâm Phục vụ hành chính công,VT14,có,01/07/2025,"
    "{degree},{training}\n"
)


def test_a_roster_brings_certificates_and_closes_the_gaps(app, at, monkeypatch, tmp_path):
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)
    make_unit()
    path = tmp_path / "danh-sach.csv"

    def load(**cells):
        path.write_text(ROSTER.format(**cells), encoding="utf-8")
        result = CliRunner().invoke(application.cli, ["import-roster", str(path), "--province", "19"])
        db.session.rollback()
        assert result.exit_code == 0, result.output
        return rows_of(db.session.scalars(select(Officer)).one())

    before = load(degree="cao đẳng", training="")
    after = load(degree="thạc sĩ", training="có")

    codes = ("TN-DEGREE-SPECIALISTS", "STATE-MANAGEMENT")
    assert [before[code].status for code in codes] == ["below", "unproven"]
    assert [after[code].status for code in codes] == ["met", "met"]
    assert {row.kind for row in after.values()} >= {"periods", "course"}
