"""The desk of an assessor: scripts by a word, never by a name."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessments import policies, queries, services
from assessments.models import Marking
from assessments.rules.marking import ScriptState, StepAside, may_still_withdraw
from assessments.schemas.marking import AsideIn, ReasonIn, read_marks
from assessments.services import MarksRefused, ScriptTaken
from assessments.views.blueprint import bp
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.permissions import authorize
from lms.rich_text import render_markdown


@bp.get("/marking")
def list_markings() -> ResponseReturnValue:
    """Show what I mark now, what waits, what was withdrawn, and what I have marked."""
    authorize(actor(), policies.may_see_marking, None)
    mine = queries.list_my_markings(visible_to=actor())
    withdrawn = [one for one in mine if one.script.state == ScriptState.WITHDRAWN]
    return render_template(
        "assessments/list_markings.html",
        mine=[one for one in mine if one not in withdrawn],
        withdrawn=withdrawn,
        waiting=queries.list_waiting(visible_to=actor()),
        total=queries.count_waiting(visible_to=actor()),
        marked=queries.list_marked(visible_to=actor()),
    )


@bp.post("/marking/claims")
def claim_next_script() -> ResponseReturnValue:
    """Take the script that waits longest."""
    authorize(actor(), policies.may_see_marking, None)
    try:
        with transaction():
            marking = services.claim_next_script(by=actor())
            word = marking.script.word if marking else ""
    except ScriptTaken as taken:
        flash(str(taken), "info")
        return redirect(url_for("assessments.list_markings"))
    if not word:
        flash(_("Nothing waits for you."), "info")
        return redirect(url_for("assessments.list_markings"))
    return redirect(url_for("assessments.show_marking", word=word))


@bp.post("/marking/<word>/claim")
def claim_script(word: str) -> ResponseReturnValue:
    """Take one script; what somebody else took in the same moment is told."""
    authorize(actor(), policies.may_see_marking, None)
    try:
        with transaction():
            services.claim_script(queries.get_script_to_claim(word, visible_to=actor()), by=actor())
    except ScriptTaken as taken:
        flash(str(taken), "info")
        return redirect(url_for("assessments.list_markings"))
    return redirect(url_for("assessments.show_marking", word=word))


@bp.get("/marking/<word>")
def show_marking(word: str) -> ResponseReturnValue:
    """Show a script with its rubric, to be marked or as I have marked it."""
    authorize(actor(), policies.may_see_marking, None)
    return _show(queries.get_my_marking(word, visible_to=actor()), None, 200)


def _show(marking: Marking, form: Form | None, status: int) -> ResponseReturnValue:
    script, version = marking.script, marking.script.version
    entered = {f"comment-{mark.number}": mark.comment for mark in marking.marks}
    entered |= {f"step-{mark.number}": str(mark.step) for mark in marking.marks if mark.step is not None}
    page = render_template(
        "assessments/marked_script.html" if marking.is_done else "assessments/mark_script.html",
        marking=marking,
        script=script,
        task=version.task,
        rubric=version.rubric,
        prompt=render_markdown(version.prompt),
        reasons=_reasons(),
        may_withdraw=script.released_at is not None
        and script.state == ScriptState.RELEASED
        and may_still_withdraw(script.released_at, clock.now()),
        form=form or Form(raw=entered),
    )
    return page, status


def _reasons() -> list[tuple[str, str]]:
    words = {
        StepAside.RELATIVE: _("The writer is, or may be, a relative"),
        StepAside.SAME_UNIT: _("The writer works, or may work, in my unit"),
        StepAside.KNOWS_WRITER: _("I recognise who wrote it"),
        StepAside.NO_TIME: _("I cannot mark it in time"),
    }
    return [(reason.value, text) for reason, text in words.items()]


@bp.post("/marking/<word>/marks")
def save_marks(word: str) -> ResponseReturnValue:
    """Keep the marks of the page, finished or not."""
    return _take(word, is_last=False)


@bp.post("/marking/<word>/submission")
def submit_marks(word: str) -> ResponseReturnValue:
    """Hand the marks in, once and for all."""
    return _take(word, is_last=True)


def _take(word: str, *, is_last: bool) -> ResponseReturnValue:
    authorize(actor(), policies.may_see_marking, None)
    typed = request.form.to_dict()
    try:
        with transaction():
            marking = queries.get_my_marking(word, visible_to=actor())
            marks = read_marks(typed, marking.script.version.rubric)
            deed = services.submit_marks if is_last else services.save_marks
            deed(marking, marks, by=actor())
    except MarksRefused as refused:
        marking = queries.get_my_marking(word, visible_to=actor())
        form = Form(raw=typed, errors={refused.field: [str(refused)]})
        return _show(marking, form, 422)
    if is_last:
        flash(_("Your marks were handed in."))
        return redirect(url_for("assessments.list_markings"))
    flash(_("Saved. The script stays with you."))
    return redirect(url_for("assessments.show_marking", word=word))


@bp.post("/marking/<word>/stepping-aside")
def step_aside(word: str) -> ResponseReturnValue:
    """Give a script to somebody else, with the reason in a word."""
    authorize(actor(), policies.may_see_marking, None)
    form = read_form(AsideIn())
    if form.errors:
        return _show(queries.get_my_marking(word, visible_to=actor()), form, 422)
    with transaction():
        marking = queries.get_my_marking(word, visible_to=actor())
        services.step_aside(marking, StepAside(form.data["reason"]), by=actor())
    flash(_("Noted. Somebody else marks the script."))
    return redirect(url_for("assessments.list_markings"))


@bp.post("/marking/<word>/withdrawal")
def withdraw_result(word: str) -> ResponseReturnValue:
    """Take released marks back, with the reason; whoever marked or leads may, within 48 hours."""
    form = read_form(ReasonIn())
    script = queries.get_script_to_withdraw(word, visible_to=actor())
    is_marker = (
        policies.may_see_marking(actor(), None) and queries.find_marking_of(script, actor()) is not None
    )
    back = url_for("assessments.list_markings" if is_marker else "assessments.list_releases")
    if form.errors:
        flash(_("Write the reason in a sentence or two: the officer and the markers read it."), "warning")
        return redirect(back)
    with transaction():
        script = queries.get_script_to_withdraw(word, visible_to=actor())
        services.withdraw_result(script, form.data["reason"], by=actor())
    flash(_("The marks were withdrawn; the officer and the markers see it."))
    return redirect(back)
