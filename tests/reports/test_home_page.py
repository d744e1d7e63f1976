"""The first page, by role."""

from datetime import timedelta

import pytest

from assessments.models import CaseAttempt, QuizAttempt
from lms import clock
from lms.database import db, transaction
from tests import factories
from tests.reports.conftest import get, make_member, make_members, unit


def quiz_attempt(quiz, officer, *, started_at, ends_in):
    return QuizAttempt(
        quiz_id=quiz.id,
        officer_id=officer.id,
        number=1,
        seed="s",
        state="in_progress",
        started_at=started_at,
        deadline_at=started_at + ends_in,
    )


def test_an_officer_reads_the_answer_at_a_glance(visitor, town):
    officer = make_member(town.code)
    factories.make_evidence(officer, "C2", 2)

    page = get(visitor(officer.account), "/").text

    assert "Lò Thị Hoa" in page
    assert unit(town.code).full_name in page
    assert page.count('class="card-title"') == 3
    assert 'max="40"' in page
    assert 'href="/alerts"' in page


def test_unfinished_business_is_offered_with_the_time_that_is_left(visitor, town):
    officer = make_member(town.code)
    course = factories.make_course("KH04", "Bảo mật thông tin", has_post_test=True)
    factories.make_enrolment(officer, course, finished=1)
    quiz, case = factories.make_quiz(course), factories.make_case()
    now = clock.now()
    with transaction():
        db.session.add(quiz_attempt(quiz, officer, started_at=now, ends_in=timedelta(minutes=12, seconds=30)))
        db.session.add(
            CaseAttempt(
                case_id=case.id,
                version_id=case.versions[-1].id,
                officer_id=officer.id,
                number=1,
                is_counted=True,
                seed="s",
                state="in_progress",
                node="n1",
                started_at=now,
            )
        )

    page = get(visitor(officer.account), "/").text

    assert f'href="/quizzes/{quiz.code}"' in page
    assert "13 " in page
    assert f'href="/cases/{case.code}"' in page
    assert 'href="/courses/KH04"' in page


def test_a_quiz_whose_time_is_up_is_no_longer_offered(visitor, town):
    officer = make_member(town.code)
    course = factories.make_course("KH04", "Bảo mật thông tin", has_post_test=True)
    quiz = factories.make_quiz(course)
    now = clock.now()
    with transaction():
        db.session.add(
            quiz_attempt(quiz, officer, started_at=now - timedelta(hours=2), ends_in=timedelta(hours=1))
        )

    assert f'href="/quizzes/{quiz.code}"' not in get(visitor(officer.account), "/").text


def test_a_leader_who_is_an_officer_reads_both_parts(visitor, town):
    officer = make_member(town.code, "Hoàng Văn Lãnh", "VT02")
    factories.grant(officer.account, factories.Role.LEADER, town.code)
    make_members(town.code, 2)

    page = get(visitor(officer.account), "/").text

    assert 'href="/me"' in page
    assert 'href="/team"' in page
    assert 'href="/team/' not in page


def test_the_ministry_reads_figures_without_names(visitor, town):
    make_member(town.code)

    page = get(visitor(town.ministry), "/").text

    assert 'href="/coverage/VN"' in page
    assert "Lò Thị Hoa" not in page


def test_an_administrator_reads_of_accounts_and_nothing_of_learners(visitor, town):
    officer = make_member(town.code)
    factories.make_evidence(officer, "C2", 2)
    account = factories.make_account("admin", name="Quản trị hệ thống")

    page = get(visitor(account), "/").text

    assert "Khởi tạo hệ thống" in page
    assert "evidence:" not in page
    assert "Lò Thị Hoa" not in page


@pytest.mark.parametrize("role", ["editor", "reviewer", "assessor"])
def test_content_staff_read_the_state_of_their_own_institution(visitor, town, role):
    factories.make_course("KH04", "Bảo mật thông tin")
    factories.make_course("KH05", "Quản lý đất đai", state="draft")
    other = factories.make_institution("TCT20", "Trường Chính trị khác")
    factories.make_course("KH06", "Tài chính ngân sách", owner=other)

    page = get(visitor(factories.make_account(role, "TCT19")), "/").text

    assert "KH04 Bảo mật thông tin" in page
    assert "KH05 Quản lý đất đai" in page
    assert "KH06" not in page


def test_an_account_without_a_role_is_told_whom_to_ask(visitor, app):
    page = get(visitor(factories.make_account()), "/")

    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.parametrize(
    ("role", "scope", "lines"),
    [
        pytest.param(
            "leader",
            "town",
            {"/team", "/claims", "/needs", "/coverage", "/targets", "/documents"},
            id="leader",
        ),
        pytest.param("observer", "town", {"/team", "/coverage", "/targets"}, id="observer"),
        pytest.param(
            "department",
            "19",
            {"/rosters", "/claims", "/needs", "/coverage", "/targets", "/periods", "/documents"}
            | {"/frameworks", "/deliveries"},
            id="department",
        ),
        pytest.param("ministry", "", {"/coverage", "/targets", "/documents", "/frameworks"}, id="ministry"),
        pytest.param("editor", "TCT19", {"/studio"}, id="editor"),
        pytest.param("admin", "", {"/admin", "/deliveries"}, id="admin"),
        pytest.param("officer", "", {"/me", "/alerts", "/me/certificates"}, id="officer"),
    ],
)
def test_the_menu_leads_everybody_only_where_they_may_go(visitor, town, role, scope, lines):
    if role == "officer":
        account = make_member(town.code).account
    else:
        account = factories.make_account(role, town.code if scope == "town" else scope)
    browser = visitor(account)

    everywhere = {"/", "/courses", "/cases"}
    page = get(browser, "/").text
    menu = page[page.index('class="main-nav') : page.index("<main")]

    found = {part.split('"')[0] for part in menu.split('href="')[1:] if not part.startswith("/static")}
    assert found == everywhere | lines
    assert all(get(browser, path).status_code in (200, 302) for path in found)


def test_the_department_reads_first_what_waits_for_it(visitor, town):
    page = get(visitor(factories.make_account("department", "19")), "/").text
    main = page[page.index("<main") :]

    for path in ("/rosters", "/claims", "/needs", "/periods", "/targets", "/documents/new"):
        assert f'href="{path}"' in main


def test_a_leader_reads_what_waits_beside_the_team(visitor, town):
    leader = factories.make_account("leader", town.code)
    make_members(town.code, 2)

    page = get(visitor(leader), "/").text
    main = page[page.index("<main") :]

    assert 'href="/claims"' in main
    assert 'href="/needs"' in main


def test_an_officer_is_led_to_where_certificates_are_handed_in(visitor, town):
    browser = visitor(make_member(town.code).account)

    for path in ("/", "/me"):
        page = get(browser, path).text
        assert 'href="/me/certificates"' in page[page.index("<main") :]
