"""Marking scripts without names: claiming, entering marks, stepping aside."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from assessments import policies, queries
from assessments.models import CriterionMark, Marking, Script
from assessments.rules.marking import (
    LONGEST_COMMENT,
    MarkingEvent,
    MarkingState,
    Round,
    ScriptState,
    StepAside,
    do_differ,
    open_round,
)
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize


class ScriptTaken(Conflict):
    """No marker is wanted for this script, or not this one."""


class MarkingClosed(Conflict):
    """The marks were handed in, or the marker has stepped aside."""


class MarksRefused(Refused):
    """A mark is missing or is none; ``field`` says which."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marker enters for one criterion; ``step`` is None while undecided."""

    step: int | None
    comment: str = ""


def claim_script(script: Script, *, by: Account) -> Marking:
    """Take a script to mark; claiming one's own again is as good as once.

    Which of its markers one is nobody is told: each marks as if alone.

    Raises:
        Forbidden: ``by`` assesses no officers there, or is close to the writer.
        ScriptTaken: others mark it already, or one has had it before.
    """
    authorize(by, policies.may_mark, script)
    queries.lock_script(script)
    own = queries.find_marking_of(script, by)
    if own is not None and own.state == MarkingState.CLAIMED:
        return own
    number = None if own is not None else _open_round(script)
    if number is None or script.state != ScriptState.HANDED_IN:
        raise ScriptTaken(_("Somebody else marks this script now. Take another one."))
    try:
        with db.session.begin_nested():
            marking = Marking(
                script_id=script.id,
                round=number,
                marker_id=by.id,
                state=MarkingState.CLAIMED.value,
                claimed_at=clock.now(),
            )
            db.session.add(marking)
            db.session.flush()  # the rule of one marker a round speaks now
    except IntegrityError as error:
        raise ScriptTaken(_("Somebody else marks this script now. Take another one.")) from error
    audit.record(MarkingEvent.SCRIPT_CLAIMED, marking, by=by, round=number)
    return marking


def claim_next_script(*, by: Account) -> Marking | None:
    """Take the script that waits longest of those one may mark; None where nothing waits.

    Raises:
        Forbidden: ``by`` is no assessor.
        ScriptTaken: somebody else took it in the same moment.
    """
    authorize(by, policies.may_see_marking, None)
    script = queries.find_next_script(visible_to=by)
    return None if script is None else claim_script(script, by=by)


def save_marks(marking: Marking, marks: Mapping[int, Mark], *, by: Account) -> None:
    """Keep marks as they are entered, finished or not.

    Args:
        marking: one's own, claimed.
        marks: by number of the criterion, from 0; only those named here change.
        by: the marker.

    Raises:
        Forbidden: somebody else marks it.
        MarkingClosed: the marks were handed in, or one has stepped aside.
        MarksRefused: a mark is no step of the rubric, or a comment is too long.
    """
    _require_open(marking, by=by)
    _store(marking, marks)


def submit_marks(marking: Marking, marks: Mapping[int, Mark], *, by: Account) -> None:
    """Hand marks in; twice is as good as once. Afterwards nobody changes them.

    Where it is the second of two markers, a third is asked for if the two are too far apart.

    Raises:
        Forbidden: somebody else marks it, or one has come close to the writer meanwhile.
        MarkingClosed: one has stepped aside.
        MarksRefused: a criterion has no mark, or a comment is too long.
    """
    authorize(by, policies.may_work_on_marking, marking)
    queries.lock_script(marking.script)
    if marking.state == MarkingState.MARKED:
        return
    authorize(by, policies.may_mark, marking.script)
    _require_open(marking, by=by)
    _store(marking, marks)
    given = {mark.number for mark in marking.marks if mark.step is not None}
    for number in range(len(marking.script.version.rubric.criteria)):
        if number not in given:
            raise MarksRefused(
                _("Criterion %(number)s has no mark yet.", number=number + 1), f"step-{number}"
            )
    marking.state = MarkingState.MARKED.value
    marking.marked_at = clock.now()
    db.session.flush()
    marking.script.wants_third = _is_third_wanted(marking.script)
    audit.record(MarkingEvent.SCRIPT_MARKED, marking, by=by, wants_third=marking.script.wants_third)


def step_aside(marking: Marking, reason: StepAside, *, by: Account) -> None:
    """Declare why one does not mark a script: it goes to somebody else. Twice is as good as once.

    What was entered so far is forgotten; the script does not come back.

    Raises:
        Forbidden: somebody else marks it.
        MarkingClosed: the marks were handed in.
    """
    authorize(by, policies.may_work_on_marking, marking)
    _leave(marking, reason, by=by)


def take_back_claim(marking: Marking, *, by: Account) -> None:
    """Give a script that lies with a marker to somebody else. Twice is as good as once.

    Raises:
        Forbidden: ``by`` does not lead the marking.
        MarkingClosed: the marks were handed in.
    """
    authorize(by, policies.may_lead_marking, marking.script)
    _leave(marking, StepAside.TAKEN_BACK, by=by)


def _open_round(script: Script) -> Round | None:
    return open_round(
        [one.round for one in script.active],
        [one.round for one in script.done],
        is_drawn=bool(script.is_drawn),
        differ=script.wants_third,
    )


def _require_open(marking: Marking, *, by: Account) -> None:
    authorize(by, policies.may_work_on_marking, marking)
    queries.lock_script(marking.script)
    if marking.state != MarkingState.CLAIMED or marking.script.state != ScriptState.HANDED_IN:
        raise MarkingClosed(_("This script is not with you any more: nothing was changed."))


def _store(marking: Marking, marks: Mapping[int, Mark]) -> None:
    rubric = marking.script.version.rubric
    rows = {row.number: row for row in marking.marks}
    for number in range(len(rubric.criteria)):
        mark = marks.get(number)
        if mark is None:
            continue
        if mark.step is not None and not 0 <= mark.step <= rubric.top:
            raise MarksRefused(_("Choose one of the steps."), f"step-{number}")
        if len(mark.comment) > LONGEST_COMMENT:
            raise MarksRefused(
                _("The comment is too long: at most %(limit)d characters.", limit=LONGEST_COMMENT),
                f"comment-{number}",
            )
        row = rows.get(number)
        if row is None:
            row = CriterionMark(number=number)
            marking.marks.append(row)
        row.step, row.comment = mark.step, mark.comment.strip()
    db.session.flush()


def _is_third_wanted(script: Script) -> bool:
    by_round = {one.round: one.steps for one in script.markings if one.is_done}
    if Round.FIRST not in by_round or Round.SECOND not in by_round:
        return False
    version = script.version
    return do_differ(by_round[Round.FIRST], by_round[Round.SECOND], version.rubric.top, version.levels)


def _leave(marking: Marking, reason: StepAside, *, by: Account) -> None:
    queries.lock_script(marking.script)
    if marking.state == MarkingState.STEPPED_ASIDE:
        return
    if marking.state == MarkingState.MARKED:
        raise MarkingClosed(_("The marks were handed in already; tell the institution."))
    marking.state = MarkingState.STEPPED_ASIDE.value
    marking.aside_at = clock.now()
    marking.aside_reason = reason.value
    marking.marks.clear()
    db.session.flush()
    audit.record(MarkingEvent.SCRIPT_STEPPED_ASIDE, marking, by=by, reason=reason.value)
