"""The editor of one lesson: saving by button and by itself, and two people who write at once."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from courses import queries, rules, services
from courses.models import Lesson
from courses.rules import LessonKind, LessonText, StudioEvent
from courses.schemas.studio import LessonIn
from courses.services import EditedMeanwhile
from courses.views.studio.blueprint import bp, name_last, open_course, open_draft, open_lesson
from courses.views.studio.words import lesson_lines
from lms import clock
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict, NotFound
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.intake import takes_text
from lms.text import clean

LARGEST_FORM = 3 * rules.MEGABYTE
"""Two texts of the greatest length, each letter with its mark written as nine signs."""


@bp.get("/<code>/lessons/<slug>")
def show_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Show a lesson as a form, beside it what learners will see."""
    lesson = open_lesson(code, slug)
    return _page(lesson, Form(raw=_raw(lesson)))


@bp.post("/<code>/lessons/<slug>")
@takes_text(LARGEST_FORM)
def save_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Keep what was written; or show it again with what is wrong, or with what somebody else wrote."""
    open_course(code)  # who may not know of the course is told so before anything else
    form = read_form(LessonIn())
    if form.errors:
        return _again(code, slug, form), 422
    try:
        _save(code, slug, form)
    except EditedMeanwhile as conflict:
        return _conflict_page(open_lesson(code, slug), form, conflict), 409
    except NotFound:
        return render_template("courses/studio/lost_lesson.html", code=code, form=form), 409
    except Conflict as refusal:
        return _again(code, slug, Form(form.raw, errors={"_form": [str(refusal)]})), 409
    flash(_("The lesson was saved."))
    return _go_on(code, slug, form.data["next"])


@bp.post("/<code>/lessons/<slug>/autosave")
@takes_text(LARGEST_FORM)
def autosave_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Keep what was written, and answer with a line that says so; it carries the revision to go on from."""
    open_course(code)
    form = read_form(LessonIn())
    kept, problem, status = form.raw, "", 200
    if form.errors:
        problem, status = " ".join(text for texts in form.errors.values() for text in texts), 422
    else:
        try:
            kept = _save(code, slug, form)
        except EditedMeanwhile as conflict:
            problem, status = f"{conflict} {_('Press “Save” to compare.')}", 409
        except (Conflict, NotFound) as refusal:
            problem, status = str(refusal), 409
    return render_template(
        "courses/studio/_saved.html", problem=problem, kept=kept, saved_at=clock.now()
    ), status


def _save(code: str, slug: str, form: Form) -> dict[str, Any]:
    """Save the lesson; return it as its form has it."""
    text = _text(form.data)
    with transaction():
        lesson = open_lesson(code, slug)
        services.save_lesson(lesson, text, seen=form.data["seen"], by=actor())
        return _raw(lesson)


def _text(typed: Mapping[str, Any]) -> LessonText:
    return LessonText(
        title=clean(typed["title"]) or "–",
        kind=typed["kind"],
        minutes=typed["minutes"],
        markdown=rules.tidy(typed["markdown"]),
        transcript=rules.tidy(typed["transcript"]),
    )


def _raw(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as its form has it."""
    return {
        "seen": lesson.revision,
        "base": rules.mark_lines(lesson.markdown),
        "title": lesson.title,
        "kind": lesson.kind,
        "minutes": lesson.minutes,
        "markdown": lesson.markdown,
        "transcript": lesson.transcript,
    }


def _go_on(code: str, slug: str, where: str) -> Response:
    if where == "outline":
        return redirect(url_for(".show_outline", code=code))
    if where == "files":
        return redirect(url_for(".show_files", code=code, slug=slug))
    if where == "preview":
        number = open_draft(code).number
        return redirect(url_for(".show_preview", code=code, number=number, lesson=slug))
    return redirect(url_for(".show_lesson", code=code, slug=slug))


def _again(code: str, slug: str, form: Form) -> str:
    """Show the editor again with what was typed, also where the version cannot be changed any more."""
    try:
        return _page(open_lesson(code, slug), form)
    except (Conflict, NotFound):
        return render_template("courses/studio/lost_lesson.html", code=code, form=form)


def _page(lesson: Lesson, form: Form) -> str:
    version = lesson.version
    place = f"{rules.LESSON}{lesson.slug}"
    return render_template(
        "courses/studio/show_lesson.html",
        course=version.course,
        version=version,
        lesson=lesson,
        total=len(queries.list_slugs(version.id)),
        form=form,
        kinds=_kinds(),
        place=place,
        blockers=queries.list_lesson_blockers(lesson),
        comments=queries.list_comments(version.subject),
    )


def _conflict_page(lesson: Lesson, form: Form, conflict: EditedMeanwhile) -> str:
    theirs, mine = queries.text_of(lesson), _text(form.data)
    return render_template(
        "courses/studio/conflict_lesson.html",
        course=lesson.version.course,
        lesson=lesson,
        theirs=theirs,
        mine=mine,
        joined=LessonText(
            title=mine.title,
            kind=mine.kind,
            minutes=mine.minutes,
            markdown=rules.join_texts(theirs.markdown, mine.markdown, form.data["base"]),
            transcript=rules.join_texts(theirs.transcript, mine.transcript).strip(),
        ),
        base=rules.mark_lines(theirs.markdown),
        conflict=name_last(conflict, lesson, StudioEvent.LESSON_SAVED),
        lines=rules.compare_passages(lesson_lines(theirs), lesson_lines(mine)),
        kinds=_kinds(),
    )


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, _(kind.label)) for kind in LessonKind]
