"""Alerts as their owner reads them, and disputes as those who answer read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import defaultload

from competency import policies
from competency import queries as competency
from competency.models import Alert
from competency.queries import RequirementDifference
from competency.queries.deliveries import count_reminders
from competency.rules import ALERT_FOLLOWERS, AlertKind, AlertState
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Assignment, Officer
from reports.queries.framework import Words, get_words
from reports.queries.profile import find_steps
from reports.queries.qualifications import QualificationItem, get_qualifications_of_alert
from reports.queries.standings import EvidenceLine, evidence_by_competency
from reports.queries.ways import get_ways
from reports.rules.steps import NextStep

MOST_DISPUTES = 20


@dataclass(frozen=True, slots=True)
class AlertItem:
    """An alert with the words around it."""

    alert: Alert
    name: str
    level_name: str = ""
    indicator: str = ""
    position: str = ""
    document: str = ""
    steps: Sequence[NextStep] = ()
    evidence: Sequence[EvidenceLine] = ()
    qualifications: Sequence[QualificationItem] = ()
    """What an alert CB1 to CB3 is about, in place of a competency."""
    differences: Sequence[RequirementDifference] = ()
    """What an alert CB7 tells of: levels asked before and now."""
    may_acknowledge: bool = False
    may_dispute: bool = False
    reminders: int = 0
    """How many messages have spoken of it to the officer."""


@dataclass(frozen=True, slots=True)
class WaitingDispute:
    """A dispute somebody has to answer."""

    alert_id: int
    name: str
    competency: str
    due_on: date | None


def list_alert_items(officer: Officer) -> list[AlertItem]:
    """Return the open alerts of an officer, the most pressing first."""
    words = get_words()
    return [AlertItem(alert, name_of(alert, words)) for alert in competency.list_alerts(officer)]


def get_alert_item(alert_id: int, officer: Officer, *, visible_to: Account) -> AlertItem:
    """Return one alert of an officer with what is asked, what is there, and what to do.

    Raises:
        NotFound: there is no such alert, or it is about somebody else.
    """
    alert = competency.get_alert(alert_id, visible_to=visible_to)
    if alert.officer_id != officer.id:
        raise NotFound(_("There is no such alert."))
    ways = get_ways(officer)
    words, code = ways.known.words, alert.competency_code or ""
    evidence = evidence_by_competency(officer, on=clock.today(), carrying=frozenset())
    return AlertItem(
        alert=alert,
        name=name_of(alert, words),
        level_name=ways.known.level_names.get(alert.required or 0, ""),
        indicator=words.indicators.get((code, alert.required or 0), ""),
        position=_position_of(alert, officer),
        document=alert.requirement.requirement_set.document if alert.requirement else "",
        qualifications=get_qualifications_of_alert(officer, alert) if alert.qualification_id else (),
        differences=competency.list_differences(officer, alert.cause) if is_notice(alert) else (),
        steps=find_steps([alert], ways).get(code, ()),
        evidence=evidence.get(code, ()),
        may_acknowledge=policies.may_acknowledge_alert(visible_to, alert)
        and _may_become(alert, AlertState.ACKNOWLEDGED),
        may_dispute=not is_notice(alert)
        and policies.may_dispute_alert(visible_to, alert)
        and _may_become(alert, AlertState.DISPUTED),
        reminders=count_reminders(alert),
    )


def list_waiting_disputes(*, visible_to: Account) -> list[WaitingDispute]:
    """Return the disputes this person may answer, the first due first."""
    words = get_words()
    # Who may answer depends on the posts of the officer, so these come along.
    posts = defaultload(Alert.officer).selectinload(Officer.assignments).joinedload(Assignment.organisation)
    statement = competency.select_disputes(visible_to=visible_to).options(posts).limit(MOST_DISPUTES)
    disputes = db.session.scalars(statement)
    return [
        WaitingDispute(alert.id, alert.officer.full_name, name_of(alert, words), alert.dispute_due_on)
        for alert in disputes
        if policies.may_answer_dispute(visible_to, alert)
    ]


def name_of(alert: Alert, words: Words) -> str:
    """Return what an alert is about in words; empty where only its kind tells."""
    if alert.qualification is not None:
        return alert.qualification.name
    return words.name_of(alert.competency_code) if alert.competency_code else ""


def is_notice(alert: Alert) -> bool:
    """Tell whether an alert only says that requirements have changed: read is done."""
    return alert.kind == AlertKind.FRAMEWORK_CHANGED


def _may_become(alert: Alert, state: AlertState) -> bool:
    return state in ALERT_FOLLOWERS[AlertState(alert.state)]


def _position_of(alert: Alert, officer: Officer) -> str:
    names = {post.position_code: post.position.name for post in officer.assignments}
    return names.get(alert.position_code or "", "")
