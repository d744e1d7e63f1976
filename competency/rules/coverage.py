"""What figures can be cut by and narrowed to, and which groups are too small to be shown without names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

SMALLEST_GROUP = 5
"""Fewer people than this are no group: figures about them would be figures about persons."""


class Cut(StrEnum):
    """What one line of the coverage stands for."""

    PROVINCE = "province"
    COMMUNE = "commune"
    POSITION = "position"
    COMPETENCY = "competency"
    PILLAR = "pillar"
    ORGANISATION_KIND = "organisation_kind"
    AREA_TYPE = "area_type"
    EMPLOYMENT_KIND = "employment_kind"


PLACE_CUTS = frozenset({Cut.PROVINCE, Cut.COMMUNE})


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which requirements are counted; empty means all.

    Args:
        position_code: those of one position.
        competency_code: those of one competency.
        organisation_kind: those of posts in one kind of organisation.
        area_type: those of posts in communes whose main area type it is.
        employment_kind: those of people who are employed in one way.
        pillar: those of the competencies of one pillar.
    """

    position_code: str = ""
    competency_code: str = ""
    organisation_kind: str = ""
    area_type: str = ""
    employment_kind: str = ""
    pillar: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, object]) -> "CoverageFilter":
        """Return the filter that the parameters of an address, a call or a command ask for."""
        return cls(**{name: str(asked.get(word) or "") for name, word in PARAMETERS.items()})

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what is narrowed, under the names of parameters."""
        return {word: getattr(self, name) for name, word in PARAMETERS.items() if getattr(self, name)}

    @property
    def is_about_people(self) -> bool:
        """Tell whether it narrows by facts of people, posts or places, of which no history is kept."""
        return bool(self.organisation_kind or self.area_type or self.employment_kind)

    def __bool__(self) -> bool:
        """Tell whether anything is narrowed."""
        return any(getattr(self, field.name) for field in fields(self))


PARAMETERS = {
    "position_code": "position",
    "competency_code": "competency",
    "organisation_kind": "organisation_kind",
    "area_type": "area_type",
    "employment_kind": "employment_kind",
    "pillar": "pillar",
}
"""How addresses, calls and commands name the parts of a filter."""


def withheld(people: Mapping[str, int], *, groups: Collection[Collection[str]] = ()) -> frozenset[str]:
    """Return which lines are not shown to those without the right to names.

    A line of fewer than five people is withheld. What is withheld must not follow from the sum of all lines
    either: so the smallest other lines go as well, until at least two lines with at least five people are.

    Args:
        people: how many stand behind each line; lines with nobody hide nothing.
        groups: lines whose sum is known too, such as the communes of one area type.
    """
    hidden = {key for key, count in people.items() if 0 < count < SMALLEST_GROUP}
    for lines in (*groups, people.keys()):
        others = sorted(
            (key for key in lines if people[key] and key not in hidden), key=lambda one: (people[one], one)
        )
        inside = {key for key in lines if key in hidden}
        while inside and others and (len(inside) < 2 or sum(people[key] for key in inside) < SMALLEST_GROUP):  # noqa: PLR2004
            inside.add(others.pop(0))
        hidden |= inside
    return frozenset(hidden)
