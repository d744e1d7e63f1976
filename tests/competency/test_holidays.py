"""Days off between a dispute and its answer."""

from datetime import date

import pytest
from click.testing import CliRunner
from factories import make_account, make_officer, make_post
from sqlalchemy import select

from competency import queries
from competency.cli.holidays import holiday
from competency.models import Alert
from competency.rules.holidays import holidays_from
from competency.services import add_holiday, dispute_alert, remove_holiday
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import AuditEntry
from lms.queries import get_system_account


@pytest.fixture
def raise_dispute(app, at):
    """Raise a dispute on a day; return the day the answer is due."""

    def act(day):
        at(day)
        account = make_account()
        officer = make_post(make_officer(account=account)).officer
        alert_id = queries.list_alerts(officer)[0].id
        with transaction():
            dispute_alert(db.session.get(Alert, alert_id), "Tôi đã nộp chứng chỉ.", by=account)
        return db.session.get(Alert, alert_id).dispute_due_on

    return act


def test_the_law_fixes_four_days_by_their_date():
    assert holidays_from(date(2026, 12, 30), [date(2027, 2, 8)]) >= {
        date(2027, 1, 1),
        date(2027, 4, 30),
        date(2027, 5, 1),
        date(2027, 9, 2),
        date(2027, 2, 8),
    }


def test_new_years_day_is_no_working_day(raise_dispute):
    assert raise_dispute(date(2026, 12, 30)) == date(2027, 1, 7)


def test_what_was_announced_is_no_working_day_either(raise_dispute):
    for number in range(8, 13):
        with transaction():
            add_holiday(date(2027, 2, number), "Tết Nguyên đán", by=get_system_account())

    assert raise_dispute(date(2027, 2, 5)) == date(2027, 2, 19)


def test_entering_twice_is_once_and_a_mistake_is_taken_back(app):
    for _ in range(2):
        with transaction():
            add_holiday(date(2027, 2, 8), "Tết", by=get_system_account())
    with transaction():
        remove_holiday(date(2027, 2, 8), by=get_system_account())

    with pytest.raises(NotFound), transaction():
        remove_holiday(date(2027, 2, 8), by=get_system_account())
    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.target_kind == "holidays")).all()
    assert events == ["holiday:added", "holiday:added", "holiday:removed"]


@pytest.mark.parametrize(("role", "scope"), [("department", "19"), ("leader", "19001")])
def test_only_administrators_enter_holidays(app, role, scope):
    with pytest.raises(Forbidden), transaction():
        add_holiday(date(2027, 2, 8), "Tết", by=make_account(role, scope))


def test_a_holiday_needs_a_name(app):
    done = CliRunner().invoke(holiday, ["08/02/2027"])

    assert done.exit_code == 2
