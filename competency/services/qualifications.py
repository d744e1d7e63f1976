"""Keeping what posts ask beside competencies: rows with history, and alerts CB1 to CB3."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from competency import queries, rules
from competency.models import QualificationStanding
from competency.queries import StoredQualification, StoredQualificationAlert
from competency.rules import (
    AlertCloseReason,
    Duty,
    ExpectedQualification,
    QualificationAlert,
    QualificationKind,
)
from competency.services.plans import Difference, Plan, Row, changed_columns
from competency.services.writes import BATCH, RefreshCounts, batches, count_plan, write_plan
from lms import clock
from lms.models import Account

_ROWS: Any = QualificationStanding.__table__

# A change of one of these closes the row and opens another.
ROW_FACTS = (
    "province_code",
    "unit_code",
    "position_code",
    "year",
    "required",
    "attained",
    "recorded",
    "status",
    "is_mandatory",
    "due_on",
)
# This follows from time without changing where the officer stands: updated in place, no history.
NOTES = ("changes_on",)
ALERT_FACTS = (
    "kind",
    "position_code",
    "reason",
    "qualification_id",
    "required",
    "attained",
    "severity",
    "since",
    "due_on",
    "next_steps",
)


def refresh_qualifications(
    officer_ids: Collection[int], *, by: Account, on: date | None = None
) -> RefreshCounts:
    """Make degrees, theory, training, periods and courses of these officers stand as recorded today.

    Only for other services, tasks and commands, after a profile, a post, the ledger or a completion has
    changed: no gate, and no trail of its own, because the deed that led here leaves one.

    Args:
        officer_ids: any number; each batch takes a constant number of statements.
        by: who closes alerts.
        on: a later day instead of today, to see what time alone will change.
    """
    if not officer_ids:
        return RefreshCounts()
    day, duties, counts = on or clock.today(), queries.list_duties(), RefreshCounts()
    for batch in batches(sorted(set(officer_ids)), BATCH):
        queries.lock_officers(batch)
        plan = _plan(batch, duties, day)
        write_plan(_ROWS, plan, day, notes=NOTES, alert_facts=ALERT_FACTS, by=by)
        counts += count_plan(len(batch), plan)
    return counts


def find_differing_qualifications(
    officer_ids: Collection[int], *, by: Account, on: date | None = None
) -> list[Difference]:
    """Return every stored row of these officers that a refresh would change.

    Only for commands and the nightly self-check: no gate. Changes and locks nothing.
    """
    del by  # reading needs no trail; the parameter keeps the promise of every service
    if not officer_ids:
        return []
    day, duties, differences = on or clock.today(), queries.list_duties(), list[Difference]()
    for batch in batches(sorted(set(officer_ids)), BATCH):
        differences += _plan(batch, duties, day).differences
    return differences


def refresh_due_qualifications(*, after: int, by: Account, on: date | None = None) -> int | None:
    """Refresh the next batch of officers whom time may have changed; return the last id, None at the end.

    Only for tasks and commands, which call it again with the id until it returns None: no gate.
    """
    officer_ids = queries.list_officer_ids_to_requalify(on or clock.today(), after=after, limit=BATCH)
    refresh_qualifications(officer_ids, by=by, on=on)
    return officer_ids[-1] if officer_ids else None


def _plan(officer_ids: Sequence[int], duties: Sequence[Duty], day: date) -> Plan:
    expected = queries.expect_of_officers(officer_ids, duties, day)
    stored = queries.list_stored_qualifications(officer_ids)
    plan = Plan()
    since = _plan_rows(plan, expected, stored, duties, day)
    _plan_alerts(
        plan, expected, since, queries.list_stored_qualification_alerts(officer_ids), _causes_asked(expected)
    )
    return plan


def _causes_asked(expected: Iterable[ExpectedQualification]) -> dict[int, set[str]]:
    """Return what is asked of each officer, met or not, as causes."""
    causes: defaultdict[int, set[str]] = defaultdict(set)
    for one in expected:
        causes[one.officer_id].add(one.cause)
    return causes


def _plan_rows(
    plan: Plan,
    expected: Iterable[ExpectedQualification],
    stored: Iterable[StoredQualification],
    duties: Iterable[Duty],
    day: date,
) -> dict[tuple[int, int], date]:
    """Plan the rows and return since when each status will have lasted, by officer and requirement."""
    held = {(row.officer_id, row.requirement_id): row for row in stored}
    codes = {duty.requirement_id: duty.code for duty in duties}
    since: dict[tuple[int, int], date] = {}
    for one in expected:
        key = one.officer_id, one.duty.requirement_id
        row, values = held.pop(key, None), queries.row_values(one)
        changed = changed_columns(row, values, ROW_FACTS) if row else "missing"
        since[key] = _since(row, one, day) if changed or row is None else row.since
        if changed:
            if row is not None:
                plan.closing.append(row.id)
            opens_on = day if row is None else max(day, row.valid_from)
            plan.opening.append(
                {
                    **values,
                    "officer_id": key[0],
                    "requirement_id": key[1],
                    "since": since[key],
                    "valid_from": opens_on,
                }
            )
        elif row is not None and row.changes_on != one.changes_on:
            changed = f"changes_on: {row.changes_on} → {one.changes_on}"
            plan.noting.append({"row_id": row.id, "new_changes_on": one.changes_on})
        if changed:
            plan.differences.append(Difference(key[0], "qualification", one.duty.code, changed))
    for row in held.values():
        plan.closing.append(row.id)
        code = codes.get(row.requirement_id, str(row.requirement_id))
        plan.differences.append(Difference(row.officer_id, "qualification", code, "not asked today"))
    return since


def _since(row: StoredQualification | None, one: ExpectedQualification, day: date) -> date:
    if row is None or row.year != one.year:
        return min(day, one.first_asked_on)
    return row.since if row.status == one.found.status else max(day, row.valid_from)


def _plan_alerts(
    plan: Plan,
    expected: Iterable[ExpectedQualification],
    since: dict[tuple[int, int], date],
    alerts: Iterable[StoredQualificationAlert],
    asked: dict[int, set[str]],
) -> None:
    held = {(alert.officer_id, alert.cause): alert for alert in alerts}
    calls: defaultdict[tuple[int, str], list[QualificationAlert]] = defaultdict(list)
    for one in expected:
        call = rules.call_for(one)
        if call is not None:
            calls[one.officer_id, one.cause].append(call)
    for key, found in calls.items():
        call = rules.most_pressing_call(found)
        values = _alert_values(call, since[call.one.officer_id, call.one.duty.requirement_id])
        alert = held.pop(key, None)
        changed = changed_columns(alert, values, ALERT_FACTS) if alert else "missing"
        if alert is None:
            identity = {"officer_id": key[0], "province_code": call.one.post.province_code, "cause": key[1]}
            plan.alerts_opening.append({**values, **identity})
        elif changed:
            plan.alerts_changing.append(
                {"row_id": alert.id, **{f"new_{name}": values[name] for name in ALERT_FACTS}}
            )
        if changed:
            plan.differences.append(Difference(key[0], "alert", key[1], changed))
    for alert in held.values():
        reason = _close_reason(alert, asked.get(alert.officer_id, set()))
        plan.alerts_closing[reason].append(alert.id)
        plan.differences.append(Difference(alert.officer_id, "alert", alert.cause, reason))


def _close_reason(alert: StoredQualificationAlert, asked: set[str]) -> AlertCloseReason:
    if alert.cause in asked:
        return AlertCloseReason.MET
    if not asked:
        return AlertCloseReason.POST_ENDED
    is_of_periods = alert.cause.startswith(f"{QualificationKind.PERIODS}:")
    if is_of_periods and any(cause.startswith(f"{QualificationKind.PERIODS}:") for cause in asked):
        return AlertCloseReason.YEAR_ENDED
    return AlertCloseReason.NOT_REQUIRED


def _alert_values(call: QualificationAlert, since: date) -> Row:
    one = call.one
    return {
        "kind": call.kind.value,
        "position_code": one.post.position_code,
        "reason": call.reason.value,
        "qualification_id": one.duty.requirement_id,
        "required": one.found.required,
        "attained": one.found.attained,
        "severity": one.severity.value,
        "since": since,
        "due_on": one.due_on,
        "next_steps": [list(step) for step in call.next_steps],
    }
