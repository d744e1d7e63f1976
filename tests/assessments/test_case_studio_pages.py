"""The case studio in a browser without JavaScript: from nothing to a published case."""

import json

import pytest
import yaml
from case_desk import Fields, go, links, send, send_to
from case_documents import load_document, make_document
from factories import csrf_token, make_account, make_case, make_institution
from pages import SMALL_PAGE
from sqlalchemy import func, select

from assessments.models import CaseAttempt, CaseExercise, CaseVersion
from courses.services import approve_version
from lms.database import db, transaction
from lms.models import Account, AuditEntry


@pytest.fixture
def school(app):
    return make_institution("TCT19")


@pytest.fixture
def editor(school):
    return make_account("editor", "TCT19", name="Biên tập viên Lý Thị Xuân")


@pytest.fixture
def desk(browser_of, editor):
    """The editor's browser."""
    return browser_of(editor)


def take_in(desk, document):
    """A case as a draft from YAML; return its page."""
    plain = json.loads(json.dumps(document))  # one object twice would be written as a reference
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    return go(desk, send_to(desk, "/studio/cases/import", text=text, owner="TCT19", do="accept"))


def draft():
    db.session.rollback()
    return db.session.scalars(select(CaseVersion).order_by(CaseVersion.id.desc())).first()


def approve(version_id, school_code="TCT19"):
    reviewer = make_account("reviewer", school_code, name="Thẩm định viên")
    with transaction():
        version = db.session.get(CaseVersion, version_id)
        approve_version(version, seen=version.revision, by=db.session.get(Account, reviewer.id))


def test_a_case_from_nothing_to_learners(desk, browser):
    page = go(
        desk, send(desk, desk.get("/studio/cases/new"), "/studio/cases", code="th77", title="Trả kết quả")
    )
    assert "TH77" in page.text
    facts = send(
        desk,
        desk.get("/studio/cases/TH77/facts"),
        "/facts",
        role="Chuyên viên một cửa",
        situation="Bà Hòa đến nhận kết quả.",
        areas=["do_thi", "nong_thon"],
        document=["118/2025/NĐ-CP", "", ""],
        remark=["Điều 4", "", ""],
        debrief="**Trước hết** là xin lỗi.",
    )
    assert facts.status_code == 302
    for node in ("n1", "n2", "n3"):
        _write_node(desk, node)
    go(desk, send(desk, desk.get("/studio/cases/TH77"), "/submission", note="Xin thẩm định"))
    assert draft().state == "in_review"

    approve(draft().id)
    publish(desk)

    assert draft().state == "published"
    assert {row.competency_code for row in draft().competencies} == {"A3", "B3"}
    start = browser.get("/cases/TH77").text
    assert "Bà Hòa đến nhận kết quả." in start
    assert "TH77" in browser.get("/cases?competency=B3").text


def _write_node(desk, node):
    """Tick two competencies first, then write the options with their points."""
    path = f"/studio/cases/TH77/nodes/{node}"
    page = go(
        desk, send(desk, desk.get(path), f"/nodes/{node}", code=["A3", "B3"], question=f"Ở {node} làm gì?")
    )
    words = {
        "a": "Xin lỗi và kiểm tra ngay",
        "b": "Xin số điện thoại rồi gọi lại sau",
        "c": "Bảo tuần sau quay lại",
    }
    fields = {}
    for option, text in words.items():
        fields |= {f"text__{option}": text, f"consequence__{option}": "Bà Hòa chờ."}
    fields |= {"points__a__A3": "3", "points__a__B3": "3", "points__b__A3": "2", "points__b__B3": "1"}
    answer = send(desk, page, f"/nodes/{node}", **fields, critical__c="1", target__c="ket")
    assert answer.status_code == 302


def test_a_note_that_is_too_long_is_kept_and_the_case_stays(desk):
    page = take_in(desk, make_document())
    note = "Xin thẩm định. " * 200

    answer = send(desk, page, "/submission", note=note)

    assert (answer.status_code, draft().state) == (422, "draft")
    assert Fields(answer, "/submission").found["note"] == [note]


