"""Pages about totals that are entered for policy targets."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies, services
from competency.models import PolicyTarget, TargetEntry
from competency.queries import targets
from competency.rules.targets import Measure
from competency.schemas.targets import CorrectionIn, TotalsIn, UnitQueryIn
from competency.services import EntryRefused, Totals
from competency.views.blueprint import bp
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import Form, read_form, read_query
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.models import AdministrativeUnit
from people.policies import may_see_coverage
from people.queries import find_unit


@bp.get("/targets/<code>/entries")
def list_entries(code: str) -> ResponseReturnValue:
    """Show the totals entered for a target of a unit, with a form for those who enter them."""
    target, unit = _entered(code)
    return _page(target, unit, Form(raw={"measured_on": clock.today().isoformat()}))


@bp.post("/targets/<code>/entries")
def enter_totals(code: str) -> ResponseReturnValue:
    """Keep new totals, or tell what is wrong with them."""
    target, unit = _entered(code)
    authorize(actor(), policies.may_enter_totals, unit.province_code)
    form = read_form(TotalsIn())
    if form.errors:
        return _page(target, unit, form), 422
    unit_code = unit.code
    try:
        with transaction():
            target, unit = targets.get_target(code), _unit(unit_code)
            services.enter_totals(target, unit, Totals(**form.data), by=actor())
    except EntryRefused as refusal:
        return _page(targets.get_target(code), _unit(unit_code), _refused(form, refusal)), 422
    flash(_("The totals were entered."))
    return redirect(url_for(".list_entries", code=code, unit=unit_code))


@bp.get("/targets/entries/<int:entry_id>/correction")
def show_correction(entry_id: int) -> ResponseReturnValue:
    """Ask for the right totals and the reason."""
    entry, unit = _own_entry(entry_id)
    names = ("numerator", "denominator", "document")
    raw = {"measured_on": entry.measured_on.isoformat()} | {name: getattr(entry, name) for name in names}
    return _correction_page(entry, unit, Form(raw=raw))


@bp.post("/targets/entries/<int:entry_id>/correction")
def correct_totals(entry_id: int) -> ResponseReturnValue:
    """Keep a correction as a new row; the wrong one stays readable."""
    entry, unit = _own_entry(entry_id)
    form = read_form(CorrectionIn())
    if form.errors:
        return _correction_page(entry, unit, form), 422
    said = dict(form.data)
    reason = said.pop("reason")
    code, unit_code = entry.target_code, entry.unit_code
    try:
        with transaction():
            services.correct_totals(targets.get_entry(entry_id), Totals(**said), reason, by=actor())
    except EntryRefused as refusal:
        return _correction_page(*_own_entry(entry_id), _refused(form, refusal)), 422
    flash(_("The totals were corrected; the former ones stay readable."))
    return redirect(url_for(".list_entries", code=code, unit=unit_code))


def _entered(code: str) -> tuple[PolicyTarget, AdministrativeUnit]:
    """Return a target of entered totals and the unit it is about.

    Raises:
        Forbidden: this person has no figures at all.
        NotFound: there is no such target or unit, or nothing is entered for it.
    """
    account = actor()
    authorize(account, policies.may_see_targets, None)
    unit = _unit(read_query(UnitQueryIn()).data.get("unit", "") or next(iter(_provinces()), ""))
    line = targets.get_line(unit, code)
    if line.target.measure != Measure.ENTERED:
        raise NotFound(_("There is no policy target %(code)s.", code=code))
    return line.target, unit


def _provinces() -> list[str]:
    return sorted(policies.own_provinces(actor()))


def _unit(code: str) -> AdministrativeUnit:
    unit = find_unit(code)
    if unit is None or not may_see_coverage(actor(), unit):
        raise NotFound(_("There is no administrative unit %(code)s.", code=code))
    return unit


def _own_entry(entry_id: int) -> tuple[TargetEntry, AdministrativeUnit]:
    account = actor()
    authorize(account, policies.may_see_targets, None)
    entry = targets.get_entry(entry_id)
    unit = _unit(entry.unit_code)
    authorize(account, policies.may_enter_totals, unit.province_code)
    return entry, unit


def _refused(form: Form, refusal: EntryRefused) -> Form:
    return Form(raw=form.raw, errors={refusal.field or "_form": [str(refusal)]})


def _page(target: PolicyTarget, unit: AdministrativeUnit, form: Form) -> str:
    entries = targets.list_entries([unit.code], target.code)
    corrected = {entry.corrects_id for entry in entries}
    is_own = target.owner_unit_code in (None, unit.province_code)
    return render_template(
        "competency/list_entries.html",
        target=target,
        unit=unit,
        entries=[(entry, entry.id not in corrected) for entry in entries],
        form=form,
        may_enter=is_own and policies.may_enter_totals(actor(), unit.province_code),
        trail=_trail(target.code, unit),
    )


def _correction_page(entry: TargetEntry, unit: AdministrativeUnit, form: Form) -> str:
    trail = [*_trail(entry.target_code, unit), {"label": _("Correction"), "url": ""}]
    return render_template(
        "competency/show_correction.html",
        entry=entry,
        target=targets.get_target(entry.target_code),
        unit=unit,
        form=form,
        trail=trail,
    )


def _trail(code: str, unit: AdministrativeUnit) -> list[dict[str, Any]]:
    return [
        {"label": _("Policy targets"), "url": url_for("reports.show_targets", unit=unit.code)},
        {"label": code, "url": url_for("reports.show_target", code=code, unit=unit.code)},
        {"label": _("Totals entered"), "url": url_for(".list_entries", code=code, unit=unit.code)},
    ]
