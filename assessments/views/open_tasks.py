"""Tasks to write on in the studio: the list, and one on its way to officers."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import queries, services
from assessments.models import CaseExercise, OpenTask, RubricVersion, TaskVersion
from assessments.rules.marking import MOST_OUTCOMES, TaskKind
from assessments.schemas.entries import read_number
from assessments.schemas.marking import (
    TaskIn,
    Typed,
    read_outcomes,
    read_words,
    task_fields,
)
from assessments.schemas.reviews import SubmissionIn
from assessments.services import EntryRefused, TaskNotReady, TaskText
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.models import Course
from courses.policies import may_open_studio, may_write
from courses.queries import list_comments, list_steps
from courses.rules import EDITABLE, compare_passages
from courses.services import EditedMeanwhile
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from lms.rich_text import render_markdown


@bp.get("/studio/tasks")
def list_open_tasks() -> ResponseReturnValue:
    """Show the tasks of one's institutions, and a form for a new one."""
    authorize(actor(), may_open_studio, None)
    return _show_list(Form(), 200)


def _show_list(form: Form, status: int) -> ResponseReturnValue:
    page = render_template(
        "assessments/studio/list_open_tasks.html",
        tasks=queries.list_tasks(visible_to=actor()),
        places=queries.list_places(actor()),
        form=form,
    )
    return page, status


@bp.post("/studio/tasks")
def create_open_task() -> ResponseReturnValue:
    """Make a task and go to it."""
    authorize(actor(), may_open_studio, None)
    form = read_form(TaskIn())
    if form.errors:
        return _show_list(form, 422)
    said, code = form.data, form.data["code"]
    try:
        with transaction():
            kind, place = TaskKind(said["kind"]), _place(said["place"])
            services.create_task(place, kind=kind, code=code, title=said["title"], by=actor())
    except EntryRefused as refused:
        return _show_list(Form(raw=form.raw, errors={refused.field: [str(refused)]}), 422)
    return redirect(url_for("assessments.show_open_task", code=code))


def _place(word: str) -> Course | CaseExercise:
    place = queries.find_place(word, actor())
    if place is None:
        raise EntryRefused(_("Choose a course or a case of your institution."), "place")
    return place


@bp.get("/studio/tasks/<code>")
def show_open_task(code: str) -> ResponseReturnValue:
    """Show the version on its way, or the newest, and its log."""
    task = queries.get_task(code, visible_to=actor())
    version = _version(task)
    return _show(version, Form(raw=task_fields(version)), 200)


def _version(task: OpenTask) -> TaskVersion:
    return queries.find_open_task_version(task) or task.versions[-1]


def _show(
    version: TaskVersion, form: Form, status: int, conflict: EditedMeanwhile | None = None
) -> ResponseReturnValue:
    task = version.task
    writes = may_write(actor(), task.owner)
    typed, names = str(form.raw.get("prompt", "")), list_competency_names()
    page = render_template(
        "assessments/studio/show_open_task.html",
        task=task,
        version=version,
        published=task.published,
        is_editable=writes and version.state in EDITABLE,
        may_write=writes,
        rubrics=_rubric_choices(task),
        names=names,
        competencies=[(key, f"{key} {name}") for key, name in names.items()],
        outcome_rows=range(min(MOST_OUTCOMES, len(version.outcomes) + 2)),
        findings=queries.list_task_findings(version) if version.state in EDITABLE else [],
        preview=render_markdown(version.prompt),
        comments=list_comments(version.subject),
        steps=list_steps(version.subject),
        conflict=conflict,
        differences=compare_passages(version.prompt, typed) if conflict else [],
        form=form,
    )
    return page, status


def _rubric_choices(task: OpenTask) -> list[tuple[int, str]]:
    return [
        (one.id, f"{one.rubric.code} – {one.rubric.title} ({one.number})")
        for one in queries.list_rubric_versions(task.owner)
    ]


@bp.post("/studio/tasks/<code>")
def save_open_task(code: str) -> ResponseReturnValue:
    """Keep what an author typed, finished or not; nobody's work is overwritten unseen."""
    typed = request.form.to_dict()
    try:
        with transaction():
            task = queries.get_task(code, visible_to=actor())
            version = _version(task)
            seen = read_number(typed.get("revision", "")) or 0
            services.save_task(version, _said(typed), seen=seen, by=actor())
    except EntryRefused as refused:
        version = _version(queries.get_task(code, visible_to=actor()))
        return _show(version, Form(raw=typed, errors={refused.field: [str(refused)]}), 422)
    except EditedMeanwhile as conflict:
        version = _version(queries.get_task(code, visible_to=actor()))
        return _show(version, Form(raw=typed | {"revision": version.revision}), conflict.status, conflict)
    flash(_("Saved."))
    return redirect(url_for("assessments.show_open_task", code=code))


def _said(typed: Typed) -> TaskText:
    least, most = read_words(typed)
    return TaskText(
        prompt=typed.get("prompt", ""),
        least_words=least,
        most_words=most,
        rubric_version=_rubric_version(typed.get("rubric", "")),
        competency_code=typed.get("competency", "")[:10],
        outcomes=read_outcomes(typed),
    )


def _rubric_version(word: str) -> RubricVersion | None:
    if not word:
        return None
    key = read_number(word)
    found = queries.find_rubric_version(key) if key is not None else None
    if found is None:
        raise EntryRefused(_("Choose a rubric of your own institution."), "rubric")
    return found


@bp.post("/studio/tasks/<code>/versions")
def begin_open_task_version(code: str) -> ResponseReturnValue:
    """Begin the next version with what is published; what is open already is opened."""
    with transaction():
        services.begin_task_version(queries.get_task(code, visible_to=actor()), by=actor())
    return redirect(url_for("assessments.show_open_task", code=code))


@bp.post("/studio/tasks/<code>/submission")
def submit_open_task(code: str) -> ResponseReturnValue:
    """Hand the open version in for review; twice is as good as once."""
    form = read_form(SubmissionIn())
    version = _version(queries.get_task(code, visible_to=actor()))
    if form.errors:
        return _show(version, Form(raw={**task_fields(version), **form.raw}, errors=form.errors), 422)
    try:
        with transaction():
            version = _version(queries.get_task(code, visible_to=actor()))
            services.submit_task(version, by=actor(), note=form.data["note"])
    except TaskNotReady as refused:
        version = _version(queries.get_task(code, visible_to=actor()))
        errors = {one.place: [_(one.template, **one.params)] for one in refused.findings}
        return _show(version, Form(raw={**task_fields(version), **form.raw}, errors=errors), 422)
    flash(_("The task was handed in. A reviewer who did not write in it decides."))
    return redirect(url_for("assessments.show_open_task", code=code))
