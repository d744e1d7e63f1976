"""Written work in browsers without JavaScript: studio, writer, marker and lead; and nobody's name."""

import json
import re
from datetime import timedelta

import pytest
from case_desk import Fields, send
from factories import grant, make_account, make_assignment, make_institution, make_officer, post
from marking_world import TEXT, draw, make_marking_world, scripts
from moments import NOON
from pages import SMALL_PAGE, Page

from assessments import queries
from assessments.models import CaseAttempt
from assessments.services import begin_task_version
from lms.database import db, transaction

REASON = "Chấm nhầm bài"


@pytest.fixture
def desk(app, noon):
    return make_marking_world()


@pytest.fixture
def writer(desk, officer, browser):
    desk.finish_case(officer)
    return browser


def begin(browser):
    form = Page(browser.get("/tasks/SN01")).form("/scripts")
    return browser.post(form.action, data=form.data).location


def write(browser, address, text, ending="/text"):
    data = Page(browser.get(address)).form("/text").data
    return browser.post(address + ending, data=data | {"text": text})


def test_from_the_case_to_the_marks(desk, writer, browser_of, shown):
    result = f"/attempts/{_attempt()}"
    assert "/tasks/SN01" in writer.get(result).text
    address = begin(writer)
    assert write(writer, address, "Mới được một câu.").status_code == 302
    assert "Mới được một câu." in writer.get(address).text
    assert "/tasks/SN01" in writer.get("/").text, "the first page leads on to what was begun"
    assert writer.get("/tasks/SN01").location == address
    assert write(writer, address, TEXT, "/submission").status_code == 302
    (script,) = scripts()
    draw(script, False)
    word = script.word

    marker = browser_of(desk.markers[0])
    assert word in marker.get("/marking").text
    claimed = post(marker, f"/marking/{word}/claim")
    form = Page(marker.get(claimed.location)).form("/marks")
    entered = form.data | {"step-0": "3", "step-1": "3", "comment-0": "Nhìn lại sâu.", "comment-1": ""}
    assert marker.post(form.action, data=entered).status_code == 302
    assert "Nhìn lại sâu." in marker.get(claimed.location).text
    assert marker.post(f"/marking/{word}/submission", data=entered).status_code == 302
    assert "Nhìn lại sâu." not in writer.get(address).text, "nothing is seen before the release"

    lead = browser_of(desk.editor)
    assert word in lead.get("/studio/marking").text
    assert post(lead, "/studio/marking/release", word=word).status_code == 302

    told = writer.get(address).text
    for words in ("Nhìn lại sâu.", "Phân tích nhiều mặt", "Nổi bật", "100,0"):
        assert words in told
    assert shown()["A3"][:2] == (4, "assessor")
    assert word not in told, "the word of the markers stays theirs"


def _attempt():
    return db.session.query(CaseAttempt).one().public_id


def test_a_withdrawal_is_told_to_the_writer_and_to_the_marker(desk, browser_of):
    script = desk.released((3, 3))
    officer, word, address = script.officer, script.word, f"/scripts/{script.public_id}"
    lead = browser_of(desk.editor)
    assert f"/marking/{word}/withdrawal" in lead.get("/studio/marking").text

    assert post(lead, f"/marking/{word}/withdrawal", reason=REASON).location == "/studio/marking"

    for account, page in (
        (officer.account, address),
        (desk.markers[0], "/marking"),
        (desk.editor, "/studio/marking"),
    ):
        assert REASON in browser_of(account).get(page).text


def test_the_marker_withdraws_too_and_is_told_when_it_is_too_late(desk, browser_of, still):
    script = desk.released((3, 3))
    word, marker = script.word, browser_of(desk.markers[0])
    assert f"/marking/{word}/withdrawal" in marker.get(f"/marking/{word}").text
    still(NOON + timedelta(hours=49))
    marker = browser_of(desk.markers[0])

    assert f"/marking/{word}/withdrawal" not in marker.get(f"/marking/{word}").text
    answer = post(marker, f"/marking/{word}/withdrawal", reason=REASON)

    assert answer.status_code == 409
    assert "48" in answer.text


