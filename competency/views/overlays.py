"""Pages about what a province asks on top of the nation."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import RequirementSet
from competency.rules import FrameworkState
from competency.schemas.frameworks import ConfirmIn, OverlayIn, WithdrawIn
from competency.services import OverlayLine, OverlayRefused, OverlayText
from competency.services.framework_files import parse_level, parse_weight
from competency.services.overlays import OVERLAY_FILE_COLUMNS, read_overlay
from competency.views.blueprint import bp
from competency.views.frameworks import impact_facts, refuse_uncounted
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from lms.tables import CellProblem
from people.models import AdministrativeUnit
from people.queries import get_unit, list_positions

SPARE_ROWS = 5
Row = dict[str, str]


@bp.get("/frameworks/overlays/new")
def show_new_overlay() -> ResponseReturnValue:
    """Ask for the decision of the province and its rows."""
    _own_province()
    return _new_page(Form(raw={"effective_on": clock.today().isoformat()}), [])


@bp.post("/frameworks/overlays/new")
def add_overlay() -> ResponseReturnValue:
    """Take rows or a file as a draft, or tell every mistake."""
    province = _own_province()
    form, rows = _posted()
    if form.errors:
        return _new_page(form, rows), 422
    try:
        text, lines = _said(form, rows)
        with transaction():
            overlay = services.draft_overlay(province, text, lines, by=actor())
            services.ask_preview(overlay, by=actor())
            overlay_id = overlay.id
    except Refused as refusal:
        return _new_page(_refused(form, refusal), rows), 422
    flash(_("The draft was kept. What it would change is being counted."))
    return redirect(url_for(".show_overlay", overlay_id=overlay_id))


@bp.get("/frameworks/overlays/<int:overlay_id>")
def show_overlay(overlay_id: int) -> ResponseReturnValue:
    """Show an overlay; a draft as a form."""
    authorize(actor(), policies.may_see_frameworks, None)
    overlay = queries.get_overlay(overlay_id, visible_to=actor())
    return _overlay_page(overlay, _stored(overlay), [_row_of(row) for row in overlay.requirements])


@bp.post("/frameworks/overlays/<int:overlay_id>")
def edit_overlay(overlay_id: int) -> ResponseReturnValue:
    """Keep the rows of a draft, or tell every mistake."""
    overlay = _managed(overlay_id)
    form, rows = _posted()
    if form.errors:
        return _overlay_page(overlay, form, rows), 422
    try:
        text, lines = _said(form, rows)
        with transaction():
            overlay = queries.get_overlay(overlay_id, visible_to=actor())
            services.edit_overlay(overlay, text, lines, by=actor())
            services.ask_preview(overlay, by=actor())
    except Refused as refusal:
        overlay = queries.get_overlay(overlay_id, visible_to=actor())
        return _overlay_page(overlay, _refused(form, refusal), rows), 422
    flash(_("The draft was kept. What it would change is being counted."))
    return _to(overlay_id)


@bp.post("/frameworks/overlays/<int:overlay_id>/preview")
def preview_overlay(overlay_id: int) -> ResponseReturnValue:
    """Ask for a new count of what a draft would change."""
    _managed(overlay_id)
    with transaction():
        services.ask_preview(queries.get_overlay(overlay_id, visible_to=actor()), by=actor())
    flash(_("What it would change is being counted; this page shows how far it is."))
    return _to(overlay_id)


@bp.post("/frameworks/overlays/<int:overlay_id>/publication")
def publish_overlay(overlay_id: int) -> ResponseReturnValue:
    """Publish a draft whose consequences were read; officers are looked at afterwards."""
    overlay = _managed(overlay_id)
    form = read_form(ConfirmIn())
    if form.errors:
        words = {"confirmed": [_("Please confirm that you have read the consequences.")]}
        return _overlay_page(
            overlay, _stored(overlay, words), [_row_of(row) for row in overlay.requirements]
        ), 422
    refuse_uncounted(overlay)
    try:
        with transaction():
            overlay = queries.get_overlay(overlay_id, visible_to=actor())
            services.publish_overlay(overlay, by=actor())
    except OverlayRefused as refusal:
        overlay = queries.get_overlay(overlay_id, visible_to=actor())
        rows = [_row_of(row) for row in overlay.requirements]
        return _overlay_page(overlay, _refused(_stored(overlay), refusal), rows), 422
    flash(_("Published. The officers concerned are looked at now, and told."))
    return _to(overlay_id)


@bp.post("/frameworks/overlays/<int:overlay_id>/withdrawal")
def withdraw_overlay(overlay_id: int) -> ResponseReturnValue:
    """Withdraw an overlay, with a reason; the province is asked what the nation asks."""
    overlay = _managed(overlay_id)
    form = read_form(WithdrawIn())
    if form.errors:
        words = _stored(overlay, form.errors, dict(form.raw))
        return _overlay_page(overlay, words, [_row_of(row) for row in overlay.requirements]), 422
    with transaction():
        overlay = queries.get_overlay(overlay_id, visible_to=actor())
        services.withdraw_overlay(overlay, form.data["reason"], by=actor())
    flash(_("Withdrawn."))
    return _to(overlay_id)


def _own_province() -> AdministrativeUnit:
    """Return the province for which this person acts.

    Raises:
        Forbidden: for none.
    """
    account = actor()
    authorize(account, policies.may_draft_overlays, None)
    return get_unit(min(policies.own_provinces(account)))


def _managed(overlay_id: int) -> RequirementSet:
    account = actor()
    authorize(account, policies.may_see_frameworks, None)
    overlay = queries.get_overlay(overlay_id, visible_to=account)
    authorize(account, policies.may_manage_overlay, overlay.owner_unit_code or "")
    return overlay


def _posted() -> tuple[Form, list[Row]]:
    """Return the form and its rows that are not empty, as they were typed."""
    form = read_form(OverlayIn(), many=OVERLAY_FILE_COLUMNS)
    columns = [form.raw.get(name, []) for name in OVERLAY_FILE_COLUMNS]
    rows = [dict(zip(OVERLAY_FILE_COLUMNS, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return form, [row for row in rows if any(cell.strip() for cell in row.values())]


def _said(form: Form, rows: list[Row]) -> tuple[OverlayText, list[OverlayLine]]:
    """Return what was handed in; a file counts in place of the rows."""
    file = request.files.get("file")
    content = file.read() if file is not None and file.filename else b""
    lines = read_overlay(content) if content else [_line(number, row) for number, row in enumerate(rows, 1)]
    return OverlayText(form.data["document"], form.data["effective_on"]), lines


def _line(number: int, row: Row) -> OverlayLine:
    try:
        weight = parse_weight(row["weight"]) if row["weight"].strip() else None
        level = parse_level(row["required_level"])
    except CellProblem as problem:
        raise OverlayRefused([_("Row %(row)d: ", row=number) + str(problem)]) from problem
    return OverlayLine(_code(row["position_code"]), _code(row["competency_code"]), level, weight)


def _code(text: str) -> str:
    """Return the code of what was typed or chosen from the list, such as “VT14” or “vt14 Chuyên viên”."""
    return text.strip().partition(" ")[0].upper()


def _refused(form: Form, refusal: Refused) -> Form:
    reasons = list(refusal.reasons) if isinstance(refusal, OverlayRefused) else [str(refusal)]
    return Form(raw=form.raw, errors={"_rows": reasons})


def _stored(
    overlay: RequirementSet, errors: dict[str, list[str]] | None = None, typed: dict[str, Any] | None = None
) -> Form:
    said = {"document": overlay.document, "effective_on": overlay.effective_on.isoformat()}
    return Form(raw=said | (typed or {}), errors=errors or {})


def _row_of(requirement: Any) -> Row:
    weight = requirement.weight_percent
    return {
        "position_code": requirement.position_code,
        "competency_code": requirement.competency_code,
        "required_level": str(requirement.level),
        "weight": "" if weight is None else f"{weight / 100:g}",
    }


def _to(overlay_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show_overlay", overlay_id=overlay_id))


def _new_page(form: Form, rows: list[Row]) -> str:
    return render_template("competency/new_overlay.html", form=form, **_editor_facts(rows))


def _overlay_page(overlay: RequirementSet, form: Form, rows: list[Row]) -> str:
    account = actor()
    is_draft = overlay.state == FrameworkState.DRAFT
    may_manage = policies.may_manage_overlay(account, overlay.owner_unit_code or "")
    cause = (
        f"overlay-withdrawn:{overlay.id}"
        if overlay.state == FrameworkState.WITHDRAWN
        else f"overlay:{overlay.id}"
    )
    return render_template(
        "competency/show_overlay.html",
        overlay=overlay,
        province=get_unit(overlay.owner_unit_code or ""),
        may_manage=may_manage,
        may_edit=may_manage and is_draft,
        change=queries.find_change(cause),
        form=form,
        **_editor_facts(rows),
        **impact_facts(overlay, overlay.owner_unit_code or ""),
    )


def _editor_facts(rows: list[Row]) -> dict[str, Any]:
    framework = queries.current_framework()
    national = queries.list_national(framework.id)
    return {
        "rows": rows,
        "spare_rows": SPARE_ROWS,
        "positions": list_positions(),
        "competencies": [one for one in queries.list_all_competencies(framework.id) if one.pillar_code],
        "national": {key: row.level for key, row in national.items()},
    }
