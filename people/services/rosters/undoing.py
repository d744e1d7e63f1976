"""Undoing an accepted roster: every row it wrote gets the values it had, or nothing is changed at all.

What a roster added is not deleted: standings that were in force for hours or a day point to it, and "on a
past day" means what the system held then. It is withdrawn: an added post is held on no day, an added officer
is in no list. What officers did meanwhile (evidence, courses, messages) is not touched.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from lms import audit, clock
from lms.collation import name_sort_word
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import fold
from people import policies
from people.models import Assignment, Officer, RosterChange, RosterUpload
from people.queries import rosters as roster_queries
from people.queries import uploads as queries
from people.rules import PeopleEvent, UploadState
from people.services.rosters.applying import stored
from people.services.rosters.shapes import ChangeKind, Prepare

_OFFICERS: Any = Officer.__table__
_ASSIGNMENTS: Any = Assignment.__table__
_DAYS = frozenset({"starts_on", "ends_on"})
_CHUNK = 5_000


class UndoRefused(Conflict):
    """Rows that an upload wrote have been changed since; nothing was undone.

    Attributes:
        conflicts: [name, which column or deed] of each.
    """

    def __init__(self, conflicts: list[list[str]]) -> None:
        super().__init__(
            _(
                "Nothing was undone, because %(count)s records have been changed since. They are listed"
                " below; correct them by hand.",
                count=len(conflicts),
            )
        )
        self.conflicts = conflicts


def undo_accepted(upload: RosterUpload, *, by: Account, prepare: Prepare) -> Collection[int] | None:
    """Bring back what an upload changed and return the officers concerned; None if that has happened.

    ``prepare`` is told these officers before anything is written.

    Raises:
        UndoRefused: something it wrote was changed since, or somebody has got a post since.
    """
    authorize(by, policies.may_keep_upload, upload)
    roster_queries.lock_province(upload.province_code)
    db.session.refresh(upload)
    if upload.state != UploadState.UNDOING:
        return None
    changes = queries.list_changes(upload)
    conflicts = _conflicts(upload, changes)
    if conflicts:
        raise UndoRefused(conflicts)
    officer_ids = {change.officer_id for change in changes if change.officer_id is not None}
    upload_id = upload.id
    prepare(officer_ids)
    try:
        _take_back(changes, upload_id, by=by)
    except IntegrityError as error:
        raise Conflict(
            _("Nothing was undone: a main post given since stands in the way. Correct it by hand.")
        ) from error
    db.session.expire_all()
    db.session.execute(
        update(RosterUpload)
        .where(RosterUpload.id == upload_id)
        .values(state=UploadState.UNDONE.value, undone_at=clock.now())
    )
    audit.record_about(
        PeopleEvent.ROSTER_UNDONE, RosterUpload.__tablename__, str(upload_id), by=by, rows=len(changes)
    )
    return officer_ids


def refuse_undo(upload: RosterUpload, refusal: Conflict, *, by: Account) -> None:
    """Leave an upload accepted because it could not be undone, and keep why. For tasks."""
    authorize(by, policies.may_keep_upload, upload)
    if upload.state != UploadState.UNDOING:
        return
    upload.state, upload.problem = UploadState.DONE.value, str(refusal)
    upload.undone_by_id = None
    upload.conflicts = refusal.conflicts if isinstance(refusal, UndoRefused) else []


def _conflicts(upload: RosterUpload, changes: Sequence[RosterChange]) -> list[list[str]]:
    """Return what is no longer as the upload left it, and posts that people got since."""
    officers = queries.list_officers_by_id(_ids(changes, "officer_added", "officer_changed"))
    posts = queries.list_posts_by_id(_ids(changes, "assignment_added", "assignment_changed"))
    found = []
    for change in changes:
        row = (officers if change.kind.startswith("officer") else posts).get(change.target_id)
        if row is None:
            continue
        name = row.full_name if isinstance(row, Officer) else row.officer.full_name
        found += [[name, column] for column in _differing(row, change.after)]
    return found + _newer_posts(upload, changes, set(posts))


def _differing(row: Officer | Assignment, after: Mapping[str, Any]) -> list[str]:
    if isinstance(row, Assignment) and row.withdrawn_at is not None:
        return ["starts_on"]
    return [column for column, value in after.items() if stored(getattr(row, column)) != value]


def _newer_posts(
    upload: RosterUpload, changes: Sequence[RosterChange], own: Collection[int]
) -> list[list[str]]:
    """Return who among those concerned has got a post since that the upload did not write."""
    officer_ids = sorted({change.officer_id for change in changes if change.officer_id is not None})
    found: list[list[str]] = []
    for start in range(0, len(officer_ids), _CHUNK):
        rows = db.session.execute(
            select(Assignment.id, Officer.full_name)
            .join(Assignment.officer)
            .where(Assignment.officer_id.in_(officer_ids[start : start + _CHUNK]))
            .where(Assignment.recorded_at >= upload.accepted_at, Assignment.withdrawn_at.is_(None))
        )
        found += [[name, "position_code"] for post_id, name in rows if post_id not in own]
    return found


def _ids(changes: Sequence[RosterChange], *kinds: str) -> list[int]:
    return sorted({change.target_id for change in changes if change.kind in kinds})


def _take_back(changes: Sequence[RosterChange], upload_id: int, *, by: Account) -> None:
    by_kind: dict[str, list[RosterChange]] = {kind.value: [] for kind in ChangeKind}
    for change in changes:
        by_kind[change.kind].append(change)
    # New posts go first: for a moment a person would have two open main posts.
    _withdraw_posts(by_kind[ChangeKind.ASSIGNMENT_ADDED], upload_id, by=by)
    # So do posts that stop being an open main one, whatever the columns.
    for is_open_main in (False, True):
        posts = by_kind[ChangeKind.ASSIGNMENT_CHANGED]
        some = [change for change in posts if _may_become_open_main(change) is is_open_main]
        _restore(_ASSIGNMENTS, some, upload_id, by=by)
    _restore(_OFFICERS, by_kind[ChangeKind.OFFICER_CHANGED], upload_id, by=by)
    _withdraw_officers(by_kind[ChangeKind.OFFICER_ADDED], upload_id, by=by)


def _may_become_open_main(change: RosterChange) -> bool:
    """Tell whether a post may be an open main one when it has the values it had."""
    return change.before.get("is_main", True) and change.before.get("ends_on") is None


def _withdraw_posts(added: Sequence[RosterChange], upload_id: int, *, by: Account) -> None:
    """Let added posts be held on no day: they end before they start."""
    rows = [
        {
            "row_id": change.target_id,
            "last_day": date.fromisoformat(change.after["starts_on"]) - timedelta(days=1),
        }
        for change in added
    ]
    if rows:
        db.session.execute(
            update(_ASSIGNMENTS)
            .where(_ASSIGNMENTS.c.id == bindparam("row_id", type_=Integer))
            .values(ends_on=bindparam("last_day"), withdrawn_at=clock.now()),
            rows,
        )
    _note(PeopleEvent.ASSIGNMENT_WITHDRAWN, _ASSIGNMENTS, added, upload_id, by=by)


def _withdraw_officers(added: Sequence[RosterChange], upload_id: int, *, by: Account) -> None:
    ids = [change.target_id for change in added]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        db.session.execute(
            update(_OFFICERS).where(_OFFICERS.c.id.in_(chunk)).values(withdrawn_at=clock.now())
        )
    _note(PeopleEvent.OFFICER_WITHDRAWN, _OFFICERS, added, upload_id, by=by)


def _restore(table: Any, changed: Sequence[RosterChange], upload_id: int, *, by: Account) -> None:
    """Give rows the values they had, in one statement for each set of columns, in the order given."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for change in changed:
        values = _before(change)
        row = {"row_id": change.target_id, **{f"new_{name}": value for name, value in values.items()}}
        by_columns.setdefault(tuple(values), []).append(row)
    for names, rows in by_columns.items():
        columns = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        db.session.execute(
            update(table).where(table.c.id == bindparam("row_id", type_=Integer)).values(columns), rows
        )
    _note(PeopleEvent.CHANGE_TAKEN_BACK, table, changed, upload_id, by=by)


def _before(change: RosterChange) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DAYS and value else value
        for name, value in change.before.items()
    }
    if "withdrawn_at" in values:
        values["withdrawn_at"] = clock.now()
    if "full_name" in values:
        values |= {
            "search_key": fold(values["full_name"]),
            "sort_key": name_sort_word(values["full_name"]),
        }
    return values


def _note(
    event: PeopleEvent, table: Any, changes: Sequence[RosterChange], upload_id: int, *, by: Account
) -> None:
    targets = [(table.name, str(change.target_id)) for change in changes]
    audit.record_many(event, targets, by=by, upload=upload_id)
