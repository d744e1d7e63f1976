"""The statements of the hot pages and deeds find their rows by an index; none reads a large table whole.

The planner of SQLite takes an index wherever one fits. PostgreSQL rather reads small tables whole and joins
them as wholes, so it is asked with that forbidden: what it then still reads whole has no index that fits.
"""

import re
from contextlib import contextmanager
from random import Random

import pytest
from sqlalchemy import event, select, text
from synthetic_world import lend

from bench import people
from bench.browsers import InProcess
from bench.learning import take_quiz, work_case
from competency.services import refresh_standings
from lms.database import db, transaction
from lms.queries import get_system_account
from people.models import Officer

LARGE = ("standings", "evidence", "alerts", "audit_entries", "qualification_standings")
PEOPLE = ("officers", "assignments", "organisations")
"""PostgreSQL reads these whole in so small a world whatever it is told; SQLite goes by the rules."""
NAMED = re.compile(rf"\b({'|'.join(LARGE)})\b")
SCANNED = re.compile(rf"^SCAN ({'|'.join((*LARGE, *PEOPLE))})(_\d+)?\b")
READING = ("SELECT", "WITH", "UPDATE", "DELETE")


@contextmanager
def captured(engine):
    """Collect what is asked of the large tables, each statement once, with the values it was asked with."""
    found = {}

    def keep(_connection, _cursor, statement, parameters, _context, _is_many):
        words = statement.lstrip().upper()
        if NAMED.search(statement) and (words.startswith(READING) or " SELECT " in words):
            found.setdefault(statement, parameters[0] if isinstance(parameters, list) else parameters)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def whole_reads(statement, parameters):
    """The large tables that a statement reads whole."""
    if db.engine.dialect.name == "sqlite":
        forget_sizes()
        rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return {match[1] for row in rows if (match := SCANNED.match(row.detail))}
    for liking in ("seqscan", "hashjoin", "mergejoin"):  # what a planner rather does with small tables
        db.session.execute(text(f"SET LOCAL enable_{liking} = off"))
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    return set(read_whole(rows.scalar_one()[0]["Plan"]))


def forget_sizes():
    """Let SQLite assume large tables, as it does where nobody has counted them."""
    db.session.execute(text("DELETE FROM sqlite_stat1"))
    db.session.execute(text("ANALYZE sqlite_schema"))  # reads the counts again


def read_whole(node):
    """The large tables below a node of a plan of PostgreSQL that are read without a condition on an index."""
    is_indexed = "Index Cond" in node or node["Node Type"] == "Bitmap Heap Scan"
    if node.get("Relation Name") in LARGE and not is_indexed and node["Node Type"] != "ModifyTable":
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from read_whole(below)


@pytest.fixture
def synthetic(world):
    yield from lend(world)


@pytest.fixture
def cast(synthetic):
    """Two learners, a leader and a Department, signed in."""
    commune, province = people.find_leader(), people.find_department()
    chance = Random(1)  # noqa: S311 - chooses who is asked
    ids = [*people.choose_officers(2, chance), commune.account_id, province.account_id]
    return *people.sign_in(synthetic, ids), province.code


def visit(app, browser, cast, path):
    learner, _other, leader, department, code = cast
    person = {"/team": leader, "/coverage/": department}.get(path, learner)
    browser.get(f"{path}{code}" if path.endswith("e/") else path, person.cookie)


def submit_quiz(app, browser, cast):
    take_quiz(app, browser, cast[0])


def submit_case(app, browser, cast):
    work_case(app, browser, cast[1])


def refresh_one(app, browser, cast):
    with transaction():
        who = select(Officer.id).where(Officer.account_id == cast[0].account_id)
        refresh_standings([db.session.scalar(who)], by=get_system_account())


HOT = {
    "home": lambda *all: visit(*all, "/"),
    "profile": lambda *all: visit(*all, "/me"),
    "alerts": lambda *all: visit(*all, "/alerts"),
    "matrix": lambda *all: visit(*all, "/team"),
    "coverage of a province": lambda *all: visit(*all, "/coverage/"),
    "quiz from start to review": submit_quiz,
    "case from start to debrief": submit_case,
    "refresh of one officer": refresh_one,
}


@pytest.mark.parametrize("work", HOT.values(), ids=HOT.keys())
def test_no_large_table_is_read_whole(synthetic, cast, work):
    browser = InProcess(synthetic, db.engine)
    with captured(db.engine) as statements:
        work(synthetic, browser, cast)

    assert statements
    db.session.rollback()
    whole = {words: tables for words, values in statements.items() if (tables := whole_reads(words, values))}
    assert not whole


def test_a_whole_read_would_be_seen(synthetic):
    assert whole_reads("SELECT count(note) FROM evidence WHERE note = 'x'", ()) == {"evidence"}
