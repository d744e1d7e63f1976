"""Cronbach's alpha: against exact fractions, and against a published example."""

import pytest
from answer_tables import answers_of, exact_alpha, exact_alpha_by_pairs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessments.analysis import NoReliability
from assessments.analysis.reliability import reliability

SETTINGS = settings(derandomize=True, deadline=None, max_examples=80)
CREDITS = st.sampled_from([0, 0, 250, 333, 500, 667, 1000, 1000])

STUDENTS = """
1111110110 1011011101 1111011001 0010001000 0000010010
1110111111 1101110111 1111111101 0101111101 1101101110
"""
"""Ten students and ten questions; the sum of p·q is 2.18, the variance of the totals 5.84."""


@SETTINGS
@given(
    matrix=st.integers(2, 6).flatmap(
        lambda count: st.lists(st.lists(CREDITS, min_size=count, max_size=count), min_size=30, max_size=60)
    )
)
def test_where_all_were_asked_the_same_it_is_the_usual_formula(matrix):
    expected = exact_alpha(matrix)
    found = reliability(answers_of(matrix))
    assert (found.attempts, found.covered, found.length) == (len(matrix), len(matrix[0]), len(matrix[0]))
    if expected is None:
        assert (found.alpha, found.reason) == (None, NoReliability.NO_VARIATION)
    else:
        assert found.alpha == pytest.approx(expected, rel=1e-9, abs=1e-9)


@SETTINGS
@given(data=st.data(), count=st.integers(3, 5), seed=st.randoms(use_true_random=False))
def test_where_attempts_draw_their_questions_it_is_made_of_pairs(data, count, seed):
    draw = count - 1
    matrix = []
    for _attempt in range(150):
        asked = set(seed.sample(range(count), draw))
        matrix.append([seed.choice([0, 500, 1000]) if at in asked else None for at in range(count)])
    pairs = [
        sum(row[i] is not None and row[j] is not None for row in matrix)
        for i in range(count)
        for j in range(i)
    ]
    assume(min(pairs) >= 30)
    expected = exact_alpha_by_pairs(matrix, draw)
    found = reliability(answers_of(matrix))
    assert (found.covered, found.length) == (count, draw)
    if expected is None:
        assert found.alpha is None
    else:
        assert found.alpha == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_published_example():
    """K. L. Wuensch, The Kuder-Richardson 20, East Carolina University: 10/9 · (1 - 2.18 / 5.84).

    Each student is taken three times, which changes neither side of the fraction, to have answers enough.
    """
    matrix = [[1000 * int(sign) for sign in row] for row in STUDENTS.split()] * 3
    found = reliability(answers_of(matrix))
    assert found.alpha == pytest.approx(10 / 9 * (1 - 2.18 / 5.84), abs=1e-12)
    assert round(found.alpha, 3) == 0.696


def test_a_question_that_was_seldom_asked_with_the_others_is_left_out():
    often = [[0, 0, 0, None], [1000, 1000, 1000, None], [1000, 0, 1000, None]] * 20
    seldom = [[1000, 1000, None, 1000]] * 5
    found = reliability(answers_of(often + seldom))
    assert (found.asked, found.covered, found.length) == (4, 3, 3)
    assert found.alpha is not None


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        pytest.param([[0, 1000]] * 29, NoReliability.TOO_FEW, id="29 attempts"),
        pytest.param([[0], [1000]] * 20, NoReliability.TOO_FEW, id="a single question"),
        pytest.param([[0, None], [None, 1000]] * 40, NoReliability.TOO_FEW, id="never asked together"),
        pytest.param([[0, 1000]] * 40, NoReliability.NO_VARIATION, id="all the same"),
        pytest.param([[0, 1000], [1000, 0]] * 20, NoReliability.NO_VARIATION, id="all the same sum"),
        pytest.param([], NoReliability.TOO_FEW, id="nobody"),
    ],
)
def test_without_data_there_is_no_alpha_but_a_reason(matrix, reason):
    found = reliability(answers_of(matrix))
    assert (found.alpha, found.reason) == (None, reason)
