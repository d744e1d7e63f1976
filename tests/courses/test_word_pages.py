"""From a Word document to lessons, as an editor walks through it without JavaScript."""

import re
from html import unescape
from io import BytesIO

import pytest
from factories import csrf_token, make_account, make_institution, post, sign_in
from studio_world import draft, lesson, make_draft, make_editor
from word_files import course, handbook, lines, with_body

from courses import queries
from courses.models import Lesson, WordImport
from lms.database import db

LARGEST_PAGE = 30 * 1024
BASE = "/studio/courses/KH90"


@pytest.fixture
def editor(app):
    return make_editor()


@pytest.fixture
def client(app, editor):
    return sign_in(app.test_client(), editor)


def hand_in(client, content, name="So tay.docx"):
    """Upload a document and return the answer."""
    data = {"csrf_token": csrf_token(client), "file": (BytesIO(content), name)}
    return client.post(f"{BASE}/word", data=data, content_type="multipart/form-data")


def look(client, content, name="So tay.docx"):
    """Upload a document and return the address of what it would become."""
    answer = hand_in(client, content, name)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def accept(client, path, **fields):
    page = client.get(path).text
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    return post(client, f"{path}/acceptance", **{"shown": shown, "mode": "append"} | fields)


def titles():
    return [one.title for one in queries.list_written_lessons(draft())]


def test_from_a_word_file_to_lessons(client, editor):
    make_draft(editor, "Mở đầu")
    assert f"{BASE}/word" in client.get(BASE).text
    assert client.get(f"{BASE}/word").status_code == 200
    path = look(client, handbook())
    page = unescape(client.get(path).text)
    for words in ("Chuẩn bị", "Biểu mẫu", "Trả lời"):
        assert words in page
    assert titles() == ["Mở đầu"], "looking changes nothing"

    numbers = re.findall(r'name="picture" value="(\d+)"', page)
    assert len(numbers) == 1, "only the picture without words is asked for"
    answer = accept(client, path, picture=numbers, words=["Tờ đơn đã điền"])
    assert answer.headers["Location"] == f"{BASE}#lessons"
    assert titles() == ["Mở đầu", "Chuẩn bị", "Biểu mẫu", "Trả lời"]
    forms = lesson("bieu-mau")
    assert "| Việc | Hạn |" in forms.markdown
    assert "![Phòng tiếp công dân nhìn từ cửa](" in forms.markdown
    assert "![Tờ đơn đã điền](" in forms.markdown
    assert len(forms.attachments) == 2
    for file in forms.attachments:
        assert f'src="../files/{file.id}/{file.name}"' in forms.html
        with client.get(f"/courses/KH90/files/{file.id}/{file.name}") as answer:
            assert answer.status_code == 200
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    editor_page = client.get(f"{BASE}/lessons/chuan-bi")
    assert "**Luật Tiếp công dân**:" in unescape(editor_page.text)
    assert "## Khi dân đến" in lesson("chuan-bi").markdown


def test_accepting_twice_is_accepting_once(client, editor):
    make_draft(editor)
    path = look(client, course("Một", "Hai"))
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(path).text)[1]
    for _ in range(2):
        answer = post(client, f"{path}/acceptance", shown=shown, mode="append")
        assert answer.status_code == 302
    assert titles() == ["Một", "Hai"]
    assert 'id="accept"' not in client.get(path).text


def test_lessons_take_the_place_of_those_that_were_seen(client, editor):
    make_draft(editor, "Cũ", "Cũ nữa")
    path = look(client, course("Mới"))
    assert accept(client, path, mode="replace").status_code == 302
    assert titles() == ["Mới"]


def test_what_nobody_saw_is_not_replaced(client, editor):
    make_draft(editor, "Cũ")
    path = look(client, course("Mới"))
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(path).text)[1]
    post(client, f"{BASE}/lessons", title="Của đồng nghiệp")
    answer = post(client, f"{path}/acceptance", shown=shown, mode="replace")
    assert answer.status_code == 409
    assert titles() == ["Cũ", "Của đồng nghiệp"]


def test_the_same_file_again_is_noticed(client, editor):
    make_draft(editor)
    content = course("Một")
    first = look(client, content)
    assert look(client, content) == first, "handed in twice by the same person it is one"
    accept(client, first)
    again = look(client, content)
    assert again != first
    page = client.get(again).text
    assert editor.display_name in page
    assert 'name="again"' in page
    answer = accept(client, again)
    assert answer.status_code == 422
    assert titles() == ["Một"]
    assert accept(client, again, again="1").status_code == 302
    assert titles() == ["Một", "Một"]


def test_all_or_nothing(client, editor, monkeypatch):
    make_draft(editor, *(f"Bài {number}" for number in range(1, 4)))
    monkeypatch.setattr("courses.services.outline.MOST_LESSONS", 4)
    path = look(client, course("Bốn", "Năm"))
    answer = accept(client, path)
    assert answer.status_code == 409
    assert len(titles()) == 3
    assert db.session.query(WordImport).one().accepted_at is None


def test_a_version_that_is_with_the_reviewers_is_left_alone(client, editor):
    make_draft(editor, "Mở đầu")
    path = look(client, course("Một"))
    shown = re.search(r'name="shown" value="([^"]*)"', client.get(path).text)[1]
    version = draft()
    version.state = "in_review"
    db.session.commit()
    assert hand_in(client, course("Hai")).status_code == 409
    assert post(client, f"{path}/acceptance", shown=shown, mode="append").status_code == 409
    assert db.session.query(Lesson).count() == 1


def test_pages_are_small(client, editor):
    make_draft(editor, *(f"Bài học số {number} về tiếp công dân" for number in range(12)))
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r>'
        f"<w:t>Bài {number}. Một tên bài khá dài để xem trang có gọn không</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>Nội dung của bài học.</w:t></w:r><w:r><w:commentReference w:id='1'/></w:r></w:p>"
        * 9
        for number in range(40)
    )
    for path in (f"{BASE}/word", look(client, with_body(body))):
        answer = client.get(path)
        assert answer.status_code == 200
        assert len(answer.data) <= LARGEST_PAGE, (path, len(answer.data))
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("name", ["So tay.docx", "../../Đơn “lạ” <script>.docx", "a" * 300 + ".docx"])
def test_odd_names_are_shown_as_words(client, editor, name):
    make_draft(editor)
    page = client.get(look(client, course("Một"), name)).text
    assert "<script>.docx" not in page
    assert "../" not in db.session.query(WordImport).one().file_name


def test_who_writes_elsewhere_finds_nothing(app, client, editor):
    make_draft(editor)
    path = look(client, course("Một"))
    make_institution("TCT24")
    stranger = sign_in(app.test_client(), make_account("editor", "TCT24", name="Người lạ"))
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{BASE}/word").status_code == 404
    assert post(stranger, f"{path}/acceptance", shown="x", mode="append").status_code == 404


def test_a_file_that_is_no_document_is_refused_on_the_page(client, editor):
    make_draft(editor)
    for content, name in (
        (b"", "a.docx"),
        (b"%PDF-1.7", "a.docx"),
        (lines("Một"), "a.doc"),
        (b"MZ", "a.exe"),
    ):
        answer = hand_in(client, content, name)
        assert answer.status_code == 422
        assert 'id="file-errors"' in answer.text
    assert db.session.query(WordImport).count() == 0
