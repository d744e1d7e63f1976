"""Counting standings per status and pillar."""

from decimal import Decimal

import pytest

from competency.rules import StandingStatus, percent, pillar_summary, summarise


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        pytest.param(0, 0, None, id="of nothing"),
        pytest.param(0, 7, "0.0", id="none"),
        pytest.param(7, 7, "100.0", id="all"),
        pytest.param(1, 3, "33.3", id="a third"),
        pytest.param(2, 3, "66.7", id="two thirds"),
        pytest.param(1, 16, "6.3", id="6.25 goes up"),
        pytest.param(3, 16, "18.8", id="18.75 goes up"),
        pytest.param(1, 2000, "0.1", id="0.05 goes up"),
        pytest.param(1, 2001, "0.0", id="just below goes down"),
    ],
)
def test_percent(part, whole, expected):
    assert percent(part, whole) == (expected and Decimal(expected))


def test_every_status_is_counted_and_what_is_expiring_is_still_met():
    summary = summarise(map(StandingStatus, ["met", "met", "expiring", "below", "unproven", "unproven"]))

    assert summary.required == 6
    assert summary.counts == {"met": 2, "expiring": 1, "expired": 0, "below": 1, "unproven": 2}
    assert summary.met_percent == Decimal("50.0")


def test_no_standings_have_no_percentage():
    summary = summarise([])

    assert (summary.required, summary.met_percent) == (0, None)
    assert set(summary.counts.values()) == {0}


def test_pillars_are_summarised_apart_and_in_order():
    standings = [("C", "met"), ("A", "below"), ("C", "unproven"), ("B", "met"), ("A", "expired")]

    summaries = pillar_summary((pillar, StandingStatus(status)) for pillar, status in standings)

    assert {code: summary.met_percent for code, summary in summaries.items()} == {
        "A": Decimal("0.0"),
        "B": Decimal("100.0"),
        "C": Decimal("50.0"),
    }
    assert list(summaries) == ["A", "B", "C"]
