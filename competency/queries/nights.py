"""Reads of the nightly pass: which nights there were, whom the present one concerns."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from competency.models import NightlyPass, QualificationStanding, Standing
from competency.queries.facts import list_officer_ids_to_refresh
from lms import clock
from lms.database import db, read_rows
from people.models import Officer

_ALL = 100_000_000
_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""


def list_nights(limit: int) -> Sequence[NightlyPass]:
    """Return the latest nights, the newest first."""
    return db.session.scalars(select(NightlyPass).order_by(NightlyPass.day.desc()).limit(limit)).all()


def find_last_night() -> NightlyPass | None:
    """Return the latest night that was begun; those before it are finished."""
    return db.session.scalar(select(NightlyPass).order_by(NightlyPass.day.desc()).limit(1))


def lock_night(day: date) -> NightlyPass | None:
    """Return a night as it is now, so that two runs of the same night wait for one another."""
    return db.session.scalar(
        select(NightlyPass)
        .where(NightlyPass.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_officer_ids_of_night(day: date, *, after: int) -> list[int]:
    """Return, by id and beginning after one, the officers whom time alone may have changed by a day.

    Of a past day not those with rows that began later: whatever happened then has looked at all of them, and
    what is known of them today must not be written back into that day.
    """
    found = list_officer_ids_to_refresh(day, after=after, limit=_ALL)
    if day >= clock.today():
        return found
    later: set[int] = set()
    for start in range(0, len(found), _CHUNK):
        later.update(
            db.session.scalars(
                select(Standing.officer_id)
                .where(Standing.officer_id.in_(found[start : start + _CHUNK]))
                .where(Standing.valid_to.is_(None), Standing.valid_from > day)
                .distinct()
            )
        )
    return [officer_id for officer_id in found if officer_id not in later]


def lock_and_find_missed(officer_ids: Collection[int], *, before: date) -> bool:
    """Let deeds about these officers wait for one another; tell whether a standing waits for an earlier day.

    The answer may be out of date if this one had to wait; then ``list_missed_days`` finds nothing any more.
    """
    rows = read_rows(_lock_with_first_change(), {"ids": list(officer_ids)})
    return any(day is not None and day < before for _officer_id, day in rows)


@cache
def _lock_with_first_change() -> Select[*tuple[Any, ...]]:
    first = (
        select(func.min(Standing.changes_on))
        .where(Standing.officer_id == Officer.id, Standing.valid_to.is_(None))
        .scalar_subquery()
    )
    return (
        select(Officer.id, first)
        .where(Officer.id.in_(bindparam("ids", expanding=True)))
        .order_by(Officer.id)
        .with_for_update(key_share=True, of=Officer)
    )


def list_missed_days(officer_ids: Collection[int], *, after: date, before: date) -> dict[int, date]:
    """Return, by officer, the first day between two on which time may have changed an open standing."""
    rows = db.session.execute(
        select(Standing.officer_id, func.min(Standing.changes_on))
        .where(Standing.officer_id.in_(officer_ids), Standing.valid_to.is_(None))
        .where(Standing.changes_on > after, Standing.changes_on < before)
        .group_by(Standing.officer_id)
    )
    return {officer_id: day for officer_id, day in rows if day is not None}


def list_missed_qualification_days(
    officer_ids: Collection[int], *, after: date, before: date
) -> dict[int, date]:
    """Return, by officer, the first day between two on which time may have changed another requirement."""
    row = QualificationStanding
    rows = db.session.execute(
        select(row.officer_id, func.min(row.changes_on))
        .where(row.officer_id.in_(officer_ids), row.valid_to.is_(None))
        .where(row.changes_on > after, row.changes_on < before)
        .group_by(row.officer_id)
    )
    return {officer_id: day for officer_id, day in rows if day is not None}


def list_all_officer_ids() -> list[int]:
    """Return all officers by id."""
    return list(db.session.scalars(select(Officer.id).order_by(Officer.id)))


def list_public_ids(officer_ids: Collection[int]) -> list[UUID]:
    """Return what officers are called outside, in the order of their ids."""
    return list(
        db.session.scalars(select(Officer.public_id).where(Officer.id.in_(officer_ids)).order_by(Officer.id))
    )
