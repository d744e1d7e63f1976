"""What figures can be narrowed to: the choices of a form, and a filter in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from competency import queries as competency
from competency.queries import Cut
from competency.rules import CoverageFilter
from lms.i18n import lazy_gettext as _l

FILTER_WORDS = {
    "position": _l("Position"),
    "pillar": _l("Pillar"),
    "competency": _l("Competency"),
    "organisation_kind": _l("Kind of organisation"),
    "area_type": _l("Main area type"),
    "employment_kind": _l("Kind of employment"),
}
"""By parameter, in the order of the form."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """One list to choose from."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    chosen: str


def list_filter_fields(only: CoverageFilter) -> list[FilterField]:
    """Return what a form offers, with what is chosen."""
    chosen = only.parameters
    return [
        FilterField(name, str(label), _choices(name), chosen.get(name, ""))
        for name, label in FILTER_WORDS.items()
    ]


def describe_filter(only: CoverageFilter) -> list[str]:
    """Return in words what figures are narrowed to, one text for each part."""
    return [
        f"{FILTER_WORDS[name]}: {dict(_choices(name)).get(value, value)}"
        for name, value in only.parameters.items()
    ]


def _choices(name: str) -> list[tuple[str, str]]:
    names = competency.list_keys(Cut(name)).items()
    if name == "competency":
        return [(key, f"{key} {words}") for key, words in names]
    return [(key, words) for key, words in names if key]
