"""What the audit trail says."""

from sqlalchemy import select

from lms.database import db
from lms.models import AuditEntry


def trail(row):
    """The events of one row, the oldest first."""
    return db.session.scalars(
        select(AuditEntry.event)
        .where(AuditEntry.target_kind == row.__tablename__, AuditEntry.target_id == str(row.id))
        .order_by(AuditEntry.id)
    ).all()
