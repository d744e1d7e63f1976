"""Difficulty, discrimination, options and time: against exact fractions, and against published examples."""

from fractions import Fraction
from math import nan

import pandas as pd
import pytest
from answer_tables import answers_of, exact_correlation, no_choices, no_options
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.analysis.questions import correlation, question_figures, seconds_of_answers

SETTINGS = settings(derandomize=True, deadline=None, max_examples=60)
CREDITS = st.sampled_from([0, 0, 250, 333, 500, 667, 1000, 1000])


@st.composite
def matrices(draw):
    """Attempts that each drew some of the questions."""
    questions = draw(st.integers(2, 6))
    cell = st.one_of(CREDITS, st.none()) if draw(st.booleans()) else CREDITS
    rows = st.lists(cell, min_size=questions, max_size=questions)
    return draw(st.lists(rows, min_size=30, max_size=60))


def close(found, expected):
    return found == expected if expected is None else found == pytest.approx(expected, abs=1e-9)


def figures_of(answers, choices=None, options=None):
    return question_figures(
        answers,
        no_choices() if choices is None else choices,
        no_options() if options is None else options,
    )


@SETTINGS
@given(matrix=matrices())
def test_difficulty_and_discrimination_equal_an_independent_computation(matrix):
    assume(any(credit is not None for row in matrix for credit in row))
    found = figures_of(answers_of(matrix))
    for question, figures in found.items():
        asked = [row for row in matrix if row[question] is not None]
        assert figures.asked == figures.answered == len(asked)
        if len(asked) < 30:
            assert figures.difficulty is figures.discrimination is figures.discrimination_total is None
            continue
        assert close(
            figures.difficulty, float(Fraction(sum(row[question] for row in asked), 1000 * len(asked)))
        )
        rest, total = [], []
        for row in asked:
            others = [credit for at, credit in enumerate(row) if credit is not None and at != question]
            if others:
                rest.append((Fraction(row[question]), Fraction(sum(others), len(others))))
                everything = sum(others) + row[question]
                total.append((Fraction(row[question]), Fraction(everything, len(others) + 1)))
        assert close(figures.discrimination, exact_correlation(rest) if rest else None)
        assert close(figures.discrimination_total, exact_correlation(total) if total else None)


OPTIONS = ("a", "b", "c", "d")


@SETTINGS
@given(
    chosen=st.lists(st.sets(st.sampled_from(OPTIONS), max_size=3), min_size=30, max_size=50),
    others=st.lists(CREDITS, min_size=50, max_size=50),
)
def test_shares_of_options_equal_an_independent_computation(chosen, others):
    matrix = [[1000 if "a" in picked else 0, other] for picked, other in zip(chosen, others, strict=False)]
    answered = [[bool(picked), True] for picked in chosen]
    choices = pd.DataFrame(
        [(attempt, 0, option) for attempt, picked in enumerate(chosen) for option in sorted(picked)],
        columns=["attempt", "question", "option"],
    )
    options = pd.DataFrame([(0, option, option == "a") for option in OPTIONS])
    options.columns = ["question", "option", "is_right"]

    figures = figures_of(answers_of(matrix, answered=answered), choices, options)[0]

    given_answers = [(picked, row[1]) for picked, row in zip(chosen, matrix, strict=True) if picked]
    if len(given_answers) < 30:
        assert figures.options == ()
        return
    assert [one.option for one in figures.options] == list(OPTIONS)
    for one in figures.options:
        picks = [(Fraction(one.option in picked), Fraction(rest)) for picked, rest in given_answers]
        assert one.chosen == sum(pick for pick, _ in picks)
        assert close(one.share, float(Fraction(one.chosen, len(given_answers))))
        assert close(one.discrimination, exact_correlation(picks))


def test_a_published_point_biserial_correlation():
    """The example of the documentation of scipy.stats.pointbiserialr."""
    assert correlation(pd.Series([0, 0, 0, 1, 1, 1, 1]), pd.Series([0, 1, 2, 3, 4, 5, 6])) == pytest.approx(
        0.8660254037844386, abs=1e-12
    )


