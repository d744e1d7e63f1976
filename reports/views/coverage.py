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
from lms.errors import Forbidden, Refused
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
    on = _past_day(coverage)
    map_url = url_for("reports.show_map", unit_code=unit_code, on=on) if has_map(coverage) else ""
    page = render_template(
        "reports/show_coverage.html",
        coverage=coverage,
        form=form,
        trail=trail_to(unit, own_scopes(account), on=on),
        today_url=_without_day(unit_code, coverage),
        map_url=map_url,
        standards_url=url_for("reports.show_standards", unit_code=unit_code, on=on),
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
    coverage = get_coverage(unit, _question(_read_question(is_strict=True)), visible_to=account)
    found, on = get_map(coverage), _past_day(coverage)
    return render_template(
        "reports/show_map.html",
        coverage=coverage,
        trail=[*trail_to(unit, own_scopes(account), on=on), {"label": _("Map"), "url": ""}],
        table_url=url_for("reports.show_unit_coverage", unit_code=unit_code, on=on),
        map=_drawing(found, on),
        shading={
            "title": _("Share of requirements met"),
            "steps": [{"shade": step, "label": label} for step, label in found.steps],
            "note": "",
        },
    )


def _drawing(found: UnitMap, on: str | None) -> dict[str, Any]:
    """Return a map as the macro ``unit_map`` reads it."""
    places = [
        {
            "code": place.code,
            "name": place.name,
            "url": url_for("reports.show_unit_coverage", unit_code=place.code, on=on),
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
    coverage = get_coverage(unit, _question(_read_question(is_strict=True)), visible_to=account)
    target = StringIO()
    target.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    writer = csv.writer(target)
    writer.writerow(_headers(coverage))
    writer.writerows(csv_cells(_values(line)) for line in (*coverage.lines, coverage.total))
    name = f"coverage-{unit_code}-{coverage.by}-{coverage.on:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(target.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def trail_to(
    unit: AdministrativeUnit | None, codes: Sequence[str], *, on: str | None = None
) -> list[dict[str, Any]]:
    """Return the way back to the widest scope of the reader; ``on`` keeps a day other than today."""
    steps = [] if unit is None else [(unit.code, unit.full_name)]
    if unit is not None and unit.parent is not None and {NATION, unit.parent.code} & set(codes):
        steps.insert(0, (unit.parent.code, unit.parent.full_name))
    if NATION in codes:
        steps.insert(0, (NATION, _("The whole country")))
    return [
        {"label": label, "url": url_for("reports.show_unit_coverage", unit_code=code, on=on)}
        for code, label in steps
    ]


def _past_day(coverage: Coverage) -> str | None:
    """Return the day as addresses keep it, None for today."""
    return coverage.on.isoformat() if coverage.is_past else None


def _without_day(unit_code: str, coverage: Coverage) -> str:
    return url_for("reports.show_unit_coverage", unit_code=unit_code, by=coverage.by.value)


def _read_question(*, is_strict: bool = False) -> Form:
    """Return what is asked, with a sentence for a day that cannot be shown.

    Raises:
        Refused: the day cannot be shown, and with ``is_strict`` there is no form to say so.
    """
    form = read_query(CoverageQueryIn())
    if "on" in form.errors:
        form.errors["on"] = [_("There is no such day. A day is written like 2026-12-31.")]
        form.data.update(CoverageQueryIn(only=("by", "order")).load(_asked_otherwise(form)))
    day = form.data.get("on")
    if day and day > clock.today():
        form.errors["on"] = [_("A unit is counted on today or a past day.")]
    if is_strict and "on" in form.errors:
        raise Refused(" ".join(form.errors["on"]))
    return form


def _asked_otherwise(form: Form) -> dict[str, Any]:
    """Return what was asked well beside a day that is none."""
    return {name: form.raw[name] for name in ("by", "order") if name in form.raw and name not in form.errors}


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
