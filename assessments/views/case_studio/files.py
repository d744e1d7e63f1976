"""Cases as YAML files: out as they stand, in as drafts after a look."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, rules, services
from assessments.queries.case_words import case_sections
from assessments.schemas.case_desk import finding_lines
from assessments.schemas.entries import read_number
from assessments.services.case_imports import CaseImportPlan, plan_case_import, write_case_yaml
from assessments.views import institutions
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import open_desk
from courses.rules import SectionChange, compare_sections
from lms.auth import actor
from lms.database import transaction
from lms.i18n import gettext as _
from lms.pages import send_bytes
from lms.permissions import authorize


@bp.get("/studio/cases/<code>/export.yaml")
def export_case(code: str) -> ResponseReturnValue:
    """Send a version as the YAML file of CONTRACTS 4.2."""
    version = open_desk(code).version
    return send_bytes(write_case_yaml(version).encode(), f"{version.case.code}.yaml", "application/yaml")


@bp.get("/studio/cases/import")
def ask_case_file() -> ResponseReturnValue:
    """Ask for a YAML file."""
    authorize(actor(), policies.may_import, None)
    return _show("", None, [], 200)


@bp.post("/studio/cases/import")
def import_case_draft() -> ResponseReturnValue:
    """Show what a file would become; on the second click take it in."""
    authorize(actor(), policies.may_import, None)
    content = _sent()
    text = content.decode("utf-8", "replace").lstrip("\ufeff")
    if request.form.get("do") != "accept":
        return _look_at(content, text)
    try:
        with transaction():
            owners = {owner.code: owner for owner in institutions.list_own()}
            owner = owners.get(request.form.get("owner", ""))
            seen = read_number(request.form.get("seen", ""))
            version = services.import_case_draft(content, owner, seen=seen, by=actor())
            code = version.case.code
    except services.ContentRefused as refused:
        return _show(text, None, refused.problems, refused.status)
    except services.EntryRefused as refused:
        return _show(text, None, [str(refused)], refused.status)
    flash(_("The file came in as a draft. Nothing is published."))
    return redirect(url_for("assessments.show_studio_case", code=code))


def _look_at(content: bytes, text: str) -> ResponseReturnValue:
    try:
        plan = plan_case_import(content, by=actor())
    except services.ContentRefused as refused:
        return _show(text, None, refused.problems, refused.status)
    return _show(text, plan, [], 422 if plan.hindrances else 200)


def _sent() -> bytes:
    """Return the file, or the text of the report."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.stream.read()
    return request.form.get("text", "").replace("\r\n", "\n").encode()


def _show(text: str, plan: CaseImportPlan | None, problems: list[str], status: int) -> ResponseReturnValue:
    page = render_template(
        "assessments/case_studio/import_case.html",
        text=text,
        plan=plan,
        changes=_changes(plan) if plan and plan.draft else [],
        hindrances=finding_lines(plan.hindrances, plan.graph) if plan else [],
        findings=finding_lines(plan.findings, plan.graph) if plan else [],
        problems=problems,
        owners=institutions.list_choices(),
    )
    return page, status


def _changes(plan: CaseImportPlan) -> list[SectionChange]:
    """Return what a file would change in the draft that is there."""
    if plan.draft is None:
        return []
    graph, _findings = rules.read_draft(plan.draft.document)
    return compare_sections(case_sections(graph), case_sections(plan.graph))
