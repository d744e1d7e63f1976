"""What an administrator sees at a glance: accounts, and the trail without anything about learners."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from lms import queries
from lms.database import db
from lms.models import AuditEntry, RoleGrant

# Deeds on accounts and reference data; evidence, alerts, attempts and officers are not for administrators.
SYSTEM_EVENTS = (
    "account:",
    "system:",
    "framework:",
    "requirements:",
    "area-profiles:",
    "policy:",
    "targets:",
)
COMINGS_AND_GOINGS = ("account:signed_in", "account:signed_out")
LATEST = 10


@dataclass(frozen=True, slots=True)
class SystemSummary:
    """How many accounts there are, how many by role, and the latest deeds on the system."""

    accounts: int
    by_role: list[tuple[str, int]]
    latest: Sequence[AuditEntry]


def get_system_summary() -> SystemSummary:
    """Return what the administrator's home shows."""
    by_role = db.session.execute(
        select(RoleGrant.role, func.count(RoleGrant.account_id.distinct()))
        .group_by(RoleGrant.role)
        .order_by(RoleGrant.role)
    )
    latest = queries.select_audit_entries().where(
        or_(*(AuditEntry.event.startswith(word, autoescape=True) for word in SYSTEM_EVENTS)),
        AuditEntry.event.not_in(COMINGS_AND_GOINGS),
    )
    return SystemSummary(
        accounts=queries.count_accounts(),
        by_role=[(role, count) for role, count in by_role],
        latest=db.session.scalars(latest.limit(LATEST)).all(),
    )
