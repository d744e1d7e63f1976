"""Ways, choices and points of cases, against plain counting."""

from collections import Counter
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.analysis.cases import MOST_PATHS, case_figures

OPTIONS = [("n1", "a", False), ("n1", "b", False), ("n1", "c", True), ("n2", "a", False), ("n2", "b", True)]
WAYS = [(("n1", first), ("n2", second)) for first in "abc" for second in "ab"] + [(("n1", "c"),)]


def tables(ways, percents, points):
    attempts = [
        (number, percent, any(step in {("n1", "c"), ("n2", "b")} for step in way), percent >= 700)
        for number, (way, percent) in enumerate(zip(ways, percents, strict=True))
    ]
    steps = [
        (number, at, node, option)
        for number, way in enumerate(ways)
        for at, (node, option) in enumerate(way, start=1)
    ]
    return (
        pd.DataFrame(attempts, columns=["attempt", "percent", "is_critical", "is_passed"]),
        pd.DataFrame(steps, columns=["attempt", "number", "node", "option"]),
        pd.DataFrame(OPTIONS, columns=["node", "option", "is_critical"]),
        pd.DataFrame(points, columns=["attempt", "competency", "gained", "maximum"]),
    )


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(WAYS), st.integers(0, 1000), st.integers(0, 3), st.integers(3, 6)),
        min_size=30,
        max_size=60,
    )
)
def test_the_figures_equal_plain_counting(rows):
    ways = [way for way, *_rest in rows]
    percents = [percent for _way, percent, *_rest in rows]
    points = [(number, "A3", row[2], row[3]) for number, row in enumerate(rows)]
    found = case_figures(*tables(ways, percents, points))

    count = len(rows)
    assert found.percent == pytest.approx(float(Fraction(sum(percents), 1000 * count)), abs=1e-9)
    assert found.passed_share == pytest.approx(sum(one >= 700 for one in percents) / count, abs=1e-9)
    counted = Counter(ways)
    assert found.ways == len(counted) <= MOST_PATHS
    assert {tuple(tuple(step.split("=")) for step in way.path): way.count for way in found.paths} == counted
    assert sum(way.share for way in found.paths) == pytest.approx(1, abs=1e-9)
    for way in found.paths:
        of_way = [percent for path, percent in zip(ways, percents, strict=True) if _words(path) == way.path]
        assert way.percent == pytest.approx(float(Fraction(sum(of_way), 1000 * len(of_way))), abs=1e-9)
    for choice in found.choices:
        reached = sum(any(node == choice.node for node, _ in way) for way in ways)
        chosen = sum((choice.node, choice.option) in way for way in ways)
        assert (choice.reached, choice.chosen) == (reached, chosen)
        assert choice.share == (None if not reached else pytest.approx(chosen / reached, abs=1e-9))
    (competency,) = found.competencies
    gained, maximum = sum(row[2] for row in points), sum(row[3] for row in points)
    assert competency.gained == pytest.approx(float(Fraction(gained, count)), abs=1e-9)
    assert competency.maximum == pytest.approx(float(Fraction(maximum, count)), abs=1e-9)
    assert competency.share == pytest.approx(float(Fraction(gained, maximum)), abs=1e-9)


def _words(way):
    return tuple(f"{node}={option}" for node, option in way)


def test_before_thirty_attempts_there_is_only_their_number():
    found = case_figures(*tables([WAYS[0]] * 29, [1000] * 29, []))
    assert (found.attempts, found.percent, found.paths, found.choices) == (29, None, (), ())
