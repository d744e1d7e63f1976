"""The studio of question banks as a browser without JavaScript meets it."""

import re
from html import unescape

import pytest
from bank_desk import fetch, make_bank, picture, sound, typed
from factories import post
from pages import SMALL_PAGE
from question_payloads import SOUND

from assessments import queries, rules
from assessments.rules import QuestionKind
from assessments.services import remove_question, save_picture
from courses.services import approve_version
from lms.database import db, transaction


@pytest.fixture
def desk(app):
    return make_bank()


@pytest.fixture
def editor(desk, browser_of):
    return browser_of(desk.editor)


def html(response, status=200):
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    text = response.get_data(as_text=True)
    assert len(text.encode()) <= SMALL_PAGE
    return text


def browser_fields(text):
    """What a browser would send of the form of the editor."""
    part = text[text.index('id="question"') : text.index('id="preview-title"')]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", part):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        is_box = found.get("type") in ("checkbox", "radio")
        if found.get("name") and found.get("type") != "file" and (not is_box or " checked" in tag):
            sent[found["name"]] = unescape(found.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', part, re.DOTALL):
        sent[name] = unescape(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', part, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    sent.pop("csrf_token")
    return sent


def test_from_an_empty_studio_to_a_published_bank(desk, editor, browser_of):
    assert "KH90" in html(editor.get("/studio/banks"))
    assert "KH90" in html(editor.get("/studio/banks/KH90"))
    chosen = html(editor.get("/studio/banks/KH90/questions/new"))
    assert all(f"kind={kind.value}" in chosen for kind in QuestionKind)

    for number, kind in enumerate(QuestionKind, start=1):
        page = html(editor.get(f"/studio/banks/KH90/questions/new?kind={kind.value}"))
        assert f'value="C0{number}"' in page
        answer = post(editor, "/studio/banks/KH90/questions", **typed(sound(f"C0{number}", kind)), act="save")
        assert answer.headers["Location"].endswith("/studio/banks/KH90")

    assert "C07" in html(editor.get("/studio/banks/KH90"))
    assert "C01" not in html(editor.get("/studio/banks/KH90?kind=numeric&q=tiet"))
    assert 'name="note"' in html(editor.get("/studio/banks/KH90/submission"))
    post(editor, "/studio/banks/KH90/submission", note="Xin xem giúp.")
    assert desk.version.state == "in_review"
    number = desk.member("C01").id
    assert 'name="act"' not in html(editor.get(f"/studio/banks/KH90/questions/{number}"))
    with transaction():
        version = desk.version
        approve_version(version, seen=version.revision, by=desk.reviewer)
    html(editor.get("/studio/banks/KH90"))

    post(editor, f"/studio/reviews/bank-version:{desk.version.id}/publication")
    db.session.rollback()

    assert queries.find_published_version(desk.bank).number == 1
    assert queries.count_current(desk.bank).total() == 7
    post(editor, "/studio/banks/KH90/versions")
    db.session.rollback()
    assert desk.version.number == 2
    html(editor.get("/studio/banks/KH90?version=1"))
    html(browser_of(desk.reviewer).get(f"/studio/banks/KH90/questions/{number}"))


@pytest.mark.parametrize("kind", QuestionKind)
def test_opening_and_saving_a_question_unchanged_changes_nothing(desk, editor, kind):
    desk.save(rules.draft_from(rules.read_typed(kind, typed(sound("C01", kind)))))
    question = desk.member("C01")
    number, revision = question.id, question.revision
    page = html(editor.get(f"/studio/banks/KH90/questions/{number}"))

    answer = post(editor, f"/studio/banks/KH90/questions/{number}", **browser_fields(page), act="save")

    assert answer.status_code == 302
    assert (desk.member("C01").revision, desk.member("C01").id) == (revision, number)


@pytest.mark.parametrize("act", ["add", "up.1", "down.0", "preview", "picture"])
def test_every_button_keeps_what_was_typed(desk, editor, act):
    sent = {
        "kind": "single",
        "key": "C05",
        "text": "Một câu hỏi còn dở?",
        "options.0.text": "Phương án <đầu>",
        "options.0.right": "1",
        "options.3.text": "Phương án sau",
        "options.3.weight": "không phải số",
        "tags": "luật, văn thư",
        "feedback": "Vì vậy.",
        "competency": "B10",
        "level": "2",
    }

    answer = post(editor, "/studio/banks/KH90/questions", **sent, act=act)

    kept = browser_fields(html(answer, 422 if act == "picture" else 200))
    order = (
        ["Phương án <đầu>", "Phương án sau"]
        if act not in ("up.1", "down.0")
        else ["Phương án sau", "Phương án <đầu>"]
    )
    assert [kept["options.0.text"], kept["options.1.text"]] == order
    assert "không phải số" in kept.values()
    assert {name: kept[name] for name in ("key", "text", "tags", "feedback", "competency", "level")} == {
        name: sent[name] for name in ("key", "text", "tags", "feedback", "competency", "level")
    }
    assert len([name for name in kept if name.endswith(".text")]) == (7 if act == "add" else 4)
    assert desk.list_keys() == []


def test_one_goes_on_writing_questions_of_the_same_kind(desk, editor):
    answer = post(editor, "/studio/banks/KH90/questions", **typed(sound()), act="save.another")

    assert answer.headers["Location"].endswith("/studio/banks/KH90/questions/new?kind=single")
    assert 'value="C02"' in html(editor.get(answer.headers["Location"]))


def test_an_empty_range_is_told_where_it_begins(desk, editor):
    sent = {"kind": "numeric", "key": "C01", "text": "?", "answers.0.minimum": "5", "answers.0.maximum": "3"}

    page = html(post(editor, "/studio/banks/KH90/questions", **sent, act="save"), 422)

    assert 'id="answers.0.minimum-errors"' in page


def test_a_full_page_of_long_questions_stays_small(desk, editor):
    for number in range(21):
        text = f"Câu hỏi dài số {number}: " + "cấp xã tiếp nhận hồ sơ " * 20
        desk.save(
            sound(f"C{number:02}", text=text, competency_code="B10", level=2, tags=("hồ sơ", "một cửa"))
        )

    html(editor.get("/studio/banks/KH90"))
    assert "C20" in html(editor.get("/studio/banks/KH90?page=2"))


def test_a_learner_has_no_studio(desk, browser_of, officer):
    browser = browser_of(officer.account)

    assert browser.get("/studio/banks").status_code == 403
    assert browser.get("/studio/banks/KH90").status_code == 404


def test_a_line_is_removed(desk, editor):
    answer = post(editor, "/studio/banks/KH90/questions", **typed(sound()), act="remove.0")

    assert browser_fields(html(answer))["options.0.text"] == "Thôn"


def test_what_is_wrong_stands_at_its_field_in_vietnamese(desk, editor):
    sent = {"kind": "single", "key": "C01", "text": "", "options.0.text": "A", "options.2.text": "A",
            "options.2.weight": "x", "level": "3"}  # fmt: skip

    page = html(post(editor, "/studio/banks/KH90/questions", **sent, act="save"), 422)

    assert {'id="text-errors"', 'id="level-errors"', 'id="options-errors"', 'id="options.1.text-errors"',
            'id="options.1.weight-errors"'} <= set(re.findall(r'id="[^"]+-errors"', page))  # fmt: skip
    assert desk.list_keys() == []


def test_two_editors_see_both_texts_and_choose(desk, editor, browser_of):
    desk.save(sound())
    question = desk.member("C01")
    mine = browser_fields(html(editor.get(f"/studio/banks/KH90/questions/{question.id}")))
    desk.change(sound(text="Câu của người khác?"), by=desk.second_editor)
    path = f"/studio/banks/KH90/questions/{desk.member('C01').id}"

    conflict = html(post(editor, path, **mine | {"text": "Câu của tôi?"}, act="save"), 409)

    assert "người khác" in conflict
    assert "Phạm Văn Soạn" in conflict
    assert desk.member("C01").payload["text"] == "Câu của người khác?"
    chosen = browser_fields(conflict)
    assert chosen["text"] == "Câu của tôi?"

    assert post(editor, path, **chosen, act="save").status_code == 302
    db.session.rollback()
    assert desk.member("C01").payload["text"] == "Câu của tôi?"


def test_a_published_question_opened_by_two_is_not_overwritten_either(desk, editor):
    desk.save(sound())
    desk.publish()
    desk.begin()
    old = desk.member("C01").id
    mine = browser_fields(html(editor.get(f"/studio/banks/KH90/questions/{old}")))
    desk.change(sound(text="Câu của người khác?"), by=desk.second_editor)

    html(post(editor, f"/studio/banks/KH90/questions/{old}", **mine | {"text": "Tôi?"}, act="save"), 409)

    moved = editor.get(f"/studio/banks/KH90/questions/{old}")
    assert moved.headers["Location"].endswith(str(desk.member("C01").id))


def test_a_question_that_was_taken_out_meanwhile_is_kept_in_the_form(desk, editor):
    desk.save(sound())
    path = f"/studio/banks/KH90/questions/{desk.member('C01').id}"
    mine = browser_fields(html(editor.get(path)))
    with transaction():
        remove_question(desk.version, desk.member("C01"), by=desk.second_editor)

    page = html(post(editor, path, **mine | {"text": "Câu của tôi?"}, act="save"), 409)

    kept = browser_fields(page)
    assert (kept["text"], kept["key"], "seen" in kept) == ("Câu của tôi?", "C01", False)
    assert post(editor, "/studio/banks/KH90/questions", **kept, act="save").status_code == 302
    db.session.rollback()
    assert desk.list_keys() == ["C01"]


def test_the_preview_shows_the_question_as_asked_and_keeps_nothing(desk, editor):
    page = html(post(editor, "/studio/banks/KH90/preview", **typed(sound())))

    assert "<html" not in page
    assert SOUND[QuestionKind.SINGLE]["text"] in page
    assert 'type="radio"' in page
    assert desk.list_keys() == []


def test_the_preview_of_an_unfinished_question_says_what_is_missing(desk, editor):
    page = html(post(editor, "/studio/banks/KH90/preview", kind="numeric", key="C01", text="Bao nhiêu?"))

    assert "<li>" in page


def test_a_picture_is_put_into_the_text_and_shown(desk, editor):
    sent = typed(sound()) | {"act": "picture", "picture_alt": "Sơ đồ quy trình"}
    page = html(post(editor, "/studio/banks/KH90/questions", **sent, picture=(picture(), "../../a.svg")))

    text = browser_fields(page)["text"]
    name = re.search(r"!\[Sơ đồ quy trình\]\(([0-9a-f]{12}\.png)\)", text)[1]
    assert fetch(editor, f"/banks/KH90/files/{name}")[3].startswith(b"\x89PNG")
    shown = html(post(editor, "/studio/banks/KH90/preview", **browser_fields(page)))
    assert f'src="/banks/KH90/files/{name}"' in shown
    assert 'alt="Sơ đồ quy trình"' in shown


def test_pictures_in_html_are_those_of_the_bank_and_carry_nothing_else(desk, editor):
    with transaction():
        name = save_picture(desk.bank, picture(), by=desk.editor).name
    text = f'<p>Xem</p><img src="{name}" alt="Sơ đồ" onerror="x()"><img src="http://x.vn/a.png" alt="Ngoài">'
    sent = typed(sound()) | {"format": "html", "text": text}

    page = html(post(editor, "/studio/banks/KH90/preview", **sent))

    shown = sorted(re.findall(r"<img [^>]*>", page))
    assert shown == [
        '<img alt="Ngoài">',
        f'<img src="/banks/KH90/files/{name}" alt="Sơ đồ">',
    ]
    refused = html(post(editor, "/studio/banks/KH90/questions", **sent, act="save"), 422)
    assert "http://x.vn/a.png" in refused


@pytest.mark.parametrize(
    ("is_sent", "words"),
    [pytest.param(True, "", id="no words"), pytest.param(False, "Sơ đồ", id="no picture")],
)
def test_a_picture_without_words_is_not_taken(desk, editor, is_sent, words):
    files = {"picture": (picture(), "a.png")} if is_sent else {}
    sent = typed(sound()) | {"act": "picture", "picture_alt": words}

    html(post(editor, "/studio/banks/KH90/questions", **sent, **files), 422)

    assert queries.list_pictures(desk.bank_id) == set()


def test_the_history_shows_what_changed_and_puts_a_text_back(desk, editor):
    desk.save(sound())
    first = desk.member("C01").id
    desk.publish()
    desk.begin()
    desk.change(sound(text="Xã là cấp nào?"))
    now = desk.member("C01").id

    page = html(editor.get(f"/studio/banks/KH90/questions/{now}/history"))
    assert "<del>" in page
    assert "<ins>" in page
    post(editor, f"/studio/banks/KH90/questions/{first}/restoration")

    db.session.rollback()
    assert desk.member("C01").payload["text"] == SOUND[QuestionKind.SINGLE]["text"]
    post(editor, f"/studio/banks/KH90/questions/{now}/removal")
    db.session.rollback()
    assert desk.list_keys() == []
    assert editor.get(f"/studio/banks/KH90/questions/{first}").status_code == 302


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>[a](javascript:alert(1))"


@pytest.mark.parametrize("text_format", ["markdown", "html", "plain"])
def test_nothing_of_an_author_runs(desk, editor, text_format):
    sent = typed(sound("C01", text=HOSTILE)) | {
        "format": text_format,
        "options.1.text": HOSTILE,
        "feedback": HOSTILE,
        "tags": "<b>x</b>",
    }
    for act in ("preview", "save"):
        page = post(editor, "/studio/banks/KH90/questions", **sent, act=act).get_data(as_text=True)
        for bad in ("<script>alert", "<img src=x", 'href="javascript', "<b>x"):
            assert bad not in page
