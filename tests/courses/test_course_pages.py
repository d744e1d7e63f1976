"""The pages of courses, as people walk through them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from course_folders import MP4, PDF, PNG, VTT, edit_file, write_course
from factories import (
    make_account,
    make_course,
    make_enrolment,
    make_institution,
    make_learner,
    post,
    sign_in,
)
from flask import g
from sqlalchemy import event, func, select

from courses.models import Completion, Enrolment, LessonFile, LessonProgress, PeriodLedger
from courses.services import load_course
from lms.config import ROOT
from lms.database import db, transaction
from lms.queries import get_system_account

START = datetime(2026, 8, 10, 1, 0, tzinfo=UTC)
LARGEST_PAGE = 30 * 1024


@pytest.fixture
def officer(app, still):
    still(START)
    return make_learner()


@pytest.fixture
def client(app, officer):
    return sign_in(app.test_client(), officer.account)


def forget_request():
    """The context of the fixture outlives a request, and would remember its person and token."""
    for name in list(g):
        g.pop(name)


def other_client(app, account):
    forget_request()
    return sign_in(app.test_client(), account)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def count_statements(action):
    statements = []
    forget_request()

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        response = action()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(statements), response


def load_content(*codes):
    make_institution()
    for code in codes:
        with transaction():
            folder = ROOT / "content" / "courses" / code
            assert not load_course(folder, institution="TCT19", by=get_system_account()).is_refused


def test_from_the_catalogue_to_completion(client, still):
    make_course(lessons=2)
    assert "/courses/KH90" in client.get("/courses").get_data(as_text=True)
    assert "/courses/KH90/enrolment" in client.get("/courses/KH90").get_data(as_text=True)

    begun = post(client, "/courses/KH90/enrolment")
    assert begun.location == "/courses/KH90/lessons/bai-1"
    for slug, following in (("bai-1", "/courses/KH90/lessons/bai-2"), ("bai-2", "/courses/KH90")):
        assert client.get(f"/courses/KH90/lessons/{slug}").status_code == 200
        still(db.session.scalars(select(func.max(LessonProgress.opened_at))).one() + timedelta(minutes=2))
        finished = post(client, f"/courses/KH90/lessons/{slug}/finish")
        assert (finished.status_code, finished.location) == (302, following)

    assert (count(Completion), count(PeriodLedger)) == (1, 1)
    page = client.get("/courses/KH90").get_data(as_text=True)
    assert "notice-success" in page
    assert "/enrolment" not in page


def test_too_fast_comes_back_to_the_lesson_and_says_how_long(client, still):
    make_course()
    post(client, "/courses/KH90/enrolment")
    client.get("/courses/KH90/lessons/bai-1")
    still(START + timedelta(seconds=17))

    response = post(client, "/courses/KH90/lessons/bai-1/finish")

    assert response.location == "/courses/KH90/lessons/bai-1"
    page = client.get(response.location).get_data(as_text=True)
    assert "notice-warning" in page
    assert "43" in page
    assert "/courses/KH90/lessons/bai-1/finish" in page


def test_a_form_sent_twice_gets_the_same_answer(client, still):
    make_course()
    assert (
        post(client, "/courses/KH90/enrolment").location == post(client, "/courses/KH90/enrolment").location
    )
    client.get("/courses/KH90/lessons/bai-1")
    still(START + timedelta(minutes=2))

    answers = [post(client, "/courses/KH90/lessons/bai-1/finish") for _time in range(2)]

    assert {answer.location for answer in answers} == {"/courses/KH90/lessons/bai-2"}
    assert (count(Enrolment), count(LessonProgress)) == (1, 1)


def test_a_lesson_is_met_after_beginning_the_course(client):
    make_course()

    response = client.get("/courses/KH90/lessons/bai-1")

    assert (response.status_code, response.location) == (302, "/courses/KH90")
    assert post(client, "/courses/KH90/lessons/bai-1/finish").status_code == 409
    assert count(LessonProgress) == 0


def test_a_form_without_its_token_changes_nothing(client):
    make_course()

    assert client.post("/courses/KH90/enrolment").status_code == 400
    assert count(Enrolment) == 0


@pytest.mark.parametrize(
    "path", ["/courses", "/courses/KH90", "/courses/KH90/lessons/bai-1", "/courses/KH90/files/1/a.png"]
)
def test_every_page_is_closed_to_strangers(app, path):
    make_course()

    assert app.test_client().get(path).status_code == 401


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_what_is_not_published_does_not_exist_for_learners(client, state):
    make_course(state=state)

    for path in ("/courses/KH90", "/courses/KH90/lessons/bai-1"):
        assert client.get(path).status_code == 404
    assert "KH90" not in client.get("/courses?position=all").get_data(as_text=True)
    assert post(client, "/courses/KH90/enrolment").status_code == 404


@pytest.mark.parametrize(
    ("role", "scope", "expected"),
    [
        pytest.param("editor", "TCT19", 200, id="editor of the owner"),
        pytest.param("reviewer", "TCT19", 200, id="reviewer of the owner"),
        pytest.param("reviewer", "19", 200, id="reviewer of the province"),
        pytest.param("reviewer", "", 200, id="reviewer of the nation"),
        pytest.param("editor", "HVCT", 404, id="editor of another institution"),
        pytest.param("reviewer", "01", 404, id="reviewer of another province"),
        pytest.param("department", "19", 404, id="department"),
        pytest.param("admin", "", 404, id="administrator"),
    ],
)
def test_a_draft_is_seen_by_its_editors_and_reviewers_only(app, officer, role, scope, expected):
    make_course(state="in_review")
    client = other_client(app, make_account(role, scope))

    assert client.get("/courses/KH90").status_code == expected
    assert client.get("/courses/KH90/lessons/bai-1").status_code == expected


@pytest.mark.parametrize(("role", "scope"), [("editor", "TCT19"), ("department", "19"), ("ministry", "")])
def test_others_read_without_leaving_progress(app, officer, role, scope):
    make_course()
    client = other_client(app, make_account(role, scope))

    page = client.get("/courses/KH90/lessons/bai-1")

    assert page.status_code == 200
    assert "/finish" not in page.get_data(as_text=True)
    assert "/enrolment" not in client.get("/courses/KH90").get_data(as_text=True)
    assert post(client, "/courses/KH90/enrolment").status_code == 403
    assert (count(Enrolment), count(LessonProgress)) == (0, 0)


def test_learners_keep_the_version_they_began(client, officer, tmp_path):
    make_institution()
    write_course(tmp_path)
    with transaction():
        load_course(tmp_path, institution="TCT19", by=get_system_account())
    post(client, "/courses/KH90/enrolment")
    edit_file(tmp_path, "01-bai-1.md", "Mở đầu", "Lời mới")
    with transaction():
        load_course(tmp_path, institution="TCT19", by=get_system_account())

    assert "Mở đầu" in client.get("/courses/KH90/lessons/bai-1").get_data(as_text=True)
    latecomer = make_learner(name="Lê Văn Bình")
    client = other_client(client.application, latecomer.account)
    post(client, "/courses/KH90/enrolment")
    assert "Lời mới" in client.get("/courses/KH90/lessons/bai-1").get_data(as_text=True)


def titles(client, query):
    page = client.get(f"/courses?{query}")
    return page.status_code, re.findall(r'card-title"><a href="/courses/(\w+)"', page.get_data(as_text=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("q=chuyen+doi+so", ["KH91"], id="without tone marks"),
        pytest.param("q=CHUYỂN ĐỔI số", ["KH91"], id="in capitals"),
        pytest.param("q=so+doi", ["KH91"], id="words in any order"),
        pytest.param("q=chuyen+rung", [], id="every word must fit"),
        pytest.param("q=%25", ["KH92"], id="a percent sign is a percent sign"),
        pytest.param("q=_", [], id="an underscore is no wildcard"),
        pytest.param("q=kh93", ["KH93"], id="a code"),
        pytest.param("position=VT11", ["KH91", "KH93"], id="for a position, also what is for all"),
        pytest.param("position=VT12", ["KH92", "KH93"], id="for another position"),
        pytest.param("group=3", ["KH92"], id="content group"),
        pytest.param("competency=A2", ["KH93"], id="competency"),
        pytest.param("topic=LAW", ["KH92"], id="topic"),
        pytest.param("topic=LAW&group=5", [], id="filters narrow together"),
        pytest.param("position=mine", ["KH93"], id="for my positions"),
        pytest.param("", ["KH93"], id="officers begin with their own positions"),
        pytest.param("position=all", ["KH91", "KH92", "KH93"], id="all, by title"),
    ],
)
def test_searching_the_catalogue(client, query, expected):
    make_course("KH91", "Chuyển đổi số ở xã", positions=["VT11"])
    make_course("KH92", "Đạt 100% dịch vụ công", positions=["VT12"], content_group=3, topics=["LAW"])
    make_course("KH93", "Ứng xử tử tế", outcomes=[("A2", 2)])

    assert titles(client, query) == (200, expected)


@pytest.mark.parametrize("query", ["group=9", "group=x", "topic=KHONG", "la=1", "q=" + "a" * 101])
def test_nonsense_filters_show_everything_and_say_so(client, query):
    make_course()

    assert titles(client, query) == (422, ["KH90"])


def test_an_announced_course_is_listed_and_cannot_be_begun(client):
    make_course(state="announced")

    assert titles(client, "position=all") == (200, ["KH90"])
    page = client.get("/courses/KH90").get_data(as_text=True)
    assert "Bài dự kiến" in page
    assert "/enrolment" not in page
    assert post(client, "/courses/KH90/enrolment").status_code == 409


def test_the_catalogue_is_cut_into_pages(client):
    for number in range(10, 25):
        make_course(f"KH{number}", f"Bài số {number}")

    first, second = titles(client, "position=all")[1], titles(client, "position=all&page=2")[1]

    assert len(first) == 10
    assert first + second == [f"KH{number}" for number in range(10, 25)]


def test_an_empty_catalogue_offers_a_way_on(client):
    page = client.get("/courses?q=khong+co").get_data(as_text=True)

    assert 'class="empty"' in page


def test_progress_shows_in_the_catalogue(client, officer):
    make_enrolment(officer, make_course())

    assert "sev-info" in client.get("/courses").get_data(as_text=True)


@pytest.fixture
def media(client, tmp_path):
    """A course with a video, captions, a paper and an image; their rows by name."""
    make_institution()
    head = "kind: video\nvideo: phim.mp4\ncaptions: phim.vtt\nfiles: [mau-don.pdf, bang.csv]"
    write_course(tmp_path, phim__mp4=MP4, phim__vtt=VTT, mau_don__pdf=PDF, so_do__png=PNG, bang__csv="a,b\n")
    edit_file(tmp_path, "01-bai-1.md", "kind: text", head)
    edit_file(tmp_path, "01-bai-1.md", "Anh/chị", "![Sơ đồ](so-do.png) Anh/chị")
    with transaction():
        load_course(tmp_path, institution="TCT19", by=get_system_account())
    return {file.name: file.id for file in db.session.scalars(select(LessonFile))}


def test_a_video_is_shown_with_its_captions(client, media):
    post(client, "/courses/KH90/enrolment")

    page = client.get("/courses/KH90/lessons/bai-1").get_data(as_text=True)

    assert re.search(r'<track kind="captions" srclang="vi"[^>]* src="/courses/KH90/files/\d+/phim.vtt"', page)
    assert f'src="../files/{media["so-do.png"]}/so-do.png"' in page
    assert f"/courses/KH90/files/{media['mau-don.pdf']}/mau-don.pdf" in page


@pytest.mark.parametrize(
    ("name", "media_type", "disposition", "content"),
    [
        ("phim.mp4", "video/mp4", "inline", MP4),
        ("phim.vtt", "text/vtt", "inline", VTT),
        ("so-do.png", "image/png", "inline", PNG),
        ("mau-don.pdf", "application/pdf", "inline", PDF),
        ("bang.csv", "text/csv", "attachment", b"a,b\n"),
    ],
)
def test_files_are_sent_as_what_they_are(client, media, name, media_type, disposition, content):
    response = client.get(f"/courses/KH90/files/{media[name]}/{name}", buffered=True)

    assert (response.status_code, response.mimetype, response.data) == (200, media_type, content)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith(disposition)
    assert "private" in response.headers["Cache-Control"]


def test_a_video_can_be_wound_forward(client, media):
    address = f"/courses/KH90/files/{media['phim.mp4']}/phim.mp4"

    response = client.get(address, headers={"Range": "bytes=4-7"}, buffered=True)

    assert (response.status_code, response.data) == (206, b"ftyp")
    beyond = client.get(address, headers={"Range": "bytes=9000-"}, buffered=True)
    assert beyond.status_code == 416
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_a_file_is_found_only_under_its_own_address(client, media):
    file_id = media["so-do.png"]

    for path in (f"{file_id}/khac.png", f"{file_id + 99}/so-do.png", f"{file_id}/..%2fso-do.png"):
        assert client.get(f"/courses/KH90/files/{path}").status_code == 404
    assert client.get(f"/courses/KH04/files/{file_id}/so-do.png").status_code == 404


def test_files_of_an_outdated_version_are_for_those_who_learn_it(app, client, media, tmp_path):
    address = f"/courses/KH90/files/{media['so-do.png']}/so-do.png"
    post(client, "/courses/KH90/enrolment")
    edit_file(tmp_path, "02-bai-2.md", "Mở đầu", "Lời mới")
    with transaction():
        load_course(tmp_path, institution="TCT19", by=get_system_account())

    assert client.get(address, buffered=True).status_code == 200
    latecomer = other_client(app, make_learner(name="Lê Văn Bình").account)
    assert latecomer.get(address, buffered=True).status_code == 404
    editor = other_client(app, make_account("editor", "TCT19"))
    assert editor.get(address, buffered=True).status_code == 200


def test_pages_of_real_courses_are_small_and_ask_little(client):
    codes = sorted(path.name for path in (ROOT / "content" / "courses").iterdir() if path.is_dir())
    load_content(*codes)
    post(client, "/courses/KH04/enrolment")
    lesson = client.get("/courses/KH04").get_data(as_text=True)
    lesson_path = re.search(r'href="(/courses/KH04/lessons/[^"]+)"', lesson)[1]

    for path, most in (("/courses?position=all", 10), ("/courses/KH04", 14), (lesson_path, 12)):
        number, response = count_statements(lambda path=path: client.get(path))
        assert response.status_code == 200
        assert number <= most, path
        assert len(response.data) <= LARGEST_PAGE, path


def test_opening_a_lesson_for_the_first_time_asks_little(client):
    make_course()
    post(client, "/courses/KH90/enrolment")

    number, response = count_statements(lambda: client.get("/courses/KH90/lessons/bai-1"))

    assert response.status_code == 200
    assert number <= 12
