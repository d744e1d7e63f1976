"""Fills an initialised database with an invented world, batch by batch, so that memory stays flat."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Table, func, select

import competency.services
import people.queries
from competency.models import Evidence
from competency.rules import CompetencyEvent
from courses.models import PeriodLedger
from courses.rules import CourseEvent
from demo.synth.accounts import (
    Wanted,
    add_accounts,
    officers_for_one_account,
    staff_accounts,
    wanted_account,
)
from demo.synth.evidence import REVOKED_SHARE, Record, ready_record, revocation_of
from demo.synth.officers import Invented, People, organisations_of, posts_with_ids
from demo.synth.periods import invent_periods
from demo.synth.places import Place, share_officers
from demo.synth.trail import note_rows
from demo.world import load_content
from lms import clock, queries
from lms.database import db, insert_many, transaction
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.secrets import hash_password
from lms.services import note_fact
from people.models import Assignment, Officer, Organisation
from people.rules import PeopleEvent

BATCH = 2_500
REBUILD_BATCH = 1_000
FACT = "synthetic"
"""Marks a database that was filled here: how many officers, from which seed."""

_OFFICERS: Any = Officer.__table__
_ASSIGNMENTS: Any = Assignment.__table__
_ORGANISATIONS: Any = Organisation.__table__
_EVIDENCE: Any = Evidence.__table__
_PERIODS: Any = PeriodLedger.__table__


@dataclass(frozen=True, slots=True)
class SynthOptions:
    """How large the world is, and from which seed it grows.

    ``password`` is that of every invented account; without one nobody can sign in until a link is issued.
    """

    officers: int
    seed: int = 2026
    password: str | None = None


@dataclass(frozen=True, slots=True)
class SynthCounts:
    """How large the world became."""

    communes: int
    officers: int
    evidence: int
    accounts: int


def make_synthetic_world(options: SynthOptions, on_progress: Callable[[int], None]) -> SynthCounts:
    """Fill an initialised database; the same seed on the same day gives the same world.

    Every batch is committed by itself. An interrupted run leaves officers behind and cannot be taken up.

    Args:
        options: what to make.
        on_progress: told after each batch how many officers there are.

    Raises:
        Refused: the database has officers already, or was not initialised.
    """
    if people.queries.has_officers():
        raise Refused(_("This database already has officers; an invented world is only for one without any."))
    if options.officers < 1:
        raise Refused(_("The world needs at least one officer."))
    filler = _Filler(options)
    filler.prepare()
    for batch in filler.batches():
        filler.add(batch)
        on_progress(filler.officers)
    filler.finish()
    return SynthCounts(len(filler.places), filler.officers, filler.evidence, filler.accounts)


class _Filler:
    """One run: what is the same for all batches, and what was counted so far."""

    def __init__(self, options: SynthOptions) -> None:
        self._options = options
        self._chance = Random(options.seed)  # noqa: S311 - invents a world, guards nothing
        self._today, self._now = clock.today(), clock.now()
        self._password_hash = hash_password(options.password) if options.password else None
        self._people = People(self._chance, self._today, self._now)
        self._records: Record | None = None
        self.places = self._places()
        self.officers = self.evidence = self.accounts = 0

    def _places(self) -> list[Place]:
        communes = [
            commune
            for province in sorted(people.queries.list_provinces(), key=lambda unit: unit.code)
            for commune in sorted(people.queries.list_communes(province.code), key=lambda unit: unit.code)
        ]
        if not communes:
            raise Refused(_("This database has no communes yet; run “lms init” first."))
        return share_officers(communes, self._options.officers, self._chance)

    def prepare(self) -> None:
        """Mark the database, bring in content, add the accounts of staff."""
        with transaction():
            by = queries.get_system_account()
            note_fact(FACT, f"{self._options.officers}/{self._options.seed}", by=by)
            load_content(institution="", by=by)
            provinces = dict.fromkeys(place.province_code for place in self.places)
            staff = add_accounts(list(staff_accounts(provinces)), self._password_hash, self._now, by=by)
            self.accounts += len(staff)
            self._records = ready_record(self._chance, self._today, self._now, by.id)

    def batches(self) -> Iterator[list[tuple[int, Place]]]:
        """Return numbered communes, as many at once as have some thousand people."""
        batch: list[tuple[int, Place]] = []
        for number, place in enumerate(self.places):
            batch.append((number, place))
            if sum(one.officers for _number, one in batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def add(self, batch: Sequence[tuple[int, Place]]) -> None:
        """Add the people of some communes with all they have, in one transaction."""
        with transaction():
            by = queries.get_system_account()
            organisations = self._add_organisations([place for _number, place in batch], by=by)
            invented, wanted = self._invent(batch)
            accounts = add_accounts([one for one in wanted if one], self._password_hash, self._now, by=by)
            self.accounts += len(accounts)
            for one, account in zip(invented, wanted, strict=True):
                one.officer["account_id"] = accounts[account[0]] if account else None
            ids = _insert(_OFFICERS, [one.officer for one in invented], PeopleEvent.OFFICER_ADDED, by=by)
            posts = [
                row
                for one, key in zip(invented, ids, strict=True)
                for row in posts_with_ids(one, key, organisations)
            ]
            _insert(_ASSIGNMENTS, posts, PeopleEvent.ASSIGNMENT_STARTED, by=by)
            self._add_evidence(invented, ids, by=by)
            self._add_periods(invented, ids, by=by)
            for start in range(0, len(ids), REBUILD_BATCH):
                competency.services.rebuild_standings(ids[start : start + REBUILD_BATCH], by=by)
            competency.services.refresh_qualifications(ids, by=by)
            self.officers += len(ids)

    def finish(self) -> None:
        """Let the engine look at the tables once, as it would do by itself in the night."""
        with transaction():
            db.session.connection().exec_driver_sql("ANALYZE")

    def _invent(self, batch: Sequence[tuple[int, Place]]) -> tuple[list[Invented], list[Wanted | None]]:
        every = officers_for_one_account(self._options.officers)
        invented, wanted = [], []
        for number, place in batch:
            for one in self._people.of(place):
                invented.append(one)
                wanted.append(wanted_account(one, self.officers + len(invented), every, number))
        return invented, wanted

    def _add_organisations(self, places: Sequence[Place], *, by: Account) -> dict[tuple[str, str], int]:
        rows = [row for place in places for row in organisations_of(place)]
        ids = _insert(_ORGANISATIONS, rows, PeopleEvent.ORGANISATION_ADDED, by=by)
        return {(row["unit_code"], row["name_key"]): key for row, key in zip(rows, ids, strict=True)}

    def _add_periods(self, invented: Sequence[Invented], ids: Sequence[int], *, by: Account) -> None:
        rows = [
            row
            for one, key in zip(invented, ids, strict=True)
            for row in invent_periods(one, key, self._chance, self._today, self._now)
        ]
        _insert(_PERIODS, rows, CourseEvent.PERIODS_COUNTED, by=by)

    def _add_evidence(self, invented: Sequence[Invented], ids: Sequence[int], *, by: Account) -> None:
        if self._records is None:
            raise RuntimeError("prepare comes first")
        rows = [row for one, key in zip(invented, ids, strict=True) for row in self._records.of(one, key)]
        evidence_ids = _insert(_EVIDENCE, rows, CompetencyEvent.EVIDENCE_RECORDED, by=by)
        revocations = [
            revocation_of(row, key)
            for row, key in zip(rows, evidence_ids, strict=True)
            if self._chance.random() < REVOKED_SHARE
        ]
        _insert(_EVIDENCE, revocations, CompetencyEvent.EVIDENCE_REVOKED, by=by)
        self.evidence += len(rows) + len(revocations)


def _insert(table: Table, rows: Sequence[dict[str, Any]], event: Any, *, by: Account) -> list[int]:
    """Add rows with an entry on the trail for each; return their ids in the same order.

    Both engines number rows in the order in which they come; nobody else writes into an empty database.
    """
    if not rows:
        return []
    before = db.session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
    insert_many(table, rows)
    note_rows(event, table, table.c.id > before, by=by)
    ids = list(db.session.scalars(select(table.c.id).where(table.c.id > before).order_by(table.c.id)))
    if len(ids) != len(rows):
        raise Refused(_("Somebody else writes into this database; nothing more was added."))
    return ids
