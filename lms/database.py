"""The database: one base class, instants in UTC, and the only place that commits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from psycopg.pq import TransactionStatus
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Engine,
    Executable,
    Index,
    MetaData,
    Row,
    Table,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import GenerativeSelect
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. SQLite forgets the zone, so this type puts UTC back and refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware instant to UTC; a naive one is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return an aware instant whatever the engine gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    # Flask-SQLAlchemy 3.1 refuses a bare type_annotation_map with SQLAlchemy 2.1; the registry carries it.
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of the rows of a condition alone, the same on both engines."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


_OPEN = "is_in_transaction"
_READS = "reads_a_page"
_READER = "engine_that_reads"


class PageSession(Session):
    """A session that reads for requests without BEGIN and COMMIT: two answers fewer (decision 0033)."""

    def get_bind(self, *args: Any, **more: Any) -> Engine | Connection:
        """Return the engine that reads as long as a request only reads, else that of every day."""
        return current_app.extensions[_READER] if self.info.get(_READS) else super().get_bind(*args, **more)


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True, "class_": PageSession})


def init_app(app: Flask) -> None:
    """Open the database; let requests read it until they write."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
        if engine.dialect.name == "postgresql":
            app.extensions[_READER] = engine.execution_options(isolation_level="AUTOCOMMIT", reads_only=True)
            app.before_request(_read_page)


def _read_page() -> None:
    """Read without a transaction: each statement of an ordinary one sees its own moment all the same."""
    db.session.info[_READS] = True


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what is done inside, all or nothing. Views, commands and jobs open it; services never do.

    What was read before is read again inside, because another person may have
    written in between. On SQLite the write lock is taken first: a reader that
    turns writer later would be refused instead of waiting.
    """
    session = db.session
    session.rollback()
    session.info[_READS] = False
    if session.get_bind().dialect.name == "sqlite":
        session.connection(execution_options={"begin_immediate": True})
    session.info[_OPEN] = True
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_OPEN] = False


def is_in_transaction() -> bool:
    """Tell whether the caller is inside ``transaction()``, where what is not committed could be lost."""
    return bool(db.session.info.get(_OPEN))


@contextmanager
def snapshot() -> Iterator[None]:
    """See the database as of one moment while others go on writing; wait for nobody, leave nothing behind.

    For long comparisons: on PostgreSQL two statements of an ordinary transaction may see different moments.
    """
    session = db.session
    session.rollback()
    session.info[_READS] = False
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        session.rollback()


def lock_row(row: Any) -> None:
    """Read a row with an ``id`` as it is now; keep others from changing it until this transaction ends."""
    model: Any = type(row)
    db.session.scalars(
        select(model)
        .where(model.id == row.id)
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    ).one()


def read_rows(
    statement: Executable, values: Mapping[str, Any] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of a statement of columns in half the time the session takes for the same rows.

    The session prepares for objects; rows of plain values need none of that. What was changed before is seen.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values).all()


WORTH_COPYING = 200
"""From so many rows on COPY is quicker than sending them one by one."""


def insert_many(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows of the same keys at once, Python-side defaults filled in.

    On PostgreSQL by COPY: a statement for each row would take most of the time of an import.
    """
    connection = db.session.connection()
    if len(rows) < WORTH_COPYING or connection.dialect.name != "postgresql":
        if rows:
            db.session.execute(insert(table), rows)
        return
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    names = ", ".join(f'"{column.name}"' for column in columns)
    writers = [_copy_writer(column, connection.dialect) for column in columns]
    connection.info[_HAS_WRITTEN] = True
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([write(row) for write in writers])


def _copy_writer(column: Column[Any], dialect: Dialect) -> Callable[[Mapping[str, Any]], Any]:
    """Return what turns a row into the value of one column as the driver wants it."""
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    default: Any = column.default
    name = column.name

    def write(row: Mapping[str, Any]) -> Any:
        value = row[name] if name in row else missing()
        return process(value) if process is not None else value

    def missing() -> Any:
        return default.arg(None) if default.is_callable else default.arg

    return write


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, SQLiteConnection):
        return
    connection.isolation_level = None  # the driver must not begin on its own: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "synchronous=NORMAL",
        "cache_size=-2000",  # for each connection of each thread; the system keeps the rest
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


_HAS_WRITTEN = "has written"


@event.listens_for(Engine, "before_cursor_execute")
def _note_writing(
    connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _is_many: bool
) -> None:
    if not statement.startswith("SELECT") and not _is_select(context):
        if connection.get_execution_options().get("reads_only", False):
            raise RuntimeError("a request writes outside of transaction()")
        connection.info[_HAS_WRITTEN] = True


def _is_select(context: Any) -> bool:
    """Tell whether what begins with its parts ("WITH …") is a SELECT of which no part writes."""
    compiled = context.compiled if context is not None else None
    if not isinstance(compiled, SQLCompiler) or compiled.statement is None:
        return False
    is_select = isinstance(compiled.statement, GenerativeSelect)
    return is_select and all(isinstance(part.element, GenerativeSelect) for part in compiled.ctes or ())


@event.listens_for(Engine, "rollback")
def _keep_prepared(connection: Connection) -> None:
    """End what only read by a commit: psycopg forgets its prepared statements with every rollback.

    Each page would have all its statements planned anew.
    """
    has_written = connection.info.pop(_HAS_WRITTEN, False)
    if connection.dialect.name == "postgresql" and not has_written:
        raw: Any = connection.connection.driver_connection
        if raw.info.transaction_status == TransactionStatus.INTRANS:
            raw.commit()


@event.listens_for(Engine, "commit")
def _forget_writing(connection: Connection) -> None:
    connection.info.pop(_HAS_WRITTEN, None)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        immediate = connection.get_execution_options().get("begin_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
