"""The operator's page: alarms with a button, the last nights, and a word where they are missing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from competency import tasks
from lms import clock
from lms.alarms import raise_alarm
from lms.database import db, transaction
from lms.models import Alarm
from lms.queries import get_system_account
from tests import factories
from tests.reports.conftest import get, make_member, post, statements

WARNING = '<div class="notice notice-warning">'
SENTENCE = "Kiểm tra lại ngày 21/11/2026 thấy 3 chỗ khác nhau."


@pytest.fixture
def admin(app):
    return factories.make_account("admin", name="Quản trị viên")


@pytest.fixture
def alarm_id(app):
    with transaction():
        for _time in range(3):
            alarm = raise_alarm("self-check", SENTENCE, by=get_system_account())
    return alarm.id


def pass_night():
    db.session.rollback()
    tasks.run_nights(clock.today(), by=get_system_account(), tell=lambda *_: None)


def test_an_open_alarm_stands_there_with_who_when_and_a_button(visitor, admin, alarm_id):
    page = get(visitor(admin), "/admin").text

    assert SENTENCE in page
    assert "Hệ thống" in page
    assert f'action="/admin/alarms/{alarm_id}/settlement"' in page


def test_a_settled_alarm_is_gone_and_says_who_saw_to_it(visitor, admin, alarm_id):
    browser = visitor(admin)

    first, again = (post(browser, f"/admin/alarms/{alarm_id}/settlement") for _time in range(2))

    assert (first.status_code, first.location) == (again.status_code, again.location) == (302, "/admin")
    assert SENTENCE not in get(browser, "/admin").text
    assert db.session.scalars(select(Alarm.settled_by_id)).all() == [admin.id]


def test_an_alarm_that_never_was_is_not_found(visitor, admin):
    assert post(visitor(admin), "/admin/alarms/4711/settlement").status_code == 404


def test_the_last_nights_stand_there_with_their_counts(visitor, admin, town, still):
    make_member(town.code)
    now = clock.now()
    still(now)
    pass_night()
    still(now + timedelta(days=2))
    pass_night()

    page = get(visitor(admin), "/admin").text

    assert page.count('<tr role="row">') == 1 + 3
    assert clock.today().strftime("%d/%m/%Y") in page
    assert WARNING not in page


def test_a_missing_night_is_told(visitor, admin, still):
    assert WARNING in get(visitor(admin), "/admin").text
    now = clock.now()
    still(now)
    pass_night()
    still(now + timedelta(days=1))

    assert WARNING in get(visitor(admin), "/admin").text


def test_the_page_takes_few_statements_however_many_alarms(visitor, admin):
    browser = visitor(admin)
    get(browser, "/admin")
    with transaction():
        for number in range(20):
            raise_alarm(f"digest:{number}", SENTENCE, by=get_system_account())

    with statements() as found:
        page = get(browser, "/admin")

    assert page.status_code == 200
    assert len(found) <= 8


def test_the_menu_leads_administrators_there_and_nobody_else(visitor, admin, town):
    assert 'href="/admin"' in get(visitor(admin), "/").text
    assert 'href="/admin"' not in get(visitor(town.department), "/").text
