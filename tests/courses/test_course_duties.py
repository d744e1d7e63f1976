"""Periods and mandatory courses: what the ledger and the completions mean for what posts ask."""

from datetime import UTC, date, datetime

import pytest
from factories import make_course, make_enrolment, make_learner, refresh_standards
from sqlalchemy import event, select

from competency import queries as competency
from competency.models import Alert, QualificationRequirement
from competency.rules import Duty, Found, QualificationKind
from courses import queries, services
from courses.rules import ContentGroup, judge_course, judge_periods
from courses.services import OutsidePeriods
from lms.database import db, transaction
from lms.queries import get_system_account

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def duty(value="40", group=None):
    facts = dict.fromkeys(Duty._fields)
    return Duty(**facts | {"kind": QualificationKind.PERIODS, "value": value, "content_group": group})


@pytest.mark.parametrize(
    ("asked", "counted", "expected"),
    [
        pytest.param(duty(), {}, Found(40, 0), id="nothing"),
        pytest.param(duty(), {5: 24, 1: 16}, Found(40, 40, "40"), id="groups add up"),
        pytest.param(duty(), {5: 39}, Found(40, 39, "39"), id="one is missing"),
        pytest.param(duty("8", 5), {5: 8}, Found(8, 8, "8"), id="one group asked by itself"),
        pytest.param(duty("8", 5), {1: 60, 5: 4}, Found(8, 4, "4"), id="a surplus elsewhere is no credit"),
    ],
)
def test_periods_against_what_is_asked(asked, counted, expected):
    assert judge_periods(asked, counted) == expected


def test_a_course_is_completed_or_not():
    assert judge_course(None) == Found(1, 0)
    assert judge_course(date(2026, 3, 1)) == Found(1, 1, "2026-03-01")


@pytest.fixture
def learner(app, still):
    """A civil servant in service since July 2025, on 20 November 2026."""
    still(NOW)
    officer = make_learner()
    refresh_standards(officer)
    return officer


def row_of(officer, code):
    return {row.requirement.code: row for row in competency.list_qualifications(officer)}.get(code)


def alert_of(officer, cause):
    return db.session.scalar(
        select(Alert).where(Alert.officer_id == officer.id, Alert.cause == cause).order_by(Alert.id.desc())
    )


def record(officer, periods, *, group=ContentGroup.DIGITAL, on=date(2026, 10, 1), source="GCN-1"):
    told = OutsidePeriods("Lớp bồi dưỡng", group, periods, on, source)
    with transaction():
        services.record_periods(officer, told, by=get_system_account())


def test_a_recorded_class_counts_at_once(learner):
    record(learner, 24)

    row = row_of(learner, "ND171-PERIODS")
    assert (row.status, row.attained, row.recorded) == ("below", 24, "24")
    assert (alert_of(learner, "periods:2026").attained, alert_of(learner, "periods:2026").required) == (
        24,
        40,
    )

    record(learner, 16, group=ContentGroup.POLITICAL_THEORY, source="GCN-2")

    assert row_of(learner, "ND171-PERIODS").status == "met"
    assert alert_of(learner, "periods:2026").close_reason == "met"


def test_the_same_paper_twice_counts_once(learner):
    record(learner, 24)
    record(learner, 24)

    assert row_of(learner, "ND171-PERIODS").attained == 24


def test_a_class_of_another_year_counts_for_that_year_only(learner):
    record(learner, 40, on=date(2025, 12, 31))

    assert row_of(learner, "ND171-PERIODS").status == "unproven"


def test_completing_a_mandatory_course_closes_its_alert_in_the_same_transaction(learner):
    course = make_course("KH04", "Bảo mật thông tin", periods=6)
    enrolment = make_enrolment(learner, course, finished=2)
    assert alert_of(learner, "course:KH04").state == "open"

    with transaction():
        services.complete_if_done(enrolment, by=learner.account)

    row = row_of(learner, "CT18-KH04")
    assert (row.status, row.recorded) == ("met", "2026-11-20")
    assert alert_of(learner, "course:KH04").close_reason == "met"
    assert row_of(learner, "ND171-PERIODS").attained == 6


def test_one_content_group_can_be_asked_by_itself(learner):
    with transaction():
        total = db.session.scalar(
            select(QualificationRequirement).where(QualificationRequirement.code == "ND171-PERIODS")
        )
        columns = {
            column.name: getattr(total, column.name)
            for column in QualificationRequirement.__table__.columns
            if column.name != "id"
        }
        digital = columns | {"code": "PERIODS-5", "value": "8", "content_group": 5}
        db.session.add(QualificationRequirement(**digital))
    record(learner, 40, group=ContentGroup.POLITICAL_THEORY)

    assert row_of(learner, "ND171-PERIODS").status == "met"
    assert row_of(learner, "PERIODS-5").status == "unproven"
    alert = alert_of(learner, "periods:2026")
    assert (alert.state, alert.required, alert.next_steps) == ("open", 8, [["group", 5]])

    record(learner, 8, source="GCN-2")

    assert alert_of(learner, "periods:2026").close_reason == "met"


def test_the_way_to_periods_is_through_open_courses_the_shortest_first(learner):
    make_course("KH91", "Dài", minutes=40)
    make_course("KH92", "Ngắn", minutes=5)
    make_course("KH93", "Chưa mở", state="announced")
    make_course("KH94", "Cho người khác", positions=["VT02"])
    done = make_course("KH95", "Đã xong", minutes=1)
    enrolment = make_enrolment(learner, done, finished=2)
    with transaction():
        services.complete_if_done(enrolment, by=learner.account)

    assert [one.code for one in queries.open_courses(learner).leading()] == ["KH92", "KH91"]
    assert "KH94" in [one.code for one in queries.open_courses(learner).leading(["KH94"])]


def test_facts_of_many_officers_take_one_statement_each(learner):
    others = [make_learner(name=f"Lò Thị {number}") for number in range(5)]
    ids = [learner.id, *(one.id for one in others)]
    duties = competency.list_duties()
    asked = {kind: [one for one in duties if one.kind is kind] for kind in QualificationKind}
    found = []

    def note(*told):
        found.append(told[2])

    event.listen(db.engine, "before_cursor_execute", note)
    queries.QUALIFICATION_SOURCES[QualificationKind.PERIODS](
        ids, asked[QualificationKind.PERIODS], NOW.date()
    )
    queries.QUALIFICATION_SOURCES[QualificationKind.COURSE](ids, asked[QualificationKind.COURSE], NOW.date())

    event.remove(db.engine, "before_cursor_execute", note)

    assert len(found) == 2
