"""My alerts. What is done about them (acknowledge, dispute) is in `competency.views`."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.auth import actor
from people import queries as people
from reports.queries.alerts import get_alert_item, list_alert_items
from reports.views.blueprint import bp


@bp.get("/alerts")
def list_alerts() -> ResponseReturnValue:
    """List my open alerts, the most pressing first."""
    officer = people.get_officer_of(actor())
    return render_template("reports/list_alerts.html", alerts=list_alert_items(officer))


@bp.get("/alerts/<int:alert_id>")
def show_alert(alert_id: int) -> ResponseReturnValue:
    """Show one of my alerts: what is asked, by which document, why, and what to do."""
    account = actor()
    item = get_alert_item(alert_id, people.get_officer_of(account), visible_to=account)
    return render_template("reports/show_alert.html", item=item)
