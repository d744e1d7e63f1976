"""Parts of a bar and shades of a map."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.rules import StandingStatus
from reports.rules.shares import met_count, shade, shade_bounds, share_parts


def test_parts_lie_side_by_side_in_a_fixed_order():
    parts = share_parts({StandingStatus.UNPROVEN: 1, StandingStatus.MET: 2, StandingStatus.BELOW: 1})

    assert [(part.status, part.x1, part.x2, part.percent) for part in parts] == [
        ("met", "0%", "50%", Decimal("50.0")),
        ("below", "50%", "75%", Decimal("25.0")),
        ("unproven", "75%", "100%", Decimal("25.0")),
    ]


def test_nothing_required_has_no_parts():
    assert share_parts(dict.fromkeys(StandingStatus, 0)) == ()


@given(st.dictionaries(st.sampled_from(list(StandingStatus)), st.integers(0, 10_000)))
def test_the_parts_fill_the_bar(counts):
    parts = share_parts(counts)

    assert sum(part.count for part in parts) == sum(counts.values())
    if parts:
        assert (parts[0].x1, parts[-1].x2) == ("0%", "100%")
    assert all(one.x2 == other.x1 for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("met", "required", "expected"),
    [
        pytest.param(0, 0, None, id="nothing known"),
        pytest.param(0, 10, 0, id="none met"),
        pytest.param(199, 1000, 0, id="just below a fifth"),
        pytest.param(200, 1000, 1, id="a fifth"),
        pytest.param(79, 100, 3, id="below four fifths"),
        pytest.param(80, 100, 4, id="four fifths"),
        pytest.param(7, 7, 4, id="all"),
    ],
)
def test_shade(met, required, expected):
    assert shade(met, required) == expected


def test_there_are_five_shades_without_a_hole_between():
    bounds = shade_bounds()

    assert len(bounds) == 5
    assert (bounds[0][0], bounds[-1][1]) == (0, 100)


def test_the_expiring_are_met_today():
    assert met_count({StandingStatus.MET: 3, StandingStatus.EXPIRING: 2, StandingStatus.EXPIRED: 4}) == 5
