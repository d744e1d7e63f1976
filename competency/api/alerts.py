"""Alerts, for systems that remind people in their own way."""

from typing import Any

from competency import queries
from competency.api.blueprint import bp
from competency.schemas.documents import AlertOut, AlertsQueryIn
from lms.auth import actor
from lms.listing import get_page
from lms.messages import N_
from lms.pages import Page
from lms.permissions import authorize
from people.policies import may_read_officers


@bp.get("/alerts")
@bp.lists(AlertOut, N_("Alerts in the scope of the account, the newest first; no names, no words of people"))
@bp.query(AlertsQueryIn)
def list_alerts(asked: dict[str, Any]) -> Page:
    """List the alerts of one officer or of all the account may know of."""
    account = actor()
    authorize(account, may_read_officers, None)
    alerts = queries.select_alerts_about(
        officer_id=asked.get("officer"), state=asked.get("status", ""), visible_to=account
    )
    return get_page(alerts, number=asked["page"], per_page=asked["per_page"])