def test_the_draft_of_the_next_version_leaves_the_published_one_alone(desk, school, browser):
    make_case(owner=school)
    begun = browser.post("/cases/TH90/attempts", data={"csrf_token": csrf_token(browser)})
    go(desk, send(desk, desk.get("/studio/cases/TH90"), "/draft"))
    send(desk, desk.get("/studio/cases/TH90/facts"), "/facts", title="Phiếu hẹn đã tìm thấy")

    assert begun.status_code == 302
    assert (draft().number, draft().state, draft().document["ten"]) == (2, "draft", "Phiếu hẹn đã tìm thấy")
    assert "Phiếu hẹn bị thất lạc" in browser.get("/cases/TH90").text
    approve_and_publish(desk)
    attempt = db.session.scalars(select(CaseAttempt)).one()
    assert attempt.version.number == 1
    assert "Phiếu hẹn bị thất lạc" in browser.get("/cases/TH90").text
    states = db.session.scalars(select(CaseVersion.state).order_by(CaseVersion.number)).all()
    assert states == ["outdated", "published"]


def publish(desk):
    version = draft()
    review, case = f"/studio/reviews/{version.subject}", f"/studio/cases/{version.case.code}"
    db.session.rollback()  # what is read afterwards is what the page wrote
    assert review in links(desk.get(case))
    go(desk, send(desk, desk.get(review), "/publication"))


def approve_and_publish(desk):
    send(desk, desk.get("/studio/cases/TH90"), "/submission")
    approve(draft().id)
    publish(desk)


def test_errors_stop_the_submission_and_lead_to_their_place(desk):
    take_in(desk, make_document())
    send(desk, desk.get("/studio/cases/TH90/nodes/n2"), "/nodes/n2", target__a="n1")

    page = desk.get("/studio/cases/TH90")
    refused = send_to(desk, "/studio/cases/TH90/submission")

    assert "/submission" not in links(page)
    assert "n1 → n2 → n1" in page.text or "n2 → n1 → n2" in page.text
    assert 'href="/studio/cases/TH90/nodes/n' in page.text
    assert (refused.status_code, draft().state) == (302, "draft")


def test_a_decision_is_renamed_with_what_leads_to_it_and_removed(desk):
    take_in(desk, make_document())
    page = desk.get("/studio/cases/TH90/nodes/n2")
    go(desk, send(desk, page, "/nodes/n2/name", name="n2_đôi"))
    document = draft().document
    assert list(document["nut"]) == ["n1", "n2_đôi"]
    assert document["nut"]["n1"]["lua_chon"]["a"]["toi"] == "n2_đôi"

    page = go(desk, send(desk, desk.get("/studio/cases/TH90/nodes/n2_đôi"), "/removal"))

    assert list(draft().document["nut"]) == ["n1"]
    assert draft().document["nut"]["n1"]["lua_chon"]["a"]["toi"] == ""
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["n1", "ket", "có dấu cách", "a/b", "x" * 41, "<b>"])
def test_a_name_that_cannot_be_is_refused_and_changes_nothing(desk, name):
    page = take_in(desk, make_document())
    before = draft().document

    answer = send(desk, page, "/nodes", name=name)

    assert answer.status_code == 302
    assert draft().document == before


def test_options_are_added_and_removed_without_losing_what_was_typed(desk):
    take_in(desk, make_document())
    path = "/studio/cases/TH90/nodes/n2"
    send(desk, desk.get(path), "/nodes/n2", text__b="Gọi điện", do="add")
    assert list(draft().document["nut"]["n2"]["lua_chon"]) == ["a", "b", "c", "d"]
    assert draft().document["nut"]["n2"]["lua_chon"]["b"]["noi_dung"] == "Gọi điện"

    send(desk, desk.get(path), "/nodes/n2", text__a="Ghi sổ ngay", do="remove:c")

    options = draft().document["nut"]["n2"]["lua_chon"]
    assert (list(options), options["a"]["noi_dung"]) == (["a", "b", "d"], "Ghi sổ ngay")


