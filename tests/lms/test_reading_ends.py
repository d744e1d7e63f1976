"""How work that only read ends: its prepared statements stay; what was written and not committed does not."""

from contextlib import suppress

import pytest
from flask_wtf.csrf import CSRFError
from sqlalchemy import insert, select, text

from lms.database import db, snapshot, transaction
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


def is_autocommitting():
    return db.session.connection().connection.driver_connection.autocommit


def write(key):
    db.session.add(SystemFact(key=key, value="x"))
    db.session.flush()


@transaction()
def write_half(key):
    write(key)
    raise ZeroDivisionError


@pytest.fixture
def waiting_engine(engine_name):
    """The engine that is another process, which each statement waits for."""
    if engine_name != "postgresql":
        pytest.skip("on SQLite a transaction costs a page nothing, and shows it one moment")


@pytest.fixture(params=["GET", "POST"])
def asked(app, waiting_engine, request):
    """A request, up to where its view begins."""
    with app.test_request_context("/sign-in", method=request.param):
        with suppress(CSRFError):  # a form without a token is refused, after it has asked who sends it
            app.preprocess_request()
        yield


def test_a_request_reads_without_begin_and_commit(asked):
    facts()

    assert is_autocommitting()


def test_a_request_cannot_write_by_mistake(asked):
    with pytest.raises(RuntimeError, match="outside of transaction"):
        write("reading-4")

    db.session.rollback()
    assert facts() == []


def test_what_a_request_writes_in_a_transaction_is_written_whole_or_not_at_all(asked):
    facts()
    with pytest.raises(ZeroDivisionError):
        write_half("reading-5")
    assert facts() == []

    with transaction():
        write("reading-6")
        assert not is_autocommitting()
    assert facts() == ["reading-6"]


def test_a_snapshot_in_a_request_is_of_one_moment(asked):
    facts()
    with snapshot():
        assert not is_autocommitting()
