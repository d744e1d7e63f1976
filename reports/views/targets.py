"""Policy targets of a province or commune: the table, one target, the list behind a number, files."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO, StringIO
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from competency import policies as may
from competency.queries.target_words import KIND_WORDS, ORIGIN_WORDS, VERDICT_WORDS
from competency.queries.targets import get_line
from competency.rules.targets import DataOrigin, Operator, TargetKind, TargetResult, Verdict
from lms import clock
from lms.auth import actor
from lms.errors import Forbidden, NotFound
from lms.forms import Form, read_form, read_query
from lms.i18n import format_day, format_percent
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import page_number, send_bytes
from lms.permissions import authorize
from lms.tables import XLSX, csv_cells, write_table
from people import policies
from people.models import AdministrativeUnit
from people.queries import list_provinces
from reports.queries.coverage import NATION, get_named_unit, get_scope_unit, own_scopes
from reports.queries.targets import (
    PART_WORDS,
    TargetFilters,
    get_people_behind,
    get_target_page,
    get_targets,
)
from reports.schemas import PurposeIn, TargetPeopleQueryIn, TargetQueryIn
from reports.views.blueprint import bp
from reports.views.purposes import ask_purpose, kept_purpose, note_purpose, purpose_words


@bp.get("/targets")
def show_targets() -> ResponseReturnValue:
    """Show the policy targets of a unit as a table; the ministry chooses a province first."""
    account = actor()
    unit = _unit(account)
    if unit is None:
        may_define = may.may_define_targets(account, "")
        provinces = list_provinces()
        return render_template("reports/choose_province.html", provinces=provinces, may_define=may_define)
    form, filters = _filters()
    results = get_targets(unit, filters, visible_to=account)
    asked = {name: value for name, value in asdict(filters).items() if value}
    page = render_template(
        "reports/show_targets.html",
        unit=unit,
        on=clock.today(),
        results=results,
        form=form,
        filters=filters,
        counts={verdict: sum(one.verdict is verdict for one in results) for verdict in Verdict},
        kinds=[(kind.value, KIND_WORDS[kind]) for kind in TargetKind],
        origins=[(origin.value, ORIGIN_WORDS[origin]) for origin in DataOrigin],
        verdicts=[(verdict.value, VERDICT_WORDS[verdict]) for verdict in Verdict],
        csv_url=url_for("reports.download_targets", kind_of_file="csv", unit=unit.code, **asked),
        xlsx_url=url_for("reports.download_targets", kind_of_file="xlsx", unit=unit.code, **asked),
        may_define=may.may_define_targets(account, unit.province_code),
        may_see_periods=may.may_see_periods(account, unit.province_code),
        words={"kind": KIND_WORDS, "origin": ORIGIN_WORDS},
    )
    return page, 422 if form.errors else 200


@bp.get("/targets.<any(csv, xlsx):kind_of_file>")
def download_targets(kind_of_file: str) -> ResponseReturnValue:
    """Give the table as a file, with the same choice as the page."""
    account = actor()
    unit = _unit(account)
    if unit is None:
        raise NotFound(_("Choose a province first."))
    _form, filters = _filters()
    rows = [_values(one) for one in get_targets(unit, filters, visible_to=account)]
    name = f"targets-{unit.code}-{clock.today():%Y-%m-%d}.{kind_of_file}"
    if kind_of_file == "csv":
        return send_bytes(_csv(rows).encode(), name, "text/csv; charset=utf-8")
    target = BytesIO()
    write_table(target, _headers(), rows)
    return send_bytes(target.getvalue(), name, XLSX)


@bp.get("/targets/<code>")
def show_target(code: str) -> ResponseReturnValue:
    """Show one target: its figures, what they mean, trend, communes, entries."""
    account = actor()
    unit = _chosen(account)
    found = get_target_page(unit, code, visible_to=account)
    return render_template(
        "reports/show_target.html",
        unit=unit,
        on=clock.today(),
        page=found,
        one=found.result,
        words={"kind": KIND_WORDS, "origin": ORIGIN_WORDS},
        may_enter=found.is_entered and may.may_enter_totals(account, unit.province_code),
        may_define=may.may_define_targets(account, unit.province_code),
        leads_to_names=found.is_computed and policies.may_see_names(account, unit),
        trail=_trail(unit, code),
    )


@bp.get("/targets/<code>/officers")
def list_target_officers(code: str) -> ResponseReturnValue:
    """List who stands behind a number, if the purpose was stated in the last 15 minutes; else ask for it."""
    account = actor()
    unit, part = _named(account)
    target = get_line(unit, code).target
    kept = kept_purpose(_key(unit, code))
    if kept is None:
        return _ask(unit, code, part, Form())
    filters = {"target": code, "part": part}
    if kept["filters"] != filters:
        note_purpose(kept["purpose"], unit.code, filters, kept["until"], key=_key(unit, code))
    return render_template(
        "reports/list_target_officers.html",
        unit=unit,
        about=f"{target.code} {target.name}: {PART_WORDS[part]}",
        purpose=kept["purpose"],
        page=get_people_behind(unit, code, part, page_number(), visible_to=account),
        on=clock.today(),
        leads_to_profiles=policies.may_see_team(account, None),
        trail=_list_trail(unit, code),
    )


@bp.post("/targets/<code>/officers")
def open_target_officers(code: str) -> ResponseReturnValue:
    """Write down the purpose and lead to the list."""
    account = actor()
    unit, part = _named(account)
    get_line(unit, code)
    form = read_form(PurposeIn())
    if form.errors:
        return _ask(unit, code, part, form), 422
    note_purpose(purpose_words(form), unit.code, {"target": code, "part": part}, key=_key(unit, code))
    return redirect(url_for("reports.list_target_officers", code=code, unit=unit.code, part=part or None))


def _unit(account: Account) -> AdministrativeUnit | None:
    """Return the unit that is asked for, else the widest one of one's own; None is the whole country."""
    authorize(account, may.may_see_targets, None)
    asked = read_query(TargetQueryIn(only=("unit",))).data.get("unit", "")
    codes = own_scopes(account)
    if not asked and not codes:
        raise Forbidden(_("Figures of units are for leaders, the Department and the ministry."))
    return get_scope_unit(asked or codes[0], visible_to=account)


