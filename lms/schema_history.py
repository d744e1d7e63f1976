"""The history of the schema, when it is asked for: Alembic takes 8 MiB of a process, and no page needs it."""

from importlib import import_module
from typing import Any

from flask import current_app

from lms.config import ROOT
from lms.database import db

_FOLDER = ROOT / "migrations"


def upgrade(revision: str = "head") -> None:
    """Bring the tables of the present application up to a revision; twice changes nothing."""
    _migrations().upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Take the tables of the present application back to a revision; "base" is before the first."""
    _migrations().downgrade(revision=revision)


def write_revision(name: str, message: str) -> None:
    """Write a revision that leads from the tables as they are to those the models describe."""
    _migrations().revision(message=message, autogenerate=True, rev_id=name)


def _migrations() -> Any:
    """Return Flask-Migrate, joined with the present application."""
    module = import_module("flask_migrate")
    if "migrate" not in current_app.extensions:
        module.Migrate(current_app._get_current_object(), db, directory=str(_FOLDER))  # type: ignore[attr-defined]
    return module
