"""What waits too long: disputes without an answer, and what has come up to the Department."""

from flask import render_template
from flask.typing import ResponseReturnValue

from competency import policies
from lms.auth import actor
from lms.pages import page_number
from lms.permissions import authorize
from reports.queries.overdue import count_late_disputes, department_days, list_disputes, list_overdue_units
from reports.views.blueprint import bp


@bp.get("/disputes")
def show_disputes() -> ResponseReturnValue:
    """List the disputes that wait for an answer from me or my Department, the overdue first."""
    account = actor()
    authorize(account, policies.may_see_disputes, None)
    return render_template(
        "reports/show_disputes.html",
        page=list_disputes(page_number(), visible_to=account),
        late=count_late_disputes(visible_to=account),
    )


@bp.get("/overdue")
def show_overdue() -> ResponseReturnValue:
    """Show the Department by commune what nobody has settled a month after its day; no names."""
    account = actor()
    authorize(account, policies.may_see_overdue, None)
    return render_template(
        "reports/show_overdue.html", units=list_overdue_units(visible_to=account), days=department_days()
    )
