"""Pictures, videos, captions and papers of a lesson."""

from typing import BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses import rules, services
from courses.models import Lesson
from courses.rules import FileRole
from courses.schemas.studio import UploadIn
from courses.services import FileRefused, Upload, WordsMissing
from courses.views.studio.blueprint import bp, open_lesson
from lms.auth import actor
from lms.database import transaction
from lms.errors import Conflict
from lms.forms import Form, read_form
from lms.i18n import gettext as _
from lms.images import PictureRefused
from lms.intake import takes_files


@bp.get("/<code>/lessons/<slug>/files")
def show_files(code: str, slug: str) -> ResponseReturnValue:
    """Show the files of a lesson and a form for one more."""
    return _page(open_lesson(code, slug), Form())


@bp.post("/<code>/lessons/<slug>/files")
@takes_files(rules.LARGEST_VIDEO)
def add_file(code: str, slug: str) -> ResponseReturnValue:
    """Take a file; a picture also goes into the text."""
    form = read_form(UploadIn())
    sent = request.files.get("file")
    if form.errors or sent is None or not sent.filename:
        errors = form.errors or {"file": [_("Please choose a file.")]}
        return _page(open_lesson(code, slug), Form(form.raw, errors=errors)), 422
    upload = Upload(
        sent.filename, cast(BinaryIO, sent.stream), words=form.data["words"], after=form.data["after"]
    )
    try:
        with transaction():
            file = services.add_file(open_lesson(code, slug), upload, by=actor())
            is_picture = file.role == FileRole.IMAGE
    except (FileRefused, WordsMissing, PictureRefused) as refusal:
        field = "words" if isinstance(refusal, WordsMissing) else "file"
        return _page(open_lesson(code, slug), Form(form.raw, errors={field: [str(refusal)]})), 422
    except Conflict as refusal:
        return _page(open_lesson(code, slug), Form(form.raw, errors={"_form": [str(refusal)]})), 409
    flash(_("The picture was put into the text.") if is_picture else _("The file was added."))
    return redirect(url_for(".show_files", code=code, slug=slug))


@bp.post("/<code>/lessons/<slug>/files/<int:file_id>/deletion")
def remove_file(code: str, slug: str, file_id: int) -> ResponseReturnValue:
    """Take a file out of the lesson; removed already, nothing happens."""
    with transaction():
        lesson = open_lesson(code, slug)
        file = next((one for one in lesson.attachments if one.id == file_id), None)
        if file is not None:
            services.remove_file(file, lesson, by=actor())
    flash(_("The file was removed from the lesson."))
    return redirect(url_for(".show_files", code=code, slug=slug))


def _page(lesson: Lesson, form: Form) -> str:
    roles = {
        "image": _("Picture"),
        "video": _("Video"),
        "captions": _("Captions"),
        "download": _("File to download"),
    }
    return render_template(
        "courses/studio/show_files.html",
        course=lesson.version.course,
        lesson=lesson,
        form=form,
        files=sorted(lesson.attachments, key=lambda file: cast(int, file.id)),
        roles=roles,
        passages=[(passage.key, passage.beginning) for passage in rules.list_passages(lesson.markdown)],
        endings=rules.endings().replace(" ", ""),
    )
