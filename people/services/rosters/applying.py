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
from people.services.rosters.shapes import OrganisationKey, Person, Plan, PlannedPost, RosterRow, Snapshot

_OFFICERS, _ASSIGNMENTS = Officer.__tablename__, Assignment.__tablename__


def new_organisations(plan: Plan, snapshot: Snapshot) -> dict[OrganisationKey, RosterRow]:
    """Return the organisations that the plan needs and nobody knows, each with its first row."""
    found: dict[OrganisationKey, RosterRow] = {}
    for post in plan.posts:
        if post.row.organisation_place not in snapshot.organisations:
            found.setdefault(post.row.organisation_place, post.row)
    return found


def apply_plan(plan: Plan, snapshot: Snapshot, *, by: Account) -> set[int]:
    """Write the plan and return the ids of the officers added or changed. No gate: `load_roster` has it.

    Raises:
        Conflict: somebody else wrote the same people a moment ago.
    """
    try:
        _add_organisations(plan, snapshot, by=by)
        added = _add_officers(plan, snapshot, by=by)
        changed = _change_officers(plan, by=by)
        ended = _end_assignments(plan, by=by)
        moved = _change_assignments(plan, by=by) | _add_assignments(plan, snapshot, by=by)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else changed the same people at this moment. Nothing was changed; please try again.")
        ) from error
    # Rows were written past the objects that the session may hold.
    db.session.expire_all()
    return added | changed | ended | moved


def _add_organisations(plan: Plan, snapshot: Snapshot, *, by: Account) -> None:
    new = new_organisations(plan, snapshot)
    if not new:
        return
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
    targets = [(Organisation.__tablename__, str(snapshot.organisations[place].id)) for place in new]
    audit.record_many(PeopleEvent.ORGANISATION_ADDED, targets, by=by)


def _add_officers(plan: Plan, snapshot: Snapshot, *, by: Account) -> set[int]:
    new = [planned.person for planned in plan.people if planned.person.known is None]
    if not new:
        return set()
    db.session.execute(insert(Officer), [_officer_values(person, snapshot.province_code) for person in new])
    known = queries.list_known_officers([person.rows[0].personal_id_hash for person in new])
    snapshot.officers |= {officer.personal_id_hash: officer for officer in known}
    targets = [(_OFFICERS, str(officer.id)) for officer in known]
    audit.record_many(PeopleEvent.OFFICER_ADDED, targets, by=by)
    return {officer.id for officer in known}


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


def _change_officers(plan: Plan, *, by: Account) -> set[int]:
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for planned in plan.people:
        if planned.person.known is not None and planned.changes:
            row = {"id": planned.person.known.id, **planned.changes}
            changed[tuple(planned.changes)].append(row)
    for fields, rows in changed.items():
        db.session.execute(update(Officer), rows)
        targets = [(_OFFICERS, str(row["id"])) for row in rows]
        told = [name for name in fields if not name.endswith("_key")]
        audit.record_many(PeopleEvent.OFFICER_CHANGED, targets, by=by, fields=told)
    return {row["id"] for rows in changed.values() for row in rows}


def _end_assignments(plan: Plan, *, by: Account) -> set[int]:
    if not plan.closings:
        return set()
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
    return {closing.known.officer_id for closing in plan.closings}


def _change_assignments(plan: Plan, *, by: Account) -> set[int]:
    changed = [post for post in plan.posts if post.known is not None and post.changed_fields()]
    if not changed:
        return set()
    # Open main posts last: for a moment a person would have two, which the index forbids row by row.
    changed.sort(key=_is_open_main)
    db.session.execute(
        update(Assignment),
        [
            {
                "id": post.known.id if post.known else None,
                "is_main": post.is_main,
                "ends_on": post.row.ends_on,
                "decision_no": post.row.decision_no or (post.known.decision_no if post.known else ""),
            }
            for post in changed
        ],
    )
    by_fields: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for post in changed:
        if post.known is not None:
            by_fields[post.changed_fields()].append((_ASSIGNMENTS, str(post.known.id)))
    for fields, targets in by_fields.items():
        audit.record_many(PeopleEvent.ASSIGNMENT_CHANGED, targets, by=by, fields=list(fields))
    return {post.known.officer_id for post in changed if post.known is not None}


def _is_open_main(post: PlannedPost) -> bool:
    return post.is_main and post.row.ends_on is None


def _add_assignments(plan: Plan, snapshot: Snapshot, *, by: Account) -> set[int]:
    rows = [_assignment_values(post.row, post, snapshot) for post in plan.posts if post.known is None]
    if not rows:
        return set()
    # Reading the new ids back is faster than RETURNING, which gives up the bulk protocol of PostgreSQL.
    db.session.execute(insert(Assignment), rows)
    before = {known.id for posts in snapshot.assignments.values() for known in posts}
    now = queries.list_known_assignments(snapshot.province_code)
    started = [(_ASSIGNMENTS, str(known.id)) for known in now if known.id not in before]
    audit.record_many(PeopleEvent.ASSIGNMENT_STARTED, started, by=by)
    return {row["officer_id"] for row in rows}


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
