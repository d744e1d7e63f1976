"""A message that is refused, that nobody can be sure of, that cannot go out; and who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from factories import make_account, make_officer, make_post
from post_office import closed_port, open_post_office
from sqlalchemy import select, update

from competency.models import Digest
from competency.queries import deliveries as queries
from competency.services import DeliveryMoved, retry_digest, watch_digests
from competency.tasks import keep_telling, send_digests, watch_night
from lms import clock
from lms.alarms import list_open_alarms
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import Account, AuditEntry
from lms.queries import get_system_account

MONDAY = date(2026, 11, 16)


@pytest.fixture
def office(app, monkeypatch):
    """A mail server the installation uses."""
    with open_post_office() as office:
        monkeypatch.setitem(app.config, "MAIL_URL", office.url)
        yield office


@pytest.fixture
def hour(still):
    """Hold the clock at an hour of Vietnam: ``hour(16, 9)`` is nine o'clock on the Monday."""
    return lambda day, hour: still(datetime(2026, 11, day, hour, tzinfo=clock.timezone()))


@pytest.fixture
def learners(app, hour):
    """Three officers with gaps."""
    hour(16, 9)
    return [make_post(make_officer(account=make_account(email=f"{name}@vidu.vn"))).officer for name in "abc"]


def send(*, again_at=None):
    moment = again_at or clock.now()
    return dict(send_digests(MONDAY, by=get_system_account(), tried_before=moment))


def digests():
    db.session.rollback()
    return db.session.scalars(select(Digest).order_by(Digest.id)).all()


def alarms():
    db.session.rollback()
    return [(alarm.cause, alarm.times) for alarm in list_open_alarms()]


def test_a_mail_server_takes_each_message_once(learners, office):
    assert send() == {"sent": 3}
    assert send() == {"sent": 3}

    assert sorted(office.receivers()) == ["a@vidu.vn", "b@vidu.vn", "c@vidu.vn"]
    assert digests()[0].receipt == "queued as 7"
    assert not office.has_bare_line_ends
    for message in office.taken:
        assert "Auto-Submitted: auto-generated" in message


@pytest.mark.parametrize("address", ["đặng@vidu.vn", "a b@vidu.vn", "a@vidu.vn\r\nBcc: b@vidu.vn"])
def test_an_address_that_fits_no_envelope_fails_alone(learners, office, address):
    with transaction():
        db.session.execute(update(Account).where(Account.email == "a@vidu.vn").values(email=address))

    assert send() == {"sent": 2, "failed": 1}
    assert sorted(office.receivers()) == ["b@vidu.vn", "c@vidu.vn"]


@pytest.mark.parametrize(
    ("verb", "reply", "is_lasting"),
    [
        ("RCPT", "550 5.1.1 no such mailbox <a@vidu.vn>", True),
        ("RCPT", "450 4.2.0 greylisted", False),
        ("MAIL", "530 5.7.0 authentication first", True),
        ("DATA", "452 4.3.1 disk full", False),
    ],
)
def test_a_refusal_is_a_failure_with_its_sentence_and_no_address(learners, office, verb, reply, is_lasting):
    office.refusals[verb] = reply

    assert send() == {"failed": 3}

    for digest in digests():
        assert digest.error.startswith(f"SMTP {reply[:3]} ")
        assert "@" not in digest.error
        assert digest.is_lasting is is_lasting
    assert office.taken == []


def test_a_failure_that_may_pass_is_tried_three_times_in_all(learners, office):
    office.refusals["RCPT"] = "450 4.2.0 greylisted"
    for _ in range(5):
        send()
    assert {digest.attempts for digest in digests()} == {3}

    office.refusals.clear()

    assert send() == {"failed": 3}


def test_a_failure_passes_by_itself_when_the_reason_is_gone(learners, office):
    office.refusals["RCPT"] = "450 4.2.0 greylisted"
    send()
    office.refusals.clear()
    assert send(again_at=clock.now() - timedelta(minutes=1)) == {"failed": 3}  # too early

    assert send() == {"sent": 3}
    assert len(office.taken) == 3


def test_where_nobody_answers_messages_wait_and_nothing_is_lost(app, learners, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", closed_port())
    assert send() == {"planned": 3}
    assert digests()[0].attempts == 1
    assert digests()[1].attempts == 0  # one refusal to talk is enough for a run

    with open_post_office() as office:
        monkeypatch.setitem(app.config, "MAIL_URL", office.url)
        assert send() == {"sent": 3}
        assert len(office.receivers()) == 3


def test_a_line_that_breaks_after_the_message_leaves_it_uncertain_and_unsent_again(learners, office):
    office.is_silent = True
    office.released.set()  # the server takes the message and hangs up without a word

    assert send() == {"uncertain": 3}
    office.is_silent = False
    assert send() == {"uncertain": 3}

    assert len(office.receivers()) == len(set(office.receivers())) == 3


def test_what_is_uncertain_is_sent_again_by_a_person_with_the_same_id(learners, office):
    office.is_silent = True
    office.released.set()
    send()
    office.is_silent = False
    department = make_account("department", "19")
    with transaction():
        retry_digest(digests()[0], by=department)

    assert send() == {"sent": 1, "uncertain": 2}

    ids = [line for text in office.taken for line in text.splitlines() if line.startswith("Message-ID")]
    assert len(ids) == 4
    assert len(set(ids)) == 3
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "digest:retried")).one()
    assert (entry.actor_id, entry.detail) == (department.id, {"before": "uncertain"})


