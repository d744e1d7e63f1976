"""Figures without names."""

from typing import Any

from competency import queries
from competency.api.blueprint import bp
from competency.schemas.documents import CoverageOut, CoverageQueryIn
from lms import clock
from lms.api.problems import FieldsRefused
from lms.auth import actor
from lms.i18n import gettext as _
from lms.listing import cut_page
from lms.messages import N_
from lms.pages import Page


@bp.get("/coverage")
@bp.lists(
    CoverageOut,
    N_("How far the requirements of a unit are met, one line for each commune, position or competency"),
)
@bp.query(CoverageQueryIn)
def list_coverage(asked: dict[str, Any]) -> Page:
    """Count the standings of a unit on today or a past day."""
    day = asked.get("on")
    unit = queries.get_counted_unit(asked["unit"], visible_to=actor())
    if day and day > clock.today():
        raise FieldsRefused({"on": [_("A unit is counted on today or a past day.")]})
    rows = queries.count_standings(unit, by=asked["by"], on=day)
    return cut_page(rows, number=asked["page"], per_page=asked["per_page"])
