"""A quiz in a browser without JavaScript: begin, save, stop, come back, hand in, read the result."""

from datetime import timedelta

import pytest
from factories import (
    make_account,
    make_course,
    make_enrolment,
    make_institution,
    make_learner,
    make_quiz,
)
from moments import NOON
from pages import SMALL_PAGE, Page
from question_payloads import ids
from sqlalchemy import select

from assessments.models import QuizAttempt
from assessments.services import load_course_with_test
from courses.models import Course
from lms.config import ROOT
from lms.database import db, transaction
from lms.models import AccountSession
from lms.services import close_all_sessions


@pytest.fixture
def quiz(officer):
    quiz = make_quiz()
    make_enrolment(officer, quiz.course_version.course, finished=2)
    return quiz


def attempt():
    db.session.rollback()
    return db.session.scalars(select(QuizAttempt)).one()


def saved():
    return {row.question.key: row.answer for row in attempt().answers}


def begin(browser):
    start = Page(browser.get("/quizzes/KH90")).form("/attempts")
    response = browser.post(start.action, data=start.data, follow_redirects=True)
    return Page(response).form("/answers")


def fill(form):
    """Answer everything right in the form that the page shows."""
    for row in attempt().answers:
        name = f"q{row.number}"
        if row.question.key == "C1":
            form.data[name] = ids("Khi rời bàn")
        elif row.question.key == "C2":
            form.data[name] = ["false"]
        elif row.question.key == "C3":
            form.data[name] = ["12"]
        else:
            for place, item in enumerate(ids("Thu hồi", "Báo cáo", "Khắc phục"), start=1):
                form.data[f"{name}.{item}"] = [str(place)]
    return form


def test_a_quiz_from_start_to_result(browser, quiz, shown):
    form = fill(begin(browser))

    response = browser.post(form.actions[0], data=form.data)
    result = browser.get(response.location)

    assert (response.status_code, response.location) == (302, f"/attempts/{attempt().public_id}")
    assert "100,0 %" in result.text
    assert "B10" in result.text
    assert "Mỗi người một mật khẩu." in result.text
    assert 'href="/me"' in result.text
    assert set(shown()) == {"B10"}


def test_saved_answers_are_there_when_one_comes_back(browser, quiz):
    form = fill(begin(browser))

    response = browser.post(form.action, data=form.data, follow_redirects=True)
    again = Page(response).form("/answers")

    kept = {name: values for name, values in form.data.items() if name != "csrf_token"}
    assert {name: again.data.get(name) for name in kept} == kept


def test_the_page_tells_no_answer_before_the_end(browser, quiz):
    begin(browser)
    page = browser.get("/quizzes/KH90").text

    for secret in ("Muộn.", "Đúng.", "Mỗi người một mật khẩu.", "weight"):
        assert secret not in page
    assert page.index('name="q1') > 0


def test_an_unticked_box_is_taken_back_but_other_pages_are_left_alone(browser, quiz):
    form = fill(begin(browser))
    browser.post(form.action, data=form.data)
    number = next(row.number for row in attempt().answers if row.question.key == "C1")

    browser.post(form.action, data={"csrf_token": form.data["csrf_token"], "asked": str(number)})

    kept = saved()
    assert (kept["C1"], kept["C2"], kept["C3"]) == (None, False, "12")


def test_a_script_saves_without_leaving_the_page(browser, quiz):
    form = fill(begin(browser))

    response = browser.post(form.action, data=form.data, headers={"HX-Request": "true"})

    assert (response.status_code, "<html" in response.text, saved()["C3"]) == (200, False, "12")


