"""The roster: who serves where in a province, from a table, and the desk where it is handed in."""

from people.services.rosters.columns import COLUMNS as ROSTER_COLUMNS
from people.services.rosters.columns import write_roster_template
from people.services.rosters.desk import (
    ACCEPT_WORK,
    CHECK_WORK,
    UNDO_WORK,
    HandedIn,
    accept_roster,
    check_anew,
    drop_roster,
    find_upload_to_work_on,
    go_on,
    hand_in_roster,
    name_unit,
    throw_away_old,
    undo_roster,
)
from people.services.rosters.loading import load_roster, write_roster_errors
from people.services.rosters.reviewing import review_checked
from people.services.rosters.shapes import RosterOptions, RosterReport
from people.services.rosters.undoing import UndoRefused, refuse_undo, undo_accepted
from people.services.rosters.working import (
    check_upload,
    note_checked,
    read_upload,
    refuse_back,
    write_accepted,
    write_upload_errors,
)

__all__ = [
    "ACCEPT_WORK",
    "CHECK_WORK",
    "ROSTER_COLUMNS",
    "UNDO_WORK",
    "HandedIn",
    "RosterOptions",
    "RosterReport",
    "UndoRefused",
    "accept_roster",
    "check_anew",
    "check_upload",
    "drop_roster",
    "find_upload_to_work_on",
    "go_on",
    "hand_in_roster",
    "load_roster",
    "name_unit",
    "note_checked",
    "read_upload",
    "refuse_back",
    "refuse_undo",
    "review_checked",
    "throw_away_old",
    "undo_accepted",
    "undo_roster",
    "write_accepted",
    "write_roster_errors",
    "write_roster_template",
    "write_upload_errors",
]
