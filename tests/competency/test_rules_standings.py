"""Status, the day of the next change, due day, severity and the order of the to-do list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from competency.rules import (
    DEFAULT_POLICY,
    EvidenceKind,
    Piece,
    Severity,
    StandingResult,
    StandingStatus,
    compute_standing,
    due_on,
    is_fault,
    is_met,
    natural_code_key,
    next_change_on,
    next_turn_on,
    severity,
    standing_status,
    todo_order_key,
)

DAY = date(2026, 6, 15)
OVER = DAY - timedelta(days=1)
LONG = DAY + timedelta(days=400)


def days(count):
    return DAY + timedelta(days=count)


def piece(kind, level, valid_until=LONG, **changes):
    fields = {"earned_on": DAY - timedelta(days=300), "valid_until": valid_until} | changes
    return Piece(EvidenceKind(kind), level, **fields)


@pytest.mark.parametrize(
    ("shown", "required", "expected"),
    [
        pytest.param([piece("post_test", 2)], 2, "met", id="exactly met"),
        pytest.param([piece("post_test", 2)], 1, "met", id="exceeded"),
        pytest.param([piece("case", 3), piece("post_test", 2)], 3, "met", id="met by two kinds"),
        pytest.param([piece("post_test", 2, days(60))], 2, "met", id="last day is day 60: still met"),
        pytest.param([piece("post_test", 2, days(59))], 2, "expiring", id="last day is day 59: expiring"),
        pytest.param([piece("post_test", 2, DAY)], 2, "expiring", id="last day is today"),
        pytest.param([piece("post_test", 2, None)], 2, "met", id="never runs out"),
        pytest.param(
            [piece("case", 3), piece("post_test", 2, days(59))],
            3,
            "expiring",
            id="the corroboration runs out",
        ),
        pytest.param(
            [piece("case", 3), piece("post_test", 2, days(59))], 2, "met", id="what is left is enough"
        ),
        pytest.param(
            [piece("post_test", 2, days(10)), piece("external", 2)], 2, "met", id="another kind takes over"
        ),
        pytest.param(
            [piece("post_test", 2, days(10)), piece("post_test", 2, earned_on=days(5))],
            2,
            "expiring",
            id="what is dated later is not assumed",
        ),
        pytest.param([piece("post_test", 2, OVER)], 2, "expired", id="ran out yesterday, nothing left"),
        pytest.param(
            [piece("post_test", 2, OVER), piece("completion", 1)], 2, "expired", id="ran out, a level is left"
        ),
        pytest.param(
            [piece("case", 3), piece("post_test", 2, OVER)], 3, "expired", id="the corroboration ran out"
        ),
        pytest.param(
            [piece("case", 3, OVER), piece("completion", 1)], 3, "below", id="would not be enough anyway"
        ),
        pytest.param([piece("completion", 1)], 2, "below", id="too low"),
        pytest.param([piece("case", 3)], 3, "below", id="uncorroborated"),
        pytest.param([piece("assessor", 5), piece("case", 3)], 5, "below", id="one short of 5"),
        pytest.param([], 1, "unproven", id="nothing at all"),
        pytest.param([piece("self_rating", 5)], 1, "unproven", id="only self-rating"),
        pytest.param([piece("assessor", 5, revoked=True)], 2, "unproven", id="only a revoked piece"),
        pytest.param([piece("assessor", 5, OVER, revoked=True)], 2, "unproven", id="revoked, not expired"),
        pytest.param([piece("post_test", 2, earned_on=days(1))], 2, "unproven", id="earned tomorrow"),
        pytest.param([piece("completion", 1, OVER)], 2, "unproven", id="what ran out was too low"),
    ],
)
def test_standing_status(shown, required, expected):
    assert standing_status(DEFAULT_POLICY, shown, required, DAY) == expected


def test_a_standing_names_the_evidence_that_carries_it():
    shown = [piece("post_test", 2, ref=11), piece("case", 3, ref=12), piece("completion", 1, ref=13)]

    assert compute_standing(DEFAULT_POLICY, shown, 3, DAY) == StandingResult(
        required=3, attained=3, status=StandingStatus.MET, carried_by=(12, 11)
    )


@pytest.mark.parametrize(
    ("status", "met", "fault"),
    [
        ("met", True, False),
        ("expiring", True, False),
        ("expired", False, True),
        ("below", False, True),
        pytest.param("unproven", False, False, id="unproven is not met and no fault"),
    ],
)
def test_what_is_met_and_what_is_a_fault(status, met, fault):
    assert (is_met(StandingStatus(status)), is_fault(StandingStatus(status))) == (met, fault)


@pytest.mark.parametrize(
    ("shown", "required", "expected"),
    [
        pytest.param([], 2, None, id="nothing changes by itself"),
        pytest.param([piece("post_test", 2, None)], 2, None, id="never runs out"),
        pytest.param([piece("post_test", 2, days(100))], 2, days(41), id="met becomes expiring"),
        pytest.param([piece("post_test", 2, days(59))], 2, days(60), id="expiring becomes expired"),
        pytest.param([piece("post_test", 2, DAY)], 2, days(1), id="today is the last day"),
        pytest.param([piece("completion", 1, days(30))], 2, days(31), id="below becomes unproven"),
        pytest.param([piece("post_test", 2, OVER)], 2, None, id="expired stays expired"),
        pytest.param([piece("post_test", 2, days(9), revoked=True)], 2, None, id="revoked is out of it"),
        pytest.param([piece("post_test", 2, earned_on=days(3))], 2, days(3), id="held, but dated later"),
        pytest.param(
            [piece("post_test", 2, days(100)), piece("external", 2, days(200))],
            2,
            days(141),
            id="the longer one decides",
        ),
        pytest.param([piece("assessor", 5, date.max)], 2, date(9999, 11, 2), id="the end of the calendar"),
    ],
)
def test_next_change_on(shown, required, expected):
    assert next_change_on(DEFAULT_POLICY, shown, required, DAY) == expected


def test_a_refresh_is_due_when_only_the_carrying_evidence_changes():
    shown = [piece("post_test", 2, None, ref=2), piece("assessor", 3, days(30), ref=1)]
    alone = [piece("assessor", 3, days(30), ref=1), piece("assessor", 2, None, ref=2)]

    assert next_change_on(DEFAULT_POLICY, shown, 2, DAY) == days(31), "level 3 becomes 2"
    assert next_change_on(DEFAULT_POLICY, alone, 2, DAY) is None, "2 before and after"
    assert next_turn_on(alone, DAY) == days(31), "but from another piece"


@pytest.mark.parametrize(
    ("starts_on", "effective_on", "grace_days", "expected"),
    [
        pytest.param(date(2026, 1, 1), date(2025, 7, 1), 180, date(2026, 6, 30), id="assignment is later"),
        pytest.param(date(2025, 7, 1), date(2026, 1, 1), 180, date(2026, 6, 30), id="requirement is later"),
        pytest.param(date(2026, 1, 1), date(2026, 1, 1), 0, date(2026, 1, 1), id="no grace"),
        pytest.param(date(2027, 9, 1), date(2026, 1, 1), 180, date(2028, 2, 28), id="over a leap year"),
    ],
)
def test_due_on(starts_on, effective_on, grace_days, expected):
    assert due_on(starts_on, effective_on, grace_days) == expected


def test_grace_is_180_days_by_default():
    assert due_on(date(2026, 1, 1), date(2025, 7, 1)) == date(2026, 6, 30)


@pytest.mark.parametrize("status", ["expired", "below", "unproven"])
@pytest.mark.parametrize(
    ("due_in_days", "mandatory", "expected"),
    [
        pytest.param(-1, True, "urgent", id="mandatory, one day past due"),
        pytest.param(0, True, "warning", id="mandatory, due today"),
        pytest.param(60, True, "warning", id="mandatory, due in 60 days"),
        pytest.param(61, True, "info", id="mandatory, due in 61 days"),
        pytest.param(-1, False, "warning", id="not mandatory, past due"),
        pytest.param(60, False, "warning", id="not mandatory, due in 60 days"),
        pytest.param(61, False, "info", id="not mandatory, due in 61 days"),
    ],
)
def test_severity_of_what_is_not_met(status, due_in_days, mandatory, expected):
    assert severity(StandingStatus(status), mandatory, days(due_in_days), DAY) == expected


@pytest.mark.parametrize("due_in_days", [-400, -1, 0, 60, 61])
@pytest.mark.parametrize("mandatory", [True, False])
@pytest.mark.parametrize(("status", "expected"), [("met", "info"), ("expiring", "warning")])
def test_severity_of_what_is_met_does_not_depend_on_the_due_day(status, expected, mandatory, due_in_days):
    assert severity(StandingStatus(status), mandatory, days(due_in_days), DAY) == expected


def test_codes_sort_as_people_count():
    codes = ["C10", "B10", "A2", "TN.B2", "B2", "B", "A10", "A1", "TN.B10"]

    assert sorted(codes, key=natural_code_key) == [
        "A1", "A2", "A10", "B", "B2", "B10", "C10", "TN.B2", "TN.B10",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("urgent", 1, 2, 1, "C9"), ("warning", 1.6, 5, 0, "A1"), id="urgent before warning"),
        pytest.param(("warning", 1, 2, 2, "C9"), ("info", 1.6, 5, 0, "A1"), id="warning before info"),
        pytest.param(("info", 1, 4, 1, "C9"), ("info", 1, 3, 1, "A1"), id="more levels missing"),
        pytest.param(("info", 1.6, 3, 1, "C9"), ("info", 1, 4, 1, "A1"), id="a greater weight"),
        pytest.param(("info", 1, 3, 1, "B2"), ("info", 1, 3, 1, "B10"), id="then the code, 2 before 10"),
        pytest.param(("info", 1.2, 2, 0, "A1"), ("info", 0.8, 3, 0, "A2"), id="equal on paper is equal"),
        pytest.param(("info", 0.8, 3, 0, "A1"), ("info", 1.2, 2, 0, "A2"), id="equal the other way round"),
        pytest.param(("info", Decimal("1.5"), 2, 0, "A1"), ("info", 1.0, 3, 0, "A2"), id="decimal or float"),
    ],
)
def test_order_of_the_to_do_list(first, second):
    def key(row):
        return todo_order_key(Severity(row[0]), *row[1:])

    assert sorted([second, first], key=key) == [first, second]
