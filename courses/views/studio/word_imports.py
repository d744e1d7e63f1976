"""Lessons from a Word document: handed in, looked at, accepted."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from courses import queries, rules, services
from courses.models import CourseVersion, WordImport
from courses.rules import WordPlan
from courses.schemas.word_imports import AcceptWordIn, WordUploadIn
from courses.services import Acceptance, EditedMeanwhile, ImportedBefore, WordImportMode
from courses.services.word_imports import WORD_WORK, open_planned_picture
from courses.views.studio.blueprint import bp, open_draft
from lms import work
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.intake import takes_files
from lms.legacy_encodings import DISPLAY_NAMES
from lms.text import clean
from lms.word import LARGEST_DOCUMENT, LossKind, WordRefused

SHOWN_LOSSES = 20


@bp.get("/<code>/word")
def show_word(code: str) -> ResponseReturnValue:
    """Ask for a Word document."""
    return _upload_page(open_draft(code), Form())


@bp.post("/<code>/word")
@takes_files(LARGEST_DOCUMENT)
def hand_in_word(code: str) -> ResponseReturnValue:
    """Take a document and show what it would become, or say why it cannot be read."""
    form = read_form(WordUploadIn())
    sent = request.files.get("file")
    if form.errors or sent is None or not sent.filename:
        errors = form.errors or {"file": [_("Please choose a file.")]}
        return _upload_page(open_draft(code), Form(errors=errors)), 422
    try:
        with transaction():
            handed_in, job = services.hand_in_word(
                open_draft(code), sent.filename, cast(BinaryIO, sent.stream), by=actor()
            )
            public_id = handed_in.public_id
    except WordRefused as refusal:
        return _upload_page(open_draft(code), Form(errors={"file": [str(refusal)]})), 422
    except Conflict as refusal:
        return _upload_page(open_draft(code), Form(errors={"file": [str(refusal)]})), 409
    if job is not None:
        work.nudge(job)
    return redirect(url_for(".show_word_import", code=code, public_id=public_id))


@bp.get("/<code>/word/<uuid:public_id>")
def show_word_import(code: str, public_id: UUID) -> ResponseReturnValue:
    """Show how far the reading is, or what the document would become."""
    version = open_draft(code)
    return _page(version, queries.get_word_import(version, public_id), Form())


@bp.post("/<code>/word/<uuid:public_id>/acceptance")
def accept_word(code: str, public_id: UUID) -> ResponseReturnValue:
    """Put the lessons into the version; accepted already, nothing happens."""
    form = read_form(AcceptWordIn(), many=("picture", "words"))
    version = open_draft(code)
    if form.errors:
        return _page(version, queries.get_word_import(version, public_id), form), 422
    try:
        with transaction():
            version = open_draft(code)
            handed_in = queries.get_word_import(version, public_id)
            count = services.accept_word(handed_in, _acceptance(form), by=actor())
    except (ImportedBefore, EditedMeanwhile, Conflict) as refusal:
        version = open_draft(code)
        field = refusal.field or "mode"
        errors = {field: [str(refusal)]}
        handed_in = queries.get_word_import(version, public_id)
        return _page(version, handed_in, Form(form.raw, errors=errors)), refusal.status
    if count:
        flash(
            ngettext(
                "%(num)d lesson was added from the document.",
                "%(num)d lessons were added from the document.",
                count,
            )
        )
    return redirect(url_for(".show_outline", code=code, _anchor="lessons"))


@bp.get("/<code>/word/<uuid:public_id>/pictures/<name>")
def show_word_picture(code: str, public_id: UUID, name: str) -> ResponseReturnValue:
    """Send a picture of a document that is looked at."""
    handed_in = queries.get_word_import(open_draft(code), public_id)
    stream, media_type = open_planned_picture(handed_in, name)
    response = send_file(stream, mimetype=media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _acceptance(form: Form) -> Acceptance:
    rows = zip(form.data["picture"], form.data["words"], strict=False)
    return Acceptance(
        mode=form.data["mode"],
        shown=form.data["shown"],
        words={number: said for number, words in rows if (said := clean(words))},
        is_meant_again=bool(form.data["again"]),
    )


def _upload_page(version: CourseVersion, form: Form) -> str:
    return render_template("courses/studio/ask_word.html", course=version.course, version=version, form=form)


def _page(version: CourseVersion, handed_in: WordImport, form: Form) -> str:
    plan = WordPlan.read(handed_in.plan) if handed_in.plan else None
    return render_template(
        "courses/studio/show_word_import.html",
        course=version.course,
        version=version,
        handed_in=handed_in,
        form=form,
        plan=plan,
        job=None if plan else work.find_latest(WORD_WORK, str(handed_in.id)),
        earlier=queries.find_accepted_word_import(version, handed_in.sha256),
        mark=queries.lessons_mark(version),
        present=len(queries.list_slugs(version.id)),
        modes=[
            (WordImportMode.APPEND.value, _("After the lessons that are there")),
            (WordImportMode.REPLACE.value, _("In place of all lessons that are there")),
        ],
        encodings=DISPLAY_NAMES,
        typed=dict(zip(form.raw.get("picture", ()), form.raw.get("words", ()), strict=False)),
        **(_losses(plan) if plan else {}),
    )


def _losses(plan: WordPlan) -> dict[str, Any]:
    """Return what was lost, by kind: what happened, what to do, and some places."""
    places: dict[LossKind, list[str]] = {kind: [] for kind in plan.losses}
    for lesson in plan.lessons:
        for loss in lesson.losses:
            where = f"{lesson.title}: “{loss.beginning}”" if loss.beginning else lesson.title
            places.setdefault(loss.kind, []).append(where)
    room = max(1, SHOWN_LOSSES // max(1, len(places)))
    return {
        "losses": [
            (_(rules.WORD_LOSSES[kind].problem), _(rules.WORD_LOSSES[kind].remedy), found[:room], len(found))
            for kind, found in places.items()
        ],
        "refused": [
            (lesson.title, plan.refused[number])
            for lesson in plan.lessons
            for number in lesson.pictures
            if number in plan.refused
        ],
        "room": room,
    }
