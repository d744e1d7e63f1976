"""Figures of a province, a commune or the country: table and map."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency.queries import Cut
from competency.rules import CoverageFilter
from lms import clock
from lms.auth import actor
from lms.errors import Forbidden, Refused
from lms.forms import Form, read_query
from lms.i18n import gettext as _
from lms.i18n import lazy_gettext as _l
from lms.pages import page_number
from people.models import AdministrativeUnit
from reports.queries.comparisons import get_comparison
from reports.queries.coverage import (
    NATION,
    Coverage,
    CoverageQuestion,
    cuts_for,
    get_coverage,
    get_scope_unit,
    own_scopes,
)
from reports.queries.figure_tables import definition_words, facts_words, small_groups_words, source_words
from reports.queries.filters import describe_filter, list_filter_fields
from reports.queries.maps import UnitMap, get_map, has_map
from reports.schemas import ORDERS, CoverageQueryIn
from reports.views.blueprint import bp

CUT_WORDS = {
    Cut.PROVINCE: _l("Province"),
    Cut.COMMUNE: _l("Commune"),
    Cut.POSITION: _l("Position"),
    Cut.COMPETENCY: _l("Competency"),
    Cut.PILLAR: _l("Pillar"),
    Cut.ORGANISATION_KIND: _l("Kind of organisation"),
    Cut.AREA_TYPE: _l("Main area type"),
    Cut.EMPLOYMENT_KIND: _l("Kind of employment"),
}
KEPT = frozenset(CoverageQueryIn().fields)
ORDER_WORDS = {"name": _l("In the order of lists"), "share": _l("Lowest share first")}


@bp.get("/coverage")
def show_coverage() -> ResponseReturnValue:
    """Lead to the figures of the own scope: the country, a province, or a commune."""
    codes = own_scopes(actor())
    if not codes:
        raise Forbidden(_("Figures of units are for leaders, the Department and the ministry."))
    asked: dict[str, Any] = {key: request.args[key] for key in request.args if key in KEPT}
    return redirect(url_for("reports.show_unit_coverage", unit_code=codes[0], **asked))


@bp.get("/coverage/<unit_code>")
def show_unit_coverage(unit_code: str) -> ResponseReturnValue:
    """Show how far the requirements are met, as a table whose numbers lead to what is behind."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    form = _read_question()
    question = _question(form)
    coverage = get_coverage(unit, question, visible_to=account)
    comparison = get_comparison(coverage, unit, question, visible_to=account)
    kept = kept_words(coverage)
    page = render_template(
        "reports/show_coverage.html",
        coverage=coverage,
        form=form,
        trail=trail_to(unit, own_scopes(account), on=kept.get("on")),
        today_url=_without_day(unit_code, coverage),
        links=_links(unit_code, coverage, question.against),
        cuts=[(cut.value, CUT_WORDS[cut]) for cut in cuts_for(unit, has_names=coverage.has_names)],
        cut_words=CUT_WORDS[coverage.by],
        orders=[(order, ORDER_WORDS[order]) for order in ORDERS],
        filters=list_filter_fields(coverage.only),
        narrowed=describe_filter(coverage.only),
        comparison=comparison,
        sources=comparison and {"then": source_words(comparison.then), "now": source_words(coverage)},
        facts=facts_words(coverage),
        definition=definition_words(),
        small_groups=small_groups_words(coverage),
    )
    return page, 422 if form.errors else 200


@bp.get("/coverage/<unit_code>/map")
def show_map(unit_code: str) -> ResponseReturnValue:
    """Show the shares of the table as a map."""
    account = actor()
    unit = get_scope_unit(unit_code, visible_to=account)
    coverage = get_coverage(unit, replace(read_question(), by=""), visible_to=account)
    found, kept = get_map(coverage), kept_words(coverage)
    on = kept.get("on")
    return render_template(
        "reports/show_map.html",
        coverage=coverage,
        trail=[*trail_to(unit, own_scopes(account), on=on), {"label": _("Map"), "url": ""}],
        table_url=url_for("reports.show_unit_coverage", unit_code=unit_code, **kept),
        narrowed=describe_filter(coverage.only),
        map=_drawing(found, kept),
        shading={
            "title": _("Share of requirements met"),
            "steps": [{"shade": step, "label": label} for step, label in found.steps],
            "note": "",
        },
    )