@pytest.mark.parametrize("value", ["7", "-1", "2,5", "ba", "٣"])
def test_points_outside_the_scale_are_asked_again(desk, value):
    take_in(desk, make_document())
    answer = send(
        desk, desk.get("/studio/cases/TH90/nodes/n2"), "/nodes/n2", points__a__A5=value, text__a="Điều đã gõ"
    )

    assert (answer.status_code, "Điều đã gõ" in answer.text) == (422, True)
    assert draft().document["nut"]["n2"]["lua_chon"]["a"]["diem"] == {"A5": 3}


def test_two_editors_of_two_decisions_both_keep_their_work(desk, browser_of, school):
    other = browser_of(make_account("editor", "TCT19", name="Người thứ hai"))
    take_in(desk, make_document())
    mine, theirs = desk.get("/studio/cases/TH90/nodes/n1"), other.get("/studio/cases/TH90/nodes/n2")

    first = send(other, theirs, "/nodes/n2", question="Của người thứ hai?")
    second = send(desk, mine, "/nodes/n1", question="Của người thứ nhất?")

    assert (first.status_code, second.status_code) == (302, 302)
    questions = [node["hoi"] for node in draft().document["nut"].values()]
    assert questions == ["Của người thứ nhất?", "Của người thứ hai?"]


def test_two_editors_of_one_decision_meet_in_a_conflict_page(desk, browser_of, school):
    other = browser_of(make_account("editor", "TCT19", name="Người thứ hai"))
    take_in(desk, make_document())
    mine, theirs = desk.get("/studio/cases/TH90/nodes/n1"), other.get("/studio/cases/TH90/nodes/n1")
    send(other, theirs, "/nodes/n1", question="Của người thứ hai?")

    conflict = send(desk, mine, "/nodes/n1", question="Của người thứ nhất?")

    assert conflict.status_code == 409
    for told in ("Người thứ hai", "Của người thứ nhất?", "hai?"):
        assert told in conflict.text
    assert draft().document["nut"]["n1"]["hoi"] == "Của người thứ hai?"
    assert send(desk, conflict, "/nodes/n1").status_code == 302
    assert draft().document["nut"]["n1"]["hoi"] == "Của người thứ nhất?"


def test_a_decision_that_somebody_removed_meanwhile_is_not_lost(desk, browser_of, school):
    other = browser_of(make_account("editor", "TCT19", name="Người thứ hai"))
    take_in(desk, make_document())
    mine = desk.get("/studio/cases/TH90/nodes/n2")
    send(other, other.get("/studio/cases/TH90/nodes/n2"), "/removal")

    conflict = send(desk, mine, "/nodes/n2", question="Điều đã gõ?")

    assert (conflict.status_code, "Điều đã gõ?" in conflict.text) == (409, True)
    assert send(desk, conflict, "/nodes/n2").status_code == 302
    assert draft().document["nut"]["n2"]["hoi"] == "Điều đã gõ?"
    assert desk.get("/studio/cases/TH90/nodes/n7").status_code == 404


def test_two_editors_of_the_facts_meet_in_a_conflict_page(desk, browser_of, school):
    other = browser_of(make_account("editor", "TCT19", name="Người thứ hai"))
    take_in(desk, make_document())
    mine, theirs = desk.get("/studio/cases/TH90/facts"), other.get("/studio/cases/TH90/facts")
    send(other, theirs, "/facts", title="Tên của họ")

    conflict = send(desk, mine, "/facts", title="Tên của tôi")

    assert (conflict.status_code, "Tên của tôi" in conflict.text, "Người thứ hai" in conflict.text) == (
        409,
        True,
        True,
    )
    assert send(desk, conflict, "/facts").status_code == 302
    assert draft().document["ten"] == "Tên của tôi"


def test_all_paths_are_listed_with_their_scores(desk):
    take_in(desk, load_document("TH02"))

    page = desk.get("/studio/cases/TH02/paths")
    later = desk.get("/studio/cases/TH02/paths?page=3")

    for figure in ("64", "34", "100,0 %", "n1 a → n2_kip a → n3 a"):
        assert figure in page.text
    assert later.status_code == 200


