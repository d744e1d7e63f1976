"""What refreshing some officers will change: stored rows against expected ones. Nothing is written here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from competency import queries, rules
from competency.queries import StoredAlert, StoredStanding
from competency.rules import AlertCloseReason, AlertReason, Basis, Expected, StandingStatus

Row = dict[str, Any]
Key = tuple[int, str]
"""Assignment and competency, or officer and competency."""

# A change of one of these closes the row and opens another.
STANDING_FACTS = (
    "province_code",
    "unit_code",
    "position_code",
    "requirement_id",
    "required",
    "attained",
    "status",
    "weight_percent",
    "is_mandatory",
    "due_on",
)
# These follow from evidence and time without changing where the officer stands: updated in place, no history.
STANDING_NOTES = ("changes_on", "carried_by")
ALERT_FACTS = (
    "kind",
    "position_code",
    "reason",
    "requirement_id",
    "required",
    "attained",
    "severity",
    "since",
    "due_on",
    "next_steps",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as the evidence says; ``detail`` names the columns, stored against expected."""

    officer_id: int
    subject: str
    competency_code: str
    detail: str


@dataclass(slots=True)
class Plan:
    """The writes that make a batch of officers right."""

    closing: list[int] = field(default_factory=list)
    opening: list[Row] = field(default_factory=list)
    noting: list[Row] = field(default_factory=list)
    alerts_closing: dict[AlertCloseReason, list[int]] = field(default_factory=lambda: defaultdict(list))
    alerts_opening: list[Row] = field(default_factory=list)
    alerts_changing: list[Row] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def plan_refresh(officer_ids: Collection[int], basis: Basis, day: date) -> Plan:
    """Return what must change so that these officers' rows are as they should be on a day."""
    posts = queries.list_posts(officer_ids, day)
    expected = rules.expect_standings(basis, posts, queries.list_pieces(officer_ids, basis), day)
    stored = queries.list_stored_standings(officer_ids)
    plan = Plan()
    since = _plan_standings(plan, basis, expected, stored, day)
    _AlertPlanner(plan, basis, day, stored, since).run(expected, queries.list_stored_alerts(officer_ids))
    return plan


def _plan_standings(
    plan: Plan, basis: Basis, expected: Iterable[Expected], stored: Iterable[StoredStanding], day: date
) -> dict[Key, date]:
    """Plan the standings and return since when each will say that its status has lasted."""
    held = {(row.assignment_id, row.competency_code): row for row in stored}
    since: dict[Key, date] = {}
    for one in expected:
        key = one.post.assignment_id, one.asked.competency_code
        row, values = held.pop(key, None), _standing_values(one)
        if row is None:
            begun = min(day, one.first_asked_on)
            since[key] = rules.status_since(basis.policy, one.pieces, one.result.required, begun, day)
            plan.opening.append(_opened(one, values, since[key], day))
            _note(plan, one.post.officer_id, "standing", key[1], "missing")
            continue
        since[key] = row.since
        changed = changed_columns(row, values, STANDING_FACTS)
        if changed:
            opens_on = max(day, row.valid_from)
            if row.status != one.result.status:
                since[key] = opens_on
            plan.closing.append(row.id)
            plan.opening.append(_opened(one, values, since[key], opens_on))
        elif changed := changed_columns(row, values, STANDING_NOTES):
            plan.noting.append({"row_id": row.id, **{f"new_{name}": values[name] for name in STANDING_NOTES}})
        if changed:
            _note(plan, one.post.officer_id, "standing", key[1], changed)
    for row in held.values():
        plan.closing.append(row.id)
        _note(plan, row.officer_id, "standing", row.competency_code, "not asked today")
    return since


