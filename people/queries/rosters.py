"""Reads of the roster import: plain values of many rows at once, without objects and without a gate.

Only for `people.services.rosters`, which asks first who may import.
"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from sqlalchemy import select

from lms.database import db
from people.models import AdministrativeUnit, Assignment, Officer, Organisation, Position

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


def list_position_codes() -> list[str]:
    """Return the codes of all positions in the order of the source document."""
    return list(db.session.scalars(select(Position.code).order_by(Position.rank)))


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
    """Return all posts of the officers of a province."""
    columns = [getattr(Assignment, name) for name in KnownAssignment._fields]
    rows = db.session.execute(
        select(*columns)
        .join(Assignment.officer)
        .where(Officer.province_code == province_code)
        .order_by(Assignment.id)
    )
    return [KnownAssignment(*row) for row in rows]


def _chunks(values: Collection[str]) -> Iterator[list[str]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