def test_very_many_paths_are_counted_exactly_and_listed_in_part(desk):
    document = make_document()
    names = [f"n{number}" for number in range(1, 31)]
    template = document["nut"]["n1"]
    document["nut"] = {
        name: {
            "hoi": f"Bước {name}?",
            "lua_chon": {option: {**template["lua_chon"][option], "toi": following} for option in ("a", "b")},
        }
        for name, following in zip(names, [*names[1:], "ket"], strict=True)
    }
    take_in(desk, document)

    page = desk.get("/studio/cases/TH90/paths").text

    assert "1.073.741.824" in page
    assert "1.000" in page


def test_a_preview_walks_to_the_debrief_and_writes_nothing(desk):
    take_in(desk, load_document("TH02"))
    before = _counts()
    page = desk.get("/studio/cases/TH02/preview")
    for _step in range(3):
        token = page.text.partition('name="option" value="')[2].partition('"')[0]
        way = page.text.partition('name="way" value="')[2].partition('"')[0]
        page = go(desk, desk.get(f"/studio/cases/TH02/preview?way={way}&option={token}"))

    assert "best path" in page.text.lower() or "tốt nhất" in page.text
    assert _counts() == before


def _counts():
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (CaseAttempt, AuditEntry)]


@pytest.mark.parametrize(
    "query", ["way=n1.z", "way=zz", "way=n2.a", "option=x", "way=n1.a,n1.a", "version=9999999"]
)
def test_a_preview_of_nonsense_begins_where_it_makes_sense(desk, query):
    take_in(desk, make_document())
    answer = desk.get(f"/studio/cases/TH90/preview?{query}")
    assert answer.status_code in (200, 302, 404)


def test_the_yaml_file_comes_back_as_the_same_document(desk):
    take_in(desk, load_document("TH01"))
    before = draft().document
    text = desk.get("/studio/cases/TH01/export.yaml").get_data(as_text=True)

    report = send_to(desk, "/studio/cases/import", text=text, do="check")
    again = send_to(desk, "/studio/cases/import", text=text, do="accept", seen=str(draft().revision))

    assert (report.status_code, again.status_code) == (200, 302)
    assert draft().document == before
    assert "TH01" in desk.get("/studio/cases/TH01/export.yaml").headers["Content-Disposition"]


def test_a_case_whose_code_has_tone_marks_can_be_sent_too(desk, school):
    make_case(owner=school, id="TH_Đêm")
    answer = desk.get("/studio/cases/TH_Đêm/export.yaml")
    assert (answer.status_code, yaml.safe_load(answer.text)["id"]) == (200, "TH_Đêm")


def test_numbers_beyond_all_reason_are_no_numbers(desk):
    take_in(desk, make_document())
    page = desk.get("/studio/cases/TH90/nodes/n1")
    huge = "9" * 5000
    assert send(desk, page, "/nodes/n1", seen=huge, part="").status_code == 409
    assert send_to(desk, "/studio/cases/TH90/panel", expert=huge, seen=huge).status_code == 302
    assert desk.get("/studio/cases/TH90?version=" + "9" * 100).status_code == 200


def test_a_file_is_looked_at_before_anything_is_written(desk):
    text = yaml.safe_dump(make_document(), allow_unicode=True)
    report = send_to(desk, "/studio/cases/import", text=text, do="check")

    assert (report.status_code, "TH90" in report.text) == (200, True)
    assert db.session.scalar(select(func.count()).select_from(CaseExercise)) == 0


