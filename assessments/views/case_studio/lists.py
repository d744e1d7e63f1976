"""All cases of an institution, a new one, and one with all that belongs to it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.schemas.case_forms import NewCaseIn
from assessments.services.case_review import list_remarks
from assessments.views import institutions
from assessments.views.blueprint import bp
from assessments.views.case_studio.desk import open_desk
from courses.queries import list_comments, list_steps
from courses.rules import OPEN
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.pages import page_number
from lms.permissions import authorize


@bp.get("/studio/cases")
def list_studio_cases() -> ResponseReturnValue:
    """Show the cases a person writes or reviews, and the panels that wait for their ratings."""
    authorize(actor(), policies.may_open_case_desk, None)
    text = request.args.get("q", "")[:100]
    page = queries.page_of_own_cases(text, number=page_number(), visible_to=actor())
    return render_template(
        "assessments/case_studio/list_cases.html",
        page=page,
        versions=queries.list_newest_case_versions(page.items),
        seats=queries.list_my_seats(actor()),
        institutions=institutions.list_own(),
        filters=Form(raw={"q": text}),
    )


@bp.get("/studio/cases/new")
def new_studio_case() -> ResponseReturnValue:
    """Ask for code and title of a new case."""
    authorize(actor(), policies.may_import, None)
    return _ask_new(Form(), 200)


@bp.post("/studio/cases")
def create_studio_case() -> ResponseReturnValue:
    """Make a case and go on to its draft."""
    authorize(actor(), policies.may_import, None)
    form = read_form(NewCaseIn())
    if form.errors:
        return _ask_new(form, 422)
    said, code = form.data, form.data["code"]
    try:
        with transaction():
            owner = institutions.choose(said["owner"], "owner")
            services.create_case(owner, code=code, title=said["title"], by=actor())
    except services.EntryRefused as refused:
        form.errors[refused.field or "title"] = [str(refused)]
        return _ask_new(form, refused.status)
    return redirect(url_for("assessments.show_studio_case", code=code))


@bp.get("/studio/cases/<code>")
def show_studio_case(code: str) -> ResponseReturnValue:
    """Show a version of a case: drawing, text, findings, comments, log, and what may be done next."""
    return render_case(code, Form(), 200)


def render_case(code: str, form: Form, status: int) -> ResponseReturnValue:
    """Return the page of a version of a case; ``form`` is that of handing it in."""
    desk = open_desk(code)
    panels = list(queries.list_panels(desk.version))
    page = render_template(
        "assessments/case_studio/show_case.html",
        desk=desk,
        versions=queries.list_case_versions(desk.case),
        has_open=queries.find_open_case_version(desk.case) is not None,
        remarks=list_remarks(desk.version, panels) if desk.version.state in OPEN else [],
        comments=list_comments(desk.version.subject),
        steps=list_steps(desk.version.subject),
        form=form,
    )
    return page, status


@bp.post("/studio/cases/<code>/draft")
def draft_studio_case(code: str) -> ResponseReturnValue:
    """Begin the next version, or go to the one that is open."""
    with transaction():
        services.draft_case(queries.get_own_case(code, visible_to=actor()), by=actor())
    return redirect(url_for("assessments.show_studio_case", code=code))


def _ask_new(form: Form, status: int) -> ResponseReturnValue:
    choices = institutions.list_choices()
    return render_template("assessments/case_studio/new_case.html", form=form, owners=choices), status
