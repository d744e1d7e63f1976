"""Rosters that were handed in, with what follows for standings: all in one transaction."""

from collections.abc import Collection
from functools import partial

from competency.services.missed import catch_up
from competency.services.qualifications import refresh_qualifications
from competency.services.rebuild import rebuild_standings
from competency.services.standings import refresh_standings
from competency.services.writes import batches
from lms.models import Account
from lms.tables import Table
from people.models import RosterUpload
from people.services.rosters import undo_accepted, write_accepted

_WORTH_A_REBUILD, _REBUILT_AT_ONCE = 200, 1_000
"""From so many officers on sets are quicker than one after the other; of so many at a time."""


def accept_upload(upload: RosterUpload, table: Table, *, by: Account) -> int:
    """Write an accepted roster and let standings and alerts follow; return how many officers it concerned.

    0 if it was written before, or waits for another look because the roster has changed since its review.

    Raises:
        Forbidden: ``by`` does not keep the roster of this province.
        Conflict: somebody else wrote the same people a moment ago.
    """
    written = write_accepted(upload, table, by=by, prepare=partial(catch_up, by=by))
    return refresh_officers(written or (), by=by)


def undo_upload(upload: RosterUpload, *, by: Account) -> int:
    """Bring back what an accepted roster changed, standings too; return how many officers it concerned.

    Raises:
        Forbidden: ``by`` does not keep the roster of this province.
        UndoRefused: something was changed since; nothing was undone.
    """
    undone = undo_accepted(upload, by=by, prepare=partial(catch_up, by=by))
    return refresh_officers(undone or (), by=by)


def refresh_officers(officer_ids: Collection[int], *, by: Account) -> int:
    """Make competencies and the other requirements of officers stand as their posts say now.

    Only for other services and commands: no gate.
    """
    if len(officer_ids) < _WORTH_A_REBUILD:
        refresh_standings(officer_ids, by=by)
    else:
        for batch in batches(sorted(officer_ids), _REBUILT_AT_ONCE):
            rebuild_standings(batch, by=by)
    refresh_qualifications(officer_ids, by=by)
    return len(officer_ids)
