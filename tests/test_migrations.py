"""The history of the schema leads to the tables the models describe, on both engines."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

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


def test_migrations_make_the_checks_of_the_models(blank_app):
    flask_migrate.upgrade()

    inspector = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        wanted = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        made = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert made == wanted, table.name


def test_upgrading_twice_changes_nothing(blank_app):
    flask_migrate.upgrade()
    before = set(inspect(db.engine).get_table_names())

    flask_migrate.upgrade()

    assert set(inspect(db.engine).get_table_names()) == before


ROWS_OF_THE_FIRST_SCHEMA = (
    "INSERT INTO positions (code, name, rank) VALUES ('VT14', 'Chuyên viên một cửa', 1)",
    "INSERT INTO frameworks (id, code, version, name, state, effective_on, legal_source, source_note,"
    " content_hash) VALUES (1, 'KNL', 1, 'Khung', 'published', '2026-07-01', 'TB 21', '', 'x')",
    "INSERT INTO requirement_sets (id, framework_id, document, effective_on, state)"
    " VALUES (1, 1, 'Quyết định 1', '2026-07-01', 'published')",
    "INSERT INTO requirements (id, set_id, position_code, competency_code, level, is_mandatory, grace_days)"
    " VALUES (1, 1, 'VT14', 'B10', 3, true, 180)",
)


def test_rows_that_refer_to_one_another_survive_an_upgrade(blank_app):
    flask_migrate.upgrade(revision="0001")
    with db.engine.begin() as connection:
        for row in ROWS_OF_THE_FIRST_SCHEMA:
            connection.execute(text(row))

    flask_migrate.upgrade()

    with db.engine.begin() as connection:
        kept = connection.execute(
            text(
                "SELECT r.level, r.is_floor, f.transition_days FROM requirements r"
                " JOIN requirement_sets s ON s.id = r.set_id JOIN frameworks f ON f.id = s.framework_id"
            )
        ).one()
        assert tuple(kept) == (3, True, 0)
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM frameworks"))


def test_the_first_schema_can_be_taken_back(blank_app):
    flask_migrate.upgrade()

    flask_migrate.downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
