"""Computing a batch as sets, comparing it with what is stored, and writing what differs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, insert, text

from competency import queries, rules
from competency.rules import EXPIRY_NOTICE_DAYS, Basis, Piece
from competency.services.plans import Difference
from competency.services.rebuild import statements, tables
from competency.services.rebuild.facts import fill_facts, fill_steps
from competency.services.standings import recompute_check
from competency.services.writes import RefreshCounts
from lms import clock
from lms.database import UTCDateTime, db
from lms.models import Account

_DAY = bindparam("day", type_=Date())
_LASTING = bindparam("lasting", type_=Date())
_NOW = bindparam("now", type_=UTCDateTime())


def rebuild_standings(officer_ids: Collection[int], *, by: Account, on: date | None = None) -> RefreshCounts:
    """Make standings and alerts of these officers as evidence, posts and requirements say today, as sets.

    Does what ``refresh_standings`` does, a few statements for however many rows; for batches of hundreds of
    officers. Only for other services, tasks and commands: no gate, and no trail of its own.

    Args:
        officer_ids: at most a thousand, so that nobody who writes about them waits for long.
        by: who closes alerts.
        on: a later day instead of today, to see what time alone will change.
    """
    if not officer_ids:
        return RefreshCounts()
    queries.lock_officers(officer_ids)
    batch = _Batch(queries.get_basis(), on or clock.today())
    batch.compute(sorted(set(officer_ids)))
    counts = batch.write(by=by)
    batch.clear()
    return counts


def find_differing_officers(
    officer_ids: Collection[int], *, by: Account, on: date | None = None
) -> list[int]:
    """Return who of these has a row that is not as a rebuild would leave it. Changes and locks nothing.

    Only for commands and the nightly self-check: no gate.
    """
    del by  # reading needs no trail; the parameter keeps the promise of every service
    if not officer_ids:
        return []
    batch = _Batch(queries.get_basis(), on or clock.today())
    batch.compute(sorted(set(officer_ids)), is_to_be_written=False)
    differing = list(db.session.scalars(text(statements.DIFFERING)))
    batch.clear()
    return differing


def explain_differences(
    officer_ids: Collection[int], *, by: Account, on: date | None = None
) -> list[Difference]:
    """Return each row that makes these officers differ, as the rules for single officers see it.

    An officer whom only the sets find differing is told as well: then the two definitions have come apart.
    """
    differences = recompute_check(officer_ids, by=by, on=on)
    told = {difference.officer_id for difference in differences}
    return differences + [
        Difference(officer_id, "rule", "", "only the set-wise rebuild differs")
        for officer_id in officer_ids
        if officer_id not in told
    ]


class _Batch:
    """The scratch tables of one batch on the session's connection."""

    def __init__(self, basis: Basis, day: date) -> None:
        self._basis, self._day = basis, day
        self._dialect_name = db.session.connection().dialect.name

    def compute(self, officer_ids: Sequence[int], *, is_to_be_written: bool = True) -> None:
        """Fill the scratch tables: what should be, beside what is."""
        self.clear()
        connection = db.session.connection()
        for table in tables.ALL:
            table.create(connection, checkfirst=False)
        # No whole tables for a batch, even where nothing was analysed yet; a rough count of ours is enough.
        self._steer(enable_seqscan="off", default_statistics_target="1")
        fill_facts(officer_ids, self._basis, self._day)
        self._analyse(tables.OFFICERS, tables.POSTS, tables.ASKED)
        lasting = self._day + timedelta(days=EXPIRY_NOTICE_DAYS)
        self._run(statements.SHOWN, _DAY, _LASTING, day=self._day, lasting=lasting)
        self._analyse(tables.SHOWN)
        self._run(statements.EXPECTED, _DAY, day=self._day)
        if is_to_be_written:  # a missing row differs, whatever its days
            self._complete_since()
        if self._count(statements.COUNT_OPEN) != self._count(statements.COUNT_FOUND):
            self._run(statements.CLOSING)
        fill_steps(self._basis)
        self._analyse(tables.EXPECTED, tables.STEPS)
        self._run(statements.ALERTS)
        if self._count(statements.COUNT_OPEN_ALERTS) != self._count(statements.COUNT_FOUND_ALERTS):
            self._run(statements.ALERTS_CLOSING)
        self._steer(enable_seqscan="default", default_statistics_target="default")

    def write(self, *, by: Account) -> RefreshCounts:
        """Close, open and change the rows that differ, and return how many."""
        now = clock.now()
        self._run(statements.NOTE_STANDINGS)
        # Closed before others are opened: the engine allows one open row for each post and competency.
        return RefreshCounts(
            officers=self._count("SELECT count(*) FROM rebuild_officers"),
            closed=self._run(statements.CLOSE_STANDINGS, _DAY, day=self._day),
            opened=self._run(statements.OPEN_STANDINGS),
            alerts_closed=self._run(statements.CLOSE_ALERTS, _NOW, now=now, by_id=by.id),
            alerts_opened=self._run(statements.OPEN_ALERTS, _NOW, now=now),
            alerts_changed=self._run(statements.CHANGE_ALERTS),
        )

    def clear(self) -> None:
        """Drop the scratch tables, of an earlier batch on the same connection too."""
        connection = db.session.connection()
        for table in tables.ALL:
            connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))

    def _run(self, statement: str, *binds: Any, **values: Any) -> int:
        words = statements.in_dialect(
            statement, self._dialect_name, is_translated=bool(self._basis.translations)
        )
        result: Any = db.session.execute(text(words).bindparams(*binds), values)
        return int(result.rowcount)

    def _count(self, statement: str) -> int:
        return int(db.session.execute(text(statement)).scalar_one())

    def _analyse(self, *filled: Any) -> None:
        """Tell PostgreSQL how many rows there are: it knows nothing of a table that was made just now."""
        if self._dialect_name == "postgresql":
            for table in filled:
                db.session.execute(text(f"ANALYZE {table.name}"))

    def _steer(self, **settings: str) -> None:
        """Set how PostgreSQL plans until the transaction ends, or until told otherwise."""
        if self._dialect_name == "postgresql":
            for name, value in settings.items():
                db.session.execute(text(f"SET LOCAL {name} = {value}"))

    def _complete_since(self) -> None:
        """Find since when new rows have their status where several pieces took turns."""
        statement = text(statements.WITHOUT_HISTORY).columns(first_asked_on=Date())
        rows = db.session.execute(statement).all()
        if not rows:
            return
        pieces = queries.list_pieces({row.officer_id for row in rows}, self._basis)
        db.session.execute(insert(tables.SINCE), [self._since(row, pieces) for row in rows])
        self._run(statements.SET_SINCE)

    def _since(self, row: Any, pieces: Mapping[tuple[int, str], Collection[Piece]]) -> dict[str, Any]:
        shown = pieces[row.officer_id, row.competency_code]
        since = rules.status_since(self._basis.policy, shown, row.required, row.first_asked_on, self._day)
        return {
            "assignment_id": row.assignment_id,
            "competency_code": row.competency_code,
            "since": since,
        }
