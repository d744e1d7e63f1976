"""How work that only read ends: its prepared statements stay; what was written and not committed does not."""

import pytest
from sqlalchemy import text

from lms.database import db
from lms.models import SystemFact


def facts():
    return db.session.scalars(db.select(SystemFact.key).where(SystemFact.key.like("reading%"))).all()


@pytest.mark.parametrize("write", ["by an object", "by a statement"])
def test_what_was_written_outside_a_transaction_of_ours_is_lost(app, write):
    assert facts() == []
    if write == "by an object":
        db.session.add(SystemFact(key="reading-1", value="x"))
        db.session.flush()
    else:
        db.session.execute(text("INSERT INTO system_facts (key, value) VALUES ('reading-2', 'x')"))
    assert len(facts()) == 1

    db.session.remove()

    assert facts() == []


def test_a_statement_stays_prepared_after_pages_that_only_read(app, engine_name):
    if engine_name != "postgresql":
        pytest.skip("only PostgreSQL prepares statements")
    for _page in range(8):
        facts()
        db.session.remove()

    prepared = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()

    assert any("system_facts" in statement for statement in prepared)