def test_a_marker_steps_aside(desk, browser_of):
    script = desk.hand_in()
    draw(script, False)
    word, marker = script.word, browser_of(desk.markers[0])
    claimed = post(marker, "/marking/claims").location
    assert claimed == f"/marking/{word}"

    assert post(marker, f"/marking/{word}/stepping-aside").status_code == 422
    assert post(marker, f"/marking/{word}/stepping-aside", reason="taken_back").status_code == 422
    assert post(marker, f"/marking/{word}/stepping-aside", reason="relative").location == "/marking"

    assert word not in marker.get("/marking").text
    assert marker.get(claimed).status_code == 404
    assert word in browser_of(desk.markers[1]).get("/marking").text


def test_who_comes_second_is_told(desk, browser_of):
    script = desk.hand_in()
    draw(script, False)
    first, second = (browser_of(marker) for marker in desk.markers[:2])
    post(first, f"/marking/{script.word}/claim")

    answer = post(second, f"/marking/{script.word}/claim")

    assert answer.location == "/marking"
    assert post(second, "/marking/claims").location == "/marking"


def test_a_missing_mark_is_asked_for_and_nothing_is_lost(desk, browser_of):
    script = desk.hand_in()
    marker = browser_of(desk.markers[0])
    post(marker, f"/marking/{script.word}/claim")

    fields = {"step-0": "2", "comment-1": "Giữ lại câu này"}
    answer = post(marker, f"/marking/{script.word}/submission", **fields)

    assert (answer.status_code, "Giữ lại câu này" in answer.text) == (422, True)
    assert 'value="2" checked' in answer.text


def test_no_page_of_marking_tells_who_wrote(desk, browser_of):
    """Neither to markers nor to leads: no name, account, unit, post, number, key or time of the writer."""
    desk.expected = [known_officer(key) for key in range(910001, 910005)]
    waiting, marked = desk.hand_in(), desk.marked((2, 2))
    texts = [waiting, marked, desk.released((3, 3)), desk.marked((0, 0), (3, 3))]
    secrets = {
        "Lò Thị",
        "Xã Tân Hòa",
        "19001",
        "Phòng Kinh tế",
        "VT14",
        "91000",
        "05:00",
        "12:00",
    }
    for text in texts:
        officer = text.officer
        secrets |= {
            str(officer.public_id),
            officer.account.email,
            officer.personal_id_masked,
            str(text.public_id),
        }
        secrets |= {officer.account.display_name, text.draw_seed}
    words = [text.word for text in texts]
    marker, lead = browser_of(desk.markers[0]), browser_of(desk.editor)
    draw(waiting, False)
    post(marker, f"/marking/{words[0]}/claim")

    pages = [marker.get("/marking").text, lead.get("/studio/marking").text]
    pages += [marker.get(f"/marking/{word}").text for word in words]

    for page in pages:
        main = page.partition("<main")[2]
        assert not [secret for secret in secrets if secret in main]
    assert all(words[0] in page for page in pages[:3])


def known_officer(key):
    name = f"Lò Thị Bí Mật {key}"
    officer = make_officer(name, account=make_account(name=name), id=key)
    make_assignment(officer)
    return officer


def test_the_round_is_not_told(desk, browser_of):
    script = desk.hand_in()
    draw(script, True)
    seen = []
    for account in desk.markers[:2]:
        marker = browser_of(account)
        post(marker, f"/marking/{script.word}/claim")
        page = marker.get(f"/marking/{script.word}").text
        seen.append(re.sub(r'name="csrf_token" value="[^"]*"|Người chấm \d', "", page))

    assert seen[0] == seen[1], "first and second marker see the same page"


