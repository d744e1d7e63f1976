"""When somebody is reminded, who hears next, and when the operator is told: as tables of cases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from competency.rules import AlertState, Severity
from competency.rules.deliveries import (
    MOST_REMINDERS,
    Purpose,
    digest_day,
    escalation_steps,
    has_too_much_trouble,
    is_given_up,
    is_overdue,
    is_sending_time,
    is_worth_saying,
    iso_week,
    most_reminders,
    told_count,
)

MONDAY, SATURDAY = date(2026, 11, 16), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("state", "severity", "most"),
    [
        ("open", "info", 1),
        ("open", "warning", 2),
        ("open", "urgent", 3),
        ("acknowledged", "info", 0),
        ("acknowledged", "warning", 0),
        ("acknowledged", "urgent", 3),
        ("planned", "urgent", 0),
        ("disputed", "urgent", 0),
        ("closed", "urgent", 0),
    ],
)
def test_reminders_are_kept_for_when_they_matter(state, severity, most):
    assert most_reminders(AlertState(state), Severity(severity)) == most <= MOST_REMINDERS


@pytest.mark.parametrize("state", list(AlertState))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_message_says_only_what_still_stands(purpose, state):
    spoken = {"disputed"} if purpose in ("answer", "late-answer") else {"open", "acknowledged"}

    assert is_worth_saying(purpose, state) == (state in spoken)


def test_each_step_reaches_higher_later_and_more_seldom():
    leader, department, _answer, _late = escalation_steps((14, 30))

    assert (leader.purpose, leader.days_after_due, leader.most_messages) == ("leader", 14, 2)
    assert (department.purpose, department.days_after_due, department.most_messages) == ("department", 30, 1)
    assert leader.with_unproven
    assert not department.with_unproven
    assert all(step.reason.endswith(".") for step in escalation_steps())


@pytest.mark.parametrize(("count", "officers", "told"), [(40, 12, 40), (9, 4, 0), (5, 5, 5), (0, 0, 0)])
def test_a_number_is_told_only_of_many(count, officers, told):
    assert told_count(count, officers) == told


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (SATURDAY, "2026-W47"),
        (MONDAY, "2026-W47"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_a_week_is_the_iso_week(day, week):
    assert iso_week(day) == week


def test_the_day_of_messages_lies_in_the_same_week():
    assert [digest_day(SATURDAY, weekday) for weekday in (0, 6)] == [MONDAY, date(2026, 11, 22)]


def at(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "weekday", "sending", "overdue"),
    [
        pytest.param(at(16, 7), 0, False, False, id="before eight"),
        pytest.param(at(16, 8), 0, True, False, id="from eight"),
        pytest.param(at(16, 12), 0, True, True, id="noon"),
        pytest.param(at(21, 3), 0, True, True, id="a later day catches up"),
        pytest.param(at(16, 12), 2, False, False, id="before the day"),
    ],
)
def test_messages_go_out_from_the_set_hour_to_the_end_of_the_week(now, weekday, sending, overdue):
    assert (is_sending_time(now, weekday), is_overdue(now, weekday)) == (sending, overdue)


@pytest.mark.parametrize(
    ("troubled", "ended", "too_much"), [(0, 0, False), (5, 100, False), (6, 100, True), (1, 1, True)]
)
def test_more_than_a_twentieth_in_trouble_calls_the_operator(troubled, ended, too_much):
    assert has_too_much_trouble(troubled, ended) is too_much


def test_who_sends_for_too_long_or_died_has_given_up():
    claimed = at(16, 8)

    assert not is_given_up(claimed, claimed + timedelta(minutes=10), is_process_dead=False)
    assert is_given_up(claimed, claimed + timedelta(minutes=11), is_process_dead=False)
    assert is_given_up(claimed, claimed, is_process_dead=True)
