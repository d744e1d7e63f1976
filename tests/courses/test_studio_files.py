"""Pictures, videos and papers of a lesson: checked by what is in them, named plainly."""

import pytest
from studio_world import (
    MP4,
    PDF,
    VTT,
    lesson,
    lesson_here,
    make_draft,
    make_editor,
    picture,
    upload,
    write,
)

from courses import services
from courses.rules import LessonKind, list_passages
from courses.services import FileRefused, WordsMissing
from lms.database import transaction
from lms.images import PictureRefused


@pytest.fixture
def editor(app):
    return make_editor()


def test_a_picture_is_drawn_anew_and_put_where_it_belongs(editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Một\n\nHai", by=editor)
    first = lesson("mo-dau").markdown.split("\n\n")[0]

    key = list_passages(lesson("mo-dau").markdown)[0].key
    name = upload("mo-dau", "Sơ đồ.PNG", picture(), by=editor, words="Sơ đồ [một] cửa", after=key)
    found = lesson("mo-dau")
    assert found.markdown == f"{first}\n\n![Sơ đồ \\[một\\] cửa]({name})\n\nHai"
    assert f'<img src="../files/{found.attachments[0].id}/{name}" alt="Sơ đồ [một] cửa">' in found.html
    assert upload("mo-dau", "lại.jpeg", picture(), by=editor, words="Lần hai") == name
    assert len(lesson("mo-dau").attachments) == 1
    with transaction():
        here = lesson_here("mo-dau")
        services.remove_file(here.attachments[0], here, by=editor)
    assert lesson("mo-dau").markdown == "Một\n\nHai"


@pytest.mark.parametrize(
    ("name", "content", "words", "refusal"),
    [
        ("a.png", picture(), " ", WordsMissing),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "x", PictureRefused),
        ("a.svg", b"<svg/>", "x", FileRefused),
        ("a.html", b"<script>", "x", FileRefused),
        ("a.exe", b"MZ", "", FileRefused),
        ("khong-duoi", b"x", "", FileRefused),
        ("a.pdf", b"<script>", "", FileRefused),
        ("a.pdf", b"", "", FileRefused),
        ("a.docx", b"PK\x03\x04rest", "", FileRefused),
        ("a.mp4", MP4, "", FileRefused),
    ],
)
def test_files_are_checked_by_what_is_in_them(editor, name, content, words, refusal):
    make_draft(editor, "Mở đầu")
    with pytest.raises(refusal):
        upload("mo-dau", name, content, by=editor, words=words)
    assert not lesson("mo-dau").attachments


def test_a_video_lesson_has_one_video_and_one_caption(editor):
    make_draft(editor, "Phim")
    write("phim", "", by=editor, kind=LessonKind.VIDEO)
    for name, content in [
        ("Phim một.mp4", MP4),
        ("p.vtt", VTT),
        ("phim hai.mp4", MP4 + b"2"),
        ("Phụ đề.vtt", VTT + b"2"),
    ]:
        upload("phim", name, content, by=editor)
    names = {file.name for file in lesson("phim").attachments}
    assert names == {"phim-hai.mp4", "phu-de.vtt"}
    with pytest.raises(FileRefused):
        upload("phim", "p.vtt", b"WEBVTT\n\nkhong co gi", by=editor)


HOSTILE_NAMES = [
    "../../etc/passwd.pdf",
    '"><script>.pdf',
    "a/b\\c.pdf",
    "…‮fdp.pdf",
    "CON.pdf",
    "x" * 300 + ".pdf",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_of_files_are_made_plain(editor, name):
    make_draft(editor, "Mở đầu")
    kept = upload("mo-dau", name, PDF, by=editor)
    assert kept.endswith(".pdf")
    assert set(kept) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(kept) < 70
