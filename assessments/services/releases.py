"""Releasing marks to their officers, and taking them back within two days."""

from collections.abc import Sequence

from assessments import policies, queries
from assessments.models import Script
from assessments.rules.marking import (
    HOURS_TO_WITHDRAW,
    LONGEST_REASON,
    MarkingEvent,
    ScriptState,
    may_still_withdraw,
)
from competency import queries as competency_queries
from competency import services as competency
from competency.rules import EvidenceKind
from competency.services import EvidenceItem, NewEvidence
from lms import audit, clock
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean


class NotMarked(Conflict):
    """A script has not all its marks yet."""


class TooLateToWithdraw(Conflict):
    """Released marks stand after two days."""


def release_scripts(scripts: Sequence[Script], *, by: Account) -> int:
    """Show officers their marks and record what they show; return how many scripts that is new for.

    All or nothing. Released twice, or by two leads at once, each is released once.

    Args:
        scripts: of tasks of the lead's institution, all marks in.
        by: an editor or reviewer of the institution who marked none of them.

    Raises:
        Forbidden: ``by`` does not lead the marking, has marked one of them, or wrote one.
        NotMarked: marks are missing, or the script was withdrawn.
    """
    items = []
    count = 0
    for script in sorted(scripts, key=lambda one: one.id):
        authorize(by, policies.may_lead_marking, script)
        queries.lock_script(script)
        authorize(by, policies.may_release, script)
        if script.state == ScriptState.RELEASED:
            continue
        items.extend(_release(script, by=by))
        count += 1
    if items:
        competency.record_many_evidence(items, by=by)
    return count


def withdraw_result(script: Script, reason: str, *, by: Account) -> None:
    """Take released marks back within 48 hours: what they showed is revoked. Twice is as good as once.

    The officer and the markers see it, with the reason; the officer may write anew at once.

    Args:
        script: released.
        reason: in words that officer and markers read.
        by: who marked it, or leads the marking.

    Raises:
        Forbidden: ``by`` is neither, or wrote it.
        NotMarked: it is not released.
        Refused: no reason is given, or a very long one.
        TooLateToWithdraw: more than 48 hours have passed.
    """
    authorize(by, policies.may_withdraw_result, script)
    queries.lock_script(script)
    if script.state == ScriptState.WITHDRAWN:
        return
    if script.state != ScriptState.RELEASED or script.released_at is None:
        raise NotMarked(_("These marks are not released."))
    if not may_still_withdraw(script.released_at, clock.now()):
        raise _too_late()
    text = clean(reason)
    if not text or len(text) > LONGEST_REASON:
        raise Refused(_("Write the reason in a sentence or two: the officer and the markers read it."))
    script.state = ScriptState.WITHDRAWN.value
    script.withdrawn_at = clock.now()
    script.withdrawn_by_id = by.id
    script.withdrawal_reason = text
    audit.record(MarkingEvent.SCRIPT_WITHDRAWN, script, by=by)
    evidence = competency_queries.find_evidence(
        script.officer_id, script.version.competency_code or "", script.source
    )
    if evidence is not None:
        competency.take_back_evidence(evidence, text, by=by)


def _too_late() -> TooLateToWithdraw:
    return TooLateToWithdraw(
        _(
            "Marks can be withdrawn within %(hours)s hours of their release. After that only the officer "
            "can have them looked at again: by “I think this is wrong” at the alert of the competency.",
            hours=HOURS_TO_WITHDRAW,
        )
    )


def _release(script: Script, *, by: Account) -> list[EvidenceItem]:
    """Fix the final mark of a locked script; return the evidence that it gives."""
    verdict = queries.verdict_of(script) if script.state == ScriptState.HANDED_IN else None
    if verdict is None or script.handed_in_at is None:
        raise NotMarked(
            _("Script %(word)s has not all its marks yet. Nothing was released.", word=script.word)
        )
    script.state = ScriptState.RELEASED.value
    script.released_at = clock.now()
    script.released_by_id = by.id
    script.halves = list(verdict.halves)
    script.percent_tenths, script.level = verdict.percent_tenths, verdict.level
    audit.record(MarkingEvent.SCRIPT_RELEASED, script, by=by, level=verdict.level)
    version = script.version
    if verdict.level == 0 or version.competency_code is None:
        return []
    earned_on = clock.day_of(script.handed_in_at)
    new = NewEvidence(
        version.competency_code,
        verdict.level,
        EvidenceKind.ASSESSOR,
        earned_on,
        script.source,
        note=version.task.title,
    )
    return [EvidenceItem(script.officer_id, new)]
