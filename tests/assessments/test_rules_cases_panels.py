"""Expert panels: the median, where experts differ, alpha against published figures and slow arithmetic."""

from fractions import Fraction
from itertools import permutations, product

import pytest
from case_documents import load_case, make_document
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.rules import agree, cells_of, key_of, list_paths, median_points, rating_table, read_draft
from lms.agreement import Agreement, NoAlpha, ordinal_alpha

N = None
# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: four observers, twelve units.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


def test_alpha_is_that_of_the_published_example():
    assert ordinal_alpha(KRIPPENDORFF).alpha == pytest.approx(0.815, abs=0.0005)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        pytest.param([], NoAlpha.NOT_PAIRABLE, id="nobody"),
        pytest.param([[0, 1, 2]], NoAlpha.NOT_PAIRABLE, id="one expert"),
        pytest.param([[0, N], [N, 3]], NoAlpha.NOT_PAIRABLE, id="nothing rated twice"),
        pytest.param([[2, 2], [2, 2]], NoAlpha.NO_VARIATION, id="all the same"),
        pytest.param([[2, 2, N], [2, 2, 0]], NoAlpha.NO_VARIATION, id="the only difference stands alone"),
    ],
)
def test_without_pairs_or_differences_there_is_no_alpha(table, reason):
    assert ordinal_alpha(table) == Agreement(None, reason)


def slow_alpha(table):
    """Alpha with the ordinal metric in exact fractions, by the definition."""
    units = [[value for value in column if value is not None] for column in zip(*table, strict=True)]
    units = [values for values in units if len(values) > 1]
    pairs = {}
    for values in units:
        for one, other in permutations(range(len(values)), 2):
            pair = values[one], values[other]
            pairs[pair] = pairs.get(pair, Fraction(0)) + Fraction(1, len(values) - 1)
    domain = sorted({value for values in units for value in values})
    count = {value: sum(pairs.get((value, other), 0) for other in domain) for value in domain}
    total = sum(count.values())

    def distance(one, other):
        low, high = min(one, other), max(one, other)
        between = sum(count[value] for value in domain if low <= value <= high)
        return (between - (count[low] + count[high]) / 2) ** 2

    seen = sum(pairs.get(pair, 0) * distance(*pair) for pair in product(domain, repeat=2))
    chance = sum(
        (count[one] * count[other] - (count[one] if one == other else 0)) * distance(one, other)
        for one, other in product(domain, repeat=2)
    )
    return 1 - (total - 1) * seen / chance


@settings(max_examples=100, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=width, max_size=width),
            min_size=1,
            max_size=6,
        )
    )
)
def test_alpha_equals_slow_arithmetic(table):
    found = ordinal_alpha(table)
    if found.alpha is not None:
        assert found.alpha == pytest.approx(float(slow_alpha(table)), abs=1e-9)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param((), None, id="nobody"),
        pytest.param((2,), 2, id="one"),
        pytest.param((0, 3, 2), 2, id="odd"),
        pytest.param((2, 3), 2, id="even: the lower of the two"),
        pytest.param((0, 1, 3, 3), 1, id="even of four"),
    ],
)
def test_the_key_is_the_median(points, expected):
    assert median_points(points) == expected


def test_experts_rate_every_option_for_what_its_decision_touches():
    cells = cells_of(load_case("TH01"))
    assert ("n1", "a", "B4") in cells
    assert len(cells) == 4 * 3 + 4 * 4 + 4 * 3 + 3 * 3 + 4 * 3


def test_options_are_flagged_where_experts_are_far_apart_or_few():
    graph = read_draft(make_document())[0]
    cells = cells_of(graph)
    same = dict.fromkeys(cells, 2)
    ratings = {
        1: same,
        2: same | {("n1", "a", "A3"): 0, ("n1", "b", "A3"): 3},
        3: {cell: 2 for cell in cells if cell[0] == "n1"},
        4: {},
    }
    flagged = {(line.node, line.option): line for line in agree(cells, ratings) if line.is_flagged}

    assert set(flagged) == {("n1", "a")}
    assert flagged["n1", "a"].spread == 2
    assert all(line.is_sparse for line in agree(cells, {1: same}))
    assert key_of(agree(cells, ratings))["n1", "a", "A3"] == 2
    assert rating_table(cells, {1: {}, 2: same}) == [[None] * len(cells), [2] * len(cells)]


def test_the_paths_of_the_domain_note_are_counted():
    paths = list_paths(load_case("TH02"))
    assert (paths.total, paths.passed, paths.critical, paths.is_complete) == (64, 7, 34, True)
    assert list_paths(load_case("TH02"), most=10).is_complete is False
