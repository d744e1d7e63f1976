"""Writes a plan, set-wise: some statements for any number of rows, and the trail of every change."""

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.secrets import encrypt
from lms.text import mask_personal_id
from people.models import Assignment, Officer, Organisation
from people.queries import rosters as queries
from people.rules import PeopleEvent, guess_organisation_kind, organisation_code
from people.services.rosters.planning import DEFAULT_EMPLOYMENT_KIND, officer_changes
from people.services.rosters.shapes import (
    FACT_NAMES,
    Change,
    ChangeKind,
    OrganisationKey,
    Person,
    Plan,
    PlannedPost,
    RosterRow,
    Snapshot,
)

_FACTS = ("full_name", *FACT_NAMES)
POST_FACTS = (
    "organisation_id",
    "unit_code",
    "position_code",
    "is_main",
    "starts_on",
    "ends_on",
    "decision_no",
)
_OFFICERS, _ASSIGNMENTS = Officer.__tablename__, Assignment.__tablename__


def new_organisations(plan: Plan, snapshot: Snapshot) -> dict[OrganisationKey, RosterRow]:
    """Return the organisations that the plan needs and nobody knows, each with its first row."""
    found: dict[OrganisationKey, RosterRow] = {}
    for post in plan.posts:
        if post.row.organisation_place not in snapshot.organisations:
            found.setdefault(post.row.organisation_place, post.row)
    return found


def apply_plan(plan: Plan, snapshot: Snapshot, *, by: Account) -> tuple[list[Change], set[int]]:
    """Write the plan; return every row written and the ids of the officers concerned.

    No gate: whoever calls it has one.

    Raises:
        Conflict: somebody else wrote the same people a moment ago.
    """
    try:
        changes = [
            *_add_organisations(plan, snapshot, by=by),
            *_add_officers(plan, snapshot, by=by),
            *_change_officers(plan, by=by),
            *_end_assignments(plan, by=by),
            *_change_assignments(plan, by=by),
            *_add_assignments(plan, snapshot, by=by),
        ]
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else changed the same people at this moment. Nothing was changed; please try again.")
        ) from error
    # Rows were written past the objects that the session may hold.
    db.session.expire_all()
    return changes, {change.officer_id for change in changes if change.officer_id is not None}


def _add_organisations(plan: Plan, snapshot: Snapshot, *, by: Account) -> list[Change]:
    new = new_organisations(plan, snapshot)
    if not new:
        return []
    taken = {organisation.code for organisation in snapshot.organisations.values()}
    rows = []
    for (unit_code, key), row in new.items():
        code = organisation_code(unit_code, row.organisation, taken)
        taken.add(code)
        kind = guess_organisation_kind(row.organisation).value
        rows.append(
            {"code": code, "name": row.organisation, "name_key": key, "kind": kind, "unit_code": unit_code}
        )
    db.session.execute(insert(Organisation), rows)
    snapshot.organisations = {
        (known.unit_code, known.name_key): known
        for known in queries.list_known_organisations(snapshot.province_code)
    }
    ids = [snapshot.organisations[place].id for place in new]
    targets = [(Organisation.__tablename__, str(one)) for one in ids]
    audit.record_many(PeopleEvent.ORGANISATION_ADDED, targets, by=by)
    return [Change(ChangeKind.ORGANISATION_ADDED, one, None, {}, {}) for one in ids]


def _add_officers(plan: Plan, snapshot: Snapshot, *, by: Account) -> list[Change]:
    new = [planned.person for planned in plan.people if planned.person.known is None]
    if not new:
        return []
    db.session.execute(insert(Officer), [_officer_values(person, snapshot.province_code) for person in new])
    known = queries.list_known_officers([person.rows[0].personal_id_hash for person in new])
    snapshot.officers |= {officer.personal_id_hash: officer for officer in known}
    targets = [(_OFFICERS, str(officer.id)) for officer in known]
    audit.record_many(PeopleEvent.OFFICER_ADDED, targets, by=by)
    return [
        Change(ChangeKind.OFFICER_ADDED, one.id, one.id, {}, {name: getattr(one, name) for name in _FACTS})
        for one in known
    ]


def _officer_values(person: Person, province_code: str) -> dict[str, Any]:
    row = person.rows[0]
    defaults = {
        "employment_kind": DEFAULT_EMPLOYMENT_KIND.value,
        "degree_level": "none",
        "degree_field": "",
        "political_theory_level": "none",
        "email": None,
        "has_state_management_training": False,
    }
    identity = {
        "public_id": uuid4(),
        "province_code": province_code,
        "personal_id_sealed": encrypt(row.personal_id),
        "personal_id_hash": row.personal_id_hash,
        "personal_id_masked": mask_personal_id(row.personal_id),
        "created_at": clock.now(),
    }
    return defaults | identity | officer_changes(person, None)


