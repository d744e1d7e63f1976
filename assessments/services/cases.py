"""Working through a case exercise, one decision at a time; a decision cannot be taken back."""

from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from assessments import policies, queries, rules
from assessments.models import CaseAttempt, CaseExercise, CaseStep
from assessments.rules import AttemptState, ChoiceRefusal
from assessments.services.evidence import write_case_evidence
from courses.rules import CourseState
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people import queries as people
from people.models import Officer


class ChoiceRefused(Conflict):
    """The choice does not belong to the decision the officer stands before."""


def start_case(case: CaseExercise, *, by: Account) -> CaseAttempt:
    """Begin an attempt on the published version, or return the one under way, on whatever version it is.

    Whether it counts is settled here: the first does, and again one begun 90 days (a setting of the case)
    after the last that counted began; others are practice.

    Raises:
        Forbidden: ``by`` is no officer.
        Conflict: the case has no published version any more.
    """
    authorize(by, policies.may_learn, case)
    officer = people.get_officer_of(by)
    running = queries.find_running_case_attempt(case, officer)
    if running is not None:
        return running
    try:
        with db.session.begin_nested():
            attempt = _begin(case, officer, by=by)
            db.session.flush()  # the index that allows one attempt at a time speaks now
    except IntegrityError:
        return _begun_meanwhile(case, officer)
    audit.record(
        rules.AssessmentEvent.CASE_STARTED, attempt, by=by, case=case.code, is_counted=attempt.is_counted
    )
    return attempt


def choose_option(attempt: CaseAttempt, node: str, option: str, *, by: Account) -> CaseAttempt:
    """Take one decision; the last one scores the attempt and, if it counts, writes the evidence.

    The same choice sent twice is as good as once.

    Raises:
        ChoiceRefused: the decision was taken otherwise already, or is not the present one.
    """
    authorize(by, policies.may_work_on, attempt)
    queries.lock_attempt(attempt)
    if attempt.version.state == CourseState.WITHDRAWN:
        raise ChoiceRefused(_("The authors have withdrawn this case exercise. The attempt ends here."))
    graph = attempt.version.graph
    choices = [(step.node, step.option) for step in attempt.steps]
    if (node, option) in choices:
        return attempt
    refusal = rules.validate_choice(graph, choices, node, option)
    if refusal is not None:
        raise ChoiceRefused(_refusal_text(refusal))
    attempt.steps.append(CaseStep(number=len(choices) + 1, node=node, option=option, chosen_at=clock.now()))
    attempt.node = rules.next_node(graph, node, option)
    audit.record(rules.AssessmentEvent.CASE_CHOSEN, attempt, by=by, step=len(choices) + 1)
    if rules.is_end(attempt.node):
        _finish(attempt, graph, [*choices, (node, option)], by=by)
    return attempt


def _begin(case: CaseExercise, officer: Officer, *, by: Account) -> CaseAttempt:
    version = case.published
    if version is None:
        raise Conflict(_("This case exercise is no longer open."))
    earlier = queries.list_case_attempts(case, visible_to=by)
    attempt = CaseAttempt(
        case=case,
        version=version,
        officer=officer,
        number=len(earlier) + 1,
        is_counted=rules.counts_as_first(queries.counted_starts(earlier), clock.today(), case.reopen_days),
        seed=uuid4().hex,
        state=AttemptState.IN_PROGRESS.value,
        node=version.graph.start,
        started_at=clock.now(),
    )
    db.session.add(attempt)
    return attempt


def _begun_meanwhile(case: CaseExercise, officer: Officer) -> CaseAttempt:
    """Return the attempt that another request of the same officer began a moment ago."""
    running = queries.find_running_case_attempt(case, officer)
    if running is None:
        raise Conflict(_("Another attempt was begun and finished meanwhile. Reload the page."))
    return running


def _finish(
    attempt: CaseAttempt, graph: rules.CaseGraph, choices: list[rules.Choice], *, by: Account
) -> None:
    score = rules.score_path(graph, choices)
    attempt.state = AttemptState.SUBMITTED.value
    attempt.finished_at = clock.now()
    attempt.gained = score.gained
    attempt.maximum = score.maximum
    attempt.percent_tenths = int(score.percent * 10)
    attempt.is_critical = score.critical
    attempt.result = score.result.value
    audit.record(rules.AssessmentEvent.CASE_DECIDED, attempt, by=by, result=score.result.value)
    if attempt.is_counted:
        levels = {code: graph.level_of(code) for code in score.evidence}
        write_case_evidence(attempt, levels, by=by)


def _refusal_text(refusal: ChoiceRefusal) -> str:
    return {
        ChoiceRefusal.ALREADY_CHOSEN: _("This decision was taken already."),
        ChoiceRefusal.CASE_ENDED: _("This case exercise is finished; decisions cannot be changed."),
        ChoiceRefusal.OTHER_NODE: _(
            "This decision was taken already and cannot be changed. Go on from where you are."
        ),
        ChoiceRefusal.UNKNOWN_OPTION: _("Choose one of the options."),
    }[refusal]
