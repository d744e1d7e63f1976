"""From the officer to the leader to the Department: who hears of what, when, and what stays quiet."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from factories import make_account, make_assignment, make_officer, make_organisation, make_post, make_unit
from sqlalchemy import func, select, update

from competency.models import Alert, AlertDelivery, Digest
from competency.tasks import send_digests
from lms.database import db, transaction
from lms.models import Account
from lms.queries import get_system_account

MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def ground(app, at, tmp_path, monkeypatch):
    at(MONDAY)
    monkeypatch.setitem(app.config, "MAIL_URL", str(tmp_path))


@pytest.fixture
def outbox(tmp_path):
    def read(address):
        messages = [
            message_from_bytes(one.read_bytes(), policy=policy.default)
            for one in Path(tmp_path).glob("*.eml")
        ]
        return [one.get_body(("plain",)).get_content() for one in messages if one["To"] == address]

    return read


@pytest.fixture
def staff(app):
    """A leader of the commune, one of an organisation in it, one of elsewhere, and two Departments."""
    make_unit("19002", "Xã Tân Lập")
    room = make_organisation(name="Phòng Kinh tế")
    return {
        "leader": make_account("leader", "19001", email="leader@vidu.vn"),
        "head": make_account("leader", room.code, email="head@vidu.vn"),
        "stranger": make_account("leader", "19002", email="stranger@vidu.vn"),
        "observer": make_account("observer", "19001", email="observer@vidu.vn"),
        "department": make_account("department", "19", email="department@vidu.vn"),
        "other": make_account("department", "24", email="other@vidu.vn"),
    }


def urgent(officer, days, **values):
    """One open alert of an officer, so many days past due; the others are closed."""
    first = db.session.scalar(select(func.min(Alert.id)).where(Alert.officer_id == officer.id))
    facts = {
        "state": "open",
        "severity": "urgent",
        "due_on": MONDAY - timedelta(days=days),
        "reason": "too_low",
    }
    with transaction():
        db.session.execute(update(Alert).where(Alert.officer_id == officer.id).values(state="closed"))
        db.session.execute(update(Alert).where(Alert.id == first).values(**facts | values))


def send(day=MONDAY):
    return dict(send_digests(day, by=get_system_account(), tried_before=datetime(2026, 1, 1, tzinfo=UTC)))


def told():
    """Who was told, and why."""
    rows = db.session.execute(
        select(Account.email, AlertDelivery.purpose)
        .select_from(AlertDelivery)
        .join(Digest, Digest.id == AlertDelivery.digest_id)
        .join(Account, Account.id == Digest.account_id)
    )
    return {(email.partition("@")[0], purpose) for email, purpose in rows}


LEADERS = {("leader", "leader"), ("head", "leader")}
DEPARTMENT = {("department", "department")}
ANSWERERS = {("leader", "answer"), ("head", "answer")}
LATE = {("department", "late-answer")}


@pytest.mark.parametrize(
    ("days", "values", "expected"),
    [
        pytest.param(13, {}, set(), id="thirteen days: only the officer"),
        pytest.param(14, {}, LEADERS, id="fourteen days: the leaders of the unit"),
        pytest.param(29, {}, LEADERS, id="twenty-nine days: not yet the Department"),
        pytest.param(30, {}, LEADERS | DEPARTMENT, id="thirty days: the Department"),
        pytest.param(40, {"reason": "never_shown"}, LEADERS, id="missing evidence stays in the unit"),
        pytest.param(40, {"state": "acknowledged"}, LEADERS | DEPARTMENT, id="seen, not settled"),
        pytest.param(40, {"state": "planned"}, set(), id="planned"),
        pytest.param(40, {"state": "closed"}, set(), id="solved"),
        pytest.param(40, {"severity": "warning"}, set(), id="not urgent"),
        pytest.param(40, {"state": "disputed", "dispute_due_on": MONDAY}, ANSWERERS, id="disputed"),
        pytest.param(
            40,
            {"state": "disputed", "dispute_due_on": MONDAY - timedelta(days=1)},
            ANSWERERS | LATE,
            id="disputed, answer overdue",
        ),
    ],
)
def test_who_hears_besides_the_officer(staff, days, values, expected):
    officer = make_post().officer  # without an account: only the others can be told
    urgent(officer, days, **values)

    send()

    assert told() == expected


def test_the_days_are_a_setting(app, staff, monkeypatch):
    monkeypatch.setitem(app.config, "ESCALATION_DAYS", (3, 5))
    urgent(make_post().officer, 4)

    send()

    assert told() == LEADERS


def test_each_level_hears_only_so_often_of_the_same(staff, outbox):
    urgent(make_post().officer, 40)
    for week in range(5):
        send(MONDAY + timedelta(weeks=week))

    assert [len(outbox(f"{name}@vidu.vn")) for name in ("leader", "head", "department", "stranger")] == [
        2,
        2,
        1,
        0,
    ]


def test_a_leader_gets_one_message_for_the_whole_unit_with_a_number_and_no_name(staff, outbox):
    for number in range(6):
        urgent(make_post(make_officer(f"Giàng A Sử{number}", account=make_account())).officer, 20)

    send()

    (text,) = outbox("leader@vidu.vn")
    assert "6" in text
    assert "http://127.0.0.1:8000/team" in text
    assert "/alerts" not in text
    assert "Giàng" not in text


def test_a_small_number_is_not_told(staff, outbox):
    urgent(make_post().officer, 20)

    send()

    (text,) = outbox("leader@vidu.vn")
    assert "/team" in text
    assert not any(letter.isdigit() for letter in text.replace("127.0.0.1:8000", ""))


def test_the_department_is_led_to_the_figures_and_to_the_disputes(staff, outbox):
    urgent(make_post().officer, 40)
    urgent(make_post().officer, 1, state="disputed", dispute_due_on=MONDAY - timedelta(days=3))

    send()

    (text,) = outbox("department@vidu.vn")
    assert "http://127.0.0.1:8000/overdue" in text
    assert "http://127.0.0.1:8000/disputes" in text


def test_a_leader_who_is_an_officer_gets_one_message_and_hears_not_as_leader_of_the_own(staff, outbox):
    officer = make_officer(account=db.session.merge(staff["leader"]))
    make_post(officer)
    urgent(officer, 40)

    send()

    assert ("leader", "reminder") in told()
    assert ("leader", "leader") not in told()
    assert ("head", "leader") in told()
    assert len(outbox("leader@vidu.vn")) == 1


def test_a_second_post_in_the_same_unit_tells_nobody_twice(staff):
    officer = make_post().officer
    make_assignment(officer, make_organisation(name="Văn phòng"), position="VT09", is_main=False)
    urgent(officer, 20)

    assert send() == {"sent": 2}


def test_who_has_left_the_unit_is_no_matter_of_its_leader(staff):
    officer = make_post(ends_on=MONDAY - timedelta(days=1)).officer
    make_post(officer, starts_on=MONDAY)
    urgent(officer, 40)
    with transaction():
        db.session.execute(update(Alert).values(province_code="19"))

    send()

    assert told() >= LEADERS
