"""Who the bench asks as: officers, leaders, the Departments and the ministry of the invented world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from flask import Flask
from sqlalchemy import exists, func, select

from assessments.models import CaseAttempt, QuizAttempt
from lms import clock
from lms.database import db, insert_many, transaction
from lms.models import Account, AccountSession, RoleGrant
from lms.permissions import Role
from lms.secrets import hash_word, new_word
from people.models import AdministrativeUnit, Assignment, Officer
from people.queries import is_held

MATRIX_OFFICERS = 60
PROVINCE_OFFICERS = 7_500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in: account, address, cookie."""

    account_id: int
    email: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, how many officers it has, and the account that looks at it."""

    code: str
    officers: int
    account_id: int


def choose_officers(number: int, chance: Random) -> list[int]:
    """Return accounts of officers who have begun nothing yet, in no order."""
    learnt = [exists().where(attempts.officer_id == Officer.id) for attempts in (QuizAttempt, CaseAttempt)]
    posted = exists().where(Assignment.officer_id == Officer.id, is_held(clock.today()))
    statement = (
        select(Officer.account_id)
        .where(Officer.account_id.is_not(None), posted, *(~begun for begun in learnt))
        .order_by(Officer.id)
    )
    found = [account_id for account_id in db.session.scalars(statement) if account_id is not None]
    return chance.sample(found, min(number, len(found)))


def find_leader() -> Place:
    """Return the led commune whose number of officers is nearest to that of the budget."""
    return _nearest(
        select(RoleGrant.scope_code, func.count(Assignment.id), RoleGrant.account_id)
        .join(Assignment, Assignment.unit_code == RoleGrant.scope_code)
        .where(RoleGrant.role == Role.LEADER, is_held(clock.today()))
        .group_by(RoleGrant.scope_code, RoleGrant.account_id),
        MATRIX_OFFICERS,
    )


def find_department() -> Place:
    """Return the province whose number of officers is nearest to that of the budget."""
    return _nearest(
        select(RoleGrant.scope_code, func.count(Officer.id), RoleGrant.account_id)
        .join(Officer, Officer.province_code == RoleGrant.scope_code)
        .where(RoleGrant.role == Role.DEPARTMENT)
        .group_by(RoleGrant.scope_code, RoleGrant.account_id),
        PROVINCE_OFFICERS,
    )


def find_ministry() -> int:
    """Return the account of the ministry."""
    found = db.session.scalar(select(RoleGrant.account_id).where(RoleGrant.role == Role.MINISTRY))
    if found is None:
        raise LookupError("the world has no ministry")
    return found


def commune_names(province_code: str) -> list[str]:
    """Return the codes of the communes of a province."""
    statement = select(AdministrativeUnit.code).where(AdministrativeUnit.parent_code == province_code)
    return list(db.session.scalars(statement.order_by(AdministrativeUnit.code)))


def sign_in(app: Flask, account_ids: Sequence[int]) -> list[Person]:
    """Open a session for each account, without the slow hash of the password, and return the cookies."""
    now = clock.now()
    words = {account_id: new_word() for account_id in account_ids}
    rows = [
        {"account_id": key, "token_hash": hash_word(word), "started_at": now, "seen_at": now}
        for key, word in words.items()
    ]
    with transaction():
        insert_many(AccountSession.__table__, rows)  # type: ignore[arg-type]
        found = select(Account.id, Account.email).where(Account.id.in_(account_ids))
        emails = {row.id: row.email for row in db.session.execute(found)}
    return [Person(key, emails[key], _cookie(app, key, words[key])) for key in account_ids]


def cycle_people(people: Sequence[Person]) -> Iterator[Person]:
    """Return the people, one after the other, for ever."""
    while True:
        yield from people


def _nearest(statement: object, wanted: int) -> Place:
    rows = db.session.execute(statement).all()  # type: ignore[call-overload]
    code, officers, account_id = min(rows, key=lambda row: (abs(row[1] - wanted), row[0]))
    return Place(code, officers, account_id)


def _cookie(app: Flask, account_id: int, word: str) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    kept = {"word": word, "_user_id": str(account_id), "_fresh": True, "csrf_token": "bench"}
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(kept)}"
