"""Alarms: one open for each cause, settled by a named administrator, on the trail."""

import pytest
from factories import make_account
from races import together
from sqlalchemy import func, select

from lms.alarms import find_open_alarm, list_open_alarms, raise_alarm, settle_alarm
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Alarm, AuditEntry
from lms.queries import get_system_account


def ring(cause="digest:2026-11-21", text="Chưa gửi được bản tin ngày 21/11/2026."):
    with transaction():
        return raise_alarm(cause, text, by=get_system_account()).id


def settle(by, cause="digest:2026-11-21"):
    with transaction():
        settle_alarm(cause, by=by)


def events():
    return db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.target_kind == "alarms").order_by(AuditEntry.id)
    ).all()


def test_again_is_the_same_alarm_counted(bare_app):
    first, again = ring(), ring(text="Vẫn chưa gửi được.")

    assert first == again
    (alarm,) = list_open_alarms()
    assert (alarm.times, alarm.text) == (2, "Vẫn chưa gửi được.")
    assert events() == ["system:alarm_raised"]


def test_another_cause_is_another_alarm(bare_app):
    assert ring() != ring("self-check", "Có sai lệch.")


def test_an_administrator_settles_it_once_and_it_may_ring_anew(bare_app):
    admin, first = make_account("admin"), ring()

    settle(admin)
    settle(admin)

    alarm = db.session.get(Alarm, first)
    assert (alarm.settled_by_id, alarm.settled_at is not None) == (admin.id, True)
    assert find_open_alarm("digest:2026-11-21") is None
    assert events() == ["system:alarm_raised", "system:alarm_settled"]
    assert ring() != first


@pytest.mark.parametrize("role", ["ministry", "department", "editor", None])
def test_nobody_else_settles_it(bare_app, role):
    account = make_account(role, "19" if role == "department" else "")
    ring()

    with pytest.raises(Forbidden):
        settle(account)


def test_two_processes_raise_one_alarm(bare_app):
    def deed():
        return raise_alarm("self-check", "Có sai lệch.", by=get_system_account()).id

    outcomes = together(bare_app, deed, deed, deed)

    assert len(set(outcomes)) == 1
    assert db.session.scalar(select(func.count()).select_from(Alarm)) == 1
    assert db.session.scalar(select(Alarm.times)) == 3
