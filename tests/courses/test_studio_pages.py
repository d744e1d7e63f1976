"""The course studio, as an editor walks through it without JavaScript."""

import re
from io import BytesIO

import pytest
from factories import csrf_token, make_account, make_course, make_institution, make_learner, post, sign_in
from studio_world import (
    BASE,
    FULL_SHEET,
    HOSTILE,
    MP4,
    PDF,
    VTT,
    draft,
    fill_in,
    hidden,
    make_draft,
    make_editor,
    picture,
    publish,
    send_file,
    sheet_form,
    text_form,
    write,
)
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from courses import queries, services
from courses.models import Course, CourseVersion
from lms.database import db, transaction

LARGEST_PAGE = 30 * 1024


@pytest.fixture
def editor(app):
    return make_editor()


@pytest.fixture
def client(app, editor):
    return sign_in(app.test_client(), editor)


def test_from_a_new_course_to_the_reviewers(client, editor):
    page = client.get("/studio/courses").text
    assert "/studio/courses/new" in page
    answer = post(client, "/studio/courses/new", title="Tiếp công dân", code="kh90")
    assert answer.headers["Location"] == f"{BASE}/sheet"
    assert post(client, f"{BASE}/sheet", **sheet_form(client)).status_code == 302
    cited = {
        "document": ["Nghị định 118/2025/NĐ-CP"],
        "effective_on": ["2025-07-01"],
        "check_on": [""],
        "note": [""],
    }
    shown = hidden(client.get(f"{BASE}/citations").text, "shown")
    assert post(client, f"{BASE}/citations", shown=shown, review_on="2099-01-01", **cited).status_code == 302
    answer = post(client, f"{BASE}/lessons", title="Mở đầu")
    assert answer.headers["Location"] == f"{BASE}/lessons/mo-dau"
    post(client, f"{BASE}/lessons", title="Hẹn lịch")
    assert post(client, f"{BASE}/submission").status_code == 302
    outline = client.get(BASE).text
    assert outline.count(f'href="{BASE}/lessons/mo-dau#markdown"') == 1
    for slug in ("mo-dau", "hen-lich"):
        answer = post(client, f"{BASE}/lessons/{slug}", **text_form(client, slug, markdown="## Một\n\nHai"))
        assert answer.status_code == 302
    answer = post(client, f"{BASE}/order", shown="mo-dau hen-lich", move="hen-lich up")
    assert answer.headers["Location"] == f"{BASE}#lesson-hen-lich"
    outline = client.get(BASE).text
    assert outline.index("Hẹn lịch") < outline.index("Mở đầu")
    assert f'action="{BASE}/submission"' in outline
    refused = post(client, f"{BASE}/submission", note="Xin xem giúp. " * 200)
    assert (refused.status_code, draft().state) == (422, "draft")
    assert "Xin xem giúp. Xin xem giúp." in refused.text
    assert post(client, f"{BASE}/submission", note="Xin xem giúp").status_code == 302
    outline = client.get(BASE).text
    assert f'action="{BASE}/taking-back"' in outline
    assert f'action="{BASE}/lessons"' not in outline
    assert post(client, f"{BASE}/taking-back").status_code == 302
    assert draft().state == "draft"


def test_an_order_dragged_from_an_old_list_is_refused_to_the_script_alone(client, editor):
    make_draft(editor, "Mở đầu", "Hẹn lịch")
    fields = {"csrf_token": csrf_token(client), "shown": "mo-dau", "order": "hen-lich mo-dau"}
    answer = client.post(f"{BASE}/order", data=fields, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.data) == (409, b"")
    page = client.get(BASE).text
    assert page.index("Mở đầu") < page.index("Hẹn lịch")
    assert "Trong lúc đó danh sách bài đã thay đổi" not in page