def test_what_does_not_vary_has_no_correlation():
    figures = figures_of(answers_of([[1000, 500, 0]] * 30))[0]
    assert (figures.difficulty, figures.discrimination) == (1.0, None)


def test_a_single_question_has_no_others_to_be_compared_with():
    figures = figures_of(answers_of([[0], [1000]] * 15))[0]
    assert (figures.difficulty, figures.discrimination) == (0.5, None)


@pytest.mark.parametrize(("attempts", "is_known"), [(29, False), (30, True)])
def test_figures_wait_for_thirty_answers(attempts, is_known):
    figures = figures_of(answers_of([[1000, 0]] * attempts))[0]
    assert figures.answered == attempts
    assert (figures.difficulty is not None) is is_known


def test_an_attempt_without_any_answer_does_not_count():
    matrix = [[1000, 1000]] * 30 + [[0, 0]] * 10
    answered = [[True, True]] * 30 + [[False, False]] * 10
    figures = figures_of(answers_of(matrix, answered=answered))[0]
    assert (figures.asked, figures.difficulty) == (30, 1.0)


def test_what_was_left_empty_counts_as_asked_and_earns_nothing():
    matrix = [[1000, 1000]] * 30 + [[0, 1000]] * 10
    answered = [[True, True]] * 30 + [[False, True]] * 10
    figures = figures_of(answers_of(matrix, answered=answered))[0]
    assert (figures.asked, figures.answered, figures.difficulty) == (40, 30, 0.75)


def test_of_two_attempts_of_one_officer_the_first_counts():
    first, second = answers_of([[1000, 0]] * 30), answers_of([[0, 0]] * 30)
    second["attempt"] += 100
    second["begun"] += 3600.0
    figures = figures_of(pd.concat([second, first], ignore_index=True))[0]
    assert (figures.asked, figures.difficulty) == (30, 1.0)


@pytest.mark.parametrize(
    ("saved", "known"),
    [
        pytest.param([10, 25, 60], [10, 15, 35], id="one by one and in order"),
        pytest.param([60, 60, 60], [None, None, None], id="all at the end"),
        pytest.param([10, 25, 25], [10, None, None], id="the last two together"),
        pytest.param([10, 90, 60], [10, None, None], id="came back to the second"),
        pytest.param([10, None, 60], [10, None, None], id="left the second out"),
        pytest.param([30, 10, 60], [None, None, None], id="began with the second"),
        pytest.param([10, 25, None], [10, 15, None], id="left the last out"),
    ],
)
def test_the_time_of_an_answer_is_known_only_where_it_was_saved_in_order(saved, known):
    table = answers_of([[0, 0, 0]], seconds=[saved])
    assert seconds_of_answers(table).tolist() == pytest.approx(
        [nan if one is None else one for one in known], nan_ok=True
    )


def test_the_time_of_a_question_is_the_median_of_those_known():
    seconds = [[float(at + 1), None] for at in range(31)]
    figures = figures_of(answers_of([[0, 0]] * 31, seconds=seconds))
    assert (figures[0].seconds, figures[0].timed) == (16.0, 31)
    assert (figures[1].seconds, figures[1].timed) == (None, 0)


@SETTINGS
@given(
    rows=st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 12)), min_size=1, max_size=5), min_size=1, max_size=8
    )
)
def test_times_equal_a_plain_reading_of_their_definition(rows):
    matrix = [[0] * len(saved) for saved in rows]
    found = seconds_of_answers(answers_of(matrix, seconds=rows)).tolist()
    expected = [_seconds(saved, number) for saved in rows for number in range(1, len(saved) + 1)]
    assert found == pytest.approx(expected, nan_ok=True)


def _seconds(saved, number):
    """The earlier change was of the question before, and nothing else was changed at the same moment."""
    mine = saved[number - 1]
    if mine is None or saved.count(mine) > 1:
        return nan
    earlier = [(at, place) for place, at in enumerate(saved, start=1) if at is not None and at < mine]
    before, place = max(earlier, default=(0, 0))
    return mine - before if place == number - 1 else nan
