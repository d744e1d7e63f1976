"""The trail: who did what to what, in the transaction of the deed."""

from enum import StrEnum
from typing import Any

from sqlalchemy import inspect

from lms import clock
from lms.database import Base, db
from lms.models import Account, AuditEntry


def record(event: StrEnum, target: Base, *, by: Account, **detail: Any) -> None:
    """Add one entry to the trail; it is committed or lost together with the deed.

    ``target`` may be new: it is flushed first, because the trail needs its key.
    """
    if inspect(target).transient or inspect(target).pending:
        db.session.add(target)
        db.session.flush()  # the key is only known after the insert
    key = ":".join(str(part) for part in inspect(target).identity or ())
    record_about(event, target.__tablename__, key, by=by, **detail)


def record_about(event: StrEnum, target_kind: str, target_id: str, *, by: Account, **detail: Any) -> None:
    """Add one entry about something that is no single row: a file, a province, a list that was opened."""
    db.session.add(
        AuditEntry(
            at=clock.now(),
            event=event.value,
            actor_id=by.id,
            target_kind=target_kind,
            target_id=target_id,
            detail=detail,
        )
    )


def record_many(event: StrEnum, targets: list[tuple[str, str]], *, by: Account, **detail: Any) -> None:
    """Add one entry for each (kind, id), set-wise, for imports."""
    if not targets:
        return
    at = clock.now()
    rows = [
        {
            "at": at,
            "event": event.value,
            "actor_id": by.id,
            "target_kind": kind,
            "target_id": key,
            "detail": detail,
        }
        for kind, key in targets
    ]
    db.session.execute(AuditEntry.__table__.insert(), rows)  # type: ignore[attr-defined]
