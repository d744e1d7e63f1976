"""A case as boxes and arrows, from the top down: plain geometry for a drawing made on the server.

Only arithmetic: what is said in the drawing is said by the template, and the same stands there as a table.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessments.rules.cases.graph import END, CaseGraph
from assessments.rules.cases.layers import Pair, Place, find_back_links, level_nodes, order_rows
from assessments.rules.cases.structure import reachable

LETTERS_A_LINE = 23
MOST_LINES = 3
_BOX, _LINE, _PADDING = 176, 17, 12
_PORT = 46
_GAP_X, _GAP_Y = 26, 62
_MARGIN, _BACK_ROOM = 8, 44
_PASSING = 14


@dataclass(frozen=True)
class Box:
    """A decision, or the end.

    Attributes:
        lines: its text, wrapped; empty for the end.
        is_lost: no path from the start reaches it.
    """

    name: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...] = ()
    is_start: bool = False
    is_lost: bool = False

    @property
    def label(self) -> str:
        """Return the name as far as it fits."""
        return self.name if len(self.name) < LETTERS_A_LINE else f"{self.name[: LETTERS_A_LINE - 2]}…"

    @property
    def is_end(self) -> bool:
        """Whether the case ends here."""
        return self.name == END

    @property
    def baselines(self) -> list[tuple[int, str]]:
        """Return each line of the text with the height it stands at, below that of the name."""
        return [(self.y + 20 + _LINE * number, line) for number, line in enumerate(self.lines, start=1)]


@dataclass(frozen=True)
class Arrow:
    """A line between two boxes.

    Attributes:
        path: the ``d`` of an SVG path.
        options: names of the options it stands for, with where they are written; empty for the rest of a line
            that several options share.
        is_back: it closes a circle.
        has_head: it ends at a box.
    """

    path: str
    options: tuple[str, ...] = ()
    x: int = 0
    y: int = 0
    is_critical: bool = False
    is_back: bool = False
    has_head: bool = True


@dataclass(frozen=True)
class CaseDrawing:
    """The drawing of a case, in units that are shown as pixels."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


_Group = tuple[Pair, bool]
"""Options of one decision that lead to the same place, critical ones apart."""


def draw_case(case: CaseGraph) -> CaseDrawing:
    """Return the drawing of a case, also of one that is half written or broken."""
    groups = _group_options(case)
    back = find_back_links(case)
    levels = level_nodes(case, back)
    pairs = list(dict.fromkeys(pair for pair, _critical in groups if pair not in back))
    rows, chains = order_rows(levels, pairs)
    ports = _count_ports(groups)
    boxes, middles, bands, width = _place(case, rows, levels, ports)
    arrows = _Arrows(boxes, middles, bands, groups, width)
    drawn = [*arrows.ahead(chains), *arrows.back(back)]
    return CaseDrawing(
        width=width + 2 * _MARGIN + (_BACK_ROOM if back else 0),
        height=bands[-1][1] + _MARGIN,
        boxes=tuple(boxes.values()),
        arrows=tuple(drawn),
    )


def _group_options(case: CaseGraph) -> dict[_Group, tuple[str, ...]]:
    groups: dict[_Group, tuple[str, ...]] = {}
    for node in case.nodes.values():
        for option in node.options.values():
            if option.target in case.nodes or option.target == END:
                group = (node.id, option.target), option.critical
                groups[group] = (*groups.get(group, ()), option.id)
    return groups


def _count_ports(groups: Mapping[_Group, tuple[str, ...]]) -> dict[str, int]:
    ports: dict[str, int] = {}
    for (source, _target), _critical in groups:
        ports[source] = ports.get(source, 0) + 1
    return ports


_Placed = tuple[dict[str, Box], dict[Place, int], list[tuple[int, int]], int]


