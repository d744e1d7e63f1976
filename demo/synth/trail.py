"""The trail of the invented world: one entry for every row, written by the database itself."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, insert, literal, select

from lms import clock
from lms.database import db
from lms.models import Account, AuditEntry

_ENTRIES: Any = AuditEntry.__table__
_COLUMNS = ("at", "event", "actor_id", "target_kind", "target_id", "detail")


def note_rows(event: StrEnum, table: Table, condition: ColumnElement[bool], *, by: Account) -> None:
    """Add an entry for every row of a table that meets the condition."""
    columns = _ENTRIES.c
    entries = select(
        literal(clock.now(), columns.at.type),
        literal(event.value),
        literal(by.id),
        literal(table.name),
        cast(table.c.id, String),
        literal({}, columns.detail.type),
    )
    db.session.execute(insert(_ENTRIES).from_select(_COLUMNS, entries.where(condition).order_by(table.c.id)))
