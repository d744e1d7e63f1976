"""What a roster is made of on its way from the file to the database."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from lms.tables import CellError, Reading, Row, Table
from people.queries.rosters import KnownAssignment, KnownOfficer, KnownOrganisation

Prepare = Callable[[Collection[int]], object]
"""Is told the known officers concerned before anything about them is written."""

OrganisationKey = tuple[str, str]
"""Unit code and matching key of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterOptions:
    """How a roster is loaded.

    Args:
        is_dry_run: find out and tell everything, change nothing.
        skip_errors: load the people without errors; else one error stops the whole file.
        close_missing: end posts of the province that the file no longer has.
        today: the day the roster is of; None for the present day.
    """

    is_dry_run: bool = False
    skip_errors: bool = False
    close_missing: bool = False
    today: date | None = None


class ChangeKind(StrEnum):
    """What a roster wrote."""

    ORGANISATION_ADDED = "organisation_added"
    OFFICER_ADDED = "officer_added"
    OFFICER_CHANGED = "officer_changed"
    ASSIGNMENT_ADDED = "assignment_added"
    ASSIGNMENT_CHANGED = "assignment_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was written, with the columns it had and has, days in ISO form."""

    kind: ChangeKind
    target_id: int
    officer_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class RosterReport:
    """What loading a roster did, or in a dry run would do. Counts are of rows if not said otherwise.

    If errors stopped the file, nothing is done and all counts but ``rows`` are 0.
    """

    rows: int
    """Data rows of the file, wrong ones too."""
    table: Table
    """What was read, for ``write_roster_errors``."""
    added: int = 0
    changed: int = 0
    ended: int = 0
    """Posts that the file no longer has and ``close_missing`` ended; they have no row."""
    unchanged: int = 0
    officers_added: int = 0
    organisations_added: int = 0
    missing: int | None = None
    """Posts that the file does not have, whether or not they are to end; None while it has errors."""
    notices: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    """What was understood otherwise than it is written."""
    errors: list[CellError] = field(default_factory=list)
    is_applied: bool = False
    """Whether the database was written to; False also if there was nothing to write."""
    changes: list[Change] = field(default_factory=list)
    """What was written, before and after."""
    officer_ids: set[int] = field(default_factory=set)
    """Officers that were added or changed; in a dry run only those already known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a row tells about the person; None where the cell is empty, which says nothing."""

    employment_kind: str | None = None
    degree_level: str | None = None
    degree_field: str | None = None
    political_theory_level: str | None = None
    has_state_management_training: bool | None = None
    email: str | None = None


FACT_NAMES = (
    "employment_kind",
    "degree_level",
    "degree_field",
    "political_theory_level",
    "has_state_management_training",
    "email",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One row whose cells are all right. Equal rows say the same, wherever they stand."""

    row: Row = field(compare=False)
    personal_id: str = field(repr=False)
    personal_id_hash: str
    full_name: str
    unit_code: str
    organisation: str
    organisation_key: str
    position_code: str
    is_main: bool | None
    """None where the cell is empty."""
    starts_on: date
    ends_on: date | None
    decision_no: str
    facts: Facts

    @property
    def organisation_place(self) -> OrganisationKey:
        """Return what the organisation is matched by."""
        return self.unit_code, self.organisation_key

    @property
    def post(self) -> tuple[str, str, str, str, date]:
        """Return what makes this post another than the other posts of the file."""
        return (
            self.personal_id_hash,
            self.unit_code,
            self.organisation_key,
            self.position_code,
            self.starts_on,
        )


@dataclass(slots=True)
class Person:
    """The rows of one person, and the officer if there is one already."""

    rows: list[RosterRow]
    known: KnownOfficer | None

    @property
    def full_name(self) -> str:
        """Return the name as the first row spells it."""
        return self.rows[0].full_name

    def fact(self, name: str) -> str | bool | None:
        """Return what the rows tell, None if they are silent."""
        values = (getattr(row.facts, name) for row in self.rows)
        return next((value for value in values if value is not None), None)


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A row and the assignment it confirms or changes; None if the post is new."""

    row: RosterRow
    known: KnownAssignment | None
    is_main: bool

    def changed_fields(self) -> tuple[str, ...]:
        """Return the columns of the known assignment that the row changes."""
        if self.known is None:
            return ()
        return tuple(name for name, value in self.wanted().items() if value != getattr(self.known, name))

    def wanted(self) -> dict[str, Any]:
        """Return the columns a row may change, as it wants them; an empty decision leaves the known one."""
        decision_no = self.row.decision_no or (self.known.decision_no if self.known else "")
        return {"is_main": self.is_main, "ends_on": self.row.ends_on, "decision_no": decision_no}


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A person with all posts of the file and the officer's columns that change (none for a new officer)."""

    person: Person
    posts: list[PlannedPost]
    changes: dict[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Closing:
    """A post that ends because the file no longer has it."""

    known: KnownAssignment
    last_day: date


@dataclass(slots=True)
class Snapshot:
    """What the database held when the import began."""

    province_code: str
    organisations: dict[OrganisationKey, KnownOrganisation]
    officers: dict[str, KnownOfficer]
    """By hash of the personal number; also officers of other provinces."""
    assignments: dict[int, list[KnownAssignment]]
    """By officer; only of the province's officers."""


@dataclass(slots=True)
class Plan:
    """Everything the import will write."""

    people: list[PlannedPerson]
    closings: list[Closing] = field(default_factory=list)

    @property
    def posts(self) -> Iterable[PlannedPost]:
        """Return the posts of all people."""
        return (post for person in self.people for post in person.posts)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a table comes to, before anything is written."""

    report: RosterReport
    plan: Plan
    snapshot: Snapshot
