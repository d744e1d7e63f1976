"""Geometry of a trend by quarter: strings an SVG template writes down as they are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 600, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 14, 28
GRID = (0, 25, 50, 75, 100)
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """One end of a quarter on the line, with its words."""

    x: int
    y: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """One share on the left edge."""

    y: int
    text: str


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """A trend ready for the macro ``trend_chart``; ``line`` and ``threshold`` are the ``d`` of paths."""

    view_box: str
    grid: tuple[GridLine, ...]
    grid_path: str
    marks: tuple[Mark, ...]
    line: str
    threshold: str
    labels_y: int


def draw_trend(points: Sequence[tuple[str, Decimal | None]], threshold: int) -> TrendDrawing:
    """Return the drawing of shares in percent over time; a point without a share breaks the line.

    Args:
        points: label and share of each quarter, the oldest first.
        threshold: the share to be reached, in percent.
    """
    marks = []
    pieces: list[str] = []
    is_joined = False
    for index, (label, share) in enumerate(points):
        x = _x(index, len(points))
        if share is not None:
            y = _y(share)
            marks.append(Mark(x, y, label, f"{share}"))
            pieces.append(f"{'L' if is_joined else 'M'}{x} {y}")
        is_joined = share is not None
    wide = WIDTH - LEFT - RIGHT
    return TrendDrawing(
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        grid=tuple(GridLine(_y(Decimal(share)), str(share)) for share in GRID),
        grid_path="".join(f"M{LEFT} {_y(Decimal(share))}h{wide}" for share in GRID),
        marks=tuple(marks),
        line="".join(pieces),
        threshold=f"M{LEFT} {_y(Decimal(threshold))}h{wide}",
        labels_y=HEIGHT - 8,
    )


def _x(index: int, count: int) -> int:
    """Return the middle of a column."""
    return LEFT + (2 * index + 1) * (WIDTH - LEFT - RIGHT) // (2 * count)


def _y(share: Decimal) -> int:
    return TOP + int((HUNDRED - share) * (HEIGHT - TOP - BOTTOM) / HUNDRED)
