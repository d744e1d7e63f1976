"""The versions of banks, cases and tasks: by their word, by their state, the newest."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from assessments.models import BankVersion, CaseVersion, TaskVersion
from courses.rules import OPEN, CourseState
from lms.database import Base, db

KINDS: dict[str, type[Any]] = {
    "bank-version": BankVersion,
    "case-version": CaseVersion,
    "task-version": TaskVersion,
}
"""What `app` adds to `courses.queries.KINDS` of the domain below."""

OPEN_STATES = tuple(state.value for state in OPEN)
PUBLISHED_STATES = (CourseState.PUBLISHED.value,)

_Version = TypeVar("_Version", bound=Base)


def find_newest(
    model: type[_Version], of_item: ColumnElement[bool], states: tuple[str, ...] | None = None
) -> _Version | None:
    """Return the version of an item with the highest number, or None.

    Args:
        model: the table of versions.
        of_item: tells of a version whether it is one of the item.
        states: those that count; None for all.
    """
    version: Any = model
    statement = select(version).where(of_item)
    if states is not None:
        statement = statement.where(version.state.in_(states))
    found: _Version | None = db.session.scalar(statement.order_by(version.number.desc()).limit(1))
    return found