class _AlertPlanner:
    """Plans one open alert for each officer and competency that calls for one."""

    def __init__(
        self, plan: Plan, basis: Basis, day: date, stored: Iterable[StoredStanding], since: dict[Key, date]
    ) -> None:
        self._plan, self._basis, self._day, self._since = plan, basis, day, since
        self._stored = {(row.assignment_id, row.competency_code): row for row in stored}

    def run(self, expected: Iterable[Expected], alerts: Iterable[StoredAlert]) -> None:
        """Plan all alerts of the batch."""
        held = {(alert.officer_id, alert.cause): alert for alert in alerts}
        asked: defaultdict[Key, list[Expected]] = defaultdict(list)
        for one in expected:
            asked[one.post.officer_id, one.asked.competency_code].append(one)
        for (officer_id, code), ones in asked.items():
            if all(one.result.status is StandingStatus.MET for one in ones):
                continue
            self._plan_one(_worst(ones, self._day), held.pop((officer_id, _cause(code)), None))
        ended = self._ended(asked)
        for alert in held.values():
            self._close(alert, asked, ended)

    def _plan_one(self, one: Expected, alert: StoredAlert | None) -> None:
        values = self._values(one, alert)
        code = one.asked.competency_code
        if alert is None:
            self._plan.alerts_opening.append(_opened_alert(one, values))
            _note(self._plan, one.post.officer_id, "alert", code, "missing")
        elif changed := changed_columns(alert, values, ALERT_FACTS):
            self._plan.alerts_changing.append(
                {"row_id": alert.id, **{f"new_{name}": values[name] for name in ALERT_FACTS}}
            )
            _note(self._plan, one.post.officer_id, "alert", code, changed)

    def _values(self, one: Expected, alert: StoredAlert | None) -> Row:
        previously = self._previously_required(one, alert)
        call = rules.expect_alert(self._basis, one, self._day, previously_required=previously)
        if call is None:
            raise AssertionError("a standing that is met for long calls for no alert")
        return {
            "kind": call.kind.value,
            "position_code": one.post.position_code,
            "reason": call.reason.value,
            "requirement_id": one.asked.requirement_id,
            "required": one.result.required,
            "attained": one.result.attained,
            "severity": call.severity.value,
            "since": self._since[one.post.assignment_id, one.asked.competency_code],
            "due_on": one.due_on,
            "next_steps": [[step.kind.value, step.level] for step in call.next_steps],
        }

    def _previously_required(self, one: Expected, alert: StoredAlert | None) -> int | None:
        """Return the level asked before if it has just changed, or if the alert says so and nothing moved."""
        row = self._stored.get((one.post.assignment_id, one.asked.competency_code))
        if row is not None and row.required != one.result.required:
            return row.required
        if alert is None or alert.reason != AlertReason.REQUIREMENT_CHANGED:
            return None
        is_same = (alert.required, alert.attained) == (one.result.required, one.result.attained)
        return one.result.attained if is_same else None

    def _ended(self, asked: dict[Key, list[Expected]]) -> set[Key]:
        """Return officer and competency of the standings whose post is no longer held."""
        held = {one.post.assignment_id for ones in asked.values() for one in ones}
        return {
            (row.officer_id, row.competency_code)
            for row in self._stored.values()
            if row.assignment_id not in held
        }

    def _close(self, alert: StoredAlert, asked: dict[Key, list[Expected]], ended: set[Key]) -> None:
        key = alert.officer_id, alert.cause.partition(":")[2]
        reason = AlertCloseReason.MET if key in asked else AlertCloseReason.NOT_REQUIRED
        if key in ended and key not in asked:
            reason = AlertCloseReason.POST_ENDED
        self._plan.alerts_closing[reason].append(alert.id)
        _note(self._plan, alert.officer_id, "alert", key[1], reason)


def _worst(ones: Sequence[Expected], day: date) -> Expected:
    return ones[0] if len(ones) == 1 else rules.most_demanding(ones, day)


def _cause(competency_code: str) -> str:
    return f"competency:{competency_code}"


def changed_columns(stored: object, values: Row, names: Iterable[str]) -> str:
    """Return which columns differ, in words; empty if none does."""
    return "; ".join(
        f"{name}: {getattr(stored, name)} → {values[name]}"
        for name in names
        if getattr(stored, name) != values[name]
    )


def _note(plan: Plan, officer_id: int, subject: str, competency_code: str, detail: str) -> None:
    plan.differences.append(Difference(officer_id, subject, competency_code, detail))


def _standing_values(one: Expected) -> Row:
    post, asked, result = one.post, one.asked, one.result
    return {
        "province_code": post.province_code,
        "unit_code": post.unit_code,
        "position_code": post.position_code,
        "requirement_id": asked.requirement_id,
        "required": result.required,
        "attained": result.attained,
        "status": result.status.value,
        "weight_percent": one.weight_percent,
        "is_mandatory": asked.is_mandatory,
        "due_on": one.due_on,
        "changes_on": one.changes_on,
        "carried_by": list(result.carried_by),
    }


def _opened(one: Expected, values: Row, since: date, valid_from: date) -> Row:
    return {
        **values,
        "officer_id": one.post.officer_id,
        "assignment_id": one.post.assignment_id,
        "competency_code": one.asked.competency_code,
        "since": since,
        "valid_from": valid_from,
    }


def _opened_alert(one: Expected, values: Row) -> Row:
    return {
        **values,
        "officer_id": one.post.officer_id,
        "province_code": one.post.province_code,
        "cause": _cause(one.asked.competency_code),
        "competency_code": one.asked.competency_code,
    }
