"""Rubrics in the studio: the list, and one with all its versions."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import queries, services
from assessments.models import Rubric
from assessments.schemas.entries import NewItemIn
from assessments.schemas.marking import read_rubric, rubric_fields, rubric_size
from assessments.services import EntryRefused, RubricRefused
from assessments.views import institutions
from assessments.views.blueprint import bp
from courses.policies import may_open_studio, may_write
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize


@bp.get("/studio/rubrics")
def list_rubrics() -> ResponseReturnValue:
    """Show the rubrics of one's institutions, and a form for a new one."""
    authorize(actor(), may_open_studio, None)
    return _show_list(Form(), 200)


def _show_list(form: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "assessments/studio/list_rubrics.html",
        rubrics=queries.list_rubrics(visible_to=actor()),
        institutions=institutions.list_choices(),
        form=form,
    )
    return page, status


@bp.post("/studio/rubrics")
def create_rubric() -> ResponseReturnValue:
    """Make a rubric and go to it."""
    authorize(actor(), may_open_studio, None)
    form = read_form(NewItemIn())
    if form.errors:
        return _show_list(form, 422)
    said, code = form.data, form.data["code"]
    try:
        with transaction():
            owner = institutions.choose(said["institution"])
            services.create_rubric(owner, code=code, title=said["title"], by=actor())
    except EntryRefused as refused:
        return _show_list(Form(raw=form.raw, errors={refused.field: [str(refused)]}), 422)
    return redirect(url_for("assessments.show_rubric", code=code))


@bp.get("/studio/rubrics/<code>")
def show_rubric(code: str) -> ResponseReturnValue:
    """Show the newest version as a form, and the versions before."""
    rubric = queries.get_rubric(code, visible_to=actor())
    return _show(rubric, Form(raw=rubric_fields(rubric.newest)), 200)


def _show(rubric: Rubric, form: Form, status: int) -> ResponseReturnValue:
    rows, columns = rubric_size(form.raw)
    page = render_template(
        "assessments/studio/show_rubric.html",
        rubric=rubric,
        versions=list(reversed(rubric.versions)),
        uses=queries.count_uses(rubric),
        may_write=may_write(actor(), rubric.owner),
        form=form,
        newest_hash=_newest_hash(rubric),
        rows=rows,
        columns=columns,
    )
    return page, status


def _newest_hash(rubric: Rubric) -> str:
    return rubric.newest.content_hash if rubric.newest else ""


@bp.post("/studio/rubrics/<code>")
def save_rubric(code: str) -> ResponseReturnValue:
    """Keep what was typed as a version of its own, or show the form with more room."""
    typed = request.form.to_dict()
    rubric = queries.get_rubric(code, visible_to=actor())
    authorize(actor(), may_write, rubric.owner)
    if typed.get("more"):
        return _show(rubric, Form(raw=typed), 200)
    try:
        with transaction():
            rubric = queries.get_rubric(code, visible_to=actor())
            version = services.save_rubric(rubric, read_rubric(typed), seen=typed.get("seen", ""), by=actor())
            number = version.number
    except RubricRefused as refused:
        errors = {one.place: [_(one.template, **one.params)] for one in refused.findings}
        return _show(queries.get_rubric(code, visible_to=actor()), Form(raw=typed, errors=errors), 422)
    except EntryRefused as refused:
        form = Form(raw=typed, errors={refused.field: [str(refused)]})
        return _show(queries.get_rubric(code, visible_to=actor()), form, 422)
    except EditedMeanwhile as conflict:
        rubric = queries.get_rubric(code, visible_to=actor())  # what now stands below, to be compared
        raw = typed | {"seen": _newest_hash(rubric)}
        return _show(rubric, Form(raw=raw, errors={"_conflict": [str(conflict)]}), conflict.status)
    flash(_("Saved as version %(number)s.", number=number))
    return redirect(url_for("assessments.show_rubric", code=code))