def _links(unit_code: str, coverage: Coverage, against: date | None) -> dict[str, str]:
    """Return where the same figures are, in other forms."""
    kept = kept_words(coverage)
    here: dict[str, Any] = {"unit_code": unit_code, **kept}
    day = {"on": coverage.on.isoformat()}
    table = {"unit_code": unit_code, "by": coverage.by.value, **coverage.only.parameters, **day}
    if coverage.order != ORDERS[0]:
        table["order"] = coverage.order
    if against is not None:
        table["against"] = against.isoformat()
    return {
        "map": url_for("reports.show_map", **here) if has_map(coverage) else "",
        "heat": url_for("reports.show_heat", **here),
        "content": url_for("reports.show_content", unit_code=unit_code, **coverage.only.parameters),
        "standards": url_for("reports.show_standards", unit_code=unit_code, on=kept.get("on")),
        "csv": url_for("reports.download_coverage", **table),
        "xlsx": url_for("reports.download_coverage_xlsx", **table),
        "pdf": url_for("reports.download_coverage_pdf", **table),
    }


def _drawing(found: UnitMap, kept: dict[str, Any]) -> dict[str, Any]:
    """Return a map as the macro ``unit_map`` reads it."""
    places = [
        {
            "code": place.code,
            "name": place.name,
            "url": url_for("reports.show_unit_coverage", unit_code=place.code, **kept),
            "shade": place.shade,
            "label": place.label,
        }
        for place in found.places
    ]
    drawing = url_for("static", filename=found.file_name)
    return {"view_box": found.view_box, "drawing": drawing, "places": places}


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


def kept_words(coverage: Coverage) -> dict[str, Any]:
    """Return what addresses keep: the filter, and the day unless it is today."""
    day = {"on": coverage.on.isoformat()} if coverage.is_past else {}
    return {**coverage.only.parameters, **day}


def _without_day(unit_code: str, coverage: Coverage) -> str:
    return url_for(
        "reports.show_unit_coverage", unit_code=unit_code, by=coverage.by.value, **coverage.only.parameters
    )


def _read_question(*, is_strict: bool = False) -> Form:
    """Return what is asked, with a sentence for a day that cannot be shown.

    Raises:
        Refused: the day cannot be shown, and with ``is_strict`` there is no form to say so.
    """
    form = read_query(CoverageQueryIn())
    for name in ("on", "against"):
        if name in form.errors:
            form.errors[name] = [_("There is no such day. A day is written like 2026-12-31.")]
    if form.errors:
        form.data.update(CoverageQueryIn().load(_asked_otherwise(form)))
    for name in ("on", "against"):
        day = form.data.get(name)
        if day and day > clock.today():
            form.errors[name] = [_("A unit is counted on today or a past day.")]
    if is_strict and form.errors:
        raise Refused(" ".join(text for texts in form.errors.values() for text in texts))
    return form


def _asked_otherwise(form: Form) -> dict[str, Any]:
    """Return what was asked well beside a day that is none."""
    return {name: form.raw[name] for name in KEPT if name in form.raw and name not in form.errors}


def read_question() -> CoverageQuestion:
    """Return what is asked by an address without a form.

    Raises:
        Refused: the day cannot be shown.
    """
    return _question(_read_question(is_strict=True))


def _question(form: Form) -> CoverageQuestion:
    return CoverageQuestion(
        by=form.data.get("by", ""),
        on=form.data.get("on"),
        order=form.data.get("order", ORDERS[0]),
        page=page_number(),
        only=CoverageFilter.of(form.data),
        against=form.data.get("against"),
    )
