"""Writing on a task, and what the marks were. A text exists for its writer only."""

from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.models import OpenTask, Script
from assessments.rules.marking import ScriptState, is_overdue
from assessments.schemas.marking import ScriptIn
from assessments.services import HandedInAlready, SavedElsewhere, TextRefused, Typed
from assessments.views.blueprint import bp
from competency.queries import list_competency_names
from courses.queries import list_replaced_in
from courses.rules import compare_passages
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import format_instant
from lms.i18n import gettext as _
from lms.permissions import authorize
from lms.rich_text import render_markdown
from people.queries import find_officer_of, get_officer_of


@bp.get("/tasks")
def list_my_scripts() -> ResponseReturnValue:
    """Show what I have written and how far its marking is, and what I may write on."""
    officer = get_officer_of(actor())
    scripts = queries.list_my_scripts(officer)
    written = {script.task_id for script in scripts}
    return render_template(
        "assessments/list_my_scripts.html",
        scripts=scripts,
        tasks=[task for task in queries.list_tasks_for(officer) if task.id not in written],
    )


@bp.get("/tasks/<code>")
def show_task(code: str) -> ResponseReturnValue:
    """Show what is asked and how it is marked; the text under way is opened."""
    task = queries.get_task_to_write(code, visible_to=actor())
    officer = find_officer_of(actor())
    under_way = queries.find_script_under_way(task, officer) if officer else None
    if under_way is not None:
        return redirect(url_for("assessments.show_script", public_id=under_way.public_id))
    version = task.published
    return render_template(
        "assessments/show_task.html",
        task=task,
        version=version,
        prompt=render_markdown(version.prompt) if version else "",
        names=list_competency_names(),
        may_learn=policies.may_learn(actor(), task),
        refusal=services.tell_refusal(task, by=actor()),
        scripts=queries.list_scripts_on(task, officer) if officer else [],
        waiting=list_replaced_in(version.subject) if version else [],
    )


@bp.post("/tasks/<code>/scripts")
def start_script(code: str) -> ResponseReturnValue:
    """Begin a text; twice is as good as once."""
    with transaction():
        task: OpenTask = queries.get_task_to_write(code, visible_to=actor())
        public_id = services.start_script(task, by=actor()).public_id
    return redirect(url_for("assessments.show_script", public_id=public_id))


@bp.get("/scripts/<uuid:public_id>")
def show_script(public_id: UUID) -> ResponseReturnValue:
    """Show the text to write on, or where its marking is, or the marks."""
    authorize(actor(), policies.may_learn, None)
    script = queries.get_my_script(public_id, visible_to=actor())
    return _show(script, Form(raw={"text": script.text}), 200)


def _show(
    script: Script, form: Form, status: int, conflict: SavedElsewhere | None = None
) -> ResponseReturnValue:
    is_writing = script.state == ScriptState.WRITING
    version = script.version
    page = render_template(
        "assessments/write_script.html" if is_writing else "assessments/show_script.html",
        script=script,
        task=version.task,
        version=version,
        prompt=render_markdown(version.prompt),
        names=list_competency_names(),
        is_late=script.handed_in_at is not None and is_overdue(script.handed_in_at, clock.now()),
        conflict=conflict,
        window=form.raw.get("window") or uuid4().hex,
        differences=compare_passages(script.text, form.raw.get("text", "")) if conflict else [],
        form=form,
    )
    return page, status


@bp.post("/scripts/<uuid:public_id>/text")
def save_script(public_id: UUID) -> ResponseReturnValue:
    """Keep the text of the page; a script saves so while one types, the button without one."""
    form = read_form(ScriptIn())
    is_script = "HX-Request" in request.headers
    if form.errors:
        return _show(queries.get_my_script(public_id, visible_to=actor()), form, 422)
    try:
        with transaction():
            script = queries.get_my_script(public_id, visible_to=actor())
            services.save_script(script, _typed(form), by=actor())
            revision, words = script.revision, script.word_count
    except (HandedInAlready, SavedElsewhere, TextRefused) as refused:
        return _refused(public_id, form, refused)
    if is_script:
        return render_template(
            "assessments/_text_saved.html",
            revision=revision,
            words=words,
            time=format_instant(clock.now()),
        )
    flash(_("Your text is saved."))
    return redirect(url_for("assessments.show_script", public_id=public_id))


@bp.post("/scripts/<uuid:public_id>/submission")
def submit_script(public_id: UUID) -> ResponseReturnValue:
    """Hand the text of the page in, once and for all."""
    form = read_form(ScriptIn())
    if form.errors:
        return _show(queries.get_my_script(public_id, visible_to=actor()), form, 422)
    try:
        with transaction():
            script = queries.get_my_script(public_id, visible_to=actor())
            services.submit_script(script, _typed(form), by=actor())
    except (SavedElsewhere, TextRefused) as refused:
        return _refused(public_id, form, refused)
    flash(_("Your text was handed in. It is marked without your name."))
    return redirect(url_for("assessments.show_script", public_id=public_id))


def _typed(form: Form) -> Typed:
    return Typed(form.data["text"], form.data["revision"], form.data["window"])


def _refused(
    public_id: UUID, form: Form, refused: HandedInAlready | SavedElsewhere | TextRefused
) -> ResponseReturnValue:
    """Show the page again with what was typed and why it was not taken; a script gets the sentence."""
    if "HX-Request" in request.headers:
        return render_template(
            "assessments/_text_saved.html", refusal=str(refused), revision=form.data["revision"]
        )
    script = queries.get_my_script(public_id, visible_to=actor())
    form.errors["text"] = [str(refused)]
    conflict = refused if isinstance(refused, SavedElsewhere) else None
    return _show(script, form, refused.status, conflict)
