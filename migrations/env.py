"""Alembic inside the application: the engine and the tables are those of Flask-SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from lms.database import db


@contextmanager
def _rebuilding_tables(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others refer to: it comes back under the same name. Checked after."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
    try:
        yield
        if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise RuntimeError(f"the upgrade left rows that refer to nothing: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Upgrade on one connection; batch mode because SQLite cannot alter a table in place."""
    with db.engine.connect() as connection, _rebuilding_tables(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            transaction_per_migration=True,
            compare_type=True,
            user_module_prefix="lms.database.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
