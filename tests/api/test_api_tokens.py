"""Who may call: tokens with scope and expiry, nothing else."""

from datetime import timedelta

import pytest
from factories import make_account, make_token, sign_in
from sqlalchemy import select

from lms import clock
from lms.database import db, transaction
from lms.errors import Conflict
from lms.limits import limiter
from lms.models import ApiToken, AuditEntry
from lms.queries import find_live_token, get_system_account
from lms.secrets import hash_word
from lms.services import NewToken, create_token, revoke_token

PROBLEM = "application/problem+json"


def call(client, word, path="/api/v1/units?parent=19", **headers):
    return client.get(path, headers={"Authorization": f"Bearer {word}", **headers})


def refused(answer, status):
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_reads_in_the_name_of_its_account(client):
    assert call(client, make_token(make_account())).status_code == 200


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic bGFuOmxhbg==", "Bearer made-up", "Token abc"],
    ids=["none", "empty", "no word", "blank", "password", "made up", "another kind"],
)
def test_without_a_token_that_counts_nothing_is_told(client, header):
    refused(client.get("/api/v1/units", headers={"Authorization": header} if header is not None else {}), 401)


def test_a_revoked_token_counts_no_longer(client):
    word = make_token(make_account())
    with transaction():
        token = db.session.scalars(select(ApiToken)).one()
        revoke_token(token, by=get_system_account())
        revoke_token(token, by=get_system_account())

    refused(call(client, word), 401)
    events = db.session.scalars(select(AuditEntry.event)).all()
    assert events.count("account:token_revoked") == 1


def test_a_token_runs_out_on_its_day(client, still):
    now = clock.now()
    word = make_token(make_account(), days=30)

    still(now + timedelta(days=29, hours=23))
    assert call(client, word).status_code == 200
    still(now + timedelta(days=30, minutes=1))
    refused(call(client, word), 401)


def test_a_token_of_a_closed_account_counts_no_longer(client):
    account = make_account()
    word = make_token(account)
    with transaction():
        db.session.merge(account).is_active = False

    refused(call(client, word), 401)


def test_nobody_calls_in_the_name_of_the_system(app):
    with pytest.raises(Conflict):
        create_token(get_system_account(), NewToken("write"), by=get_system_account())


def test_a_token_that_reads_cannot_write(client, api_world, caller):
    answer = caller("department", "19", may="read").post("/evidence", api_world.evidence())

    refused(answer, 403)
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_a_browser_that_is_signed_in_calls_nothing(client, api_world, caller):
    browser = sign_in(client.application.test_client(), make_account("department", "19"))

    for answer in (
        browser.get("/api/v1/officers"),
        browser.post("/api/v1/evidence", json=api_world.evidence()),
        browser.post("/api/v1/evidence", data=api_world.evidence()),
    ):
        refused(answer, 401)
        assert "Set-Cookie" not in answer.headers


def test_a_token_wins_over_a_cookie_and_opens_no_session(client):
    browser = sign_in(client.application.test_client(), make_account("department", "19"))

    answer = call(browser, make_token(make_account("ministry")), "/api/v1/officers")

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_token_opens_no_page(client):
    assert call(client, make_token(make_account("department", "19")), "/coverage/19").status_code == 401


def test_only_the_hash_of_a_token_is_kept(app):
    word = make_token(make_account())

    kept = db.session.scalars(select(ApiToken)).one()
    assert kept.token_hash == hash_word(word)
    assert word not in str([entry.detail for entry in db.session.scalars(select(AuditEntry))])


def test_finding_a_token_takes_two_statements(client, count_statements):
    word = make_token(make_account("department", "19"))

    def deed():
        db.session.expunge_all()
        assert find_live_token(hash_word(word)).account.grants

    assert count_statements(deed) == 2


@pytest.fixture
def limited(client, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    yield client
    limiter.reset()


@pytest.mark.one_engine
def test_each_token_makes_so_many_calls_a_minute(limited):
    mine, other = make_token(make_account()), make_token(make_account())
    for left in range(599, -1, -1):
        answer = limited.get("/api/v1/cases", headers={"Authorization": f"Bearer {mine}"})
        assert answer.headers["X-RateLimit-Remaining"] == str(left)

    stopped = call(limited, mine)

    assert (stopped.status_code, stopped.mimetype) == (429, PROBLEM)
    assert 0 < int(stopped.headers["Retry-After"]) <= 60
    assert call(limited, other).status_code == 200


@pytest.mark.one_engine
def test_an_address_that_tries_many_tokens_is_stopped(limited):
    statuses = [call(limited, f"made-up-{number}").status_code for number in range(101)]

    assert statuses == [401] * 100 + [429]
