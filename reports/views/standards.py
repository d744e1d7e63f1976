"""How a unit stands beside competencies: degrees, theory, training, periods, courses, by kind."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms import clock
from lms.auth import actor
from lms.forms import read_query
from lms.i18n import gettext as _
from people import policies
from reports.queries.coverage import get_scope_unit, own_scopes
from reports.queries.qualifications import KIND_WORDS, get_coverage_of_kinds
from reports.schemas import ProfileQueryIn
from reports.views.blueprint import bp
from reports.views.coverage import trail_to


@bp.get("/coverage/<unit_code>/standards")
def show_standards(unit_code: str) -> ResponseReturnValue:
    """Show how far degrees, training, periods and courses are as asked, on today or a past day."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    asked = read_query(ProfileQueryIn()).data.get("on")
    today = clock.today()
    day = min(asked, today) if asked else today
    on = None if day == today else day.isoformat()
    page_url = url_for("reports.show_unit_coverage", unit_code=unit_code, on=on)
    rows, has_small_groups = get_coverage_of_kinds(unit, on=day, visible_to=account)
    return render_template(
        "reports/show_standards.html",
        name=unit.full_name if unit else _("The whole country"),
        on=day,
        rows=rows,
        has_small_groups=has_small_groups,
        words=KIND_WORDS,
        coverage_url=page_url,
        unit_code=unit_code,
        leads_to_names=on is None and policies.may_see_names(account, unit),
        trail=[*trail_to(unit, own_scopes(account), on=on), {"label": _("Other standards"), "url": ""}],
    )
