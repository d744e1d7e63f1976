"""One message a week to each person who has something to see, and what it does not say."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

import pytest
import races
from factories import make_account, make_evidence, make_officer, make_post, refresh, sign_in
from flask import current_app
from sqlalchemy import func, select, update

from competency.models import Alert, AlertDelivery, Competency, Digest
from competency.queries.deliveries import count_reminders
from competency.services import acknowledge_alert, begin_week, dispute_alert, plan_digests
from competency.tasks import send_digests
from lms.database import db, transaction
from lms.models import Account
from lms.queries import get_system_account

MONDAY = date(2026, 11, 16)
"""The posts began on 01/07/2025: due on 28/12/2026, so everything is a warning."""
LATE = date(2027, 2, 1)
"""A Monday five weeks after that."""


@pytest.fixture
def outbox(app, tmp_path, monkeypatch):
    """The messages that went out, read from their files."""
    monkeypatch.setitem(app.config, "MAIL_URL", str(tmp_path / "mail"))

    def read():
        files = sorted(Path(tmp_path / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return read


@pytest.fixture
def week(at, system):
    """Send the messages of a week on a day, as the job does."""

    def send(day, *, again=False):
        at(day)
        tried_before = datetime.combine(day, time(23), tzinfo=UTC)
        return dict(send_digests(day, by=get_system_account(), tried_before=tried_before))

    return send


@pytest.fixture
def learner(at, outbox):
    """An officer with an account and gaps."""
    at(MONDAY)
    return make_post(make_officer(account=make_account(email="hoa@vidu.vn"))).officer


def set_alerts(officer, **values):
    with transaction():
        db.session.execute(update(Alert).where(Alert.officer_id == officer.id).values(**values))


def lines(purpose="reminder"):
    db.session.rollback()
    return db.session.scalar(
        select(func.count()).select_from(AlertDelivery).where(AlertDelivery.purpose == purpose)
    )


def weeks_from(day, count):
    return [day + timedelta(weeks=number) for number in range(count)]


def test_who_has_gaps_gets_one_message_about_all_of_them(learner, week, outbox):
    counts = week(MONDAY)

    (message,) = outbox()
    assert counts == {"sent": 1}
    assert message["To"] == "hoa@vidu.vn"
    assert "http://127.0.0.1:8000/alerts" in message.get_body(("plain",)).get_content()
    assert "http://127.0.0.1:8000/alerts" in message.get_body(("html",)).get_content()
    assert lines() == db.session.scalar(select(func.count()).select_from(Alert)) > 1


def test_the_ledger_keeps_where_it_went_without_the_address(learner, week, outbox):
    week(MONDAY)

    (digest,) = db.session.scalars(select(Digest)).all()
    (message,) = outbox()
    assert (digest.state, digest.channel, digest.attempts, digest.week) == ("sent", "email", 1, "2026-W47")
    assert digest.address_masked == "•••@vidu.vn"
    assert message["Message-ID"] == f"<{digest.public_id.hex}@127.0.0.1>"
    assert digest.ended_at is not None


def test_who_has_no_address_gets_no_message_that_could_only_fail(learner, week, outbox):
    with transaction():
        db.session.get(Account, learner.account_id).email = "hoanv.19000123"

    assert week(MONDAY) == {}
    assert outbox() == []
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 0


def test_sending_twice_in_a_week_is_sending_once(learner, week, outbox):
    week(MONDAY)
    week(MONDAY + timedelta(days=3))

    assert len(outbox()) == 1


def test_two_processes_planning_at_once_write_one_message(app, learner, system):
    others = [make_post(make_officer(account=make_account())).officer for _ in range(3)]

    def plan():
        by = get_system_account()
        return plan_digests(begin_week(MONDAY, by=by), MONDAY, after=0, by=by)

    given = races.together(app, *[plan] * 4)

    assert not any(isinstance(one, Exception) for one in given), given
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 1 + len(others)
    assert lines() == db.session.scalar(select(func.count()).select_from(Alert))


def test_two_processes_sending_at_once_send_each_message_once(app, learner, outbox, system):
    for _ in range(5):
        make_post(make_officer(account=make_account()))
    send = partial(send_digests, MONDAY, tried_before=datetime(2026, 11, 16, tzinfo=UTC))

    given = races.alongside(app, *[lambda: send(by=get_system_account())] * 3)

    assert not any(isinstance(one, Exception) for one in given), given
    attempts = db.session.scalars(select(Digest.attempts)).all()
    assert attempts == [1] * 6
    assert len({message["Message-ID"] for message in outbox()}) == 6


def test_nobody_is_told_of_an_alert_more_than_three_times(learner, week, outbox):
    for day in weeks_from(LATE, 6):
        at_due = day  # urgent since 29/12/2026
        refresh_on(at_due, learner, week)

    assert len(outbox()) == 3
    told = db.session.scalars(
        select(func.count(AlertDelivery.digest_id)).group_by(AlertDelivery.alert_id)
    ).all()
    assert max(told) == 3


def refresh_on(day, officer, week):
    week(day)  # holds the clock at the day
    refresh(officer)


def test_reminders_are_spread_over_the_grace_not_spent_in_its_first_weeks(learner, week, outbox):
    set_alerts(learner, severity="info")
    for day in weeks_from(MONDAY, 3):
        week(day)
    assert len(outbox()) == 1

    set_alerts(learner, severity="warning")
    for day in weeks_from(MONDAY + timedelta(weeks=3), 3):
        week(day)
    assert len(outbox()) == 2

    set_alerts(learner, severity="urgent")
    for day in weeks_from(MONDAY + timedelta(weeks=6), 3):
        week(day)
    assert len(outbox()) == 3


@pytest.mark.parametrize("state", ["acknowledged", "planned", "disputed", "closed"])
def test_what_is_seen_planned_disputed_or_solved_is_quiet(learner, week, outbox, state):
    set_alerts(learner, state=state)

    assert week(MONDAY) == {}
    assert outbox() == []


def test_what_was_seen_is_spoken_of_again_once_it_is_urgent(learner, week, outbox):
    set_alerts(learner, state="acknowledged", severity="urgent")

    assert week(MONDAY) == {"sent": 1}


def test_what_is_settled_between_planning_and_sending_is_not_sent(learner, week, outbox, system):
    with transaction():
        by = get_system_account()
        plan_digests(begin_week(MONDAY, by=by), MONDAY, after=0, by=by)
    set_alerts(learner, state="closed")

    assert week(MONDAY) == {"dropped": 1}
    assert outbox() == []


def test_last_weeks_message_does_not_come_beside_this_weeks(learner, week, outbox, system):
    with transaction():
        by = get_system_account()
        plan_digests(begin_week(MONDAY, by=by), MONDAY, after=0, by=by)

    week(MONDAY + timedelta(weeks=1))

    db.session.rollback()
    states = db.session.execute(select(Digest.week, Digest.state).order_by(Digest.week)).all()
    assert states == [("2026-W47", "dropped"), ("2026-W48", "sent")]
    assert len(outbox()) == 1


def test_the_real_deeds_make_it_quiet(learner, week, outbox):
    by = learner.account
    alerts = db.session.scalars(select(Alert).where(Alert.officer_id == learner.id)).all()
    with transaction():
        dispute_alert(db.session.merge(alerts[0]), "Tôi đã nộp chứng chỉ rồi.", by=by)
        for alert in alerts[1:]:
            acknowledge_alert(db.session.merge(alert), by=by)

    assert week(MONDAY) == {}


@pytest.mark.parametrize("account", ["inactive", "none"])
def test_without_a_usable_account_there_is_no_message(learner, week, outbox, account):
    with transaction():
        if account == "inactive":
            db.session.get(Account, learner.account_id).is_active = False
        else:
            db.session.merge(learner).account_id = None

    assert week(MONDAY) == {}


def test_nothing_personal_is_in_a_message(learner, week, outbox, at):
    leader = make_account("leader", "19001", name="Lý Thị Mẩy", email="may@vidu.vn")
    for number in range(6):
        make_post(
            make_officer(f"Sùng A Bí{number}", account=make_account(), personal_id=f"01955555555{number}")
        )
    at(LATE)
    refresh(*db.session.scalars(select(type(learner))).all())

    week(LATE)

    competencies = db.session.execute(select(Competency.code, Competency.name)).all()
    names = [officer.full_name for officer in db.session.scalars(select(type(learner)))]
    numbers = [f"01955555555{number}" for number in range(6)]
    messages = outbox()
    assert len(messages) == 8
    for message in messages:
        said = [message["Subject"], message["From"], *(part.get_content() for part in message.iter_parts())]
        for text in said:
            for word in [*names, leader.display_name, *numbers, "019•", "Tân Hòa", "VT14"]:
                assert word not in text
            for code, name in competencies:
                assert name not in text
                assert f" {code} " not in text


WORDS = {
    ("anh_chi", "vi"): "Anh/chị",
    ("dong_chi", "vi"): "Đồng chí",
    ("anh_chi", "en"): "something for you to look at",
}


@pytest.mark.parametrize("setting", list(WORDS), ids="-".join)
def test_the_message_addresses_people_as_the_installation_does(learner, week, outbox, monkeypatch, setting):
    form_of_address, locale = setting
    monkeypatch.setitem(current_app.config, "FORM_OF_ADDRESS", form_of_address)
    with transaction():
        db.session.get(Account, learner.account_id).locale = locale

    week(MONDAY)

    (message,) = outbox()
    text = message.get_body(("plain",)).get_content()
    if locale == "vi" and "something for you" in text:
        pytest.skip("the catalogue is not filled yet")
    assert WORDS[setting] in text


def test_what_evidence_has_solved_is_not_spoken_of_again(learner, week, outbox):
    week(MONDAY)
    about_competencies = select(Alert.competency_code).where(Alert.competency_code.is_not(None))
    for code in db.session.scalars(about_competencies).all():
        for kind in ("assessor", "work_product", "case"):
            make_evidence(learner, code, 5, kind=kind)

    week(MONDAY + timedelta(weeks=1))

    told = select(Alert.competency_code).join(AlertDelivery).join(Digest).where(Digest.week == "2026-W48")
    assert set(db.session.scalars(told)) <= {None}


def test_the_officer_reads_how_often_there_was_a_reminder(learner, week, outbox, client):
    week(MONDAY)
    alert_id = db.session.scalar(select(func.min(Alert.id)).where(Alert.officer_id == learner.id))

    page = sign_in(client, db.session.get(Account, learner.account_id)).get(f"/alerts/{alert_id}").text

    assert "1 lần" in page or "1 of at most 3" in page
    assert count_reminders(db.session.get(Alert, alert_id)) == 1
