"""Geometry of the three-pillar profile: strings an SVG template writes down as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple

from competency.rules import HIGHEST_LEVEL, StandingStatus, is_met

WIDTH = 300
SEGMENT = 44
GAP = 4
STEP = SEGMENT + GAP
FIRST_ROW = 34
LINE = 19
LABEL_TO_BAR = 14
BAR_TO_NEXT = 26
HALF_MARK = 10
FIGURE_DROP = 5
LETTERS_PER_LINE = 36


class Competence(NamedTuple):
    """One competency as a profile shows it; levels 0 to 5."""

    code: str
    name: str
    required: int
    attained: int
    status: StandingStatus


class Tick(NamedTuple):
    """A level number above the bars."""

    x: int
    text: str


class Label(NamedTuple):
    """One line of a name above its bar; only the first line carries the code."""

    y: int
    code: str
    text: str


class Figure(NamedTuple):
    """Attained and required level ("2/3") at the end of a bar."""

    y: int
    text: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class PillarDrawing:
    """One pillar, ready for the macro ``pillar_profile``; the last four are the ``d`` of paths."""

    code: str
    name: str
    view_box: str
    axis: tuple[Tick, ...]
    labels: tuple[Label, ...]
    figures: tuple[Figure, ...]
    track: str
    have: str
    miss: str
    mark: str
    competencies: tuple[Competence, ...]


AXIS = tuple(
    Tick(x=(level - 1) * STEP + SEGMENT // 2, text=str(level)) for level in range(1, HIGHEST_LEVEL + 1)
)


def draw_pillar(code: str, name: str, competencies: Sequence[Competence]) -> PillarDrawing:
    """Return the drawing of one pillar: a bar of five segments for each competency, in the given order."""
    layout = _lay_out(tuple((competence.code, competence.name) for competence in competencies))
    rows = list(zip(layout.bars, competencies, strict=True))
    return PillarDrawing(
        code=code,
        name=name,
        view_box=layout.view_box,
        axis=AXIS,
        labels=layout.labels,
        figures=tuple(
            Figure(bar + FIGURE_DROP, f"{row.attained}/{row.required}", is_met(row.status))
            for bar, row in rows
        ),
        track=layout.track,
        have="".join(_bar(bar, 0, row.attained) for bar, row in rows),
        miss="".join(_bar(bar, row.attained, row.required) for bar, row in rows),
        mark="".join(
            f"M{row.required * STEP - GAP - 2} {bar - HALF_MARK}v{2 * HALF_MARK}" for bar, row in rows
        ),
        competencies=tuple(competencies),
    )


class _Layout(NamedTuple):
    """Where the names and bars of a pillar lie, whoever is shown in them."""

    view_box: str
    labels: tuple[Label, ...]
    bars: tuple[int, ...]
    track: str


@lru_cache(maxsize=512)
def _lay_out(names: tuple[tuple[str, str], ...]) -> _Layout:
    """Return the places of competencies by code and name; everybody in a position has the same."""
    labels: list[Label] = []
    bars: list[int] = []
    y = FIRST_ROW
    for code, name in names:
        lines = _lines(code, name)
        labels += [
            Label(y + LINE * number, "" if number else code, text) for number, text in enumerate(lines)
        ]
        bars.append(y + LINE * (len(lines) - 1) + LABEL_TO_BAR)
        y = bars[-1] + BAR_TO_NEXT
    return _Layout(
        view_box=f"0 0 {WIDTH} {max(y - LABEL_TO_BAR, FIRST_ROW)}",
        labels=tuple(labels),
        bars=tuple(bars),
        track="".join(_bar(bar, 0, HIGHEST_LEVEL) for bar in bars),
    )


@lru_cache(maxsize=1024)
def _lines(code: str, name: str) -> tuple[str, ...]:
    """Break a name so that code and first line fit the width together; the same few names on every page."""
    lines = wrap(name, LETTERS_PER_LINE, initial_indent=" " * len(code))
    return tuple(line.strip() for line in lines) or ("",)


@lru_cache(maxsize=4096)
def _bar(y: int, start: int, end: int) -> str:
    """Return the stroke from after level ``start`` to level ``end``; empty where nothing lies between."""
    if end <= start:
        return ""
    return f"M{start * STEP} {y}h{(end - start) * STEP - GAP}"