def test_a_file_over_a_draft_tells_what_it_would_change(desk):
    take_in(desk, make_document())
    document = make_document()
    document["nut"]["n2"]["hoi"] = "Sau đó thì sao?"
    text = yaml.safe_dump(json.loads(json.dumps(document)), allow_unicode=True, sort_keys=False)

    report = send_to(desk, "/studio/cases/import", text=text, do="check").text

    assert "<ins>" in report
    assert "sao" in report.partition("<ins>")[2].partition("</ins>")[0]
    assert draft().document["nut"]["n2"]["hoi"] == "Sau đó?"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a: [1", id="no yaml"),
        pytest.param("- 1\n- 2", id="a list"),
        pytest.param("id: TH90\nlạ: 1", id="unknown key"),
        pytest.param("a: &a [x, x]\nb: *a", id="references"),
        pytest.param("id: th 90\nten: x", id="no name"),
        pytest.param(
            "id: thuong\nten: x\nvai: x\ndia_ban: []\nthoi_luong_phut: 5\ntinh_huong: x\nbat_dau: n\nnut: {}",
            id="a code that is none",
        ),
    ],
)
def test_a_file_that_cannot_come_in_changes_nothing(desk, text):
    for do in ("check", "accept"):
        answer = send_to(desk, "/studio/cases/import", text=text, owner="TCT19", do=do)
        assert answer.status_code in (200, 422)
    assert db.session.scalar(select(func.count()).select_from(CaseExercise)) == 0


def test_a_file_over_a_draft_that_was_changed_meanwhile_is_refused(desk):
    take_in(desk, make_document())
    seen = draft().revision
    send(desk, desk.get("/studio/cases/TH90/facts"), "/facts", title="Mới hơn")
    text = yaml.safe_dump(make_document(), allow_unicode=True)

    answer = send_to(desk, "/studio/cases/import", text=text, do="accept", seen=str(seen))

    assert (answer.status_code, draft().document["ten"]) == (409, "Mới hơn")


def test_a_code_is_taken_once(desk):
    take_in(desk, make_document())
    answer = send(desk, desk.get("/studio/cases/new"), "/studio/cases", code="TH90", title="Khác")
    assert (answer.status_code, "Khác" in answer.text) == (422, True)


def test_who_does_not_write_here_finds_nothing(browser_of, desk):
    take_in(desk, make_document())
    make_institution("TCT24", "Trường Chính trị Nguyễn Văn Cừ")
    stranger = browser_of(make_account("editor", "TCT24"))
    reviewer = browser_of(make_account("reviewer", "TCT19"))

    assert stranger.get("/studio/cases/TH90").status_code == 404
    assert "TH90" not in stranger.get("/studio/cases").text
    assert reviewer.get("/studio/cases/TH90").status_code == 200
    assert reviewer.get("/studio/cases/TH90/facts").status_code == 403
    assert send_to(reviewer, "/studio/cases/TH90/nodes", name="n9", seen="1").status_code == 403


HOSTILE = "\"'><script>alert(1)</script>{{7*7}}"


def test_hostile_words_are_shown_as_words(desk):
    document = make_document()
    document["ten"] = document["vai"] = document["tinh_huong"] = document["ket_luan"] = HOSTILE
    document["can_cu"] = [HOSTILE]
    for node in document["nut"].values():
        node["hoi"] = HOSTILE
        for option in node["lua_chon"].values():
            option["noi_dung"] = option["he_qua"] = option["vi_sao"] = HOSTILE
    take_in(desk, document)
    addresses = ["", "/facts", "/nodes/n1", "/paths", "/preview", "/preview?way=n1.a,n2.a", "/panel"]
    for address in addresses:
        page = desk.get(f"/studio/cases/TH90{address}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "49" not in page.text or "{{7*7}}" in page.text


def test_pages_of_a_long_case_stay_small(desk):
    take_in(desk, load_document("TH02"))
    for address in ("", "/facts", "/nodes/n1", "/nodes/n3", "/paths", "/preview", "/panel"):
        page = desk.get(f"/studio/cases/TH02{address}")
        assert len(page.data) <= SMALL_PAGE, (address, len(page.data))


def test_characters_that_no_database_keeps_vanish(desk):
    document = json.dumps(make_document() | {"vai": "Cán bộ\x00 một\x07 cửa", "ket_luan": "\ud800"})

    page = go(desk, send_to(desk, "/studio/cases/import", text=document, owner="TCT19", do="accept"))

    assert (page.status_code, draft().document["vai"]) == (200, "Cán bộ một cửa")