def test_pages_are_small_and_say_where_one_is(client, editor):
    make_draft(editor, *(f"Bài học số {number} về tiếp công dân" for number in range(12)))
    for path in ("/studio/courses", "/studio/courses/new", BASE, f"{BASE}/sheet", f"{BASE}/citations",
                 f"{BASE}/lessons/bai-hoc-so-1-ve-tiep-cong-dan", f"{BASE}/versions/1/preview",
                 f"{BASE}/lessons/bai-hoc-so-1-ve-tiep-cong-dan/files",
                 f"{BASE}/lessons/bai-hoc-so-1-ve-tiep-cong-dan/title"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert len(answer.data) <= LARGEST_PAGE, (path, len(answer.data))
        assert answer.text.count("<h1") == 1


def test_what_was_typed_stays_when_it_is_refused(client, editor):
    make_draft(editor, "Mở đầu")
    answer = post(client, "/studio/courses/new", title="Đã gõ", code="không phải mã")
    assert answer.status_code == 422
    assert 'value="Đã gõ"' in answer.text
    answer = post(client, f"{BASE}/sheet", **sheet_form(client, title="", summary="Đã gõ"))
    assert answer.status_code == 422
    assert "Đã gõ</textarea>" in answer.text
    answer = post(client, f"{BASE}/sheet", **sheet_form(client, competency=["B10", "B10"], level=["2", "3"]))
    assert answer.status_code == 422
    assert 'id="competency-2-errors"' in answer.text
    answer = post(
        client, f"{BASE}/lessons/mo-dau", **text_form(client, "mo-dau", minutes="0", markdown="Đã gõ")
    )
    assert answer.status_code == 422
    assert "Đã gõ</textarea>" in answer.text
    shown = hidden(client.get(f"{BASE}/citations").text, "shown")
    row = {"document": ["Đã gõ"], "effective_on": ["ngày mai"], "check_on": [""], "note": [""]}
    answer = post(client, f"{BASE}/citations", shown=shown, **row)
    assert answer.status_code == 422
    assert 'value="Đã gõ"' in answer.text
    assert 'id="effective_on-1-errors"' in answer.text


def test_more_rows_are_given_without_losing_what_was_typed(client, editor):
    make_draft(editor)
    answer = post(client, f"{BASE}/sheet", **sheet_form(client, title="Đã gõ", more="outcomes"))
    assert answer.status_code == 200
    assert 'value="Đã gõ"' in answer.text
    assert 'id="competency-3"' in answer.text
    assert draft().sheet["title"] != "Đã gõ"


def test_a_very_long_text_is_kept_and_a_longer_one_refused_with_its_words(client, editor):
    make_draft(editor, "Mở đầu")
    path = f"{BASE}/lessons/mo-dau"
    long = "ế" * 99_999 + "x"
    assert post(client, path, **text_form(client, "mo-dau", markdown=long)).status_code == 302
    answer = post(client, path, **text_form(client, "mo-dau", markdown=long + "y"))
    assert answer.status_code == 422
    assert f"{long}y</textarea>" in answer.text


def test_pictures_and_files_come_by_a_page_of_their_own(client, editor):
    make_draft(editor, "Mở đầu")
    path = f"{BASE}/lessons/mo-dau"
    answer = post(client, path, **text_form(client, "mo-dau", markdown="Một", next="files"))
    assert answer.headers["Location"] == f"{path}/files"
    refused = send_file(client, f"{path}/files", "anh.png", picture())
    assert refused.status_code == 422
    assert 'id="words-errors"' in refused.text
    assert send_file(client, f"{path}/files", "anh.png", picture(), words="Sơ đồ").status_code == 302
    assert send_file(client, f"{path}/files", "mau.pdf", PDF).status_code == 302
    assert post(client, f"{path}/files").status_code == 422
    page = client.get(f"{path}/files").text
    assert "mau.pdf" in page
    assert client.get(f"{path}").status_code == 200
    removal = re.search(r'action="([^"]*/deletion)"', page)[1]
    assert post(client, removal).status_code == 302
    assert post(client, removal).status_code == 302


def test_a_video_of_more_than_25_mb_is_taken_from_editors_only(app, client, editor):
    make_draft(editor, "Phim")
    path = f"{BASE}/lessons/phim"
    post(client, path, **text_form(client, "phim", kind="video"))
    large = MP4 + b"\0" * (26 * 1024 * 1024)
    values = {"csrf_token": csrf_token(client), "file": FileStorage(BytesIO(large), "phim.mp4", "file")}
    boundary, body = encode_multipart(values)
    sent = {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}
    with client.post(f"{path}/files", **sent) as answer:
        assert answer.status_code == 302
    with app.test_client().post(f"{path}/files", **sent) as answer:
        assert answer.status_code == 413


@pytest.mark.parametrize("markdown", HOSTILE)
def test_a_preview_shows_what_learners_see_and_runs_nothing(client, editor, markdown):
    make_draft(editor, "Mở đầu")
    write("mo-dau", f"Xin chào\n\n{markdown}", by=editor)
    answer = client.get(f"{BASE}/versions/1/lessons/mo-dau")
    assert "Xin chào" in answer.text
    assert "<script" not in answer.text.lower()
    assert "<iframe" not in answer.text.lower()
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_leads_through_the_whole_course(client, editor):
    make_draft(editor, "Một", "Hai")
    write("mot", "[sang bài hai](hai.md)", by=editor)
    course = client.get(f"{BASE}/versions/1/course").text
    assert f'href="{BASE}/versions/1/lessons/mot"' in course
    assert 'href="hai"' in client.get(f"{BASE}/versions/1/lessons/mot").text
    assert f'src="{BASE}/versions/1/lessons/hai"' in client.get(f"{BASE}/versions/1/preview?lesson=hai").text
    assert client.get(f"{BASE}/versions/2/course").status_code == 404
    assert client.get(f"{BASE}/versions/1/lessons/khong-co").status_code == 404


def test_learners_read_the_transcript_of_a_video(app, client, editor):
    version = make_draft(editor, "Phim")
    path = f"{BASE}/lessons/phim"
    post(client, path, **text_form(client, "phim", kind="video", transcript="Lời <trong> phim"))
    send_file(client, f"{path}/files", "phim.mp4", MP4)
    send_file(client, f"{path}/files", "phim.vtt", VTT)
    assert "Lời &lt;trong&gt; phim" in client.get(f"{BASE}/versions/1/lessons/phim").text
    publish(version, editor)
    officer = make_learner()
    learner = sign_in(app.test_client(), officer.account)
    post(learner, "/courses/KH90/enrolment")
    page = learner.get("/courses/KH90/lessons/phim").text
    assert "Lời &lt;trong&gt; phim" in page
    assert '<track kind="captions"' in page


def test_a_course_whose_only_draft_was_given_up_is_shown_and_begun_anew(client, editor):
    make_draft(editor, "Mở đầu")
    with transaction():
        services.withdraw_course_version(draft_of_now(), note="Làm lại từ đầu", by=editor)

    outline = client.get(BASE)

    assert outline.status_code == 200
    assert f'action="{BASE}/versions"' in outline.text
    assert post(client, f"{BASE}/versions").status_code == 302
    assert (draft().number, draft().state) == (2, "draft")


def test_what_the_reviewers_ask_stands_where_it_concerns(app, client, editor):
    make_draft(editor, "Mở đầu", "Tiếp theo")
    for slug in ("mo-dau", "tiep-theo"):
        write(slug, "Nội dung", by=editor)
    fill_in(editor)
    post(client, f"{BASE}/submission")
    reviewer = make_account("reviewer", "")
    with transaction():
        version = draft_of_now()
        services.add_comment(version, "lesson:tiep-theo", "Xem lại <số> liệu", by=reviewer)
        services.request_changes(version, note="Bổ sung căn cứ pháp lý", by=reviewer)
    outline = client.get(BASE).text
    assert "Bổ sung căn cứ pháp lý" in outline
    assert outline.count("st-below") == 2  # the state, and the lesson
    page = client.get(f"{BASE}/lessons/tiep-theo").text
    assert "Xem lại &lt;số&gt; liệu" in page
    assert post(client, f"{BASE}/submission").status_code == 302
    assert draft().state == "in_review"


def draft_of_now():
    return queries.find_open_version(db.session.query(Course).filter_by(code="KH90").one())


def test_a_published_course_is_continued_as_a_copy(client, editor):
    version = make_draft(editor, "Mở đầu")
    publish(version, editor)
    outline = client.get(BASE).text
    assert f'action="{BASE}/versions"' in outline
    assert client.get(f"{BASE}/lessons/mo-dau").status_code == 409
    assert post(client, f"{BASE}/versions").status_code == 302
    assert post(client, f"{BASE}/versions").status_code == 302
    assert db.session.query(CourseVersion).count() == 2
    assert client.get(f"{BASE}/lessons/mo-dau").status_code == 200
    assert client.get(f"{BASE}/versions/1/course").status_code == 200


def test_who_is_no_author_of_the_institution_finds_nothing(app, editor):
    make_draft(editor, "Mở đầu")
    other = sign_in(app.test_client(), make_editor(code="KHAC"))
    nobody = sign_in(app.test_client(), make_account())
    for path in (
        "",
        "/sheet",
        "/citations",
        "/lessons/mo-dau",
        "/lessons/mo-dau/files",
        "/versions/1/preview",
    ):
        assert other.get(f"{BASE}{path}").status_code == 404
        assert nobody.get(f"{BASE}{path}").status_code == 403


def test_reviewers_read_and_do_not_write(app, editor):
    make_draft(editor, "Mở đầu")
    reviewer = sign_in(app.test_client(), make_account("reviewer", ""))
    assert reviewer.get(BASE).status_code == 200
    assert reviewer.get(f"{BASE}/versions/1/lessons/mo-dau").status_code == 200
    assert reviewer.get(f"{BASE}/lessons/mo-dau").status_code == 403
    assert post(reviewer, f"{BASE}/lessons", title="Bài").status_code == 403


def test_a_course_from_before_sheets_can_be_continued(client, editor):
    make_course("KH90", owner=make_institution(), title="Kỹ năng số")
    post(client, f"{BASE}/versions")
    sheet = queries.sheet_of(draft())
    assert (sheet.title, sheet.outcomes[0].competency, sheet.positions) == ("Kỹ năng số", "B10", None)
    assert client.get(f"{BASE}/sheet").status_code == 200


def test_an_announced_course_begins_with_its_planned_lessons(client, editor):
    make_course("KH90", state="announced", owner=make_institution())
    assert "Bài dự kiến" in client.get(BASE).text
    post(client, f"{BASE}/planned-lessons")
    post(client, f"{BASE}/planned-lessons")
    assert [one.title for one in queries.list_written_lessons(draft())] == ["Bài dự kiến"]
    typed = sheet_form(client, title="Tên chưa ai được thấy")
    assert post(client, f"{BASE}/sheet", **typed).status_code == 302
    assert "Tên chưa ai được thấy" not in client.get("/courses/KH90").text


def test_scripts_of_the_studio_load_on_its_pages_only(client, editor):
    make_draft(editor, "Một", "Hai")
    assert "sortable.min.js" in client.get(BASE).text
    assert "lesson.js" in client.get(f"{BASE}/lessons/mot").text
    for path in ("/", "/courses", "/studio/courses", f"{BASE}/sheet"):
        page = client.get(path).text
        assert "sortable" not in page
        assert "lesson.js" not in page
        assert "outline.js" not in page


def test_a_list_finds_courses_whatever_their_state(client, editor):
    make_draft(editor)
    make_draft(editor, code="KH91")
    assert "KH91" in client.get("/studio/courses?q=tiep cong dan").text
    assert "KH91" not in client.get("/studio/courses?q=khong co").text
    assert FULL_SHEET.title in client.get("/studio/courses").text
