"""A case in a browser without JavaScript: decide, see what follows, and read why."""

import pytest
from case_documents import load_document
from factories import make_account, make_case, make_learner
from moments import NOON
from pages import SMALL_PAGE, Page
from sqlalchemy import select

from assessments.models import CaseAttempt
from lms.config import ROOT
from lms.database import db


def attempts():
    db.session.rollback()
    return db.session.scalars(select(CaseAttempt).order_by(CaseAttempt.number)).all()


def begin(browser, code="TH90"):
    start = Page(browser.get(f"/cases/{code}")).form("/attempts")
    return Page(browser.post(start.action, data=start.data, follow_redirects=True))


def decide(browser, page, text):
    """Choose the option that begins with these words."""
    form = page.form("/choices")
    return browser.post(form.action, data=form.data | {"option": token_for(page, text)})


def token_for(page, text):
    before = page.text[: page.text.index(f"<span>{text}")]
    return before.rpartition('value="')[2].partition('"')[0]


def follow(browser, response):
    return Page(browser.get(response.location))


def test_a_case_from_start_to_debrief(browser, shown):
    make_case()
    first = begin(browser)
    second = follow(browser, decide(browser, first, "Tra cứu ngay"))
    ended = decide(browser, second, "Kể lại")
    debrief = browser.get(ended.location).text

    assert "Bà Hòa yên tâm." in second.text
    assert "77,8 %" in debrief
    for told in ("Việc bị quên.", "Dân khỏi đợi.", "Ghi sổ", "<strong>trước</strong>", "118/2025/NĐ-CP"):
        assert told in debrief
    assert set(shown()) == {"A3", "B3"}


def test_the_page_tells_neither_names_nor_points(browser):
    make_case(text="{}", **load_document("TH02"))
    page = begin(browser, "TH02")

    form = page.form("/choices")
    assert len(form.choices["option"]) == 4
    for secret in ("n2_kip", "n2_dem", "18 giờ: 41/48", 'value="a"', "nghiem_trong"):
        assert secret not in page.text


def test_options_stand_in_the_same_order_when_the_page_is_reloaded(browser):
    make_case()
    form = begin(browser).form("/choices")

    assert Page(browser.get("/cases/TH90")).form("/choices").choices == form.choices


def test_a_half_done_case_goes_on_where_it_was(browser):
    make_case()
    decide(browser, begin(browser), "Tra cứu ngay")

    again = Page(browser.get("/cases/TH90"))

    assert "Bà Hòa yên tâm." in again.text
    assert "Ghi sổ" in again.text
    assert "/cases/TH90" in browser.get("/cases").text
    assert browser.get(f"/attempts/{attempts()[0].public_id}").location == "/cases/TH90"


def test_the_same_choice_twice_is_harmless(browser):
    make_case()
    page = begin(browser)

    first, second = (decide(browser, page, "Tra cứu ngay") for _ in range(2))

    assert (first.status_code, second.status_code, second.location) == (302, 302, first.location)
    assert len(attempts()[0].steps) == 1


def test_another_choice_for_a_decided_point_shows_the_present_one(browser):
    make_case()
    page = begin(browser)
    decide(browser, page, "Tra cứu ngay")

    response = decide(browser, page, "Mời bà viết đơn")

    assert response.status_code == 409
    assert "Ghi sổ" in response.text
    assert [step.option for step in attempts()[0].steps] == ["a"]


def test_another_choice_after_the_end_shows_the_debrief(browser):
    make_case()
    page = begin(browser)
    decide(browser, follow(browser, decide(browser, page, "Tra cứu ngay")), "Ghi sổ")

    response = decide(browser, page, "Mời bà viết đơn")

    assert (response.status_code, "100,0 %" in response.text) == (409, True)


@pytest.mark.parametrize("option", [None, "khong-co"])
def test_without_a_choice_the_decision_is_asked_again(browser, option):
    make_case()
    form = begin(browser).form("/choices")

    response = browser.post(form.action, data=form.data | ({"option": option} if option else {}))

    assert (response.status_code, "Tra cứu ngay" in response.text) == (422, True)
    assert attempts()[0].steps == []


def test_a_critical_choice_is_told_and_writes_nothing(browser, shown):
    make_case()
    ended = decide(browser, begin(browser), "Bảo bà hôm khác")

    page = browser.get(ended.location).text

    assert (attempts()[0].result, shown(), "Bà Hòa khóc." in page) == ("redo", {}, True)


def test_the_start_page_says_whether_the_attempt_counts(browser):
    make_case()
    before = browser.get("/cases/TH90").text
    decide(browser, begin(browser), "Bảo bà hôm khác")

    after = browser.get("/cases/TH90").text

    assert NOON.strftime("%d/%m/%Y") not in before
    assert ("20/11/2026" in after, "18/02/2027" in after) == (True, True)


def test_the_list_finds_words_without_tone_marks_and_competencies(browser):
    make_case()
    make_case(text="{}", **load_document("TH02"))

    assert "TH90" in browser.get("/cases").text
    assert "/cases/TH02" not in browser.get("/cases?q=phieu+hen").text
    assert "/cases/TH90" in browser.get("/cases?q=phieu+hen").text
    assert "/cases/TH90" not in browser.get("/cases?competency=C7").text
    assert "/cases/TH02" in browser.get("/cases?competency=C7").text
    assert browser.get("/cases?q=khong+co+gi&page=99").status_code == 200


def test_an_account_without_officer_reads_but_does_not_begin(browser_of):
    make_case()
    browser = browser_of(make_account("editor", "TCT19"))

    assert "/cases/TH90/attempts" not in browser.get("/cases/TH90").text
    token = Page(browser.get("/cases")).token
    assert browser.post("/cases/TH90/attempts", data=token).status_code == 403


def test_nobody_else_reaches_an_attempt(browser_of, browser):
    make_case()
    form = begin(browser).form("/choices")
    other = browser_of(make_learner(name="Lò Thị Mây").account)
    token = Page(other.get("/cases")).token

    assert other.get(f"/attempts/{attempts()[0].public_id}").status_code == 404
    response = other.post(form.action, data=form.data | token | {"option": "x"})
    assert response.status_code == 404
    assert "/attempts" in Page(other.get("/cases/TH90")).forms[-1].action


def test_a_long_case_stays_a_small_page(browser):
    make_case((ROOT / "content" / "cases" / "TH02.yaml").read_text(encoding="utf-8"))
    page = begin(browser, "TH02")
    for text in ("Họp nhanh", "Cử người có uy tín"):
        page = follow(browser, decide(browser, page, text))
    ended = browser.get(decide(browser, page, "Một đầu mối").location)

    assert len(page.text.encode()) <= SMALL_PAGE
    assert len(ended.data) <= SMALL_PAGE


def test_a_step_takes_few_statements(browser, statements):
    make_case()
    page = begin(browser)

    with statements() as deciding:
        response = decide(browser, page, "Tra cứu ngay")
    with statements() as showing:
        second = follow(browser, response)
    with statements() as ending:
        decide(browser, second, "Ghi sổ")

    assert len(deciding) <= 9, deciding
    assert len(showing) <= 5, showing
    assert len(ending) <= 30, ending
