"""Deeds of this domain, by noun. Papers around rosters (template, faulty rows) are in `rosters`."""

from people.services.officers import (
    NewOrganisation,
    add_organisation,
    link_account,
    note_list_opened,
    note_names_read,
)
from people.services.rosters import (
    ROSTER_COLUMNS,
    RosterOptions,
    RosterReport,
    load_roster,
)
from people.services.units import LoadCounts, load_positions, load_units

__all__ = [
    "ROSTER_COLUMNS",
    "LoadCounts",
    "NewOrganisation",
    "RosterOptions",
    "RosterReport",
    "add_organisation",
    "link_account",
    "load_positions",
    "load_roster",
    "load_units",
    "note_list_opened",
    "note_names_read",
]
