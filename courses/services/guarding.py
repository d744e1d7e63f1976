"""The guard of what was published: every flush and every statement of the session passes here.

It is no rule for people, who are told earlier and more kindly, but the lock behind the rules: a slip in any
service must not change what learners have met.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, event, inspect, or_, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session

from courses.models import CourseVersion, LegalCitation, Lesson, LessonFile
from courses.rules import SEALED, CourseState

_MET = sorted({*SEALED, CourseState.WITHDRAWN})


class SealedContent(RuntimeError):
    """Something tried to change content that was published. A mistake of the program, not of a person."""


@dataclass(frozen=True, slots=True)
class Guard:
    """How the rows of one table are guarded.

    Args:
        is_sealed: tells of a row of the table, as it is in the database, whether it may not change.
        free: columns that may change all the same.
        parent: of a new row, the table and the key of what it would be added to; None for what stands alone.
    """

    is_sealed: Callable[[], ColumnElement[bool]]
    free: frozenset[str] = frozenset()
    parent: Callable[[Any], tuple[type[Any], Any]] | None = None


VERSION_MAY_CHANGE = frozenset({"state", "stays_until", "has_post_test"})
"""What of a sealed version goes on: it becomes outdated, it is withdrawn, its learners stay longer.

Whether there is a post-test is told when it is arranged; what it asks stands in the sheet, which is sealed.
"""


def is_sealed_version(version: Any) -> ColumnElement[bool]:
    """Tell of a row of a table of versions whether learners have met it."""
    return or_(version.state.in_(_MET), version.sealed_hash.is_not(None))


def of_sealed_version(version_id: Any, version: Any) -> ColumnElement[bool]:
    """Tell of a row with the key of a version whether that version is sealed."""
    condition: ColumnElement[bool] = version_id.in_(select(version.id).where(is_sealed_version(version)))
    return condition


def key_of(row: Any, relation: str, column: str) -> Any:
    """Return the key of what a new row belongs to; None while that is new itself."""
    related = inspect(row).dict.get(relation)
    return related.id if related is not None else getattr(row, column)


GUARDS: dict[type[Any], Guard] = {
    CourseVersion: Guard(lambda: is_sealed_version(CourseVersion), VERSION_MAY_CHANGE),
    Lesson: Guard(
        lambda: of_sealed_version(Lesson.version_id, CourseVersion),
        parent=lambda row: (CourseVersion, key_of(row, "version", "version_id")),
    ),
    LegalCitation: Guard(
        lambda: of_sealed_version(LegalCitation.version_id, CourseVersion),
        parent=lambda row: (CourseVersion, row.version_id),
    ),
    LessonFile: Guard(
        lambda: LessonFile.lesson_id.in_(
            select(Lesson.id).where(of_sealed_version(Lesson.version_id, CourseVersion))
        ),
        parent=lambda row: (Lesson, row.lesson_id),
    ),
}
"""By table; `app` adds those of the domain above."""


@event.listens_for(Session, "before_flush")
def _guard_flush(session: Session, _context: object, _instances: object) -> None:
    """Refuse to change rows of sealed content, and to add some to it."""
    for row in session.dirty:
        guard = GUARDS.get(type(row))
        if guard is not None:
            names = {one.key for one in inspect(row).mapper.column_attrs if _has_changed(row, one.key)}
            if names - guard.free:
                _refuse_if(session.connection(), row, type(row), inspect(row).identity, names - guard.free)
    for row in session.new:
        guard = GUARDS.get(type(row))
        if guard is not None and guard.parent is not None:
            model, key = guard.parent(row)
            if key is not None:
                _refuse_if(session.connection(), row, model, (key,), set())


@event.listens_for(Mapper, "before_delete")
def _guard_deletion(_mapper: object, connection: Connection, row: Any) -> None:
    """Refuse to delete rows of sealed content, also those that only lost their place in a list."""
    if type(row) in GUARDS:
        _refuse_if(connection, row, type(row), inspect(row).identity, set())


def _has_changed(row: Any, name: str) -> bool:
    return bool(inspect(row).attrs[name].history.has_changes())


def _refuse_if(connection: Connection, row: Any, model: type[Any], key: Any, names: set[str]) -> None:
    """Ask the database, not the row, which may be the very thing that was changed."""
    keys = inspect(model).primary_key
    same = [column == value for column, value in zip(keys, key, strict=True)]
    if names == {"sealed_hash"} and not any(inspect(row).attrs["sealed_hash"].history.deleted or ()):
        return  # what was published before there were seals is sealed as it is
    if connection.execute(select(keys[0]).where(*same, GUARDS[model].is_sealed())).first() is not None:
        what = ", ".join(sorted(names)) or "row"
        raise SealedContent(f"{type(row).__name__} {inspect(row).identity}: {what}")


@event.listens_for(Session, "do_orm_execute")
def _guard_statement(state: ORMExecuteState) -> None:
    """Refuse updates and deletes of many rows of which one is sealed."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    guard = GUARDS.get(state.bind_mapper.class_)
    if guard is None:
        return
    statement: Any = state.statement
    names = {getattr(column, "key", str(column)) for column in (getattr(statement, "_values", None) or {})}
    if state.is_update and names and names <= guard.free:
        return
    keys = state.bind_mapper.primary_key
    criteria = statement._where_criteria
    state.session.flush()
    found = state.session.connection().execute(
        select(keys[0]).where(*criteria, guard.is_sealed()), state.parameters
    )
    if found.first() is not None:
        raise SealedContent(f"{state.bind_mapper.class_.__name__}: a statement over many rows")
