"""Reads of this domain, by noun."""

from people.queries.officers import (
    find_officer_by_ref,
    find_officer_of,
    get_officer,
    get_officer_by_ref,
    get_officer_of,
    has_officers,
    is_held,
    list_current_assignments,
    list_team,
    list_team_posts,
    select_assignments,
    select_officers,
)
from people.queries.units import (
    find_organisation,
    find_unit,
    get_organisation,
    get_position,
    get_unit,
    list_communes,
    list_positions,
    list_provinces,
)

__all__ = [
    "find_officer_by_ref",
    "find_officer_of",
    "find_organisation",
    "find_unit",
    "get_officer",
    "get_officer_by_ref",
    "get_officer_of",
    "get_organisation",
    "get_position",
    "get_unit",
    "has_officers",
    "is_held",
    "list_communes",
    "list_current_assignments",
    "list_positions",
    "list_provinces",
    "list_team",
    "list_team_posts",
    "select_assignments",
    "select_officers",
]
