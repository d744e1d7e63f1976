"""An institution whose editors write courses."""

import re
from contextlib import contextmanager
from datetime import date
from html import unescape
from io import BytesIO

from factories import csrf_token, make_account, make_institution
from PIL import Image
from sqlalchemy import event

from courses import queries, services
from courses.models import Course, CourseVersion
from courses.rules import LessonText, Outcome, VersionSheet
from lms.database import db, transaction

TITLE = "Tiếp công dân có khiếu nại"
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nXin chào đồng chí\n".encode()
MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 20
PDF = b"%PDF-1.7\n" + b"\0" * 20
BASE = "/studio/courses/KH90"
FULL_SHEET = VersionSheet(
    title=TITLE, summary="Khóa học ngắn.", periods=8, outcomes=(Outcome("B10", 2),), topics=("LAW",)
)


def make_editor(name="Lê Thị Biên", code="TCT19"):
    """An editor of the institution."""
    make_institution(code)
    return make_account("editor", code, name=name)


def make_draft(editor, *titles, code="KH90"):
    """A course that is being written, with lessons of these titles; its open version."""
    with transaction():
        version = services.create_course(make_institution_of(editor), code=code, title=TITLE, by=editor)
        for title in titles:
            services.add_lesson(version, title, by=editor)
    return draft(code)


def make_institution_of(editor):
    """The institution an editor writes for."""
    return queries.list_institutions(frozenset(grant.scope_code for grant in editor.grants))[0]


def draft(code="KH90"):
    """The version of a course that is being written now, read anew."""
    db.session.rollback()
    course = db.session.query(Course).filter_by(code=code).one()
    return queries.find_open_version(course)


def lesson(slug, code="KH90"):
    """A lesson of that version."""
    return queries.get_written_lesson(draft(code), slug)


def write(slug, markdown, *, by, seen=None, **text):
    """Save a text as an editor who saw the present one."""
    with transaction():
        found = lesson_here(slug)
        said = LessonText(**{"title": found.title, "markdown": markdown} | text)
        return services.save_lesson(found, said, seen=seen or found.revision, by=by)


def lesson_here(slug, code="KH90"):
    """The lesson inside the transaction that is open."""
    course = db.session.query(Course).filter_by(code=code).one()
    return queries.get_written_lesson(queries.find_open_version(course), slug)


def upload(slug, name, content, *, by, words="", after=""):
    """Add a file to a lesson."""
    with transaction():
        sent = services.Upload(name, BytesIO(content), words=words, after=after)
        return services.add_file(lesson_here(slug), sent, by=by).name


def picture(form="PNG", size=(40, 30)):
    stream = BytesIO()
    Image.new("RGB", size, "navy").save(stream, form)
    return stream.getvalue()


@contextmanager
def counted():
    """Count the statements that are sent."""
    sent = []

    def keep(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)


def draft_here(code="KH90"):
    course = db.session.query(Course).filter_by(code=code).one()
    return queries.find_open_version(course)


def fill_in(editor):
    """Give the draft all that it needs to be handed in."""
    with transaction():
        version = draft_here()
        services.save_sheet(version, FULL_SHEET, shown=queries.sheet_mark(version), by=editor)
        services.save_citations(
            version, [], review_on=date(2099, 1, 1), shown=queries.citations_mark(version), by=editor
        )


def publish(version, editor):
    """What FLOW does, by hand: the way through review is tested there."""
    with transaction():
        found = db.session.get(CourseVersion, version.id)
        services.put_import_in_force(found, None, by=editor)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src='//evil.example'></iframe>",
    '<a href="x" onclick="alert(1)">x</a>',
    "[x]: javascript:alert(1)\n[x]",
    '![x](a.png "\\" onerror=alert(1) \\"")',
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "```\n</code><script>alert(1)</script>\n```",
]


def send_file(client, path, name, content, **fields):
    data = {"csrf_token": csrf_token(client), "file": (BytesIO(content), name), **fields}
    return client.post(path, data=data, content_type="multipart/form-data")


def hidden(page, name):
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def text_form(client, slug, **changes):
    """The editor's form as a browser would send it back."""
    found = lesson(slug)
    fields = {"seen": found.revision, "title": found.title, "kind": found.kind, "minutes": found.minutes}
    return fields | {"markdown": found.markdown, "transcript": found.transcript} | changes


def sheet_form(client, **changes):
    page = client.get(f"{BASE}/sheet").text
    return {
        "shown": hidden(page, "shown"),
        "title": "Tiếp công dân",
        "summary": "Khóa học ngắn.",
        "content_group": "4",
        "periods": "8",
        "whom": "all",
        "competency": ["B10", ""],
        "level": ["2", ""],
    } | changes
