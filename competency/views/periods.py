"""Pages about reporting periods: the calendar, closing, corrections, what was frozen."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import ReportingPeriod
from competency.rules import SnapshotState
from competency.rules.periods import is_over
from competency.schemas.targets import ClosingIn, PeriodCorrectionIn, UnitQueryIn
from competency.views.blueprint import bp
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound, Refused
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.models import AdministrativeUnit
from people.policies import may_see_names
from people.queries import find_unit, list_provinces


@bp.get("/periods")
def list_periods() -> ResponseReturnValue:
    """Show the calendar of a province."""
    account = actor()
    authorize(account, policies.may_see_any_periods, None)
    asked = read_query(UnitQueryIn()).data.get("province", "")
    own = sorted(policies.own_provinces(account))
    if not asked and not own:
        return render_template("competency/choose_calendar.html", provinces=list_provinces())
    province = _province(asked or own[0])
    return render_template(
        "competency/list_periods.html",
        province=province,
        periods=queries.list_periods(province.code),
        today=clock.today(),
        is_over=is_over,
    )


@bp.get("/periods/<code>")
def show_period(code: str) -> ResponseReturnValue:
    """Show a period: open, with what closing does; closed, with what was frozen."""
    return _page(_period(code), Form())


@bp.post("/periods/<code>/closing")
def close_period(code: str) -> ResponseReturnValue:
    """Freeze a period that is over."""
    period = _managed(code)
    form = read_form(ClosingIn())
    if form.errors:
        words = {"confirmed": [_("Please confirm that the figures will not change any more.")]}
        return _page(period, Form(raw=form.raw, errors=words)), 422
    province_code = period.province_code
    try:
        with transaction():
            services.close_period(queries.get_period(province_code, code), by=actor())
    except Refused as refusal:
        return _page(_period(code), Form(raw=form.raw, errors={"_form": [str(refusal)]})), 422
    flash(_("The period is closed: its figures are frozen."))
    return redirect(url_for(".show_period", code=code, province=province_code))


@bp.post("/periods/<code>/corrections")
def correct_period(code: str) -> ResponseReturnValue:
    """Compute a closed period anew, as the next numbered correction."""
    period = _managed(code)
    form = read_form(PeriodCorrectionIn())
    if form.errors:
        return _page(period, form), 422
    province_code = period.province_code
    try:
        with transaction():
            period = queries.get_period(province_code, code)
            number = services.correct_period(period, form.data["reason"], by=actor())
    except Refused as refusal:
        return _page(_period(code), Form(raw=form.raw, errors={"reason": [str(refusal)]})), 422
    flash(_("Correction no. %(number)s was made; the former figures stay readable.", number=number))
    return redirect(url_for(".show_period", code=code, province=province_code))


def _province(code: str) -> AdministrativeUnit:
    unit = find_unit(code)
    if unit is None or not unit.is_province or not policies.may_see_periods(actor(), unit.code):
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def _period(code: str) -> ReportingPeriod:
    account = actor()
    authorize(account, policies.may_see_any_periods, None)
    asked = read_query(UnitQueryIn()).data.get("province", "")
    province = _province(asked or next(iter(sorted(policies.own_provinces(account))), ""))
    return queries.get_period(province.code, code)


def _managed(code: str) -> ReportingPeriod:
    period = _period(code)
    authorize(actor(), policies.may_close_periods, period.province_code)
    return period


def _page(period: ReportingPeriod, form: Form) -> str:
    closings = queries.list_closings(period)
    shown = _shown(period, len(closings))
    province = _province(period.province_code)
    snapshot = queries.find_snapshot_day(period.ends_on)
    results = queries.list_target_results(province, period, correction_no=shown) if closings else []
    if not may_see_names(actor(), province):
        results = [one.held_back() if one.is_small else one for one in results]
    facts: dict[str, Any] = {
        "results": results,
        "is_over": is_over(period.ends_on, clock.today()),
        "is_counted": snapshot is not None and snapshot.state == SnapshotState.FROZEN,
        "may_close": policies.may_close_periods(actor(), period.province_code),
    }
    return render_template(
        "competency/show_period.html",
        period=period,
        province=province,
        closings=closings,
        shown=shown,
        form=form,
        with_definitions="definitions" in request.args,
        **facts,
    )


def _shown(period: ReportingPeriod, count: int) -> int:
    """Return which state is asked for: an earlier one by its number, else the latest."""
    asked = request.args.get("correction", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 4 and int(asked) < count  # noqa: PLR2004
    return int(asked) if known else period.correction_no
