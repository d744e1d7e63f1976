"""One open alert for each gap: opened, changed, closed; acknowledged, disputed, answered."""

from datetime import date

import pytest
from factories import make_account, make_evidence, make_officer, make_organisation, make_post, refresh
from sqlalchemy import select, update

from competency import policies, queries
from competency.models import Requirement
from competency.services import AlertMoved, acknowledge_alert, answer_dispute, dispute_alert
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound, Refused
from lms.models import AuditEntry

TODAY = date(2026, 11, 20)
WHY = "Tôi đã nộp chứng chỉ ngày 05/10, chưa thấy ghi nhận."
ANSWER = "Đã kiểm tra, chứng chỉ chưa được nhập."


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def alert(post, alerts_of):
    return alerts_of(post.officer)[0]


@pytest.fixture
def leader(app):
    return make_account("leader", "19001", name="Lý Thị Mẩy")


def test_an_unproven_requirement_opens_an_alert_that_says_what_to_do(post, alert):
    assert (alert.kind, alert.reason, alert.state, alert.severity) == (
        "CB4",
        "never_shown",
        "open",
        "warning",
    )
    assert (alert.required, alert.attained, alert.since, alert.due_on) == (
        3,
        0,
        date(2026, 7, 1),
        date(2026, 12, 28),
    )
    assert alert.next_steps == [["post_test", 2], ["case", 3]]
    assert alert.requirement.requirement_set.document.startswith("Khung năng lực mặc định (đề xuất)")


def test_the_alert_changes_with_the_standing_and_closes_when_it_is_met(post, alerts_of, system):
    make_evidence(post.officer, "B10", 2)
    changed = alerts_of(post.officer)[0]
    assert (changed.reason, changed.attained, changed.next_steps) == ("too_low", 2, [["case", 3]])

    make_evidence(post.officer, "B10", 3, kind="case")

    (closed,) = alerts_of(post.officer)
    assert (closed.state, closed.close_reason, closed.closed_by_id) == ("closed", "met", system.id)


def test_what_runs_out_soon_is_announced_and_later_becomes_a_gap(at, alerts_of):
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 12, 1))
    first = alerts_of(post.officer, "B3")[-1]
    assert (first.kind, first.reason, first.severity) == ("CB5", "expiring", "warning")
    assert first.next_steps == [["post_test", 2]]

    at(date(2026, 12, 2))
    refresh(post.officer)

    later = alerts_of(post.officer, "B3")[-1]
    assert (later.id, later.kind, later.reason, later.since) == (
        first.id,
        "CB4",
        "expired",
        date(2026, 12, 2),
    )


def test_a_cause_that_returns_is_a_new_alert(at, alerts_of):
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=TODAY)

    at(date(2027, 11, 21))
    refresh(post.officer)

    assert [(one.state, one.reason) for one in alerts_of(post.officer, "B3")] == [
        ("closed", "never_shown"),
        ("open", "expired"),
    ]


def test_being_late_makes_an_alert_urgent_by_itself(at, post, alerts_of, standing_of):
    assert standing_of(post).changes_on == date(2026, 12, 29)

    at(date(2026, 12, 29))
    refresh(post.officer)

    assert alerts_of(post.officer)[0].severity == "urgent"


def test_two_posts_make_one_alert_about_the_higher_requirement(alerts_of):
    officer = make_officer()
    make_post(officer, "VT14")
    make_post(officer, "VT09", is_main=False, organisation=make_organisation(name="Văn phòng"))

    (alert,) = alerts_of(officer)

    assert (alert.required, alert.position_code) == (4, "VT09")


def test_a_raised_requirement_is_told_as_such_until_something_moves(post, alerts_of):
    make_evidence(post.officer, "B10", 2)
    make_evidence(post.officer, "B10", 3, kind="case")
    with transaction():
        db.session.execute(
            update(Requirement)
            .where(Requirement.position_code == "VT14", Requirement.competency_code == "B10")
            .values(level=4)
        )

    for _ in range(2):
        refresh(post.officer)
        alert = alerts_of(post.officer)[-1]
        assert (alert.state, alert.reason, alert.required) == ("open", "requirement_changed", 4)
    make_evidence(post.officer, "B10", 4, kind="work_product")
    assert alerts_of(post.officer)[-1].close_reason == "met"


def test_a_requirement_that_is_withdrawn_closes_its_alert(post, alerts_of, standing_of):
    with transaction():
        db.session.execute(
            update(Requirement)
            .where(Requirement.position_code == "VT14", Requirement.competency_code == "B10")
            .values(position_code="VT01", competency_code="X1")
        )
    refresh(post.officer)

    assert standing_of(post) is None
    assert alerts_of(post.officer)[-1].close_reason == "not_required"


def test_what_a_person_did_with_an_alert_survives_its_changes(post, alert, alerts_of, officer_account):
    with transaction():
        acknowledge_alert(alert, by=officer_account)
    make_evidence(post.officer, "B10", 1)
    assert alerts_of(post.officer)[0].state == "acknowledged"

    with transaction():
        dispute_alert(alert, WHY, by=officer_account)
    make_evidence(post.officer, "B10", 2)

    changed = alerts_of(post.officer)[0]
    assert (changed.state, changed.attained, changed.dispute_text) == ("disputed", 2, WHY)


