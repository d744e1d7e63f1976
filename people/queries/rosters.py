"""Reads of the roster import: plain values of many rows at once, without objects and without a gate.

Only for `people.services.rosters`, which asks first who may import.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import inspect, select

from lms.database import db
from people.models import AdministrativeUnit, Assignment, FormerUnitName, Officer, Organisation, Position

T = TypeVar("T")

_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""


class KnownUnit(NamedTuple):
    """A commune of the province."""

    code: str
    name: str
    full_name: str


class KnownOrganisation(NamedTuple):
    """An organisation of one of these communes."""

    id: int
    code: str
    unit_code: str
    name_key: str


class KnownOfficer(NamedTuple):
    """An officer found by the hash of the personal number, wherever registered."""

    id: int
    personal_id_hash: str
    province_code: str
    full_name: str
    employment_kind: str
    degree_level: str
    degree_field: str
    political_theory_level: str
    has_state_management_training: bool
    email: str | None
    withdrawn_at: datetime | None


class KnownPosition(NamedTuple):
    """A job position."""

    code: str
    name: str


class FormerName(NamedTuple):
    """A name that somebody said means a commune of today."""

    name_key: str
    unit_code: str


class KnownAssignment(NamedTuple):
    """A post of an officer of the province, past, present or to come."""

    id: int
    officer_id: int
    organisation_id: int
    unit_code: str
    position_code: str
    is_main: bool
    starts_on: date
    ends_on: date | None
    decision_no: str


def lock_province(code: str) -> None:
    """Let imports of the same province wait for one another. SQLite lets only one write at all."""
    db.session.execute(
        select(AdministrativeUnit.code).where(AdministrativeUnit.code == code).with_for_update(key_share=True)
    )


def list_known_units(province_code: str) -> list[KnownUnit]:
    """Return the communes of a province."""
    rows = db.session.execute(
        select(AdministrativeUnit.code, AdministrativeUnit.name, AdministrativeUnit.full_name)
        .where(AdministrativeUnit.parent_code == province_code)
        .order_by(AdministrativeUnit.code)
    )
    return [KnownUnit(*row) for row in rows]


def list_unit_codes() -> list[str]:
    """Return the codes of all units of the country, to tell a wrong province from a wrong code."""
    return list(db.session.scalars(select(AdministrativeUnit.code)))


def has_reference() -> bool:
    """Tell whether the database was initialised, so that there are positions to offer."""
    return bool(inspect(db.session.connection()).has_table(Position.__tablename__))


def list_known_positions() -> list[KnownPosition]:
    """Return all positions in the order of the source document."""
    rows = db.session.execute(select(Position.code, Position.name).order_by(Position.rank))
    return [KnownPosition(*row) for row in rows]


def list_former_names(province_code: str) -> list[FormerName]:
    """Return the names that communes of a province had, or have in files."""
    rows = db.session.execute(
        select(FormerUnitName.name_key, FormerUnitName.unit_code).where(
            FormerUnitName.province_code == province_code
        )
    )
    return [FormerName(*row) for row in rows]


def list_known_organisations(province_code: str) -> list[KnownOrganisation]:
    """Return the organisations of the communes of a province."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.code, AdministrativeUnit.code, Organisation.name_key)
        .join(Organisation.unit)
        .where(AdministrativeUnit.parent_code == province_code)
    )
    return [KnownOrganisation(*row) for row in rows]


def list_known_officers(hashes: Collection[str]) -> list[KnownOfficer]:
    """Return the officers with these hashes, in statements of some thousands each."""
    columns = [getattr(Officer, name) for name in KnownOfficer._fields]
    return [
        KnownOfficer(*row)
        for chunk in _chunks(hashes)
        for row in db.session.execute(select(*columns).where(Officer.personal_id_hash.in_(chunk)))
    ]


def list_known_assignments(province_code: str) -> list[KnownAssignment]:
    """Return all posts of the officers of a province; what was undone is no post."""
    columns = [getattr(Assignment, name) for name in KnownAssignment._fields]
    rows = db.session.execute(
        select(*columns)
        .join(Assignment.officer)
        .where(Officer.province_code == province_code, Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.id)
    )
    return [KnownAssignment(*row) for row in rows]


def _chunks(values: Collection[T]) -> Iterator[list[T]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


class PostName(NamedTuple):
    """Whose post it is, in words."""

    assignment_id: int
    full_name: str
    personal_id_masked: str
    organisation: str


def list_post_names(assignment_ids: Collection[int]) -> dict[int, PostName]:
    """Return by assignment whose it is and where."""
    rows = (
        row
        for chunk in _chunks(assignment_ids)
        for row in db.session.execute(
            select(Assignment.id, Officer.full_name, Officer.personal_id_masked, Organisation.name)
            .join(Assignment.officer)
            .join(Assignment.organisation)
            .where(Assignment.id.in_(chunk))
        )
    )
    return {row[0]: PostName(*row) for row in rows}
