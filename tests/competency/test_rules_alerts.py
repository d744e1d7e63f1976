"""Which alert a standing calls for, the life of an alert, the time to answer a dispute."""

from datetime import date, timedelta
from itertools import product

import pytest

from competency.rules import (
    DEFAULT_POLICY,
    AlertKind,
    AlertState,
    CompetencyEvent,
    EvidenceKind,
    Piece,
    RuleError,
    alert_kind_and_reason,
    alert_transition,
    compute_standing,
    dispute_answer_due_on,
    is_open,
)

DAY = date(2026, 6, 15)
OVER = DAY - timedelta(days=1)
LONG = DAY + timedelta(days=400)


def piece(kind, level, valid_until=LONG, **changes):
    fields = {"earned_on": DAY - timedelta(days=300), "valid_until": valid_until} | changes
    return Piece(EvidenceKind(kind), level, **fields)


def alert_for(shown, required, **occasion):
    result = compute_standing(DEFAULT_POLICY, shown, required, DAY)
    return alert_kind_and_reason(DEFAULT_POLICY, shown, result, DAY, **occasion)


@pytest.mark.parametrize(
    ("shown", "required", "expected"),
    [
        pytest.param([piece("post_test", 2)], 2, None, id="met calls for none"),
        pytest.param([piece("post_test", 2, DAY)], 2, ("CB5", "expiring"), id="expiring"),
        pytest.param([piece("post_test", 2, OVER)], 2, ("CB4", "expired"), id="expired"),
        pytest.param([piece("completion", 1)], 2, ("CB4", "too_low"), id="too low"),
        pytest.param([], 2, ("CB4", "never_shown"), id="nothing at all"),
        pytest.param([piece("self_rating", 4)], 2, ("CB4", "never_shown"), id="self-rating shows nothing"),
        pytest.param([piece("case", 3, revoked=True)], 2, ("CB4", "never_shown"), id="revoked was nothing"),
        pytest.param([piece("case", 3)], 3, ("CB4", "uncorroborated"), id="a second kind is missing"),
        pytest.param(
            [piece("work_product", 4), piece("post_test", 2)],
            4,
            ("CB4", "uncorroborated"),
            id="second too low",
        ),
        pytest.param([piece("work_product", 4)], 5, ("CB4", "too_low"), id="too low even if corroborated"),
        pytest.param([piece("completion", 1, OVER)], 2, ("CB4", "too_low"), id="ran out, but was too low"),
        pytest.param(
            [piece("case", 3, OVER)], 3, ("CB4", "expired"), id="ran out, high enough, never corroborated"
        ),
    ],
)
def test_the_alert_a_standing_calls_for(shown, required, expected):
    assert alert_for(shown, required) == expected


@pytest.mark.parametrize(
    ("shown", "required", "previously", "expected"),
    [
        pytest.param([piece("post_test", 2)], 3, 2, "requirement_changed", id="was enough before"),
        pytest.param([piece("post_test", 2)], 2, 1, None, id="is still enough"),
        pytest.param([piece("completion", 1)], 3, 2, "too_low", id="was too low before"),
        pytest.param([piece("case", 3)], 4, 3, "too_low", id="was uncorroborated before"),
        pytest.param([piece("post_test", 2, OVER)], 2, 1, "expired", id="expiry explains more"),
        pytest.param([], 3, 2, "never_shown", id="never shown anyway"),
    ],
)
def test_a_raised_requirement_is_the_reason_only_where_it_is(shown, required, previously, expected):
    alert = alert_for(shown, required, previously_required=previously)

    assert alert == (expected and (AlertKind.COMPETENCY, expected))


ALLOWED = {
    ("open", "acknowledged"),
    ("open", "planned"),
    ("open", "closed"),
    ("open", "disputed"),
    ("acknowledged", "planned"),
    ("acknowledged", "closed"),
    ("acknowledged", "disputed"),
    ("planned", "acknowledged"),
    ("planned", "closed"),
    ("planned", "disputed"),
    ("disputed", "open"),
    ("disputed", "closed"),
}


@pytest.mark.parametrize(("state", "following"), list(product(AlertState, repeat=2)))
def test_alert_states_follow_each_other(state, following):
    if (state, following) in ALLOWED:
        assert alert_transition(state, following) is following
    else:
        with pytest.raises(RuleError, match=f"An alert that is {state} cannot become {following}."):
            alert_transition(state, following)


def test_only_a_closed_alert_is_not_open():
    assert [state for state in AlertState if not is_open(state)] == [AlertState.CLOSED]


@pytest.mark.parametrize(
    ("disputed_on", "holidays", "expected"),
    [
        pytest.param(date(2026, 6, 15), [], date(2026, 6, 22), id="Monday to Monday"),
        pytest.param(date(2026, 6, 19), [], date(2026, 6, 26), id="Friday to Friday"),
        pytest.param(date(2026, 6, 20), [], date(2026, 6, 26), id="Saturday to Friday"),
        pytest.param(date(2026, 6, 21), [], date(2026, 6, 26), id="Sunday to Friday"),
        pytest.param(
            date(2026, 8, 31), [date(2026, 9, 1), date(2026, 9, 2)], date(2026, 9, 9), id="2 September"
        ),
    ],
)
def test_a_dispute_is_answered_within_five_working_days(disputed_on, holidays, expected):
    assert dispute_answer_due_on(disputed_on, holidays) == expected


def test_alert_kinds_have_the_codes_of_the_domain_note():
    assert [kind.value for kind in AlertKind] == [f"CB{number}" for number in range(1, 9)]


def test_events_are_a_noun_and_a_past_deed():
    assert CompetencyEvent.EVIDENCE_RECORDED == "evidence:recorded"
    assert all(event.count(":") == 1 and event == event.lower() for event in CompetencyEvent)
