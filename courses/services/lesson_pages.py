"""What learners are shown of a lesson's text, made when it is written. Only for services; no gate."""

from collections.abc import Iterable

from courses import rules
from courses.models import Lesson


def renew_html(lesson: Lesson, slugs: Iterable[str]) -> None:
    """Make the page of a lesson anew from its Markdown; its files must have their ids.

    Lessons are at /courses/<code>/lessons/<slug>, files at /courses/<code>/files/<id>/<name>.
    """
    files = {file.name: f"../files/{file.id}/{file.name}" for file in lesson.attachments}
    lesson.html = rules.address_lesson(lesson.markdown, files=files, slugs=slugs)
