"""The map of a province or of the country: one shade a unit, the outlines in a file the browser keeps."""

import json
from dataclasses import dataclass
from functools import cache
from typing import TypedDict

from lms.config import ROOT
from lms.errors import NotFound
from lms.i18n import format_number, format_percent
from lms.i18n import gettext as _
from reports.queries.coverage import Coverage, CoverageLine
from reports.rules.shares import shade, shade_bounds

MAPS = ROOT / "static" / "maps"


class Size(TypedDict):
    """The size of one drawing, and what is drawn beside the mainland."""

    width: int
    height: int
    inset: list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of the map; ``label`` is its figure in words, ``shade`` None where nothing is known."""

    code: str
    name: str
    shade: int | None
    label: str


@dataclass(frozen=True, slots=True)
class UnitMap:
    """What the macro ``unit_map`` needs besides addresses."""

    file_name: str
    view_box: str
    places: list[Place]
    steps: list[tuple[int | None, str]]


def get_map(coverage: Coverage) -> UnitMap:
    """Return the map of a province or, without a unit, of the country.

    Raises:
        NotFound: a commune has no map of its own.
    """
    name = coverage.unit.code if coverage.unit else "national"
    size = _sizes().get(name)
    if size is None:
        raise NotFound(_("There is no map of this unit."))
    return UnitMap(
        file_name=f"maps/{name}.svg",
        view_box=f"0 0 {size['width']} {size['height']}",
        places=[_place(line) for line in coverage.lines],
        steps=[
            *((step, f"{low}–{high} %") for step, (low, high) in enumerate(shade_bounds())),
            (None, _no_data()),
        ],
    )


def has_map(coverage: Coverage) -> bool:
    """Tell whether there is a map of this unit."""
    return coverage.unit is None or coverage.unit.is_province


def _place(line: CoverageLine) -> Place:
    label = _no_data()
    if line.required:
        counted = f"{format_number(line.met_today)}/{format_number(line.required)}"
        label = f"{format_percent(line.met_percent)} ({counted})"
    return Place(line.key, line.name, shade(line.met_today, line.required), label)


def _no_data() -> str:
    return _("not enough data")


@cache
def _sizes() -> dict[str, Size]:
    sizes: dict[str, Size] = json.loads((MAPS / "sizes.json").read_text(encoding="utf-8"))
    return sizes
