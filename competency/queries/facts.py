"""What refreshing standings reads: plain values of many officers at once, without objects and without a gate.

Only for services and other queries of this domain, which ask first who may know.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Text, bindparam, cast, func, or_, select

from competency.models import Alert, Evidence, Standing
from competency.rules import AlertState, Basis, EvidenceKind, Piece, Post
from lms import clock
from lms.database import db, read_rows
from people.models import AdministrativeUnit, Assignment, Officer
from people.queries import is_held


class StoredStanding(NamedTuple):
    """An open standing as it is stored."""

    id: int
    officer_id: int
    assignment_id: int
    province_code: str
    unit_code: str
    position_code: str
    competency_code: str
    requirement_id: int
    required: int
    attained: int
    status: str
    weight_percent: int
    is_mandatory: bool
    since: date
    due_on: date
    changes_on: date | None
    valid_from: date
    carried_by: list[Any]


class StoredAlert(NamedTuple):
    """An alert that is not closed, as it is stored."""

    id: int
    officer_id: int
    cause: str
    kind: str
    position_code: str | None
    reason: str
    requirement_id: int | None
    required: int | None
    attained: int | None
    severity: str
    since: date
    due_on: date
    next_steps: list[Any]


_STANDING_COLUMNS = [
    *(getattr(Standing, name) for name in StoredStanding._fields[:-1]),
    cast(Standing.carried_by, Text),
]
_ALERT_COLUMNS = [
    *(getattr(Alert, name) for name in StoredAlert._fields[:-1]),
    cast(Alert.next_steps, Text),
]
_IDS: Any = bindparam("ids", expanding=True)
_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""
_KINDS = {kind.value: kind for kind in EvidenceKind}


def lock_officers(officer_ids: Collection[int]) -> None:
    """Let deeds about the same officers wait for one another. SQLite lets only one write at all."""
    read_rows(_lock(), {"ids": list(officer_ids)})


def list_posts(officer_ids: Collection[int], day: date) -> list[Post]:
    """Return the posts these officers hold on a day, with the area of the commune."""
    rows = read_rows(_select_posts(), {"ids": list(officer_ids), "day": day})
    return [Post(*row) for row in rows]


def list_pieces(
    officer_ids: Collection[int], basis: Basis, *, known_on: date | None = None
) -> dict[tuple[int, str], list[Piece]]:
    """Return the evidence of these officers that was not revoked, by officer and competency of the basis.

    What was recorded under another framework version counts for what the mapping makes of it. With
    ``known_on`` what was recorded or revoked after that day is not known yet.
    """
    statement = _select_pieces()
    if known_on is not None:
        statement = statement.where(Evidence.recorded_at < clock.end_of(known_on))
    rows = read_rows(statement, {"ids": list(officer_ids)})
    gone = {row.revokes_id for row in rows} | {row.id for row in rows if row.revokes_id is not None}
    pieces: defaultdict[tuple[int, str], list[Piece]] = defaultdict(list)
    translations = basis.translations
    for key, _revokes, officer_id, code, kind, level, earned_on, valid_until, framework_id in rows:
        if key in gone:
            continue
        for target, highest in translations.get((framework_id, code), ((code, level),)):
            piece = Piece(_KINDS[kind], min(level, highest), earned_on, valid_until, key)
            pieces[officer_id, target].append(piece)
    return pieces


def list_stored_standings(officer_ids: Collection[int]) -> list[StoredStanding]:
    """Return the open standings of these officers."""
    rows = read_rows(_select_stored_standings(), {"ids": list(officer_ids)})
    carried = _read_json(row[-1] for row in rows)
    return [StoredStanding._make([*row[:-1], refs]) for row, refs in zip(rows, carried, strict=True)]


def list_stored_alerts(officer_ids: Collection[int]) -> list[StoredAlert]:
    """Return the alerts about standings of these officers that are not closed."""
    rows = read_rows(_select_stored_alerts(), {"ids": list(officer_ids)})
    steps = _read_json(row[-1] for row in rows)
    return [StoredAlert._make([*row[:-1], some]) for row, some in zip(rows, steps, strict=True)]


def _read_json(texts: Iterable[str]) -> list[list[Any]]:
    """Return what many small texts of JSON say, read at once: one by one takes several times as long."""
    return list(json.loads(f"[{','.join(texts)}]"))


# Every deed reads these. Making a statement anew costs several times what running it does.


@cache
def _lock() -> Any:
    return select(Officer.id).where(Officer.id.in_(_IDS)).order_by(Officer.id).with_for_update(key_share=True)


@cache
def _select_posts() -> Any:
    return (
        select(
            Assignment.id,
            Assignment.officer_id,
            func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code),
            Assignment.unit_code,
            AdministrativeUnit.main_area_type,
            Assignment.position_code,
            Assignment.starts_on,
            Assignment.ends_on,
        )
        .join(Assignment.unit)
        .where(Assignment.officer_id.in_(_IDS), is_held(bindparam("day", type_=Date())))
        .order_by(Assignment.id)
    )


@cache
def _select_pieces() -> Any:
    return (
        select(
            Evidence.id,
            Evidence.revokes_id,
            Evidence.officer_id,
            Evidence.competency_code,
            Evidence.kind,
            Evidence.level,
            Evidence.earned_on,
            Evidence.valid_until,
            Evidence.framework_id,
        )
        .where(Evidence.officer_id.in_(_IDS))
        .order_by(Evidence.id)
    )


@cache
def _select_stored_standings() -> Any:
    return (
        select(*_STANDING_COLUMNS)
        .where(Standing.officer_id.in_(_IDS), Standing.valid_to.is_(None))
        .order_by(Standing.id)
    )


@cache
def _select_stored_alerts() -> Any:
    return (
        select(*_ALERT_COLUMNS)
        .where(Alert.officer_id.in_(_IDS), Alert.state != AlertState.CLOSED)
        .where(Alert.competency_code.is_not(None))
        .order_by(Alert.id)
    )


def list_officer_ids(unit_code: str | None = None) -> list[int]:
    """Return who has, had or will have a post in a unit or below; everybody without a unit."""
    statement = select(Officer.id).order_by(Officer.id)
    if unit_code is not None:
        below = select(AdministrativeUnit.code).where(
            or_(AdministrativeUnit.code == unit_code, AdministrativeUnit.parent_code == unit_code)
        )
        statement = statement.where(
            Officer.id.in_(select(Assignment.officer_id).where(Assignment.unit_code.in_(below)))
        )
    return list(db.session.scalars(statement))


def list_officers_by_hash(
    hashes: Collection[str], *, province_codes: Collection[str] | None
) -> dict[str, int]:
    """Return officers by the keyed hash of the personal number, of some provinces or (None) of all."""
    wanted = sorted(hashes)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = select(Officer.personal_id_hash, Officer.id).where(
            Officer.personal_id_hash.in_(wanted[start : start + _CHUNK])
        )
        if province_codes is not None:
            statement = statement.where(Officer.province_code.in_(sorted(province_codes)))
        found.update((row.personal_id_hash, row.id) for row in db.session.execute(statement))
    return found


def list_officer_ids_to_refresh(day: date, *, after: int, limit: int) -> list[int]:
    """Return, by id and beginning after one, officers whose standings time alone has changed by a day.

    Also those whose post has begun and has no standings yet.
    """
    due = select(Standing.officer_id).where(Standing.valid_to.is_(None), Standing.changes_on <= day)
    begun = (
        select(Assignment.officer_id)
        .where(is_held(day))
        .where(
            ~select(Standing.id)
            .where(Standing.assignment_id == Assignment.id, Standing.valid_to.is_(None))
            .exists()
        )
    )
    found = due.union(begun).subquery()
    officer_id = found.c.officer_id
    return list(
        db.session.scalars(select(officer_id).where(officer_id > after).order_by(officer_id).limit(limit))
    )
