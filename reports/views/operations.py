"""The operator's page: open alarms and the nightly passes."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms import alarms
from lms.auth import actor
from lms.database import transaction
from lms.i18n import gettext as _
from reports.queries.operations import get_operations
from reports.views.blueprint import bp


@bp.get("/admin")
def show_operations() -> ResponseReturnValue:
    """Show what needs an operator."""
    return render_template("reports/show_operations.html", operations=get_operations(visible_to=actor()))


@bp.post("/admin/alarms/<int:alarm_id>/settlement")
def settle_alarm(alarm_id: int) -> ResponseReturnValue:
    """Close an alarm: somebody has seen to it."""
    with transaction():
        alarm = alarms.get_alarm(alarm_id, visible_to=actor())
        alarms.settle_alarm(alarm.cause, by=actor())
    flash(_("The alarm was settled."))
    return redirect(url_for("reports.show_operations"))
