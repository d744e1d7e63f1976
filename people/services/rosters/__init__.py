"""The roster import: who serves where in a province, from a table."""

from people.services.rosters.columns import COLUMNS as ROSTER_COLUMNS
from people.services.rosters.columns import write_roster_template
from people.services.rosters.loading import load_roster, write_roster_errors
from people.services.rosters.shapes import RosterOptions, RosterReport

__all__ = [
    "ROSTER_COLUMNS",
    "RosterOptions",
    "RosterReport",
    "load_roster",
    "write_roster_errors",
    "write_roster_template",
]
