"""A version as its learners will meet it, in a frame as wide as a phone in which nothing can act."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses import queries, rules
from courses.models import Lesson
from courses.queries import WrittenVersion
from courses.rules import FileRole
from courses.views.facts import facts_of
from courses.views.studio.blueprint import bp, open_course
from lms.errors import NotFound
from lms.frames import stands_in_frame
from lms.i18n import gettext as _


@bp.get("/<code>/versions/<int:number>/preview")
def show_preview(code: str, number: int) -> ResponseReturnValue:
    """Show a frame in which one goes through a version as a learner."""
    written = _written(code, number)
    slug = request.args.get("lesson", "")
    is_lesson = any(lesson.slug == slug for lesson in written.lessons)
    framed = url_for(".preview_course", code=code, number=number)
    if is_lesson:
        framed = url_for(".preview_lesson", code=code, number=number, slug=slug)
    return render_template(
        "courses/studio/show_preview.html",
        written=written,
        course=written.course,
        version=written.version,
        framed=framed,
    )


@bp.get("/<code>/versions/<int:number>/course")
@stands_in_frame
def preview_course(code: str, number: int) -> ResponseReturnValue:
    """Show the page of the course as learners will meet it."""
    written = _written(code, number)
    return render_template(
        "courses/studio/preview_course.html",
        written=written,
        code=code,
        number=number,
        **facts_of(written.sheet),
    )


@bp.get("/<code>/versions/<int:number>/lessons/<slug>")
@stands_in_frame
def preview_lesson(code: str, number: int, slug: str) -> ResponseReturnValue:
    """Show a lesson as learners will meet it."""
    written = _written(code, number)
    at = next((at for at, lesson in enumerate(written.lessons) if lesson.slug == slug), None)
    if at is None:
        raise NotFound(_("There is no such lesson."))
    lessons = written.lessons
    return render_template(
        "courses/studio/preview_lesson.html",
        written=written,
        code=code,
        number=number,
        lesson=lessons[at],
        previous=lessons[at - 1] if at else None,
        following=lessons[at + 1] if at + 1 < len(lessons) else None,
        html=_html(code, written, lessons[at]),
        files={
            role.value: [file for file in lessons[at].attachments if file.role == role] for role in FileRole
        },
    )


def _written(code: str, number: int) -> WrittenVersion:
    return queries.get_written_version(open_course(code), number)


def _html(code: str, written: WrittenVersion, lesson: Lesson) -> str:
    """Return the text of a lesson with addresses that hold where the preview stands."""
    files = {
        file.name: url_for("courses.download_file", code=code, file_id=file.id, name=file.name)
        for file in lesson.attachments
    }
    return rules.address_lesson(lesson.markdown, files=files, slugs=[one.slug for one in written.lessons])
