"""Figures of a province, a commune or the country: table, map, file."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.queries import Cut
from lms import clock
from lms.auth import actor
from lms.errors import Forbidden
from lms.forms import Form, read_query
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l
from lms.pages import page_number
from lms.tables import csv_cells
from people.models import AdministrativeUnit
from reports.queries.coverage import (
    NATION,
    Coverage,
    CoverageLine,
    CoverageQuestion,
    cuts_of,
    get_coverage,
    get_scope_unit,
    own_scopes,
)
from reports.queries.maps import UnitMap, get_map, has_map
from reports.queries.shares import STATUS_WORDS
from reports.schemas import ORDERS, CoverageQueryIn
from reports.views.blueprint import bp

CUT_WORDS = {
    Cut.PROVINCE: _l("Province"),
    Cut.COMMUNE: _l("Commune"),
    Cut.POSITION: _l("Position"),
    Cut.COMPETENCY: _l("Competency"),
}
ORDER_WORDS = {"name": _l("In the order of lists"), "share": _l("Lowest share first")}


@bp.get("/coverage")
def show_coverage() -> ResponseReturnValue:
    """Lead to the figures of the own scope: the country, a province, or a commune."""
    codes = own_scopes(actor())
    if not codes:
        raise Forbidden(_("Figures of units are for leaders, the Department and the ministry."))
    asked: dict[str, Any] = {key: request.args[key] for key in ("by", "order", "on") if key in request.args}
    return redirect(url_for("reports.show_unit_coverage", unit_code=codes[0], **asked))


@bp.get("/coverage/<unit_code>")
def show_unit_coverage(unit_code: str) -> ResponseReturnValue:
    """Show how far the requirements are met, as a table whose numbers lead to what is behind."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    form = _read_question()
    coverage = get_coverage(unit, _question(form), visible_to=account)
    map_url = url_for("reports.show_map", unit_code=unit_code) if has_map(coverage) else ""
    page = render_template(
        "reports/show_coverage.html",
        coverage=coverage,
        form=form,
        trail=trail_to(unit, own_scopes(account)),
        map_url=map_url,
        csv_url=url_for(
            "reports.download_coverage", unit_code=unit_code, by=coverage.by.value, on=coverage.on
        ),
        cuts=[(cut.value, CUT_WORDS[cut]) for cut in cuts_of(unit)],
        cut_words=CUT_WORDS[coverage.by],
        orders=[(order, ORDER_WORDS[order]) for order in ORDERS],
    )
    return page, 422 if form.errors else 200


@bp.get("/coverage/<unit_code>/map")
def show_map(unit_code: str) -> ResponseReturnValue:
    """Show the shares of the table as a map."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    coverage = get_coverage(unit, CoverageQuestion(), visible_to=account)
    found = get_map(coverage)
    return render_template(
        "reports/show_map.html",
        coverage=coverage,
        trail=[*trail_to(unit, own_scopes(account)), {"label": _("Map"), "url": ""}],
        table_url=url_for("reports.show_unit_coverage", unit_code=unit_code),
        map=_drawing(found),
        shading={
            "title": _("Share of requirements met"),
            "steps": [{"shade": step, "label": label} for step, label in found.steps],
            "note": "",
        },
    )


def _drawing(found: UnitMap) -> dict[str, Any]:
    """Return a map as the macro ``unit_map`` reads it."""
    places = [
        {
            "code": place.code,
            "name": place.name,
            "url": url_for("reports.show_unit_coverage", unit_code=place.code),
            "shade": place.shade,
            "label": place.label,
        }
        for place in found.places
    ]
    drawing = url_for("static", filename=found.file_name)
    return {"view_box": found.view_box, "drawing": drawing, "places": places}


@bp.get("/coverage/<unit_code>.csv")
def download_coverage(unit_code: str) -> ResponseReturnValue:
    """Give the whole table as a file a spreadsheet opens."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    coverage = get_coverage(unit, _question(_read_question()), visible_to=account)
    target = StringIO()
    target.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    writer = csv.writer(target)
    writer.writerow(_headers(coverage))
    writer.writerows(csv_cells(_values(line)) for line in (*coverage.lines, coverage.total))
    name = f"coverage-{unit_code}-{coverage.by}-{coverage.on:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(target.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def trail_to(unit: AdministrativeUnit | None, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Return the way back to the widest scope of the reader."""
    steps = [] if unit is None else [(unit.code, unit.full_name)]
    if unit is not None and unit.parent is not None and {NATION, unit.parent.code} & set(codes):
        steps.insert(0, (unit.parent.code, unit.parent.full_name))
    if NATION in codes:
        steps.insert(0, (NATION, _("The whole country")))
    return [
        {"label": label, "url": url_for("reports.show_unit_coverage", unit_code=code)}
        for code, label in steps
    ]


def _read_question() -> Form:
    form = read_query(CoverageQueryIn())
    day = form.data.get("on")
    if day and day > clock.today():
        form.errors["on"] = [_("A unit is counted on today or a past day.")]
    return form


def _question(form: Form) -> CoverageQuestion:
    return CoverageQuestion(
        by=form.data.get("by", ""),
        on=form.data.get("on"),
        order=form.data.get("order", ORDERS[0]),
        page=page_number(),
    )


def _headers(coverage: Coverage) -> list[str]:
    words = [str(STATUS_WORDS[status]) for status in coverage.total.counts]
    fixed = [_("Code"), str(CUT_WORDS[coverage.by]), _("Officers"), _("Requirements")]
    return [*fixed, *words, _("Share met (%)")]


def _values(line: CoverageLine) -> list[object]:
    share = "" if line.met_percent is None else line.met_percent
    return [line.key, line.name, line.officers, line.required, *line.counts.values(), share]
