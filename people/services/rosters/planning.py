"""From checked people to what will be written, without writing."""

from collections.abc import Collection
from datetime import date

from lms.collation import name_sort_word
from lms.tables import CellError, Table
from lms.text import fold
from people.queries.rosters import KnownAssignment, KnownOfficer
from people.rules import EmploymentKind, closing_day
from people.services.rosters.checking import check_main_posts
from people.services.rosters.shapes import (
    FACT_NAMES,
    Closing,
    Person,
    Plan,
    PlannedPerson,
    PlannedPost,
    RosterRow,
    Snapshot,
)

DEFAULT_EMPLOYMENT_KIND = EmploymentKind.CIVIL_SERVANT
"""For new officers of whom the file does not say; the report tells how many."""


def plan_person(person: Person, snapshot: Snapshot) -> PlannedPerson:
    """Return a person's posts with the assignments they confirm, and what changes of the officer."""
    posts = _join_posts(person, snapshot)
    return PlannedPerson(person, posts, officer_changes(person, person.known) if person.known else {})


def plan_closings(people: Collection[PlannedPerson], snapshot: Snapshot, today: date) -> list[Closing]:
    """Return the posts of the province that the file no longer has, with their last day."""
    confirmed = {post.known.id for person in people for post in person.posts if post.known}
    closings = []
    for assignments in snapshot.assignments.values():
        for known in assignments:
            last_day = closing_day(known.starts_on, known.ends_on, today)
            if known.id not in confirmed and last_day is not None:
                closings.append(Closing(known, last_day))
    return closings


def find_main_post_errors(plan: Plan, snapshot: Snapshot, today: date, table: Table) -> list[CellError]:
    """Return the errors of people whose posts, with those that go on, break the rule of one main post."""
    closed = {closing.known.id for closing in plan.closings}
    return [
        error
        for planned in plan.people
        for error in check_main_posts(
            planned, _going_on(planned, snapshot, closed, today), today=today, table=table
        )
    ]


def count_assumed_kinds(plan: Plan) -> int:
    """Return of how many new officers the file does not say how they are employed."""
    return sum(
        planned.person.known is None and planned.person.fact("employment_kind") is None
        for planned in plan.people
    )


def officer_changes(person: Person, known: KnownOfficer | None) -> dict[str, str | bool | None]:
    """Return the officer's columns that the file gives and that differ; for nobody known, all it gives."""
    told: dict[str, str | bool | None] = {"full_name": person.full_name}
    told |= {name: person.fact(name) for name in FACT_NAMES}
    changes: dict[str, str | bool | None] = {
        name: value
        for name, value in told.items()
        if value is not None and (known is None or value != getattr(known, name))
    }
    if known is not None and known.withdrawn_at is not None:
        changes["withdrawn_at"] = None
    if "full_name" in changes:
        changes |= {"search_key": fold(person.full_name), "sort_key": name_sort_word(person.full_name)}
    return changes


def _join_posts(person: Person, snapshot: Snapshot) -> list[PlannedPost]:
    known_posts = {
        (known.organisation_id, known.position_code, known.starts_on): known
        for known in (snapshot.assignments.get(person.known.id, ()) if person.known else ())
    }
    posts = []
    for row in person.rows:
        organisation = snapshot.organisations.get(row.organisation_place)
        key = (organisation.id if organisation else 0, row.position_code, row.starts_on)
        known = known_posts.get(key)
        posts.append(PlannedPost(row, known, _is_main(row, known, len(person.rows))))
    return posts


def _is_main(row: RosterRow, known: KnownAssignment | None, row_count: int) -> bool:
    """Return what an empty cell means: as before, else yes for the only row of a person."""
    if row.is_main is not None:
        return row.is_main
    return known.is_main if known else row_count == 1


def _going_on(
    planned: PlannedPerson, snapshot: Snapshot, closed: set[int], today: date
) -> list[KnownAssignment]:
    """Return the posts of a person that the file does not have and that are held today or later."""
    if planned.person.known is None:
        return []
    confirmed = {post.known.id for post in planned.posts if post.known}
    return [
        known
        for known in snapshot.assignments.get(planned.person.known.id, ())
        if known.id not in confirmed | closed and (known.ends_on is None or known.ends_on >= today)
    ]
