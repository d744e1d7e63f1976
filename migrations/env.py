"""Alembic inside the application: the engine and the tables are those of Flask-SQLAlchemy."""

from alembic import context

from lms.database import db


def run() -> None:
    """Upgrade on one connection; batch mode because SQLite cannot alter a table in place."""
    with db.engine.connect() as connection:
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
