from datetime import date

import pytest
from case_documents import load_case
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import (
    ChoiceRefusal,
    counts_as_first,
    current_node,
    framework_order,
    is_end,
    masked,
    next_node,
    shuffled,
    validate_choice,
)

IDS = st.lists(st.text(min_size=1, max_size=4), unique=True, max_size=6)


def test_a_walk_goes_where_the_options_lead():
    case = load_case("TH02")

    assert current_node(case, []) == "n1"
    assert next_node(case, "n1", "b") == "n2_dem"
    assert current_node(case, [("n1", "b"), ("n2_dem", "a")]) == "n3"
    assert is_end(next_node(case, "n3", "a"))
    assert not is_end("n3")


@pytest.mark.parametrize(
    ("before", "choice", "refusal"),
    [
        pytest.param([], ("n1", "a"), None, id="the first choice"),
        pytest.param([("n1", "a")], ("n2_kip", "c"), None, id="the next choice"),
        pytest.param([("n1", "a")], ("n1", "a"), ChoiceRefusal.ALREADY_CHOSEN, id="a second click"),
        pytest.param([("n1", "a")], ("n1", "b"), ChoiceRefusal.OTHER_NODE, id="changing one's mind"),
        pytest.param([], ("n3", "a"), ChoiceRefusal.OTHER_NODE, id="jumping ahead"),
        pytest.param([], ("n1", "z"), ChoiceRefusal.UNKNOWN_OPTION, id="an option there is not"),
        pytest.param(
            [("n1", "a"), ("n2_kip", "a"), ("n3", "a")],
            ("n3", "b"),
            ChoiceRefusal.CASE_ENDED,
            id="after the end",
        ),
    ],
)
def test_which_choices_are_taken(before, choice, refusal):
    assert validate_choice(load_case("TH02"), before, *choice) == refusal


@pytest.mark.parametrize(
    ("previous", "expected"),
    [
        pytest.param([], True, id="never tried"),
        pytest.param([date(2026, 3, 2)], True, id="90 days ago"),
        pytest.param([date(2026, 3, 3)], False, id="89 days ago"),
        pytest.param([date(2026, 5, 31)], False, id="the same day"),
        pytest.param([date(2026, 5, 1), date(2025, 1, 1)], False, id="the latest decides"),
    ],
)
def test_which_attempts_count(previous, expected):
    assert counts_as_first(previous, date(2026, 5, 31)) is expected


def test_the_days_until_an_attempt_counts_again_are_a_setting():
    assert counts_as_first([date(2026, 5, 1)], date(2026, 5, 31), reopen_days=30)


def test_options_are_shuffled_the_same_way_each_time():
    assert shuffled("abcd", "812:n1") == shuffled("dcba", "812:n1")
    assert len({tuple(shuffled("abcd", f"{seed}:n1")) for seed in range(200)}) == 23


def test_each_option_comes_first_about_equally_often():
    firsts = [shuffled("abcd", str(seed))[0] for seed in range(2000)]

    assert all(400 < firsts.count(option) < 600 for option in "abcd")


@given(IDS, st.text(max_size=8))
def test_shuffling_loses_nothing_and_hides_the_alphabet(ids, seed):
    order = shuffled(ids, seed)

    assert sorted(order) == sorted(ids)
    assert len(ids) < 3 or order != sorted(ids)


@given(IDS, st.text(max_size=8))
def test_tokens_stand_for_the_options_in_shuffled_order(ids, seed):
    tokens = masked(ids, seed)

    assert list(tokens.values()) == shuffled(ids, seed)
    assert masked(ids, seed + "x").keys().isdisjoint(tokens.keys())


def test_the_framework_counts_numbers_as_numbers():
    assert framework_order(["C10", "B1", "C5", "A2", "C5"]) == ("A2", "B1", "C5", "C10")
