"""How work that only read ends: its prepared statements stay; what was written and not committed does not."""

import pytest
from sqlalchemy import insert, select, text

from lms.database import db
from lms.models import SystemFact


def facts():
    return db.session.scalars(db.select(SystemFact.key).where(SystemFact.key.like("reading%"))).all()


@pytest.mark.parametrize("write", ["by an object", "by a statement", "by a part of a statement"])
def test_what_was_written_outside_a_transaction_of_ours_is_lost(app, engine_name, write):
    assert facts() == []
    if write == "by an object":
        db.session.add(SystemFact(key="reading-1", value="x"))
        db.session.flush()
    elif write == "by a statement":
        db.session.execute(text("INSERT INTO system_facts (key, value) VALUES ('reading-2', 'x')"))
    elif engine_name == "sqlite":
        pytest.skip("its statements have no parts that write")
    else:
        added = insert(SystemFact).values(key="reading-3", value="x").returning(SystemFact.key).cte()
        assert db.session.scalars(select(added.c.key)).all() == ["reading-3"]
    assert len(facts()) == 1

    db.session.remove()

    assert facts() == []


def facts_in_parts():
    part = select(SystemFact.key).cte("part")
    return db.session.scalars(select(part.c.key).where(part.c.key.like("reading%"))).all()


@pytest.mark.parametrize("read", [facts, facts_in_parts])
def test_a_statement_stays_prepared_after_pages_that_only_read(app, engine_name, read):
    if engine_name != "postgresql":
        pytest.skip("only PostgreSQL prepares statements")
    for _page in range(8):
        read()
        db.session.remove()

    prepared = db.session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()

    assert any("system_facts" in statement for statement in prepared)
