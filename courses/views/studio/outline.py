"""Lessons in the outline: added, named, moved, deleted."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from courses import rules, services
from courses.schemas.studio import NewLessonIn, OrderIn, RemovalIn, RenameIn
from courses.services import EditedMeanwhile, OutlineChanged
from courses.views.studio.blueprint import bp, open_draft, open_lesson
from lms.auth import actor
from lms.database import transaction
from lms.errors import NotFound
from lms.forms import read_form
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.text import clean


@bp.post("/<code>/lessons")
def add_lesson(code: str) -> ResponseReturnValue:
    """Add a lesson at the end and open it."""
    form = read_form(NewLessonIn())
    title = clean(form.data.get("title", ""))
    if not title:
        flash(_("Write the title of the lesson, at most 300 characters."), "warning")
        return _outline(code)
    with transaction():
        behind = form.data["behind"]
        slug = services.add_lesson(open_draft(code), title, behind=behind, by=actor()).slug
    return redirect(url_for(".show_lesson", code=code, slug=slug))


@bp.post("/<code>/planned-lessons")
def add_planned_lessons(code: str) -> ResponseReturnValue:
    """Add the lessons that were planned when the course was announced."""
    with transaction():
        count = services.add_planned_lessons(open_draft(code), by=actor())
    flash(ngettext("%(num)d lesson was added.", "%(num)d lessons were added.", count))
    return _outline(code)


@bp.get("/<code>/lessons/<slug>/title")
def show_title(code: str, slug: str) -> ResponseReturnValue:
    """Ask for another title of a lesson, or whether it is to be deleted."""
    lesson = open_lesson(code, slug)
    return render_template("courses/studio/show_title.html", course=lesson.version.course, lesson=lesson)


@bp.post("/<code>/lessons/<slug>/title")
def rename_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Give a lesson another title."""
    form = read_form(RenameIn())
    title = clean(form.data.get("title", ""))
    if not title:
        flash(_("Write the title of the lesson, at most 300 characters."), "warning")
        return _outline(code)
    try:
        with transaction():
            services.rename_lesson(open_lesson(code, slug), title, seen=form.data["seen"], by=actor())
    except EditedMeanwhile:
        flash(
            _(
                "Somebody changed this lesson meanwhile. It was not renamed to “%(title)s”: try again.",
                title=title,
            ),
            "warning",
        )
        return _outline(code)
    flash(_("The lesson was renamed."))
    return _outline(code)


@bp.post("/<code>/order")
def arrange_lessons(code: str) -> ResponseReturnValue:
    """Put the lessons in another order: by a button that moves one, or all at once after dragging."""
    form = read_form(OrderIn())
    if form.errors:
        return _outline(code)
    shown = form.data["shown"].split()
    slug, _blank, direction = form.data["move"].partition(" ")
    order = rules.moved(shown, slug, direction) if slug else form.data["order"].split()
    is_fetch = request.headers.get("X-Requested-With") == "fetch"
    try:
        with transaction():
            services.arrange_lessons(open_draft(code), order, shown=shown, by=actor())
    except OutlineChanged as refusal:
        if is_fetch:
            return "", 409
        flash(str(refusal), "warning")
    if is_fetch:
        return "", 204
    return redirect(url_for(".show_outline", code=code, _anchor=f"lesson-{slug}" if slug else "lessons"))


@bp.post("/<code>/lessons/<slug>/deletion")
def remove_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Delete a lesson of the version that is being written."""
    form = read_form(RemovalIn())
    if form.errors:
        return redirect(url_for(".show_title", code=code, slug=slug))
    try:
        with transaction():
            services.remove_lesson(open_lesson(code, slug), seen=form.data["seen"], by=actor())
    except EditedMeanwhile:
        flash(
            _("Somebody changed this lesson since you opened it. Look at it before you delete it."), "warning"
        )
        return redirect(url_for(".show_title", code=code, slug=slug))
    except NotFound:
        open_draft(code)  # deleted already: twice is as good as once
    flash(_("The lesson was deleted."))
    return _outline(code)


def _outline(code: str) -> Response:
    return redirect(url_for(".show_outline", code=code))
