"""The least set of further evidence: tables, and brute force over every set there is."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.rules import (
    DEFAULT_POLICY,
    EFFORT_ORDER,
    EvidenceKind,
    combine_supports,
    next_steps,
    reachable_level,
)

CEILINGS = DEFAULT_POLICY.ceilings
OBTAINABLE = [kind for kind in EvidenceKind if CEILINGS[kind] > 0]


def kinds(levels):
    return {EvidenceKind(kind): level for kind, level in levels.items()}


def plain(steps):
    return [(step.kind.value, step.level) for step in steps]


@pytest.mark.parametrize(
    ("required", "best", "expected"),
    [
        pytest.param(1, {}, [("completion", 1)], id="level 1: a course"),
        pytest.param(2, {}, [("post_test", 2)], id="level 2: a post-test"),
        pytest.param(3, {}, [("post_test", 2), ("case", 3)], id="level 3: a post-test and a case"),
        pytest.param(4, {}, [("case", 3), ("work_product", 4)], id="level 4: a case and a work product"),
        pytest.param(5, {}, [("work_product", 4), ("assessor", 5)], id="level 5: work product, assessor"),
        pytest.param(2, {"post_test": 2}, [], id="reached"),
        pytest.param(2, {"assessor": 5}, [], id="exceeded"),
        pytest.param(2, {"completion": 1}, [("post_test", 2)], id="a course is not enough for 2"),
        pytest.param(3, {"post_test": 2}, [("case", 3)], id="only the case is missing"),
        pytest.param(3, {"case": 3}, [("post_test", 2)], id="only the corroboration is missing"),
        pytest.param(3, {"case": 2}, [("work_product", 3)], id="one harder step beats two easy ones"),
        pytest.param(3, {"external": 2}, [("case", 3)], id="what is there corroborates"),
        pytest.param(4, {"case": 3}, [("work_product", 4)], id="work product on a case"),
        pytest.param(4, {"work_product": 4}, [("case", 3)], id="case on a work product"),
        pytest.param(
            4, {"post_test": 2}, [("case", 3), ("work_product", 4)], id="a post-test is no help at level 4"
        ),
        pytest.param(5, {"work_product": 4}, [("assessor", 5)], id="only the assessor is missing"),
        pytest.param(5, {"assessor": 5}, [("work_product", 4)], id="only the work product is missing"),
    ],
)
def test_next_steps(required, best, expected):
    assert plain(next_steps(DEFAULT_POLICY, required, kinds(best))) == expected


@pytest.mark.parametrize(
    ("required", "best", "available", "expected", "reachable"),
    [
        pytest.param(
            3, {}, ["case", "work_product"], [("case", 2), ("work_product", 3)], 4, id="no post-test"
        ),
        pytest.param(2, {}, ["external"], [("external", 2)], 2, id="external when asked for"),
        pytest.param(
            3, {"post_test": 2}, ["prior_learning"], [("prior_learning", 3)], 3, id="prior learning"
        ),
        pytest.param(2, {}, ["self_rating"], [], 0, id="self-rating is never a step"),
        pytest.param(2, {"completion": 1}, [], [], 1, id="nothing available"),
        pytest.param(3, {}, ["post_test"], [("post_test", 2)], 2, id="as high as it can"),
        pytest.param(5, {}, ["post_test", "case"], [("post_test", 2), ("case", 3)], 3, id="3 of 5"),
        pytest.param(4, {"case": 3}, ["case"], [], 2, id="more of the same does not help"),
        pytest.param(2, {}, ["assessor", "post_test"], [("post_test", 2)], 3, id="order of asking is idle"),
    ],
)
def test_next_steps_with_what_is_available(required, best, available, expected, reachable):
    offered = [EvidenceKind(kind) for kind in available]

    assert plain(next_steps(DEFAULT_POLICY, required, kinds(best), offered)) == expected
    assert reachable_level(DEFAULT_POLICY, kinds(best), offered) == reachable


def every_gain(available):
    """Yield every way to obtain at most one new piece of each available kind, at every level it allows."""
    for levels in product(*(range(CEILINGS[kind] + 1) for kind in available)):
        yield {kind: level for kind, level in zip(available, levels, strict=True) if level > 0}


def level_with(best, gain):
    strongest = {kind: max(best.get(kind, 0), gain.get(kind, 0)) for kind in {*best, *gain}}
    return combine_supports(strongest.values())


SUPPORTS = st.fixed_dictionaries(
    {}, optional={kind: st.integers(1, CEILINGS[kind]) for kind in OBTAINABLE}
)  # fmt: skip


@settings(derandomize=True, deadline=None, max_examples=60)
@given(required=st.integers(1, 5), best=SUPPORTS, available=st.sets(st.sampled_from(OBTAINABLE), max_size=5))
def test_no_fewer_and_no_lower_steps_would_do(required, best, available):
    steps = next_steps(DEFAULT_POLICY, required, best, available)

    gains = [(gain, level_with(best, gain)) for gain in every_gain(sorted(available))]
    target = min(required, max(level for _, level in gains))
    enough = [gain for gain, level in gains if level >= target]
    fewest = min(len(gain) for gain in enough)
    taken = {step.kind: step.level for step in steps}
    assert taken in enough, "the steps reach what can be reached"
    assert len(steps) == fewest, "no smaller set does"
    assert sum(taken.values()) == min(sum(gain.values()) for gain in enough if gain.keys() == taken.keys())
    assert all(level_with(best, taken | {kind: taken[kind] - 1}) < target for kind in taken)
    assert reachable_level(DEFAULT_POLICY, best, available) == max(level for _, level in gains)


@settings(derandomize=True, deadline=None)
@given(required=st.integers(1, 5), best=SUPPORTS, available=st.sets(st.sampled_from(OBTAINABLE)))
def test_among_equally_few_the_easiest_kinds_are_asked(required, best, available):
    steps = next_steps(DEFAULT_POLICY, required, best, available)

    efforts = [EFFORT_ORDER.index(step.kind) for step in steps]
    assert efforts == sorted(efforts)
    if len(steps) == 1:
        easier = [kind for kind in EFFORT_ORDER[: efforts[0]] if kind in available]
        target = min(required, reachable_level(DEFAULT_POLICY, best, available))
        assert all(level_with(best, {kind: CEILINGS[kind]}) < target for kind in easier)
    if len(steps) == 2:
        easier = set(available) & set(EFFORT_ORDER[: efforts[1]])
        assert reachable_level(DEFAULT_POLICY, best, easier) < min(
            required, reachable_level(DEFAULT_POLICY, best, available)
        ), "without the hardest kind it cannot be done in two"
