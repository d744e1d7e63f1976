"""A world for calls: officers of two communes, staff, and short ways to call in somebody's name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from factories import make_account, make_institution, make_officer, make_organisation, make_post, make_token
from sqlalchemy import event, select

from lms.database import db
from people.models import AdministrativeUnit


class Caller:
    """Calls in the name of one account."""

    def __init__(self, client, word):
        self._client = client
        self._headers = {"Authorization": f"Bearer {word}"}

    def get(self, path, **headers):
        return self._client.get(f"/api/v1{path}", headers={**self._headers, **headers})

    def post(self, path, body):
        return self._client.post(f"/api/v1{path}", json=body, headers=self._headers)


@dataclass(frozen=True)
class ApiWorld:
    """Officer A serves in commune A, officer B in commune B, both of province 19."""

    commune_a: str
    commune_b: str
    officer_a: UUID
    officer_b: UUID
    account_id: int
    post_a: Any

    def evidence(self, **changed):
        """What the Department may post about officer A."""
        return {
            "officer_id": str(self.officer_a),
            "competency": "B10",
            "level": 2,
            "kind": "external",
            "earned_on": "2026-01-15",
            "source": "lms-tinh:15/42",
            **changed,
        }


@pytest.fixture
def api_world(app):
    commune_a, commune_b = db.session.scalars(
        select(AdministrativeUnit).where(AdministrativeUnit.parent_code == "19").limit(2)
    ).all()
    account = make_account(name="Trần Thị Hòa")
    post_a = make_post(
        make_officer("Trần Thị Hòa", unit=commune_a, account=account),
        organisation=make_organisation(commune_a),
    )
    post_b = make_post(make_officer("Lò Văn Đức", unit=commune_b), organisation=make_organisation(commune_b))
    make_institution()
    return ApiWorld(
        commune_a=commune_a.code,
        commune_b=commune_b.code,
        officer_a=post_a.officer.public_id,
        officer_b=post_b.officer.public_id,
        account_id=account.id,
        post_a=post_a,
    )


@pytest.fixture
def caller(app, client):
    """``caller("department", "19")``, or ``caller(account)``: a caller with a token that may write."""

    def make(who, scope="", *, may="write"):
        account = make_account(who, scope) if isinstance(who, str) else who
        return Caller(client, make_token(account, may))

    return make


@pytest.fixture
def count_statements(app):
    """How many statements a deed takes; run once before, so that nothing is made for the first time."""

    def count(deed):
        deed()
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            deed()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    return count
