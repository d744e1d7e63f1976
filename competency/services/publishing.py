"""Publishing and withdrawing framework versions, and the sweep that tells the officers concerned.

A publication changes states in one short transaction. The officers are looked at afterwards, batch by batch,
each in a transaction of its own; what was done is noted in the same transaction, so that a sweep that was
stopped goes on where it was.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError

from competency import policies, queries, rules
from competency.models import Alert, Framework, Requirement, RequirementChange, RequirementSet
from competency.rules import (
    DUE_NOTICE_DAYS,
    FRAMEWORK_FOLLOWERS,
    AlertCloseReason,
    AlertKind,
    AlertReason,
    AlertState,
    Basis,
    CompetencyEvent,
    FrameworkState,
    Post,
    Severity,
)
from competency.services.rebuild import rebuild_standings
from lms import audit, clock
from lms.database import db, insert_many
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean

BATCH = 250
"""Officers of one transaction: it holds SQLite's only write lock for well below a second."""
SHORTEST_REASON = 10

_ALERTS: Any = Alert.__table__


class PublishedMeanwhile(Conflict):
    """Somebody else has published another version since this draft was compared."""


def publish_framework(framework: Framework, *, by: Account) -> RequirementChange | None:
    """Publish a draft in place of the version that is published now; twice is once.

    Returns:
        The sweep that has to follow (``sweep_change``); None for the first version of all, which nobody was
        asked before.

    Raises:
        Forbidden: ``by`` does not act for the ministry.
        PublishedMeanwhile: the draft was not made on what is published now.
        Conflict: the version is neither draft nor published.
    """
    authorize(by, policies.may_manage_frameworks, None)
    queries.lock_versions(framework.code)
    db.session.refresh(framework)
    if framework.state == FrameworkState.PUBLISHED:
        return queries.find_change(cause_of(framework))
    refuse_step(FRAMEWORK_FOLLOWERS, framework.state, FrameworkState.PUBLISHED)
    former = queries.find_published(framework.code)
    if framework.previous_id != (former.id if former else None):
        raise PublishedMeanwhile(
            _(
                "Another version was published after this draft was made. Bring in the files again, or count"
                " the impact again, and look at what would change."
            )
        )
    _date_requirements(framework)
    if former is not None:
        _set_state(former, FrameworkState.OUTDATED)
        flush_or_refuse()
        audit.record(CompetencyEvent.FRAMEWORK_OUTDATED, former, by=by, version=former.version)
    _set_state(framework, FrameworkState.PUBLISHED)
    flush_or_refuse()
    audit.record(CompetencyEvent.FRAMEWORK_PUBLISHED, framework, by=by, version=framework.version)
    return begin_sweep(
        RequirementChange(
            cause=cause_of(framework),
            framework_id=framework.id,
            former_framework_id=former.id if former else None,
        )
    )


def withdraw_framework(framework: Framework, reason: str, *, by: Account) -> None:
    """Take a draft or an outdated version out of use; twice is once.

    A published version asks until the next one is published, because without any the country would ask
    nothing of anybody.

    Raises:
        Forbidden: ``by`` does not act for the ministry.
        Refused: the reason is too short.
        Conflict: the version is published.
    """
    authorize(by, policies.may_manage_frameworks, None)
    said = checked_reason(reason)
    queries.lock_versions(framework.code)
    db.session.refresh(framework)
    if framework.state == FrameworkState.WITHDRAWN:
        return
    if framework.state == FrameworkState.PUBLISHED:
        raise Conflict(_("A published version ends when the next one is published. Publish that one first."))
    _set_state(framework, FrameworkState.WITHDRAWN)
    framework.close_reason = said
    audit.record(CompetencyEvent.FRAMEWORK_WITHDRAWN, framework, by=by, reason=said)


def sweep_change(change_id: int, *, by: Account) -> RequirementChange | None:
    """Look at the next officers of a sweep and tell those whose requirements changed; None at the end.

    Only for tasks and commands, which call it again, each time in a transaction of its own: no gate. Two at
    once work one after the other. Officers who were told already are not told again.
    """
    change = queries.lock_change(change_id)
    if change is None:
        return None
    officer_ids = queries.list_officer_ids_after(
        change.last_officer_id, BATCH, province_code=change.province_code
    )
    if not officer_ids:
        change.finished_at = clock.now()
        audit.record(CompetencyEvent.FRAMEWORK_SWEPT, change, by=by, cause=change.cause, **change.counts)
        return None
    counts = asdict(rebuild_standings(officer_ids, by=by))
    counts["told"] = _tell(change, officer_ids, by=by)
    change.counts = {name: change.counts.get(name, 0) + count for name, count in counts.items()}
    change.last_officer_id = officer_ids[-1]
    return change


def close_ended_notices(*, by: Account, on: date | None = None) -> int:
    """Close what told of a change that is no news any more; return how many. Only for tasks: no gate."""
    day = on or clock.today()
    ended = _ALERTS.c.due_on < day
    return _close(ended, AlertCloseReason.TRANSITION_ENDED, by=by)


def cause_of(framework: Framework) -> str:
    """Return how alerts name the publication of a version. No gate, no trail: it only names."""
    return f"framework:{framework.code}:{framework.version}"


def begin_sweep(change: RequirementChange) -> RequirementChange:
    """Return the sweep as it is stored. Only for this room."""
    change.started_at = clock.now()
    change.counts = {}
    db.session.add(change)
    db.session.flush()
    return change


