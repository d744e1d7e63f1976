"""Loading the reference tables of this domain: administrative units and positions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from lms import audit
from lms.collation import sort_word
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.tables import CellError, CellProblem, Column, Row, Table, parse_choice, parse_text, read_table
from lms.text import fold, tone_position_key
from people import policies
from people.models import AdministrativeUnit, AreaTag, Position
from people.rules import PROVINCIAL_KINDS, PeopleEvent, UnitKind, default_area_type

_UNIT_COLUMNS = [
    Column("code", required=True),
    Column("name", required=True),
    Column("full_name", required=True),
    Column("full_name_en", required=True),
    Column("kind", required=True),
    Column("parent_code", required=True),
]
_POSITION_COLUMNS = [Column("code", required=True), Column("name", required=True)]
_Values = dict[str, Any]
_KINDS = {kind.value: kind for kind in UnitKind}


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """How many rows a reference table added, changed and found as they were."""

    added: int
    changed: int
    unchanged: int


def load_units(path: Path, *, by: Account) -> LoadCounts:
    """Load provinces and communes; units that are there keep the area types the province gave them.

    A unit the file no longer has stays: its history still refers to it.

    Raises:
        Forbidden: ``by`` does not run the system.
        Refused: the file has an error; nothing was loaded.
    """
    authorize(by, policies.may_load_reference, None)
    table = read_table(path, columns=_UNIT_COLUMNS)
    _refuse_errors(table)
    units = [_unit_values(table, row) for row in table.rows]
    _refuse_orphans(table, units)
    # Provinces first: a commune refers to its province, and the engine checks each row as it comes.
    units.sort(key=lambda unit: unit["parent_code"] is not None)
    counts = _store(AdministrativeUnit, units, new_only={"main_area_type"})
    _tag_untagged_units()
    _note_loaded(PeopleEvent.UNITS_LOADED, AdministrativeUnit, counts, by=by)
    return counts


def load_positions(path: Path, *, by: Account) -> LoadCounts:
    """Load the job positions, in the order of the file.

    Raises:
        Forbidden: ``by`` does not run the system.
        Refused: the file has an error; nothing was loaded.
    """
    authorize(by, policies.may_load_reference, None)
    table = read_table(path, columns=_POSITION_COLUMNS)
    _refuse_errors(table)
    positions = [
        {"code": row.values["code"], "name": row.values["name"], "rank": rank}
        for rank, row in enumerate(table.rows, start=1)
    ]
    counts = _store(Position, positions, new_only=set())
    _note_loaded(PeopleEvent.POSITIONS_LOADED, Position, counts, by=by)
    return counts


def _unit_values(table: Table, row: Row) -> _Values:
    try:
        kind = parse_choice(row.values["kind"], _KINDS)
    except CellProblem as problem:
        raise Refused(str(table.error_at(row, "kind", problem))) from problem
    full_name = parse_text(row.values["full_name"])
    area = default_area_type(kind)
    return {
        "code": row.values["code"],
        "name": row.values["name"],
        "full_name": full_name,
        "full_name_en": row.values["full_name_en"],
        "kind": kind.value,
        "parent_code": None if kind in PROVINCIAL_KINDS else row.values["parent_code"],
        "main_area_type": area.value if area else None,
        "name_key": tone_position_key(full_name),
        "search_key": fold(full_name),
        "sort_key": sort_word(row.values["name"]),
    }


def _refuse_errors(table: Table) -> None:
    if table.errors:
        raise Refused("\n".join(str(error) for error in table.errors))


def _refuse_orphans(table: Table, units: Sequence[_Values]) -> None:
    codes = {unit["code"] for unit in units}
    for row, unit in zip(table.rows, units, strict=True):
        if unit["parent_code"] is not None and unit["parent_code"] not in codes:
            problem, remedy = _("There is no such province in the file."), _("Correct the code.")
            header = table.headers["parent_code"]
            raise Refused(str(CellError(row.number, header, unit["parent_code"], problem, remedy)))


def _store(
    model: type[AdministrativeUnit | Position],
    rows: Sequence[_Values],
    *,
    new_only: set[str],
) -> LoadCounts:
    """Insert what is new and update what differs, by code; columns in ``new_only`` are never updated."""
    names = [name for name in rows[0] if name not in new_only]
    columns = [getattr(model, name) for name in names]
    known = {row.code: dict(zip(names, row, strict=True)) for row in db.session.execute(select(*columns))}
    new = [row for row in rows if row["code"] not in known]
    kept = [{name: row[name] for name in names} for row in rows if row["code"] in known]
    changed = [row for row in kept if row != known[str(row["code"])]]
    if new:
        db.session.execute(insert(model), new)
    if changed:
        db.session.execute(update(model), changed)
    return LoadCounts(len(new), len(changed), len(kept) - len(changed))


def _note_loaded(
    event: PeopleEvent, model: type[AdministrativeUnit | Position], counts: LoadCounts, *, by: Account
) -> None:
    """Put on the trail what a file changed; nothing if it changed nothing."""
    if counts.added or counts.changed:
        audit.record_about(event, model.__tablename__, "", by=by, added=counts.added, changed=counts.changed)


def _tag_untagged_units() -> None:
    """Give every unit with a main area type but without tags the tag of its main type."""
    tagged = select(AreaTag.unit_code)
    db.session.execute(
        insert(AreaTag).from_select(
            ["unit_code", "area_type"],
            select(AdministrativeUnit.code, AdministrativeUnit.main_area_type).where(
                AdministrativeUnit.main_area_type.is_not(None), AdministrativeUnit.code.not_in(tagged)
            ),
        )
    )
