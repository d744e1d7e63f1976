"""Everything held about me, and nothing about anybody else."""

import json

import pytest

from competency.models import Alert, Evidence, Standing
from lms.database import db
from lms.secrets import decrypt
from tests import factories
from tests.reports.conftest import get, make_member


@pytest.fixture
def two(town):
    """Two officers of the same commune with evidence of their own."""
    mine, other = make_member(town.code), make_member(town.code, "Trần Văn Páo")
    factories.make_evidence(mine, "C2", 2, source="test:mine")
    factories.make_evidence(other, "C2", 2, source="test:other")
    return mine, other


def own(model, officer):
    return db.session.scalar(db.select(db.func.count()).select_from(model).filter_by(officer_id=officer.id))


def test_the_file_has_every_row_about_me(visitor, two):
    mine, _other = two

    answer = get(visitor(mine.account), "/me/data")
    held = json.loads(answer.data)

    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert held["officer"]["full_name"] == "Lò Thị Hoa"
    assert held["officer"]["personal_id"] == decrypt(mine.personal_id_sealed)
    assert len(held["assignments"]) == 1
    assert len(held["standings"]) == own(Standing, mine)
    assert any(row["valid_to"] for row in held["standings"])  # the history too
    assert len(held["evidence"]) == own(Evidence, mine) == 1
    assert len(held["alerts"]) == own(Alert, mine)
    assert held["account"]["email"] == mine.account.email
    assert len(held["account"]["sign_ins"]) == 1
    assert held["account"]["messages_go_to"] == {"channel": "email", "address": mine.account.email}
    assert held["account"]["messages"] == []


def test_the_file_has_nothing_about_anybody_else(visitor, two):
    mine, other = two

    text = get(visitor(mine.account), "/me/data").text

    assert "test:mine" in text
    for secret in ("test:other", "Trần Văn Páo", str(other.public_id), decrypt(other.personal_id_sealed)):
        assert secret not in text


def test_the_file_has_no_words_of_the_machine(visitor, two):
    mine, _other = two

    text = get(visitor(mine.account), "/me/data").text

    for secret in ("password_hash", "token_hash", "personal_id_hash", "search_key", "seed"):
        assert secret not in text


def test_what_was_studied_is_in_the_file(visitor, two):
    mine, _other = two
    factories.make_enrolment(mine, factories.make_course("KH04", "Bảo mật thông tin"), finished=1)

    held = json.loads(get(visitor(mine.account), "/me/data").data)

    assert [row["code"] for row in held["enrolments"]] == ["KH04"]
    assert [row["course"] for row in held["lessons"]] == ["KH04"]
