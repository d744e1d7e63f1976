"""The evidence of one officer is found among that of a quarter of a million."""

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from competency import queries
from lms.database import db
from tests import factories


@pytest.fixture
def sent(app):
    """The statements that reach the database, with their values."""
    found = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def test_sqlite_looks_only_at_the_rows_of_the_officer(app, sent):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL weighs its indexes by statistics")
    officer = factories.make_post().officer
    factories.make_evidence(officer)
    sent.clear()

    queries.list_evidence(officer)

    (statement, values) = next(one for one in sent if "FROM evidence" in one[0])
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    looked_up = [row[3] for row in plan if " evidence " in row[3]]
    assert looked_up
    assert all("officer_id=?" in line for line in looked_up), looked_up
