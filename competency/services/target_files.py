"""Loading the policy targets and their populations from the reference files; provincial edits stay."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert, select, update

from competency.models import PolicyTarget, TargetPopulation
from competency.rules import CompetencyEvent, RuleError
from competency.rules.targets import (
    DataOrigin,
    Measure,
    Operator,
    Service,
    TargetKind,
    check_origin,
    checked_parameters,
)
from competency.services.frameworks import read_reference
from lms import audit
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account
from people.rules import EmploymentKind, OrganisationKind, UnitKind

TARGET_COLUMNS = (
    "code",
    "name",
    "population",
    "numerator",
    "denominator",
    "operator",
    "threshold_percent",
    "due",
    "kind",
    "data_origin",
    "source",
)
MEASURE_COLUMNS = (
    "code",
    "owner_unit_code",
    "measure",
    "parameters",
    "numerator",
    "denominator",
    "reading",
)
POPULATION_COLUMNS = (
    "code",
    "owner_unit_code",
    "name",
    "definition",
    "is_counted",
    "is_partial",
    "positions",
    "employment_kinds",
    "organisation_kinds",
    "unit_kinds",
    "main_post_only",
    "service",
)
Row = TypeVar("Row", PolicyTarget, TargetPopulation)
_LISTS = frozenset({"competencies", "kinds"})


def load_targets(folder: Path, *, by: Account) -> int:
    """Load populations and targets and return how many rows changed. Twice changes nothing.

    Only for `lms init`, which runs on the server: no gate. What a person has edited here stays as it is.

    Raises:
        Refused: a row cannot be right.
    """
    populations = [_population(row) for row in read_reference(folder / "populations.csv", POPULATION_COLUMNS)]
    measures = {
        row["code"]: _measure(row) for row in read_reference(folder / "target_measures.csv", MEASURE_COLUMNS)
    }
    rows = read_reference(folder / "policy_targets.csv", TARGET_COLUMNS)
    targets = [_target(row, measures, rank) for rank, row in enumerate(rows, start=1)]
    people, wanted = _write(TargetPopulation, populations), _write(PolicyTarget, targets)
    added, changed = people[0] + wanted[0], people[1] + wanted[1]
    if added or changed:
        detail = {"added": added, "changed": changed}
        audit.record_about(CompetencyEvent.TARGETS_LOADED, PolicyTarget.__tablename__, "", by=by, **detail)
    return added + changed


def _write(model: type[Row], rows: Sequence[dict[str, Any]]) -> tuple[int, int]:
    known = {row.code: row for row in db.session.scalars(select(model))}
    new = [row for row in rows if row["code"] not in known]
    changed = [row for row in rows if row["code"] in known and _differs(known[row["code"]], row)]
    if new:
        db.session.execute(insert(model), new)
    if changed:
        db.session.execute(update(model), changed)
    return len(new), len(changed)


def _differs(stored: PolicyTarget | TargetPopulation, row: Mapping[str, Any]) -> bool:
    is_ours = stored.edited_at is None
    return is_ours and any(getattr(stored, name) != value for name, value in row.items())


def _target(row: Mapping[str, str], measures: Mapping[str, dict[str, Any]], rank: int) -> dict[str, Any]:
    try:
        measured = measures[row["code"]]
        check_origin(DataOrigin(row["data_origin"]), Measure(measured["measure"]))
        return {
            **row,
            "operator": Operator(row["operator"]).value,
            "kind": TargetKind(row["kind"]).value,
            "threshold_percent": int(row["threshold_percent"]),
            "rank": rank,
            **measured,
        }
    except (KeyError, ValueError) as error:
        raise _unreadable(row, error) from error


def _measure(row: Mapping[str, str]) -> dict[str, Any]:
    try:
        measure = Measure(row["measure"])
        return {
            "owner_unit_code": row["owner_unit_code"] or None,
            "measure": measure.value,
            "parameters": checked_parameters(measure, _parameters(row["parameters"])),
            "numerator": row["numerator"],
            "denominator": row["denominator"],
            "reading": row["reading"],
        }
    except ValueError as error:
        raise _unreadable(row, error) from error


def _parameters(text: str) -> dict[str, Any]:
    """Return what "topic=LAW;valid_months=24" says; lists have "|" between their words."""
    said = dict(part.split("=", 1) for part in text.split(";") if part)
    return {name: value.split("|") if name in _LISTS else value for name, value in said.items()}


def _population(row: Mapping[str, str]) -> dict[str, Any]:
    try:
        return {
            **row,
            "owner_unit_code": row["owner_unit_code"] or None,
            "is_counted": row["is_counted"] == "yes",
            "is_partial": row["is_partial"] == "yes",
            "positions": _list(row["positions"]),
            "employment_kinds": [EmploymentKind(kind).value for kind in _list(row["employment_kinds"])],
            "organisation_kinds": [OrganisationKind(kind).value for kind in _list(row["organisation_kinds"])],
            "unit_kinds": [UnitKind(kind).value for kind in _list(row["unit_kinds"])],
            "main_post_only": row["main_post_only"] == "yes",
            "service": Service(row["service"]).value,
        }
    except ValueError as error:
        raise _unreadable(row, error) from error


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _unreadable(row: Mapping[str, str], error: Exception) -> Refused:
    reason = _(error.template, **error.parameters) if isinstance(error, RuleError) else str(error)
    return Refused(_("The target %(code)s cannot be read: %(reason)s", code=row["code"], reason=reason))
