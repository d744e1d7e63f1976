"""Figures without names."""

from typing import Any

from flask import Response, after_this_request

from competency import queries
from competency.api.blueprint import bp
from competency.rules import CoverageFilter
from competency.schemas.documents import CoverageOut, CoverageQueryIn
from lms import clock
from lms.api.problems import FieldsRefused
from lms.auth import actor
from lms.i18n import gettext as _
from lms.messages import N_
from lms.pages import Page


def tell_gap(gap: queries.CountGap) -> None:
    """Say in a header why there are no figures: not_kept, too_fine or too_few."""

    def add_header(answer: Response) -> Response:
        answer.headers["X-Figures-Gap"] = gap.value
        return answer

    after_this_request(add_header)


@bp.get("/coverage")
@bp.lists(
    CoverageOut,
    N_("How far the requirements of a unit are met, one line for each commune, position or competency"),
)
@bp.query(CoverageQueryIn)
def list_coverage(asked: dict[str, Any]) -> Page:
    """Count the standings of a unit on today or a past day.

    Where there are no figures, the list is empty and the header ``X-Figures-Gap`` says why.
    """
    day = asked.get("on")
    unit = queries.get_counted_unit(asked["unit"], visible_to=actor())
    if day and day > clock.today():
        raise FieldsRefused({"on": [_("A unit is counted on today or a past day.")]})
    counted = queries.count_visible(
        unit, by=asked["by"], on=day, only=CoverageFilter.of(asked), visible_to=actor()
    )
    if counted.gap is not None:
        tell_gap(counted.gap)
    return Page.cut(queries.lines_of(counted), asked["page"], asked["per_page"])
