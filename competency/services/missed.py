"""Days that no nightly pass looked at, caught up for a few officers before a deed about them.

Else what time changed meanwhile would be dated by the day of the deed, and history would say that the system
held something on days on which it was no longer so.
"""

from collections.abc import Collection
from datetime import date

from competency import queries
from competency.services.qualifications import refresh_qualifications
from competency.services.standings import refresh_on_basis
from competency.services.writes import BATCH, batches
from lms import clock
from lms.models import Account


def lock_caught_up(officer_ids: Collection[int], *, by: Account) -> None:
    """Lock these officers and bring them to every day before today that their standings waited for.

    Only for other services, which have written nothing yet: no gate. Where no night was missed it is one
    statement, the lock.
    """
    today, done = clock.today(), date.min
    if not queries.lock_and_find_missed(officer_ids, before=today):
        return
    basis = queries.get_basis()
    while missed := queries.list_missed_days(officer_ids, after=done, before=today):
        done = min(missed.values())
        waiting = [officer_id for officer_id, day in missed.items() if day == done]
        refresh_on_basis(basis, waiting, done, by=by)


def catch_up(officer_ids: Collection[int], *, by: Account) -> None:
    """Do so for any number of officers whose posts or records are about to change, requirements too.

    Only for other services, which have written nothing yet: no gate.
    """
    for batch in batches(sorted(set(officer_ids)), BATCH):
        lock_caught_up(batch, by=by)
        _catch_up_qualifications(batch, by=by)


def _catch_up_qualifications(officer_ids: Collection[int], *, by: Account) -> None:
    today, done = clock.today(), date.min
    while missed := queries.list_missed_qualification_days(officer_ids, after=done, before=today):
        done = min(missed.values())
        waiting = [officer_id for officer_id, day in missed.items() if day == done]
        refresh_qualifications(waiting, by=by, on=done)
