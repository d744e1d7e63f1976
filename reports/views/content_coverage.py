"""Which required levels have a published course or case."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.auth import actor
from lms.forms import read_query
from lms.i18n import gettext as _
from lms.pages import page_number
from reports.queries.content_coverage import get_content_coverage
from reports.queries.coverage import get_scope_unit, own_scopes
from reports.queries.filters import describe_filter, list_filter_fields
from reports.schemas import CoverageQueryIn
from reports.views.blueprint import bp
from reports.views.coverage import read_question, trail_to

_ABOUT_CONTENT = ("position", "pillar", "competency", "area_type")


@bp.get("/coverage/<unit_code>/content")
def show_content(unit_code: str) -> ResponseReturnValue:
    """Show for each competency how many required levels have content, and list those that have none."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    only = read_question().only
    content = get_content_coverage(unit, only, page_number())
    return render_template(
        "reports/show_content.html",
        content=content,
        form=read_query(CoverageQueryIn()),
        filters=[one for one in list_filter_fields(only) if one.name in _ABOUT_CONTENT],
        narrowed=describe_filter(only),
        coverage_url=url_for("reports.show_unit_coverage", unit_code=unit_code, **only.parameters),
        trail=[*trail_to(unit, own_scopes(account)), {"label": _("Courses and cases for it"), "url": ""}],
    )
