"""Loading what posts ask beside competencies from its reference file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from competency import rules
from competency.models import QualificationRequirement, QualificationStanding
from competency.rules import CompetencyEvent, Duty, QualificationKind, RuleError
from competency.services.frameworks import read_reference
from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from people.rules import EmploymentKind

COLUMNS = (
    "code",
    "kind",
    "name",
    "value",
    "content_group",
    "positions",
    "employment_kinds",
    "owner_unit_code",
    "is_mandatory",
    "grace_days",
    "effective_on",
    "due_not_before",
    "document",
    "basis",
    "source_note",
)


def load_duties(path: Path, *, by: Account) -> int:
    """Load the requirements beside competencies and return how many rows changed. Twice changes nothing.

    Only for `lms init`, which runs on the server: no gate. A requirement that the file has no longer asks
    nobody any more. After a change the next nightly pass looks at everybody.

    Raises:
        Refused: a row cannot be right.
    """
    wanted = {row["code"]: _values(row) for row in read_reference(path, COLUMNS)}
    known = {row.code: row for row in db.session.scalars(select(QualificationRequirement))}
    new = [values for code, values in wanted.items() if code not in known]
    changed = [
        {"id": row.id, **wanted[code]}
        for code, row in known.items()
        if code in wanted and any(getattr(row, name) != value for name, value in wanted[code].items())
    ]
    gone = [
        {"id": row.id, "is_active": False}
        for code, row in known.items()
        if code not in wanted and row.is_active
    ]
    if new:
        db.session.execute(insert(QualificationRequirement), new)
    for rows in (changed, gone):
        if rows:
            db.session.execute(update(QualificationRequirement), rows)
    count = len(new) + len(changed) + len(gone)
    if count:
        _look_at_everybody()
        detail = {"added": len(new), "changed": len(changed), "ended": len(gone)}
        table = QualificationRequirement.__tablename__
        audit.record_about(CompetencyEvent.QUALIFICATIONS_LOADED, table, "", by=by, **detail)
    return count


def _look_at_everybody() -> None:
    row = QualificationStanding
    db.session.execute(update(row).where(row.valid_to.is_(None)).values(changes_on=clock.today()))


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    try:
        values = {
            "code": row["code"],
            "kind": QualificationKind(row["kind"]).value,
            "name": row["name"],
            "value": row["value"],
            "content_group": int(row["content_group"]) if row["content_group"] else None,
            "positions": _list(row["positions"]),
            "employment_kinds": [EmploymentKind(kind).value for kind in _list(row["employment_kinds"])],
            "owner_unit_code": row["owner_unit_code"] or None,
            "is_mandatory": row["is_mandatory"] == "yes",
            "grace_days": int(row["grace_days"]),
            "effective_on": date.fromisoformat(row["effective_on"]),
            "due_not_before": date.fromisoformat(row["due_not_before"]) if row["due_not_before"] else None,
            "is_active": True,
            "document": row["document"],
            "basis": row["basis"],
            "source_note": row["source_note"],
        }
        rules.check_duty(_duty(values))
    except (ValueError, RuleError) as error:
        raise Refused(
            _("The requirement %(code)s cannot be read: %(reason)s", code=row["code"], reason=str(error))
        ) from error
    return values


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _duty(values: Mapping[str, Any]) -> Duty:
    told = {name: values[name] for name in Duty._fields if name in values}
    sets = {name: frozenset(values[name]) for name in ("positions", "employment_kinds")}
    return Duty(**{**told, **sets, "requirement_id": 0, "kind": QualificationKind(values["kind"])})