def test_alerts_are_listed_by_severity_then_weight_times_gap_then_code(post):
    make_evidence(post.officer, "B3", 3, kind="case", earned_on=TODAY)
    make_evidence(post.officer, "B3", 2, earned_on=TODAY)

    alerts = queries.list_alerts(post.officer)

    weights = {row.competency_code: row.weight_percent for row in queries.list_standings(post.officer)}
    pressing = [weights[one.competency_code] * (one.required - one.attained) for one in alerts]
    assert pressing == sorted(pressing, reverse=True)
    assert [one.competency_code for one in alerts][:3] == ["A2", "A3", "B5"]
    assert {weights[code] for code in ("B7", "C2")} == {100, 150}


def test_acknowledging_twice_is_once(alert, officer_account):
    for _ in range(2):
        with transaction():
            acknowledge_alert(alert, by=officer_account)

    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.target_kind == "alerts")).all()
    assert events == ["alert:acknowledged"]


def test_only_the_officer_acknowledges_and_disputes(alert):
    for other in (make_account("leader", "19001"), make_account("department", "19")):
        with pytest.raises(Forbidden), transaction():
            acknowledge_alert(alert, by=other)
        with pytest.raises(Forbidden), transaction():
            dispute_alert(alert, WHY, by=other)


def test_a_dispute_is_due_in_five_working_days(alert, officer_account):
    with transaction():
        dispute_alert(alert, WHY, by=officer_account)

    assert (alert.state, alert.dispute_due_on) == ("disputed", date(2026, 11, 27))
    with pytest.raises(AlertMoved), transaction():
        dispute_alert(alert, WHY, by=officer_account)
    with pytest.raises(AlertMoved), transaction():
        acknowledge_alert(alert, by=officer_account)


def test_a_dispute_needs_words(alert, officer_account):
    with pytest.raises(Refused), transaction():
        dispute_alert(alert, "Sai rồi", by=officer_account)


def test_an_answer_is_given_by_name_and_opens_the_alert_again(alert, officer_account, leader):
    with transaction():
        dispute_alert(alert, WHY, by=officer_account)
    with transaction():
        answer_dispute(alert, ANSWER, correction="Phòng Nội vụ nhập trước 30/11.", by=leader)

    assert (alert.state, alert.answered_by_id, alert.answer_text) == ("open", leader.id, ANSWER)
    assert alert.correction_text == "Phòng Nội vụ nhập trước 30/11."
    with pytest.raises(AlertMoved), transaction():
        answer_dispute(alert, ANSWER, by=leader)
    with transaction():
        dispute_alert(alert, WHY, by=officer_account)
    assert (alert.answer_text, alert.correction_text, alert.answered_by_id) == ("", "", None)


EVERYBODY = [
    ("leader", "19001"),
    ("leader", "19002"),
    ("observer", "19001"),
    ("department", "19"),
    ("department", "20"),
    ("officer", ""),
    ("ministry", ""),
    ("admin", ""),
]


def test_who_may_answer(alert, officer_account, system):
    with transaction():
        dispute_alert(alert, WHY, by=officer_account)

    may = [who for who in EVERYBODY if policies.may_answer_dispute(make_account(*who), alert)]

    assert may == [("leader", "19001"), ("department", "19")]
    for other in (make_account("leader", "19002"), officer_account, system):
        with pytest.raises(Forbidden), transaction():
            answer_dispute(alert, ANSWER, by=other)


def test_a_leader_never_answers_the_own_dispute(alerts_of, leader):
    own = make_post(make_officer(account=leader), "VT02")
    alert = alerts_of(own.officer)[0]
    with transaction():
        dispute_alert(alert, WHY, by=leader)
    with pytest.raises(Forbidden), transaction():
        answer_dispute(alert, ANSWER, by=leader)


def test_what_is_answered_is_no_longer_in_the_list_of_disputes(alert, officer_account, leader):
    with transaction():
        dispute_alert(alert, WHY, by=officer_account)
    waiting = db.session.scalars(queries.select_disputes(visible_to=leader)).all()
    stranger = make_account("leader", "19002")

    assert [one.id for one in waiting] == [alert.id]
    assert db.session.scalars(queries.select_disputes(visible_to=stranger)).all() == []
    with transaction():
        answer_dispute(alert, ANSWER, by=leader)
    assert db.session.scalars(queries.select_disputes(visible_to=leader)).all() == []


def test_who_knows_of_an_alert(alert):
    def knows(account):
        try:
            return queries.get_alert(alert.id, visible_to=account).id == alert.id
        except NotFound:
            return False

    assert [who for who in EVERYBODY if knows(make_account(*who))] == [
        ("leader", "19001"),
        ("observer", "19001"),
        ("department", "19"),
    ]
