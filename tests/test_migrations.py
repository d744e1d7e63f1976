"""The history of the schema leads to the tables the models describe, on both engines."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from lms.database import db


@pytest.fixture
def blank_app(world):
    """The application on a database without any table."""
    yield from world.fresh(None)


def test_migrations_make_the_tables_of_the_models(blank_app):
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_upgrading_twice_changes_nothing(blank_app):
    flask_migrate.upgrade()
    before = set(inspect(db.engine).get_table_names())

    flask_migrate.upgrade()

    assert set(inspect(db.engine).get_table_names()) == before


def test_the_first_schema_can_be_taken_back(blank_app):
    flask_migrate.upgrade()

    flask_migrate.downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