def _place(
    case: CaseGraph, rows: Sequence[Sequence[Place]], levels: Mapping[str, int], ports: Mapping[str, int]
) -> _Placed:
    """Return the boxes, the middle of every place, top and bottom of every row, and the width of all."""
    # What stands above the row of its decision is a line on its way to it.
    own = [{place for place in row if place[1] == levels[place[0]]} for row in rows]
    widths = [
        [max(_BOX, _PORT * (ports.get(place[0], 0) + 1)) if place in boxed else _PASSING for place in row]
        for row, boxed in zip(rows, own, strict=True)
    ]
    total = max(sum(row) + _GAP_X * (len(row) - 1) for row in widths)
    found = reachable(case)
    boxes: dict[str, Box] = {}
    middles: dict[Place, int] = {}
    bands: list[tuple[int, int]] = []
    top = _MARGIN
    for row, row_widths, boxed in zip(rows, widths, own, strict=True):
        lines = {place: _wrap(case, place[0]) for place in boxed}
        height = max((_height(one) for one in lines.values()), default=0)
        x = _MARGIN + (total - sum(row_widths) - _GAP_X * (len(row) - 1)) // 2
        for place, width in zip(row, row_widths, strict=True):
            middles[place] = x + width // 2
            if place in boxed:
                name = place[0]
                is_lost = name != END and name not in found
                boxes[name] = Box(
                    name, x, top, width, _height(lines[place]), lines[place], name == case.start, is_lost
                )
            x += width + _GAP_X
        bands.append((top, top + height))
        top += height + _GAP_Y
    return boxes, middles, bands, total


def _wrap(case: CaseGraph, name: str) -> tuple[str, ...]:
    if name == END:
        return ()
    text = case.nodes[name].question[: LETTERS_A_LINE * (MOST_LINES + 2)]
    return tuple(textwrap.wrap(text, LETTERS_A_LINE, max_lines=MOST_LINES, placeholder=" …"))


def _height(lines: Sequence[str]) -> int:
    return 20 + _PADDING + _LINE * len(lines)


class _Arrows:
    """The lines of a drawing whose boxes stand already."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        middles: Mapping[Place, int],
        bands: Sequence[tuple[int, int]],
        groups: Mapping[_Group, tuple[str, ...]],
        width: int,
    ) -> None:
        self.boxes, self.middles, self.bands, self.groups, self.width = boxes, middles, bands, groups, width

    def ahead(self, chains: Sequence[Sequence[Place]]) -> list[Arrow]:
        """Return the arrows that lead down; what several lines share is drawn once."""
        arrows: list[Arrow] = []
        shared: dict[tuple[Place, Place], None] = {}
        firsts = {(chain[0][0], chain[-1][0]): chain[1] for chain in chains}
        for name in self.boxes:
            arrows += self._out_of(name, firsts)
        for chain in chains:
            shared |= dict.fromkeys(pairwise(chain[1:]))
        for upper, lower in shared:
            x, y = self.middles[upper], self.bands[upper[1]][0]
            path = f"M{x} {y}V{self.bands[upper[1]][1]}{self._curve_to((x, self.bands[upper[1]][1]), lower)}"
            arrows.append(Arrow(path, has_head=self._is_head(lower)))
        return arrows

    def back(self, links: set[Pair]) -> list[Arrow]:
        """Return the arrows that lead up again, along the right edge."""
        arrows = []
        edge = self.width + _MARGIN + _BACK_ROOM - 6
        for (pair, critical), options in self.groups.items():
            if pair not in links:
                continue
            source, target = self.boxes[pair[0]], self.boxes[pair[1]]
            x1, y1 = source.x + source.width, source.y + source.height - 10
            x2, y2 = target.x + target.width, target.y + 10
            path = f"M{x1} {y1}C{edge} {y1} {edge} {y2} {x2} {y2}"
            arrows.append(Arrow(path, options, x1 + 4, y1 + 14, critical, is_back=True))
        return arrows

    def _out_of(self, name: str, firsts: Mapping[Pair, Place]) -> list[Arrow]:
        groups = [group for group in self.groups if group[0][0] == name and group[0] in firsts]
        groups.sort(key=lambda group: (self.middles[firsts[group[0]]], group[1]))
        box = self.boxes[name]
        bottom, arrows = box.y + box.height, []
        for number, group in enumerate(groups, start=1):
            x = box.x + box.width * number // (len(groups) + 1)
            first = firsts[group[0]]
            path = f"M{x} {bottom}{self._curve_to((x, bottom), first)}"
            options, is_critical = self.groups[group], group[1]
            arrows.append(
                Arrow(path, options, x + 4, bottom + 15, is_critical, has_head=self._is_head(first))
            )
        return arrows

    def _curve_to(self, start: tuple[int, int], place: Place) -> str:
        (x1, y1), x2, y2 = start, self.middles[place], self.bands[place[1]][0]
        bend = (y2 - y1) // 2
        return f"C{x1} {y1 + bend} {x2} {y2 - bend} {x2} {y2}"

    def _is_head(self, place: Place) -> bool:
        box = self.boxes[place[0]]
        return self.bands[place[1]][0] == box.y
