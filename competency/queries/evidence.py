"""Reads about evidence."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from competency.models import Competency, Evidence, Framework
from competency.queries.frameworks import select_current_framework
from lms import clock
from lms.database import db, read_rows
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer
from people.queries import select_officers

SourceKey = tuple[int, str, str]
"""Officer, competency and source: what no two pieces of evidence share."""

_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""


class ShownEvidence(NamedTuple):
    """One piece of evidence that was not revoked, and who entered it, as pages and papers read it."""

    id: int
    competency_code: str
    level: int
    kind: str
    source: str
    earned_on: date
    valid_until: date | None
    recorded_at: datetime
    note: str
    entered_by: str
    is_from_system: bool


def list_evidence(officer: Officer, on: date | None = None) -> list[ShownEvidence]:
    """Return what counts or once counted for an officer, the latest first, with who entered it.

    What was revoked is left out, and so are the revoking rows. Of a past day that is what was known then.
    """
    rows = read_rows(_select_evidence(), {"officer_id": officer.id})
    if on is not None and on < clock.today():
        rows = [row for row in rows if clock.day_of(row.recorded_at) <= on]
    # Told apart here: asked for rows that revoke nothing, SQLite looks through those of all officers.
    gone = {row.revokes_id for row in rows}
    return [ShownEvidence._make(row[:-1]) for row in rows if row.revokes_id is None and row.id not in gone]


@cache
def _select_evidence() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Evidence, name) for name in ShownEvidence._fields[:-2]]
    return (
        select(*columns, Account.display_name, Account.is_system, Evidence.revokes_id)
        .join(Evidence.entered_by)
        .where(Evidence.officer_id == bindparam("officer_id"))
        .order_by(Evidence.earned_on.desc(), Evidence.id.desc())
    )


def list_all_evidence(officer: Officer) -> list[Evidence]:
    """Return every row about an officer as it was recorded, revoked and revoking ones too."""
    return list(
        db.session.scalars(
            select(Evidence)
            .where(Evidence.officer_id == officer.id)
            .options(joinedload(Evidence.entered_by, innerjoin=True))
            .order_by(Evidence.id)
        )
    )


def get_evidence(evidence_id: int, *, visible_to: Account) -> Evidence:
    """Return one piece of evidence with its officer.

    Raises:
        NotFound: there is no such evidence, or of nobody this person may know of.
    """
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    evidence = db.session.scalar(
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.officer_id.in_(known))
        .options(joinedload(Evidence.officer, innerjoin=True))
    )
    if evidence is None:
        raise NotFound(_("There is no such evidence."))
    return evidence


def find_evidence(officer_id: int, competency_code: str, source: str) -> Evidence | None:
    """Return the row a source wrote for an officer and competency, or None. No gate: only for services."""
    return db.session.scalar(
        select(Evidence).where(
            Evidence.officer_id == officer_id,
            Evidence.competency_code == competency_code,
            Evidence.source == source,
        )
    )


def list_sources(officer_ids: Collection[int]) -> dict[SourceKey, tuple[int, str, date]]:
    """Return level, kind and day of all evidence of these officers by officer, competency and source.

    No gate: only for services.
    """
    wanted = sorted(officer_ids)
    found: dict[SourceKey, tuple[int, str, date]] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = read_rows(_select_sources(), {"ids": wanted[start : start + _CHUNK]})
        found.update(((row[0], row[1], row[2]), (row[3], row[4], row[5])) for row in rows)
    return found


@cache
def _select_sources() -> Select[*tuple[Any, ...]]:
    columns = (Evidence.officer_id, Evidence.competency_code, Evidence.source)
    return select(*columns, Evidence.level, Evidence.kind, Evidence.earned_on).where(
        Evidence.officer_id.in_(bindparam("ids", expanding=True))
    )


def list_competency_codes() -> tuple[int, frozenset[str]]:
    """Return the id of the current framework and the codes of its competencies, without the pillars.

    Raises:
        NotFound: the database was not initialised (`lms init`).
    """
    rows = read_rows(_select_competency_codes())
    if not rows:
        raise NotFound(_("There is no published competency framework yet. Run: lms init."))
    return rows[0][0], frozenset(code for _framework_id, code in rows)


@cache
def _select_competency_codes() -> Select[int, str]:
    current = select_current_framework().with_only_columns(Framework.id).scalar_subquery()
    return select(Competency.framework_id, Competency.code).where(
        Competency.framework_id == current, Competency.pillar_code.is_not(None)
    )