def _change_officers(plan: Plan, *, by: Account) -> list[Change]:
    changes = []
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for planned in plan.people:
        if planned.person.known is not None and planned.changes:
            known = planned.person.known
            changed[tuple(planned.changes)].append({"id": known.id, **planned.changes})
            told = {name: value for name, value in planned.changes.items() if not name.endswith("_key")}
            before = {name: stored(getattr(known, name)) for name in told}
            changes.append(Change(ChangeKind.OFFICER_CHANGED, known.id, known.id, before, told))
    for fields, rows in changed.items():
        db.session.execute(update(Officer), rows)
        targets = [(_OFFICERS, str(row["id"])) for row in rows]
        names = [name for name in fields if not name.endswith("_key")]
        audit.record_many(PeopleEvent.OFFICER_CHANGED, targets, by=by, fields=names)
    return changes


def _end_assignments(plan: Plan, *, by: Account) -> list[Change]:
    if not plan.closings:
        return []
    db.session.execute(
        update(Assignment),
        [{"id": closing.known.id, "ends_on": closing.last_day} for closing in plan.closings],
    )
    by_day: dict[date, list[tuple[str, str]]] = defaultdict(list)
    for closing in plan.closings:
        by_day[closing.last_day].append((_ASSIGNMENTS, str(closing.known.id)))
    for day, targets in by_day.items():
        audit.record_many(
            PeopleEvent.ASSIGNMENT_ENDED, targets, by=by, ends_on=day.isoformat(), cause="missing_from_roster"
        )
    return [_assignment_change(closing.known, {"ends_on": closing.last_day}) for closing in plan.closings]


def _change_assignments(plan: Plan, *, by: Account) -> list[Change]:
    changed = [post for post in plan.posts if post.known is not None and post.changed_fields()]
    if not changed:
        return []
    # Open main posts last: for a moment a person would have two, which the index forbids row by row.
    changed.sort(key=_is_open_main)
    db.session.execute(
        update(Assignment),
        [{"id": post.known.id if post.known else None, **post.wanted()} for post in changed],
    )
    by_fields: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for post in changed:
        if post.known is not None:
            by_fields[post.changed_fields()].append((_ASSIGNMENTS, str(post.known.id)))
    for fields, targets in by_fields.items():
        audit.record_many(PeopleEvent.ASSIGNMENT_CHANGED, targets, by=by, fields=list(fields))
    return [_assignment_change(post.known, post.wanted()) for post in changed if post.known is not None]


def _assignment_change(known: queries.KnownAssignment, wanted: dict[str, Any]) -> Change:
    """Return what is written of a known post: only the columns that differ."""
    differing = [name for name, value in wanted.items() if value != getattr(known, name)]
    return Change(
        ChangeKind.ASSIGNMENT_CHANGED,
        known.id,
        known.officer_id,
        {name: stored(getattr(known, name)) for name in differing},
        {name: stored(wanted[name]) for name in differing},
    )


def _is_open_main(post: PlannedPost) -> bool:
    return post.is_main and post.row.ends_on is None


def _add_assignments(plan: Plan, snapshot: Snapshot, *, by: Account) -> list[Change]:
    rows = [_assignment_values(post.row, post, snapshot) for post in plan.posts if post.known is None]
    if not rows:
        return []
    # Reading the new ids back is faster than RETURNING, which gives up the bulk protocol of PostgreSQL.
    db.session.execute(insert(Assignment), rows)
    before = {known.id for posts in snapshot.assignments.values() for known in posts}
    now = queries.list_known_assignments(snapshot.province_code)
    new = [known for known in now if known.id not in before]
    audit.record_many(PeopleEvent.ASSIGNMENT_STARTED, [(_ASSIGNMENTS, str(known.id)) for known in new], by=by)
    return [
        Change(ChangeKind.ASSIGNMENT_ADDED, known.id, known.officer_id, {}, _post_values(known))
        for known in new
    ]


def _post_values(known: queries.KnownAssignment) -> dict[str, Any]:
    return {name: stored(getattr(known, name)) for name in POST_FACTS}


def stored(value: Any) -> Any:
    """Return a value as a record of changes keeps it: days and instants in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def _assignment_values(row: RosterRow, post: PlannedPost, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "officer_id": snapshot.officers[row.personal_id_hash].id,
        "organisation_id": snapshot.organisations[row.organisation_place].id,
        "unit_code": row.unit_code,
        "position_code": row.position_code,
        "is_main": post.is_main,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "decision_no": row.decision_no,
        "recorded_at": clock.now(),
    }