def test_administrators_read_no_answers(desk, browser_of):
    script = desk.hand_in()
    admin = browser_of(make_account("admin"))

    addresses = ("/marking", f"/marking/{script.word}", "/studio/marking", f"/scripts/{script.public_id}")
    assert [admin.get(one).status_code for one in addresses] == [403] * 4


def test_two_windows_are_shown_both_texts(desk, writer):
    address = begin(writer)
    old = Page(writer.get(address)).form("/text").data
    write(writer, address, "Bản đã lưu trước")

    answer = writer.post(f"{address}/text", data=old | {"text": "Bản của cửa sổ kia"})

    assert answer.status_code == 409
    assert "Bản của cửa sổ kia" in answer.text
    assert "<del>" in answer.text
    again = writer.post(f"{address}/text", data=Page(answer).form("/text").data | {"text": "Cả hai"})
    assert (again.status_code, scripts()[0].text) == (302, "Cả hai")


def test_the_saving_script_gets_a_word(desk, writer):
    address = begin(writer)
    data = Page(writer.get(address)).form("/text").data | {"text": "ba chữ này"}

    saved = writer.post(f"{address}/text", data=data, headers={"HX-Request": "true"})
    late = writer.post(
        f"{address}/text", data=data | {"text": "khác", "window": "x"}, headers={"HX-Request": "true"}
    )

    assert (saved.status_code, late.status_code) == (200, 200)
    assert 'name="revision" value="2"' in saved.text
    assert 'name="revision" value="1"' in late.text
    assert scripts()[0].text == "ba chữ này"


@pytest.mark.parametrize("text", ["Ngắn.", TEXT + " Trần Thị Hòa"], ids=["short", "named"])
def test_what_cannot_be_handed_in_is_shown_again(desk, writer, text):
    address = begin(writer)

    answer = write(writer, address, text, "/submission")

    assert (answer.status_code, text in answer.text) == (422, True)
    assert "Chưa lưu." in answer.text
    assert 'from:#text, load"' in answer.text, "where there is a script it saves what was typed at once"


def test_a_text_is_its_writers_alone(desk, browser_of):
    script = desk.hand_in()
    stranger = browser_of(desk.hand_in("Người khác").officer.account)

    assert stranger.get(f"/scripts/{script.public_id}").status_code == 404
    assert post(stranger, f"/scripts/{script.public_id}/text", text="x", revision=1).status_code == 404


def test_my_data_holds_what_i_wrote_and_the_marks(desk, browser_of):
    script = desk.released((2, 2), (1, 2))
    account = script.officer.account

    text = browser_of(account).get("/me/data").text
    held = json.loads(text)

    (written,) = held["written_work"]
    assert (written["code"], written["text"], written["halves"], written["level"]) == (
        "SN01",
        script.text,
        [3, 4],
        2,
    )
    assert [(row["number"], row["step"]) for row in held["marks_of_written_work"]] == [
        (0, 2),
        (1, 2),
        (0, 1),
        (1, 2),
    ]
    for secret in ("Người chấm", script.word, script.draw_seed):
        assert secret not in text


def test_unreleased_marks_are_not_in_my_data(desk, browser_of):
    script = desk.marked((2, 2))

    held = json.loads(browser_of(script.officer.account).get("/me/data").text)

    assert (held["written_work"][0]["level"], held["marks_of_written_work"]) == (None, [])


