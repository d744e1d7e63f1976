"""Where the points of a trend lie."""

from decimal import Decimal

import pytest

from reports.rules.trends import BOTTOM, HEIGHT, TOP, draw_trend


@pytest.mark.parametrize(
    ("shares", "line_starts", "marks"),
    [
        pytest.param([10, 20, 30], 1, 3, id="joined"),
        pytest.param([10, None, 30], 2, 2, id="a gap breaks the line"),
        pytest.param([None, None], 0, 0, id="nothing known"),
        pytest.param([50], 1, 1, id="one point"),
    ],
)
def test_a_line_joins_what_is_known(shares, line_starts, marks):
    points = [(f"Q{index}", None if share is None else Decimal(share)) for index, share in enumerate(shares)]

    drawing = draw_trend(points, 75)

    assert (drawing.line.count("M"), len(drawing.marks)) == (line_starts, marks)


def test_higher_shares_lie_higher_and_inside():
    drawing = draw_trend([("a", Decimal(0)), ("b", Decimal("99.9")), ("c", Decimal(100))], 100)

    heights = [mark.y for mark in drawing.marks]
    assert heights == sorted(heights, reverse=True)
    assert (max(heights), min(heights)) == (HEIGHT - BOTTOM, TOP)
    assert [mark.x for mark in drawing.marks] == sorted(mark.x for mark in drawing.marks)
