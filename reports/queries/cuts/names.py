"""The list of names behind a report: who still has requirements that are not met."""

from typing import Any

from sqlalchemy import func, select

from competency import queries as competency
from competency.models import Standing
from lms import clock
from lms.database import db
from lms.models import Account
from people.models import AdministrativeUnit, Assignment, Officer, Position
from reports.queries.cuts.places import unit_facts
from reports.rules.papers.words import STATUSES


def collect_names(unit: AdministrativeUnit, purpose: str, *, visible_to: Account) -> dict[str, Any]:
    """Return the cut of a list of names: officers of a unit with requirements that are not met today.

    Who may not be known to the one who asks is not on it.
    """
    behind = competency.select_standings_behind(unit, visible_to=visible_to).order_by(None)
    shown = (
        behind.with_only_columns(Standing.officer_id, Standing.assignment_id, Standing.status).subquery().c
    )
    counts = [func.count().filter(shown.status == status).label(status) for status in STATUSES]
    rows = db.session.execute(
        select(Officer.full_name, Position.name, AdministrativeUnit.full_name, *counts)
        .join(shown.officer_id.table, shown.officer_id == Officer.id)
        .join(Assignment, Assignment.id == shown.assignment_id)
        .join(Position, Position.code == Assignment.position_code)
        .join(AdministrativeUnit, AdministrativeUnit.code == Assignment.unit_code)
        .group_by(Officer.id, Officer.full_name, Officer.sort_key, Assignment.id, Position.name)
        .group_by(AdministrativeUnit.full_name, AdministrativeUnit.sort_key)
        .having(func.count().filter(shown.status.in_(("expired", "below", "unproven"))) > 0)
        .order_by(AdministrativeUnit.sort_key, Officer.sort_key, Officer.id, Assignment.id)
    )
    lines = [
        {"name": name, "position": position, "unit": place, **dict(zip(STATUSES, found, strict=True))}
        for name, position, place, *found in rows
    ]
    today = clock.today().isoformat()
    return {
        "form": 1,
        "unit": unit_facts(unit),
        "as_of": today,
        "made_on": today,
        "purpose": purpose,
        "lines": lines,
    }