def test_a_task_from_its_rubric_to_the_officers(desk, browser_of):
    editor, reviewer = browser_of(desk.editor), browser_of(desk.reviewer)
    assert post(editor, "/studio/rubrics", code="TC02", title="Câu hỏi mở").location == "/studio/rubrics/TC02"
    cells = {
        "step-0": "Chưa",
        "step-1": "Đạt",
        "criterion-0": "Rõ",
        "descriptor-0-0": "Khó",
        "descriptor-0-1": "Dễ",
    }
    more = post(editor, "/studio/rubrics/TC02", more="criteria", rows="3", columns="4", **cells)
    assert 'name="criterion-3"' in more.text
    assert 'value="Đạt"' in more.text
    assert post(editor, "/studio/rubrics/TC02", seen="", **cells).status_code == 302
    stale = post(editor, "/studio/rubrics/TC02", seen="", **(cells | {"criterion-0": "Rõ ràng"}))
    assert (stale.status_code, "Rõ ràng" in stale.text) == (409, True)
    lacking = post(editor, "/studio/rubrics/TC02", seen="", **(cells | {"descriptor-0-1": ""}))
    assert lacking.status_code == 422

    new = {"code": "CH02", "title": "Câu hỏi", "place": "case:TH90", "kind": "open_answer"}
    address = post(editor, "/studio/tasks", **new).location
    assert address == "/studio/tasks/CH02"
    assert post(editor, "/studio/tasks", **new).status_code == 422
    rubric_id = queries.get_rubric("TC02", visible_to=desk.editor).newest.id
    entered = {
        "revision": 1, "prompt": "Viết **gì**?", "least_words": 10, "most_words": 50, "rubric": rubric_id,
        "competency": "A3", "percent-0": "60", "least-0": "1", "level-0": "3",
    }  # fmt: skip
    assert post(editor, address, **entered).status_code == 302
    assert post(editor, address, **entered | {"prompt": "Khác"}).status_code == 409
    assert post(editor, f"{address}/submission", note="Xin thẩm định").status_code == 302
    db.session.rollback()
    draft = queries.find_open_task_version(queries.get_task("CH02", visible_to=desk.editor))
    review = f"/studio/reviews/{draft.subject}"
    assert "CH02" in reviewer.get(review).text
    assert post(reviewer, f"{review}/approval", seen=draft.revision).status_code == 302
    assert post(editor, f"{review}/publication").status_code == 302
    assert "<strong>gì</strong>" in editor.get("/tasks/CH02").text


@pytest.mark.parametrize(
    "more", [{"more": "criteria"}, {"criterion-0": ""}], ids=["asked for room", "refused"]
)
def test_a_rubric_shown_again_overwrites_nothing_unseen(desk, browser_of, more):
    mine = browser_of(desk.editor)
    address, page = "/studio/rubrics/TC01", mine.get("/studio/rubrics/TC01")
    assert send(mine, page, address, **{"criterion-0": "Của bạn"}).status_code == 302

    answer = send(mine, page, address, **more)
    refused = send(mine, answer, address, **{"criterion-0": "Của tôi"})

    assert refused.status_code == 409
    assert Fields(refused, address).found["criterion-0"] == ["Của tôi"]
    assert send(mine, refused, address).status_code == 302


def test_a_code_may_be_typed_in_small_letters(desk, browser_of):
    editor = browser_of(desk.editor)
    task = {"code": "sn05", "title": "Bài", "place": "case:TH90", "kind": "reflection"}

    assert post(editor, "/studio/rubrics", code=" tc05", title="Bài").location == "/studio/rubrics/TC05"
    assert post(editor, "/studio/banks", code="kh05", title="Bài").location == "/studio/banks/KH05"
    assert post(editor, "/studio/tasks", **task).location == "/studio/tasks/SN05"


@pytest.mark.parametrize("what", ["rubrics", "banks"])
def test_who_writes_for_several_institutions_says_for_which(desk, browser_of, what):
    make_institution("TCT24", "Trường khác")
    make_institution("TCT25", "Trường của người khác")
    grant(desk.editor, "editor", "TCT24")
    editor = browser_of(desk.editor)

    for code in ("", "TCT25", "KHONG-CO"):
        answer = post(editor, f"/studio/{what}", code="KH05", title="Bài", institution=code)
        assert answer.status_code == 422
    answer = post(editor, f"/studio/{what}", code="KH05", title="Bài", institution="TCT24")
    assert answer.location == f"/studio/{what}/KH05"


