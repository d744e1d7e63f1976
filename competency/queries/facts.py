"""What refreshing standings reads: plain values of many officers at once, without objects and without a gate.

Only for services and other queries of this domain, which ask first who may know.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from competency.models import (
    Alert,
    AreaProfile,
    Evidence,
    EvidencePolicyLine,
    Framework,
    RaisedPosition,
    Requirement,
    RequirementSet,
    ShortValidityCompetency,
    Standing,
)
from competency.queries.frameworks import select_current_framework
from competency.rules import (
    AlertState,
    Asked,
    Basis,
    Emphasis,
    EvidenceKind,
    EvidencePolicy,
    EvidencePolicyRow,
    FrameworkState,
    Piece,
    Post,
)
from lms.database import db
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
    carried_by: list[Any]
    valid_from: date


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


_STANDING_COLUMNS = [getattr(Standing, name) for name in StoredStanding._fields]
_ALERT_COLUMNS = [getattr(Alert, name) for name in StoredAlert._fields]
_CHUNK = 5_000
"""Values in one IN list: engines allow some 30,000 parameters in a statement."""
_KINDS = {kind.value: kind for kind in EvidenceKind}


def get_policy() -> EvidencePolicy:
    """Return the evidence policy of this installation.

    Raises:
        RuleError: the table lacks a kind of evidence.
    """
    lines = db.session.execute(
        select(
            EvidencePolicyLine.kind,
            EvidencePolicyLine.ceiling,
            EvidencePolicyLine.validity_months,
            EvidencePolicyLine.short_validity_months,
        )
    )
    rows = [EvidencePolicyRow(_KINDS[kind], ceiling, *months) for kind, ceiling, *months in lines]
    return EvidencePolicy.from_rows(
        rows, set(db.session.scalars(select(ShortValidityCompetency.competency_code)))
    )


def get_basis() -> Basis:
    """Return what officers are judged by: policy, requirements and area profiles of the current framework.

    Only published sets ask. A set that takes effect later asks already: its day only moves the due days.
    """
    asked: defaultdict[tuple[str | None, str], list[Asked]] = defaultdict(list)
    requirements = (
        select(
            RequirementSet.owner_unit_code,
            Requirement.position_code,
            Requirement.id,
            Requirement.competency_code,
            Requirement.level,
            Requirement.is_mandatory,
            Requirement.grace_days,
            RequirementSet.effective_on,
        )
        .join(Requirement.requirement_set)
        .where(RequirementSet.framework_id == _current_framework_id())
        .where(RequirementSet.state == FrameworkState.PUBLISHED)
        .order_by(Requirement.id)
    )
    for row in db.session.execute(requirements):
        asked[row[0], row[1]].append(Asked(*row[2:]))
    return Basis(get_policy(), asked, _emphases())


def lock_officers(officer_ids: Collection[int]) -> None:
    """Let deeds about the same officers wait for one another. SQLite lets only one write at all."""
    db.session.execute(
        select(Officer.id)
        .where(Officer.id.in_(officer_ids))
        .order_by(Officer.id)
        .with_for_update(key_share=True)
    )


def list_posts(officer_ids: Collection[int], day: date) -> list[Post]:
    """Return the posts these officers hold on a day, with the area of the commune."""
    rows = db.session.execute(
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
        .where(Assignment.officer_id.in_(officer_ids), is_held(day))
        .order_by(Assignment.id)
    )
    return [Post(*row) for row in rows]


def list_pieces(officer_ids: Collection[int]) -> dict[tuple[int, str], list[Piece]]:
    """Return the evidence of these officers that was not revoked, by officer and competency."""
    rows = db.session.execute(
        select(
            Evidence.id,
            Evidence.revokes_id,
            Evidence.officer_id,
            Evidence.competency_code,
            Evidence.kind,
            Evidence.level,
            Evidence.earned_on,
            Evidence.valid_until,
        )
        .where(Evidence.officer_id.in_(officer_ids))
        .order_by(Evidence.id)
    ).all()
    gone = {row.revokes_id for row in rows} | {row.id for row in rows if row.revokes_id is not None}
    pieces: defaultdict[tuple[int, str], list[Piece]] = defaultdict(list)
    for key, _revokes, officer_id, competency_code, kind, level, earned_on, valid_until in rows:
        if key not in gone:
            piece = Piece(_KINDS[kind], level, earned_on, valid_until, key)
            pieces[officer_id, competency_code].append(piece)
    return pieces


def list_stored_standings(officer_ids: Collection[int]) -> list[StoredStanding]:
    """Return the open standings of these officers."""
    rows = db.session.execute(
        select(*_STANDING_COLUMNS)
        .where(Standing.officer_id.in_(officer_ids), Standing.valid_to.is_(None))
        .order_by(Standing.id)
    )
    return [StoredStanding(*row) for row in rows]


def list_stored_alerts(officer_ids: Collection[int]) -> list[StoredAlert]:
    """Return the alerts about standings of these officers that are not closed."""
    rows = db.session.execute(
        select(*_ALERT_COLUMNS)
        .where(Alert.officer_id.in_(officer_ids), Alert.state != AlertState.CLOSED)
        .where(Alert.competency_code.is_not(None))
        .order_by(Alert.id)
    )
    return [StoredAlert(*row) for row in rows]


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


def _current_framework_id() -> Any:
    return select_current_framework().with_only_columns(Framework.id).scalar_subquery()


def _emphases() -> dict[tuple[str, str], Emphasis]:
    rows = db.session.execute(
        select(
            AreaProfile.area_type,
            AreaProfile.competency_code,
            AreaProfile.weight_percent,
            RaisedPosition.position_code,
        )
        .outerjoin(AreaProfile.raised)
        .where(AreaProfile.framework_id == _current_framework_id())
    )
    weights: dict[tuple[str, str], int] = {}
    raised: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for area_type, competency_code, weight_percent, position_code in rows:
        weights[area_type, competency_code] = weight_percent
        if position_code is not None:
            raised[area_type, competency_code].add(position_code)
    return {key: Emphasis(weight, frozenset(raised[key])) for key, weight in weights.items()}
