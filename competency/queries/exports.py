"""Every open standing as plain values, streamed: what spreadsheets and other systems take away."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, select

from competency.models import Standing
from lms.database import db
from people.models import AdministrativeUnit, Officer

_CHUNK = 5_000
"""Rows held at once; those of some hundred officers, whose names come by one more statement."""

COLUMNS = (
    "officer",
    "full_name",
    "province_code",
    "unit_code",
    "position_code",
    "competency_code",
    "required",
    "attained",
    "status",
    "since",
    "due_on",
)
"""Of one open standing with its officer; days are ISO text."""
FULL_NAME = COLUMNS.index("full_name")

Values = tuple[Any, ...]


def stream_standings(unit: AdministrativeUnit | None) -> Iterator[list[Values]]:
    """Yield the open standings of a unit as ``COLUMNS``, officer by officer, some thousand at once.

    ``None`` is the country. One statement that is read as it comes, so it shows one moment however long it
    takes. No gate: ask ``people.policies.may_see_names`` first.
    """
    statement = (
        select(
            Standing.officer_id,
            Standing.province_code,
            Standing.unit_code,
            Standing.position_code,
            Standing.competency_code,
            Standing.required,
            Standing.attained,
            Standing.status,
            # Text as the engine has it: making days of it only to write them out again takes longest.
            cast(Standing.since, String),
            cast(Standing.due_on, String),
        )
        .where(Standing.valid_to.is_(None), *_within(unit))
        .order_by(Standing.officer_id, Standing.id)
    )
    rows = db.session.connection().execute(statement, execution_options={"yield_per": _CHUNK})
    for chunk in rows.partitions():
        yield _with_names(chunk)


def _within(unit: AdministrativeUnit | None) -> list[ColumnElement[bool]]:
    if unit is None:
        return []
    in_province = Standing.province_code == unit.province_code
    return [in_province] if unit.is_province else [in_province, Standing.unit_code == unit.code]


def _with_names(chunk: Sequence[Any]) -> list[Values]:
    known = select(Officer.id, Officer.public_id, Officer.full_name).where(
        Officer.id.in_({row[0] for row in chunk})
    )
    names = {key: (_text(public_id), name) for key, public_id, name in db.session.execute(known)}
    return [names[row[0]] + tuple(row[1:]) for row in chunk]


def _text(public_id: UUID) -> str:
    return str(public_id)