def test_a_rubric_that_is_not_ones_own_is_refused_in_words(desk, browser_of):
    with transaction():
        begin_task_version(desk.task, by=desk.editor)
    editor = browser_of(desk.editor)
    page = editor.get("/studio/tasks/SN01")

    answer = send(editor, page, "/studio/tasks/SN01", rubric="99999", prompt="Câu hỏi mới")

    assert answer.status_code == 422
    assert Fields(answer, "/studio/tasks/SN01").found["prompt"] == ["Câu hỏi mới"]


def test_a_note_that_is_too_long_is_kept_and_the_task_stays(desk, browser_of):
    with transaction():
        begin_task_version(desk.task, by=desk.editor)
    note = "Xin thẩm định. " * 200

    answer = post(browser_of(desk.editor), "/studio/tasks/SN01/submission", note=note)

    assert (answer.status_code, note in answer.text) == (422, True)


def test_a_task_that_lacks_something_says_what(desk, browser_of):
    editor = browser_of(desk.editor)
    post(editor, "/studio/tasks", code="CH03", title="Câu hỏi", place="case:TH90", kind="open_answer")

    answer = post(editor, "/studio/tasks/CH03/submission", note="")

    assert answer.status_code == 422
    assert post(editor, "/studio/tasks/CH03", revision=1, least_words="x", most_words="5").status_code == 422
    assert (
        post(
            editor, "/studio/tasks", code="CH04", title="x", place="case:KHAC", kind="reflection"
        ).status_code
        == 422
    )


def test_a_release_without_end_is_refused_in_words(desk, browser_of):
    answer = post(browser_of(desk.reviewer), "/studio/marking/release", word=["x"] * 40_000)

    assert answer.status_code == 422
    assert "1000" in answer.text.replace(".", "")


def test_what_lies_too_long_is_seen_and_given_to_another(desk, browser_of, still):
    script = desk.hand_in()
    post(browser_of(desk.markers[0]), f"/marking/{script.word}/claim")
    still(NOON + timedelta(days=20))
    lead = browser_of(desk.reviewer)
    page = lead.get("/studio/marking").text
    assert "20" in page
    form = Page(lead.get("/studio/marking")).form("/taking-back")
    assert f"/studio/marking/{script.word}/" in form.action

    for _twice in range(2):
        assert lead.post(form.action, data=form.data).status_code == 302

    assert script.word in browser_of(desk.markers[1]).get("/marking").text


def test_a_second_press_does_not_take_the_script_from_who_has_it_now(desk, browser_of):
    script = desk.hand_in()
    post(browser_of(desk.markers[0]), f"/marking/{script.word}/claim")
    lead, second = browser_of(desk.reviewer), browser_of(desk.markers[1])
    form = Page(lead.get("/studio/marking")).form("/taking-back")
    lead.post(form.action, data=form.data)
    post(second, f"/marking/{script.word}/claim")

    assert lead.post(form.action, data=form.data).status_code == 302

    assert second.get(f"/marking/{script.word}").status_code == 200


def test_pages_stay_small(desk, browser_of, browser, officer):
    word = desk.released((3, 3)).word
    for number in range(30):
        desk.hand_in(f"Người {number}")
    marker, editor = browser_of(desk.markers[0]), browser_of(desk.editor)
    grant(desk.markers[0], "editor", "TCT19")

    pages = [marker.get("/marking"), marker.get(f"/marking/{word}"), editor.get("/studio/marking")]
    pages += [editor.get(f"/studio/{one}") for one in ("rubrics", "rubrics/TC01", "tasks", "tasks/SN01")]
    pages += [browser.get(one) for one in ("/tasks", "/tasks/SN01")]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert max(len(page.data) for page in pages) <= SMALL_PAGE
