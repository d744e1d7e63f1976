"""What people do with alerts: take note, dispute, answer a dispute. Opening and closing is in `standings`."""

from competency import policies, queries, rules
from competency.models import Alert
from competency.queries.deliveries import list_holidays
from competency.rules import AlertCloseReason, AlertKind, AlertState, CompetencyEvent, RuleError
from competency.rules.holidays import holidays_from
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from lms.text import clean

SHORTEST_TEXT = 10


class AlertMoved(Conflict):
    """The alert is in a state from which it cannot go there, perhaps since a moment ago."""


def acknowledge_alert(alert: Alert, *, by: Account) -> None:
    """Note that the officer has seen the alert. Twice is once.

    Raises:
        Forbidden: the alert is about somebody else.
        AlertMoved: it is closed, planned or disputed.
    """
    authorize(by, policies.may_acknowledge_alert, alert)
    _hold(alert)
    if AlertState.ACKNOWLEDGED in (alert.state, alert.close_reason):
        return
    _move(alert, AlertState.ACKNOWLEDGED)
    alert.acknowledged_at = clock.now()
    audit.record(CompetencyEvent.ALERT_ACKNOWLEDGED, alert, by=by)
    if alert.kind == AlertKind.FRAMEWORK_CHANGED:  # a notice: read is done; the gaps have alerts of their own
        _move(alert, AlertState.CLOSED)
        alert.closed_at = clock.now()
        alert.closed_by_id = by.id
        alert.close_reason = AlertCloseReason.ACKNOWLEDGED.value


def dispute_alert(alert: Alert, text: str, *, by: Account) -> None:
    """Say that the alert is not right; somebody answers by name within five working days.

    The alert stands meanwhile, because what it says is computed; what was said stays on the trail even when
    the same alert is disputed again after an answer.

    Raises:
        Forbidden: the alert is about somebody else.
        Refused: the text is too short to be answered.
        AlertMoved: it is closed or disputed already.
    """
    authorize(by, policies.may_dispute_alert, alert)
    said = _long_enough(text)
    _hold(alert)
    _move(alert, AlertState.DISPUTED)
    today = clock.today()
    alert.disputed_at = clock.now()
    alert.dispute_text = said
    alert.dispute_due_on = rules.dispute_answer_due_on(today, holidays_from(today, list_holidays(today)))
    alert.answer_text = ""
    alert.correction_text = ""
    alert.answered_at = None
    alert.answered_by = None
    audit.record(CompetencyEvent.ALERT_DISPUTED, alert, by=by, text=said)


def answer_dispute(alert: Alert, answer: str, *, correction: str = "", by: Account) -> None:
    """Answer a dispute by name; the alert is open again and carries the answer.

    An answer never closes the alert, even when it agrees: the standing is computed from evidence, posts and
    requirements, so the next refresh would open the same alert anew. Who agrees therefore writes what will be
    corrected, and where; the alert closes by itself once the correction is recorded.

    Args:
        alert: one that is disputed.
        answer: what the officer is told.
        correction: where the officer is right, what will be corrected; empty where the alert is right.
        by: a leader of the officer, or the Department of the province.

    Raises:
        Forbidden: ``by`` is neither, or is the officer.
        Refused: the answer is too short.
        AlertMoved: the alert is not disputed (any more).
    """
    authorize(by, policies.may_answer_dispute, alert)
    said = _long_enough(answer)
    _hold(alert)
    if alert.state != AlertState.DISPUTED:
        raise AlertMoved(_("There is no dispute to answer; perhaps somebody has answered it already."))
    _move(alert, AlertState.OPEN)
    alert.answer_text = said
    alert.correction_text = clean(correction)
    alert.answered_at = clock.now()
    alert.answered_by = by
    audit.record(
        CompetencyEvent.ALERT_DISPUTE_ANSWERED, alert, by=by, answer=said, correction=alert.correction_text
    )


def _hold(alert: Alert) -> None:
    """Wait for whoever is refreshing the same officer, and see the alert as they left it."""
    queries.lock_officers([alert.officer_id])
    db.session.refresh(alert)


def _move(alert: Alert, following: AlertState) -> None:
    try:
        alert.state = rules.alert_transition(AlertState(alert.state), following).value
    except RuleError as error:
        raise AlertMoved(_("The alert has changed meanwhile. Open it again to see how it stands.")) from error


def _long_enough(text: str) -> str:
    said = clean(text)
    if len(said) < SHORTEST_TEXT:
        raise Refused(_("Please write at least %(least)s characters.", least=SHORTEST_TEXT))
    return said