def test_late_the_script_is_sent_to_the_result(browser, quiz, still):
    form = fill(begin(browser))
    still(NOON + timedelta(minutes=21))

    response = browser.post(form.action, data=form.data, headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == f"/attempts/{attempt().public_id}"
    assert (attempt().state, saved()["C3"]) == ("expired", None)


def test_who_looks_after_the_end_sees_the_result(browser, quiz, still):
    form = fill(begin(browser))
    browser.post(form.action, data=form.data)
    still(NOON + timedelta(hours=1))

    response = browser.get("/quizzes/KH90", follow_redirects=True)

    assert (response.request.path, attempt().is_passed) == (f"/attempts/{attempt().public_id}", True)


def test_handing_in_twice_shows_the_same_result(browser, quiz):
    form = fill(begin(browser))

    first, second = (browser.post(form.actions[0], data=form.data) for _ in range(2))

    assert (first.status_code, second.status_code, first.location) == (302, 302, second.location)


def test_a_session_that_ends_in_the_middle_loses_nothing(browser, quiz, officer, monkeypatch):
    form = fill(begin(browser))
    with transaction():
        close_all_sessions(officer.account, by=officer.account)

    refused = browser.post(form.action, data=form.data)
    kept = Page(refused).form("/sign-in")
    assert (refused.status_code, saved()) == (401, dict.fromkeys(["C1", "C2", "C3", "C4"]))

    monkeypatch.setattr("lms.services.is_password", lambda *_: True)  # the hash is slow and not ours to test
    resumed = browser.post("/sign-in", data=kept.data | {"email": officer.account.email, "password": "đúng"})
    again = Page(resumed).form("/answers")
    response = browser.post(again.action, data=again.data, follow_redirects=True)

    assert (response.status_code, response.request.path) == (200, "/quizzes/KH90")
    assert saved()["C1"] == ids("Khi rời bàn")[0]
    assert set(saved()["C4"].values()) == {1, 2, 3}


def test_the_start_page_says_when_the_next_attempt_opens(browser, quiz):
    form = begin(browser)
    browser.post(form.actions[0], data={"csrf_token": form.data["csrf_token"]})

    page = browser.get("/quizzes/KH90").text

    assert "12:00 21/11/2026" in page
    assert browser.post("/quizzes/KH90/attempts", data=form.data).status_code == 409


def test_without_enrolment_the_start_page_leads_to_the_course(browser):
    make_quiz()

    page = browser.get("/quizzes/KH90").text

    assert 'href="/courses/KH90"' in page
    assert "/quizzes/KH90/attempts" not in page


@pytest.mark.parametrize("role", ["leader", "department", "admin", "editor", "officer"])
def test_nobody_else_reaches_an_attempt(browser_of, browser, quiz, role):
    form = begin(browser)
    scope = {"leader": "19001", "department": "19", "editor": "TCT19"}.get(role, "")
    stranger = make_account(role, scope) if role != "officer" else make_learner(name="Lò Thị Mây").account
    other = browser_of(stranger)

    assert other.get(f"/attempts/{attempt().public_id}").status_code == 404
    for address in (form.action, form.actions[0]):
        assert other.post(address, data=Page(other.get("/cases")).token).status_code == 404


def test_the_longest_test_we_ship_stays_a_small_page(browser, officer, system):
    make_institution()
    with transaction():
        folder = ROOT / "content" / "courses" / "KH04"
        load_course_with_test(folder, by=system, institution="TCT19")
    make_enrolment(officer, db.session.scalars(select(Course)).one())
    start = Page(browser.get("/quizzes/KH04")).form("/attempts")
    asked = browser.post(start.action, data=start.data, follow_redirects=True)
    form = Page(asked).form("/answers")

    result = browser.post(form.actions[0], data=form.data, follow_redirects=True)

    assert len(attempt().answers) == 10
    assert (asked.status_code, result.status_code) == (200, 200)
    assert len(asked.data) <= SMALL_PAGE
    assert len(result.data) <= SMALL_PAGE


def test_saving_and_showing_take_few_statements(browser, quiz, statements):
    form = fill(begin(browser))

    with statements() as saving:
        browser.post(form.action, data=form.data)
    with statements() as showing:
        browser.get("/quizzes/KH90")
    with statements() as handing_in:
        browser.post(form.actions[0], data=form.data)

    assert len(saving) <= 7, saving
    assert len(showing) <= 5, showing
    # Also completes the course, counts its periods, and judges what is asked beside competencies.
    assert len(handing_in) <= 53, handing_in


def test_sessions_are_really_ended_by_the_helper(officer):
    with transaction():
        close_all_sessions(officer.account, by=officer.account)

    assert all(opened.ended_at for opened in db.session.scalars(select(AccountSession)))


def test_make_course_without_quiz_has_no_quiz_page(browser):
    make_course()

    assert browser.get("/quizzes/KH90").status_code == 404
