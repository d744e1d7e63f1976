"""The heat table of a unit."""

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.auth import actor
from lms.forms import read_query
from lms.i18n import gettext as _
from reports.queries.coverage import get_scope_unit, own_scopes
from reports.queries.filters import describe_filter, list_filter_fields
from reports.queries.heat import get_heat, heat_cuts_for
from reports.rules.shares import shade_bounds
from reports.schemas import CoverageQueryIn
from reports.views.blueprint import bp
from reports.views.coverage import CUT_WORDS, read_question, trail_to


@bp.get("/coverage/<unit_code>/heat")
def show_heat(unit_code: str) -> ResponseReturnValue:
    """Show the share met of every line in every competency."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    heat = get_heat(unit, read_question(), visible_to=account)
    day: dict[str, Any] = {"on": heat.on.isoformat()} if heat.is_past else {}
    return render_template(
        "reports/show_heat.html",
        heat=heat,
        form=read_query(CoverageQueryIn()),
        cuts=[(cut.value, CUT_WORDS[cut]) for cut in heat_cuts_for(unit, has_names=heat.has_names)],
        cut_words=CUT_WORDS[heat.by],
        filters=list_filter_fields(heat.only),
        narrowed=describe_filter(heat.only),
        bounds=shade_bounds(),
        table_url=url_for("reports.show_unit_coverage", unit_code=unit_code, **heat.only.parameters, **day),
        trail=[
            *trail_to(unit, own_scopes(account), on=day.get("on")),
            {"label": _("By competency, as a heat table"), "url": ""},
        ],
    )