def test_what_has_gone_out_or_waits_cannot_be_sent_again(learners, office):
    send()
    with pytest.raises(DeliveryMoved), transaction():
        retry_digest(digests()[0], by=make_account("admin"))


@pytest.mark.parametrize(("role", "scope"), [("department", "24"), ("leader", "19001"), ("ministry", "")])
def test_a_stranger_sends_nothing_again_and_does_not_see_it(learners, office, role, scope):
    office.refusals["RCPT"] = "550 no"
    send()
    stranger = make_account(role, scope)
    digest = digests()[0]

    with pytest.raises(Forbidden), transaction():
        retry_digest(digest, by=stranger)
    with pytest.raises(NotFound):
        queries.get_digest(digest.public_id, visible_to=stranger)


def test_a_sender_that_is_still_at_work_is_left_alone(learners, office):
    with transaction():
        system = get_system_account()
    send()
    with transaction():
        db.session.execute(
            update(Digest).values(state="sending", claimed_by="elsewhere:1:word", claimed_at=clock.now())
        )

    assert send() == {"sending": 3}
    assert system.is_system


def test_a_sender_of_long_ago_is_given_up_and_nobody_gets_a_second_one(learners, office):
    send()
    long_ago = clock.now() - timedelta(minutes=11)
    with transaction():
        db.session.execute(
            update(Digest).values(state="sending", claimed_by="elsewhere:1:word", claimed_at=long_ago)
        )

    assert send() == {"uncertain": 3}
    assert len(office.taken) == 3


def test_a_file_that_was_written_tells_that_the_message_went_out(app, learners, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", str(tmp_path))
    send()
    first = digests()[0]
    (tmp_path / f"{first.public_id.hex}.eml").unlink()
    with transaction():
        db.session.execute(
            update(Digest).values(
                state="sending", claimed_by="elsewhere:1:word", claimed_at=datetime(2026, 11, 1, tzinfo=UTC)
            )
        )

    assert send() == {"sent": 3}
    assert {digest.attempts for digest in digests()} == {1, 2}
    assert len(list(tmp_path.glob("*.eml"))) == 3


# --- the operator is told ------------------------------------------


def look():
    with transaction():
        watch_digests(by=get_system_account())


def test_messages_that_are_not_out_by_noon_raise_one_alarm(app, learners, hour, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", closed_port())
    keep_telling()
    assert alarms() == []

    hour(16, 12)
    keep_telling()
    keep_telling()

    assert alarms() == [("digest:2026-11-16", 1)]


def test_the_alarm_is_raised_when_the_job_never_ran(learners, hour):
    hour(17, 1)

    watch_night(date(2026, 11, 16), get_system_account())

    assert alarms() == [("digest:2026-11-16", 1)]


def test_a_new_installation_is_not_told_of_messages_nobody_was_owed(app, hour):
    hour(17, 1)
    make_post(make_officer(account=make_account(email="moi@vidu.vn")))

    look()

    assert alarms() == []


def test_the_alarm_settles_itself_once_everything_is_out(learners, office, hour):
    hour(16, 13)
    look()
    assert alarms()

    keep_telling()

    assert alarms() == []
    assert len(office.taken) == 3


def test_too_many_failures_raise_an_alarm_that_stays_settled_when_settled(learners, office, hour):
    office.refusals["RCPT"] = "550 no"
    send()
    hour(16, 12)
    look()
    assert alarms() == [("digest:2026-11-16", 1)]
    with transaction():
        for alarm in list_open_alarms():
            alarm.settled_at, alarm.settled_by_id = clock.now(), get_system_account().id

    look()

    assert alarms() == []


def test_the_job_sends_from_eight_on_the_set_day(app, learners, office, hour, monkeypatch):
    monkeypatch.setitem(app.config, "DIGEST_WEEKDAY", 2)
    hour(16, 9)
    keep_telling()
    hour(18, 7)
    keep_telling()
    assert office.taken == []

    hour(18, 8)
    keep_telling()

    assert len(office.taken) == 3
    assert {digest.day for digest in digests()} == {date(2026, 11, 18)}