def refuse_step(followers: Any, state: str, following: FrameworkState) -> None:
    """Stop a step that the life of a version does not have. Only for this room.

    Raises:
        Conflict: it does not.
    """
    if following not in followers[FrameworkState(state)]:
        raise Conflict(_("This version is no draft any more. Open it again to see how it stands."))


def checked_reason(reason: str) -> str:
    """Return the reason, clean. Only for this room.

    Raises:
        Refused: it is too short to be understood later.
    """
    said = clean(reason)
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Please write at least %(least)s characters.", least=SHORTEST_REASON))
    return said


def flush_or_refuse() -> None:
    """Write what is pending. Only for this room.

    Raises:
        PublishedMeanwhile: the engine allows one published version, and somebody else was first.
    """
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PublishedMeanwhile(
            _("Somebody else is publishing at this moment. Open the page again to see how it stands.")
        ) from error


def date_rows(requirement_set: RequirementSet, carried: Callable[[str], Any], until: date | None) -> None:
    """Note in the rows of a set since when each is asked and before when it is not due. Only for this room.

    Args:
        requirement_set: still a draft.
        carried: gives ``rules.carried_since`` of a position.
        until: the end of the transition period for what is newly asked.
    """
    rows = []
    for requirement in requirement_set.requirements:
        since, not_before = carried(requirement.position_code).get(requirement.competency_code, (None, until))
        rows.append({"row_id": requirement.id, "new_since": since, "new_until": not_before})
    if rows:
        table: Any = Requirement.__table__
        db.session.execute(
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values(asked_since=bindparam("new_since"), due_not_before=bindparam("new_until")),
            rows,
        )


def _date_requirements(framework: Framework) -> None:
    if framework.transition_days:
        begins = max(framework.effective_on, clock.today())
        framework.transition_until = begins + timedelta(days=framework.transition_days)
    now, then = queries.get_basis(), queries.get_basis_of(framework.id)
    for requirement_set in queries.list_sets(framework):
        date_rows(
            requirement_set,
            lambda position_code: rules.carried_since(now, then, "", position_code),
            framework.transition_until,
        )


def _set_state(framework: Framework, state: FrameworkState) -> None:
    """Set the state of a version and of its national set."""
    framework.state = state.value
    sets = queries.list_sets(framework)
    for requirement_set in sets:
        requirement_set.state = state.value
    both: list[Framework | RequirementSet] = [framework, *sets]
    for one in both:
        if state is FrameworkState.PUBLISHED:
            one.published_at = clock.now()
        else:
            one.closed_at = clock.now()


def _tell(change: RequirementChange, officer_ids: list[int], *, by: Account) -> int:
    """Open an alert for each officer whose requirements the change has changed; return how many."""
    before, after = queries.bases_of(change)
    told = queries.list_told(officer_ids, change.cause)
    due_on = _notice_due_on(change)
    rows: dict[int, dict[str, Any]] = {}
    for post in queries.list_posts(officer_ids, clock.today()):
        if post.officer_id in told or post.officer_id in rows:
            continue
        asked = _first_changed(before, after, post)
        if asked is not None:
            rows[post.officer_id] = _notice(change, post, asked, due_on)
    if rows:
        is_older = _ALERTS.c.officer_id.in_(list(rows))
        _close(is_older, AlertCloseReason.REPLACED, by=by)
        insert_many(_ALERTS, list(rows.values()))
    return len(rows)


def _first_changed(before: Basis, after: Basis, post: Post) -> int | None:
    """Return the requirement to name where the change touches a post: 0 where only something fell away."""
    place = post.province_code, post.area_type, post.position_code
    old, new = rules.required_by_area(before, *place), rules.required_by_area(after, *place)
    for code, (level, asked) in new.items():
        if code not in old or old[code][0] != level:
            return asked.requirement_id
    return 0 if old.keys() - new.keys() else None


def _notice_due_on(change: RequirementChange) -> date:
    framework = db.session.get_one(Framework, change.framework_id)
    if change.province_code is None and framework.transition_until is not None:
        return framework.transition_until
    return clock.day_of(change.started_at) + timedelta(days=DUE_NOTICE_DAYS)


def _notice(change: RequirementChange, post: Post, requirement_id: int, due_on: date) -> dict[str, Any]:
    return {
        "officer_id": post.officer_id,
        "province_code": post.province_code,
        "kind": AlertKind.FRAMEWORK_CHANGED.value,
        "cause": change.cause,
        "competency_code": None,
        "position_code": post.position_code,
        "reason": AlertReason.REQUIREMENT_CHANGED.value,
        "requirement_id": requirement_id or None,
        "required": None,
        "attained": None,
        "severity": Severity.INFO.value,
        "state": AlertState.OPEN.value,
        "since": clock.today(),
        "due_on": due_on,
        "next_steps": [],
        "opened_at": clock.now(),
    }


def _close(condition: Any, reason: AlertCloseReason, *, by: Account) -> int:
    closed: Any = db.session.execute(
        update(_ALERTS)
        .where(
            _ALERTS.c.kind == AlertKind.FRAMEWORK_CHANGED.value,
            _ALERTS.c.state != AlertState.CLOSED.value,
            condition,
        )
        .values(
            state=AlertState.CLOSED.value,
            closed_at=clock.now(),
            closed_by_id=by.id,
            close_reason=reason.value,
        )
    )
    return int(closed.rowcount)
