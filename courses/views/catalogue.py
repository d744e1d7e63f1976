"""Pages for those who learn: the catalogue, a course, its lessons and files."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from competency.queries import list_competency_names
from courses import policies, queries, rules, services
from courses.models import LessonFile
from courses.queries import CatalogueFilters
from courses.schemas import CatalogueIn
from courses.views.facts import facts_of
from lms.auth import actor
from lms.database import transaction
from lms.files import storage
from lms.forms import Form, read_query
from lms.i18n import gettext as _
from lms.i18n import ngettext
from lms.pages import page_number
from people.models import Officer
from people.queries import find_officer_of, list_positions

bp = Blueprint("courses", __name__, url_prefix="/courses")

MINE, ALL = "mine", "all"
_SECONDS_SHOWN = 90
_DAY = 86_400


@bp.get("")
def list_courses() -> ResponseReturnValue:
    """Show the catalogue; officers meet the courses for their positions first."""
    officer = find_officer_of(actor())
    form = read_query(CatalogueIn())
    preset = MINE if not form.raw and queries.held_positions(officer) else ALL
    page = queries.list_catalogue(
        _filters(form, preset, officer), number=page_number(), officer=officer, visible_to=actor()
    )
    template = render_template(
        "courses/list_courses.html", page=page, form=form, preset=preset, choices=_choices(officer)
    )
    return template, 422 if form.errors else 200


def _filters(form: Form, preset: str, officer: Officer | None) -> CatalogueFilters:
    chosen: Mapping[str, Any] = form.data
    position = chosen.get("position") or preset
    by_code = frozenset({position}) if position not in (MINE, ALL) else frozenset()
    return CatalogueFilters(
        text=chosen.get("q", ""),
        positions=queries.held_positions(officer) if position == MINE else by_code,
        content_group=chosen.get("group"),
        competency_code=chosen.get("competency", ""),
        topic=chosen.get("topic", ""),
    )


def _choices(officer: Officer | None) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters offer, as (value, words)."""
    mine = ", ".join(sorted(queries.held_positions(officer)))
    first = [(MINE, _("For my positions (%(codes)s)", codes=mine))] if mine else []
    return {
        "positions": [
            *first,
            (ALL, _("For all positions")),
            *((position.code, f"{position.code} {position.name}") for position in list_positions()),
        ],
        "groups": [(str(group.value), f"{group.value}. {_(group.label)}") for group in rules.ContentGroup],
        "competencies": [(code, f"{code} {name}") for code, name in list_competency_names().items()],
        "topics": [(topic.value, _(topic.label)) for topic in rules.Topic],
    }


@bp.get("/<code>")
def show_course(code: str) -> ResponseReturnValue:
    """Show one course: what it gives, its lessons, how far I am."""
    return render_course(code, Form())


def render_course(code: str, feedback: Form) -> str:
    """Return the page of a course; ``feedback`` is what a learner typed into the form on it."""
    page = queries.get_course_page(code, visible_to=actor())
    course = page.course
    return render_template(
        "courses/show_course.html",
        page=page,
        feedback=feedback,
        course=course,
        may_enrol=policies.may_enrol(actor(), course),
        may_preview=policies.may_preview(actor(), course),
        may_read=page.version is None or policies.may_read(actor(), page.version),
        waiting=queries.list_replaced_in_course(page.version) if page.version else [],
        **facts_of(page.sheet),
    )


@bp.post("/<code>/enrolment")
def enrol(code: str) -> ResponseReturnValue:
    """Begin a course and go to its first lesson; sent twice it is as good as once."""
    course = queries.get_course(code, visible_to=actor())
    with transaction():
        services.enrol(course, by=actor())
    page = queries.get_course_page(code, visible_to=actor())
    if page.next_lesson is None:
        return redirect(url_for("courses.show_course", code=code))
    return redirect(url_for("courses.show_lesson", code=code, slug=page.next_lesson.slug))


@bp.get("/<code>/lessons/<slug>")
def show_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Show a lesson; the first time, a learner's clock starts."""
    study = queries.get_study(code, slug, visible_to=actor())
    if study.enrolment is None and not policies.may_preview(actor(), study.course):
        flash(_("Begin the course first, so that your progress is kept."), "info")
        return redirect(url_for("courses.show_course", code=code))
    if not policies.may_read(actor(), study.version):
        return redirect(url_for("courses.show_course", code=code))
    if study.enrolment is not None and study.progress is None:
        with transaction():
            services.open_lesson(queries.get_study(code, slug, visible_to=actor()), by=actor())
        study = queries.get_study(code, slug, visible_to=actor())
    return render_template(
        "courses/show_lesson.html",
        page=queries.get_lesson_page(study),
        course=study.course,
        lesson=study.lesson,
        progress=study.progress,
        least_time=_duration(study.lesson.least_seconds),
        waiting=queries.list_replaced_in(study.lesson.subject, study.version.subject),
    )


@bp.post("/<code>/lessons/<slug>/finish")
def finish_lesson(code: str, slug: str) -> ResponseReturnValue:
    """Finish a lesson and go on, or say how long it still takes; sent twice it answers the same."""
    with transaction():
        study = queries.get_study(code, slug, visible_to=actor())
        outcome = services.finish_lesson(study, by=actor())
    if outcome.was_too_fast:
        flash(_too_fast(outcome.seconds_left), "warning")
        return redirect(url_for("courses.show_lesson", code=code, slug=slug))
    following = queries.get_lesson_page(study).next
    if outcome.is_completed:
        flash(_("You have completed this course."))
    elif following is None:
        flash(_("You have finished the last lesson."))
    if outcome.is_completed or following is None:
        return redirect(url_for("courses.show_course", code=code))
    return redirect(url_for("courses.show_lesson", code=code, slug=following.slug))


def _too_fast(seconds: int) -> str:
    return _(
        "Please take a little more time with this lesson: it can be finished in %(time)s. Nothing is lost.",
        time=_duration(seconds),
    )


def _duration(seconds: int) -> str:
    """Return a stretch of time in words, rounded up."""
    if seconds <= _SECONDS_SHOWN:
        return ngettext("%(num)d second", "%(num)d seconds", seconds)
    return ngettext("%(num)d minute", "%(num)d minutes", ceil(seconds / 60))


@bp.get("/<code>/files/<int:file_id>/<name>")
def download_file(code: str, file_id: int, name: str) -> ResponseReturnValue:
    """Send a file of a lesson; parts of it too, so that a video can be wound forward."""
    return _send(queries.get_file(code, file_id, name, visible_to=actor()))


def _send(file: LessonFile) -> Response:
    response = send_file(
        storage().open(file.storage_key),
        mimetype=file.media_type,
        as_attachment=not rules.opens_inline(file.media_type),
        download_name=file.name,
        conditional=False,  # done below: only the row knows the length of what the storage gives
        etag=file.storage_key.rpartition("/")[2],
        max_age=_DAY,
    )
    response.cache_control.public = False
    response.cache_control.private = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.content_length = file.size_bytes
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size_bytes)
    except RequestedRangeNotSatisfiable:
        response.close()  # nobody else will close the file of an answer that is not sent
        raise
    return response
