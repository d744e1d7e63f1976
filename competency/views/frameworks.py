"""Pages about the versions of the framework: what they ask, what they would change, publishing them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from competency import policies, queries, services
from competency.models import Framework, Requirement, RequirementSet
from competency.rules import NATION, FrameworkState
from competency.schemas.frameworks import ConfirmIn, UploadIn, WithdrawIn
from competency.services import FrameworkText
from competency.services.framework_files import unpack
from competency.services.previews import is_out_of_date
from competency.views.blueprint import bp
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict, Refused
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from people.queries import list_positions, list_provinces


@bp.get("/frameworks")
def list_frameworks() -> ResponseReturnValue:
    """List the national versions, and the overlays this person may see."""
    account = actor()
    authorize(account, policies.may_see_frameworks, None)
    return render_template(
        "competency/list_frameworks.html",
        versions=queries.list_versions(),
        overlays=queries.list_overlays(visible_to=account),
        provinces={unit.code: unit.full_name for unit in list_provinces()},
        may_manage=policies.may_manage_frameworks(account, None),
        own_provinces=policies.own_provinces(account),
    )


@bp.get("/frameworks/upload")
def show_upload() -> ResponseReturnValue:
    """Ask for the files of a new version, filled in with what is said about the present one."""
    authorize(actor(), policies.may_manage_frameworks, None)
    current = queries.current_framework()
    (national,) = queries.list_sets(current)
    said = {
        "name": current.name,
        "legal_source": current.legal_source,
        "document": national.document,
        "effective_on": clock.today().isoformat(),
        "transition_days": "180",
    }
    return _upload_page(Form(raw=said))


@bp.post("/frameworks/upload")
def upload_framework() -> ResponseReturnValue:
    """Take the files as a draft, or tell every mistake."""
    authorize(actor(), policies.may_manage_frameworks, None)
    form = read_form(UploadIn())
    if form.errors:
        return _upload_page(form), 422
    current = queries.current_framework()
    text = FrameworkText(code=current.code, source_note=current.source_note, **form.data)
    uploads = {file.filename or "": file.read() for file in request.files.getlist("files")}
    try:
        contents = unpack(uploads)
        with transaction():
            framework = services.draft_framework(contents, text, by=actor())
            is_draft = framework.state == FrameworkState.DRAFT
            if is_draft:
                services.ask_preview(framework, by=actor())
            version = framework.version
    except Refused as refusal:
        form = Form(raw=form.raw, errors={"files": str(refusal).split("\n")})
        return _upload_page(form), 422
    flash(
        _("The files are a draft now. What it would change is being counted.")
        if is_draft
        else _("These files are this version already: nothing was changed.")
    )
    return redirect(url_for(".show_framework", code=text.code, version=version))


@bp.get("/frameworks/<code>/<int:version>")
def show_framework(code: str, version: int) -> ResponseReturnValue:
    """Show one version: what it asks of whom, where old evidence goes, what it would change."""
    authorize(actor(), policies.may_see_frameworks, None)
    return _framework_page(queries.get_version(code, version), Form())


@bp.post("/frameworks/<code>/<int:version>/preview")
def preview_framework(code: str, version: int) -> ResponseReturnValue:
    """Ask for a new count of what a draft would change."""
    authorize(actor(), policies.may_manage_frameworks, None)
    with transaction():
        services.ask_preview(queries.get_version(code, version), by=actor())
    flash(_("What it would change is being counted; this page shows how far it is."))
    return redirect(url_for(".show_framework", code=code, version=version))


@bp.post("/frameworks/<code>/<int:version>/publication")
def publish_framework(code: str, version: int) -> ResponseReturnValue:
    """Publish a draft whose consequences were read; officers are looked at afterwards."""
    authorize(actor(), policies.may_manage_frameworks, None)
    framework = queries.get_version(code, version)
    form = read_form(ConfirmIn())
    if form.errors:
        return _framework_page(framework, _not_confirmed(form)), 422
    refuse_uncounted(framework)
    with transaction():
        services.publish_framework(queries.get_version(code, version), by=actor())
    flash(_("Published. The officers concerned are looked at now, and told."))
    return redirect(url_for(".show_framework", code=code, version=version))


@bp.post("/frameworks/<code>/<int:version>/withdrawal")
def withdraw_framework(code: str, version: int) -> ResponseReturnValue:
    """Withdraw a draft or an outdated version, with a reason."""
    authorize(actor(), policies.may_manage_frameworks, None)
    framework = queries.get_version(code, version)
    form = read_form(WithdrawIn())
    if form.errors:
        return _framework_page(framework, form), 422
    with transaction():
        services.withdraw_framework(queries.get_version(code, version), form.data["reason"], by=actor())
    flash(_("Withdrawn."))
    return redirect(url_for(".show_framework", code=code, version=version))


@bp.get("/impacts/<int:preview_id>")
def show_impact(preview_id: int) -> ResponseReturnValue:
    """Show what a draft would change, by position and by unit, each number with the list behind it."""
    account = actor()
    authorize(account, policies.may_see_frameworks, None)
    preview = queries.get_preview(preview_id, visible_to=account)
    scope = queries.scope_of(preview, visible_to=account)
    return render_template(
        "competency/show_impact.html",
        preview=preview,
        draft_url=draft_url(preview.framework or preview.requirement_set),
        lines=queries.list_impact_lines(preview, scope),
        has_names=policies.may_manage_overlay(account, scope),
        scope_name={unit.code: unit.full_name for unit in list_provinces()}.get(
            scope, _("The whole country")
        ),
        is_nation=scope == NATION,
    )


def draft_url(draft: Any) -> str:
    """Return where a version or an overlay is shown."""
    if isinstance(draft, Framework):
        return url_for("competency.show_framework", code=draft.code, version=draft.version)
    return url_for("competency.show_overlay", overlay_id=draft.id)


def refuse_uncounted(draft: Framework | RequirementSet) -> None:
    """Stop who would publish without having seen what it changes.

    Raises:
        Conflict: the draft has no finished count, or one that is out of date.
    """
    if draft.state != FrameworkState.DRAFT:
        return
    preview = queries.find_preview(draft)
    if preview is None or preview.finished_at is None:
        raise Conflict(_("What this draft would change is not counted yet. Read it first, then publish."))
    if is_out_of_date(preview, draft):
        raise Conflict(_("Requirements have changed since they were counted. Count again before publishing."))


def impact_facts(draft: Any, scope: str) -> dict[str, Any]:
    """Return the last preview of a draft with its total, and whether requirements moved on since."""
    preview = queries.find_preview(draft)
    is_draft = draft.state == FrameworkState.DRAFT
    is_counted = preview is not None and preview.finished_at is not None
    lines = queries.list_impact_lines(preview, scope)["total"] if preview and is_counted else []
    return {
        "preview": preview,
        "total": lines[0] if lines else None,
        "is_stale": bool(preview and is_counted and is_draft and is_out_of_date(preview, draft)),
        "is_counted": is_counted,
    }


def _upload_page(form: Form) -> str:
    return render_template("competency/upload_framework.html", form=form)


def _framework_page(framework: Framework, form: Form) -> str:
    account = actor()
    (national,) = queries.list_sets(framework)
    previous = queries.find_previous(framework)
    asked = queries.list_national(framework.id)
    before = queries.list_national(previous.id) if previous else {}
    competencies = queries.list_all_competencies(framework.id)
    preview = queries.find_preview(framework)
    scope = queries.scope_of(preview, visible_to=account) if preview else NATION
    return render_template(
        "competency/show_framework.html",
        framework=framework,
        national=national,
        previous=previous,
        competencies=competencies,
        positions=list_positions(),
        cells=_cells(asked, before if framework.state == FrameworkState.DRAFT else {}),
        mapping=queries.list_mapping(framework.id),
        change=queries.find_change(f"framework:{framework.code}:{framework.version}"),
        may_manage=policies.may_manage_frameworks(account, None),
        form=form,
        **impact_facts(framework, scope),
    )


def _cells(
    asked: dict[tuple[str, str], Requirement], before: dict[tuple[str, str], Requirement]
) -> dict[tuple[str, str], str]:
    """Return what stands in the table of levels; where a draft differs, both levels."""
    cells = {}
    for key in asked.keys() | before.keys():
        new, old = asked.get(key), before.get(key)
        if not before or (new and old and new.level == old.level):
            cells[key] = str(new.level) if new else ""
        else:
            cells[key] = f"{old.level if old else '–'}→{new.level if new else '–'}"
    return cells


def _not_confirmed(form: Form) -> Form:
    return Form(
        raw=form.raw, errors={"confirmed": [_("Please confirm that you have read the consequences.")]}
    )
