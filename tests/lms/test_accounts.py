"""Signing in and out, passwords, links, and what a session that ends keeps."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from factories import post
from sqlalchemy import select

from lms import clock, queries, services
from lms.database import db, transaction
from lms.errors import Conflict, Forbidden
from lms.limits import limiter
from lms.models import AccountSession, AuditEntry
from lms.permissions import Role, ScopeKind
from lms.services import Scope

PASSWORD = "mật khẩu đủ dài"
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture
def account(bare_app):
    with transaction():
        by = queries.get_system_account()
        account = services.create_account("lan@xa.vn", "Nguyễn Thị Lan", by=by)
        services.grant_role(account, Role.ADMIN, Scope(ScopeKind.NATION), by=by)
        services.set_password(account, PASSWORD, by=by)
    return account


@pytest.fixture
def browser(bare_app):
    return bare_app.test_client()


def sign_in(browser, password=PASSWORD, **more):
    return post(browser, "/sign-in", email="Lan@xa.vn", password=password, **more)


def without(word, answer):
    """The page without the word and without the token, which differs each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True).replace(word, ""))


def test_signing_in_opens_closed_pages_and_leaves_a_trail(account, browser):
    assert browser.get("/account").status_code == 401

    assert sign_in(browser).status_code == 302

    assert browser.get("/account").status_code == 200
    assert "account:signed_in" in db.session.scalars(select(AuditEntry.event)).all()


@pytest.mark.parametrize(("email", "password"), [("lan@xa.vn", "sai mật khẩu"), ("khong-co@xa.vn", PASSWORD)])
def test_a_refusal_does_not_tell_which_of_the_two_is_wrong(account, browser, email, password):
    answer = post(browser, "/sign-in", email=email, password=password)
    other = post(browser, "/sign-in", email="ai-do@xa.vn", password="x")

    assert answer.status_code == other.status_code == 422
    assert without(email, answer) == without("ai-do@xa.vn", other)


def test_a_form_without_a_token_is_refused(account, browser):
    assert browser.post("/sign-in", data={"email": "lan@xa.vn", "password": PASSWORD}).status_code == 400


def test_signing_in_is_throttled_by_account(account, browser, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    answers = [sign_in(browser, password="sai").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    assert post(browser, "/sign-in", email="khac@xa.vn", password="sai").status_code == 422
    limiter.reset()


def test_a_copied_cookie_is_worthless_after_signing_out(account, browser):
    sign_in(browser)
    thief = browser.application.test_client()
    with browser.session_transaction() as mine, thief.session_transaction() as stolen:
        stolen.update(mine)
    assert thief.get("/account").status_code == 200

    post(browser, "/sign-out")

    assert thief.get("/account").status_code == 401


def test_signing_out_everywhere_ends_every_device(account, browser):
    other = browser.application.test_client()
    sign_in(browser)
    sign_in(other)

    post(browser, "/sign-out-everywhere")

    assert other.get("/account").status_code == 401
    assert all(db.session.scalars(select(AccountSession.ended_at)))


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 401)])
def test_a_staff_session_ends_after_half_an_hour_of_rest(account, browser, still, minutes, status):
    still(MORNING)
    sign_in(browser)

    still(MORNING + timedelta(minutes=minutes))

    assert browser.get("/account").status_code == status


def test_a_session_that_is_used_goes_on_until_half_a_day(account, browser, still):
    still(MORNING)
    sign_in(browser)
    answers = []
    for quarter in range(1, 50):
        still(MORNING + timedelta(minutes=15 * quarter))
        answers.append(browser.get("/account").status_code)

    assert answers == [200] * 47 + [401] * 2


def test_what_was_typed_survives_the_end_of_the_session(account, browser):
    sign_in(browser)
    with transaction():
        services.close_all_sessions(account, by=account)

    refused = post(browser, "/account/locale", locale="en")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 401
    assert "resume_form" in page

    resumed = sign_in(browser, resume_path="/account/locale", resume_form='[["locale", "en"]]')
    assert '<form method="post" action="/account/locale">' in resumed.get_data(as_text=True)
    assert 'name="locale" value="en"' in resumed.get_data(as_text=True)


def test_a_forged_form_is_not_kept_for_later(account, browser):
    refused = browser.post("/account/locale", data={"locale": "en"})

    assert refused.status_code == 401
    assert "resume_form" not in refused.get_data(as_text=True)


@pytest.mark.parametrize("path", ["https://elsewhere.vn/", "//elsewhere.vn", "/\\elsewhere.vn"])
def test_signing_in_never_leads_to_another_site(account, browser, path):
    assert sign_in(browser, next=path).headers["Location"] == "/"


def test_a_link_sets_a_password_once(account, browser):
    with transaction():
        word = services.issue_link(account, by=queries.get_system_account())
    fields = {"password": "câu mật khẩu mới", "repeated": "câu mật khẩu mới"}

    assert post(browser, f"/set-password/{word}", **fields).status_code == 302
    assert post(browser, f"/set-password/{word}", **fields).status_code == 404
    assert sign_in(browser, password="câu mật khẩu mới").status_code == 302


def test_a_link_that_ran_out_is_not_found(account, browser, still):
    still(MORNING)
    with transaction():
        word = services.issue_link(account, by=queries.get_system_account())
    assert browser.get(f"/set-password/{word}").status_code == 200

    still(MORNING + timedelta(days=8))

    assert browser.get(f"/set-password/{word}").status_code == 404


@pytest.mark.parametrize(
    ("password", "repeated"),
    [("ngắn", "ngắn"), ("câu mật khẩu mới", "câu mật khẩu khác")],
    ids=["short", "differs"],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(account, browser, password, repeated):
    with transaction():
        word = services.issue_link(account, by=queries.get_system_account())

    answer = post(browser, f"/set-password/{word}", password=password, repeated=repeated)

    assert answer.status_code == 422
    assert "field-errors" in answer.get_data(as_text=True)


def test_the_same_address_has_one_account(account):
    with pytest.raises(Conflict), transaction():
        services.create_account(" LAN@xa.vn", "Người khác", by=queries.get_system_account())


def test_only_administrators_make_accounts(bare_app):
    with transaction():
        system = queries.get_system_account()
        stranger = services.create_account("la@xa.vn", "Người lạ", by=system)
    with pytest.raises(Forbidden), transaction():
        services.create_account("moi@xa.vn", "Người mới", by=stranger)


def test_a_role_given_twice_is_held_once(account):
    with transaction():
        services.grant_role(account, Role.ADMIN, Scope(ScopeKind.NATION), by=queries.get_system_account())
    assert len(queries.get_account("lan@xa.vn").grants) == 1


def test_every_page_carries_the_strict_policy(account, browser):
    policy = browser.get("/sign-in").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_system_account_can_never_sign_in(bare_app, browser):
    assert post(browser, "/sign-in", email="system@localhost", password="x").status_code == 422


def test_the_clock_tells_the_day_of_the_configured_zone(bare_app, still):
    still(datetime(2026, 11, 20, 17, 30, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-11-21"