def _chosen(account: Account) -> AdministrativeUnit:
    unit = _unit(account)
    if unit is None:
        raise NotFound(_("Choose a province first."))
    return unit


def _named(account: Account) -> tuple[AdministrativeUnit, str]:
    """Return the unit whose names are asked for, and the part of the population."""
    asked = read_query(TargetPeopleQueryIn()).data
    code = asked.get("unit", "") or next(iter(own_scopes(account)), NATION)
    return get_named_unit(code, visible_to=account), asked.get("part", "")


def _filters() -> tuple[Form, TargetFilters]:
    form = read_query(TargetQueryIn())
    names = ("kind", "origin", "verdict", "others")
    return form, TargetFilters(*(form.data.get(name, "") for name in names))


def _key(unit: AdministrativeUnit, code: str) -> str:
    return f"target:{unit.code}:{code}"


def _ask(unit: AdministrativeUnit, code: str, part: str, form: Form) -> str:
    return ask_purpose(unit, f"{code}, {PART_WORDS[part]}", form, _list_trail(unit, code))


def _trail(unit: AdministrativeUnit, code: str, *, leads_on: bool = False) -> list[dict[str, Any]]:
    url = url_for("reports.show_target", code=code, unit=unit.code) if leads_on else ""
    back = url_for("reports.show_targets", unit=unit.code)
    label = _("Policy targets: %(unit)s", unit=unit.full_name)
    return [{"label": label, "url": back}, {"label": code, "url": url}]


def _list_trail(unit: AdministrativeUnit, code: str) -> list[dict[str, Any]]:
    return [*_trail(unit, code, leads_on=True), {"label": _("List"), "url": ""}]


def _headers() -> list[str]:
    return [
        _("Code"),
        _("Target"),
        _("Kind"),
        _("Where the figures come from"),
        _("Population"),
        _("Definition"),
        _("Numerator"),
        _("Denominator"),
        _("Field filled in for"),
        _("Share"),
        _("Threshold"),
        _("Due"),
        _("Verdict"),
        _("As of day"),
        _("Note"),
        _("Document"),
    ]


def _values(one: TargetResult) -> list[str]:
    sign = ">" if one.operator is Operator.MORE_THAN else "≥"
    figures = [one.numerator, one.denominator, one.with_field]
    return [
        one.code,
        one.name,
        str(KIND_WORDS[one.kind]),
        str(ORIGIN_WORDS[one.origin]),
        one.population,
        one.definition,
        *("" if figure is None else str(figure) for figure in figures),
        "" if one.share is None else format_percent(one.share),
        f"{sign} {one.threshold} %",
        format_day(one.due),
        _("Fewer than 5 people") if one.is_suppressed else str(VERDICT_WORDS[one.verdict]),
        format_day(one.measured_on),
        one.note,
        one.document or one.source,
    ]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    target = StringIO()
    target.write("\ufeff")  # spreadsheets take the file for UTF-8 only with this mark
    writer = csv.writer(target)
    writer.writerow(_headers())
    writer.writerows(csv_cells(row) for row in rows)
    return target.getvalue()
