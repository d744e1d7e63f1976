"""Reads about the accounts of officers, for those who keep the roster."""

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from lms import clock
from lms.database import db
from lms.models import Account, OneTimeLink, RoleGrant
from lms.permissions import Role
from people.models import AdministrativeUnit, Assignment, Officer
from people.queries.officers import is_held


def list_posts_without_password(unit: AdministrativeUnit) -> list[Assignment]:
    """Return one post of everybody in a commune who has not set a password, by organisation and name.

    People whose account has another role than an officer's are left out, and so are those whose record
    another province keeps although they serve here. The caller has asked who may.
    """
    statement = (
        select(Assignment)
        .join(Assignment.officer)
        .outerjoin(Officer.account)
        .where(Assignment.unit_code == unit.code, Officer.province_code == unit.province_code)
        .where(is_held(clock.today()), or_(Officer.account_id.is_(None), _is_unused()))
        .options(joinedload(Assignment.officer).joinedload(Officer.account).selectinload(Account.grants))
        .options(joinedload(Assignment.organisation), joinedload(Assignment.position))
        .order_by(Assignment.organisation_id, Officer.sort_key, Assignment.is_main.desc(), Assignment.id)
    )
    first: dict[int, Assignment] = {}
    for post in db.session.scalars(statement):
        first.setdefault(post.officer_id, post)
    return list(first.values())


def count_without_password(province_code: str) -> dict[str, int]:
    """Return by commune how many people serving there today have not set a password yet."""
    statement = (
        select(Assignment.unit_code, func.count(Assignment.officer_id.distinct()))
        .join(Assignment.officer)
        .outerjoin(Officer.account)
        .where(Officer.province_code == province_code, is_held(clock.today()))
        .where(or_(Officer.account_id.is_(None), _is_unused()))
        .group_by(Assignment.unit_code)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def list_ids_to_open(province_code: str) -> list[int]:
    """Return the officers with a post and an e-mail address who have no account yet."""
    statement = (
        select(Officer.id)
        .where(
            Officer.province_code == province_code,
            Officer.account_id.is_(None),
            Officer.withdrawn_at.is_(None),
            Officer.email.is_not(None),
            Officer.email != "",
        )
        .where(exists().where(Assignment.officer_id == Officer.id, is_held(clock.today())))
        .order_by(Officer.id)
    )
    return list(db.session.scalars(statement))


def list_accounts_to_invite(province_code: str) -> list[int]:
    """Return the accounts with an e-mail address that have no password and no link that still counts."""
    live = exists().where(
        OneTimeLink.account_id == Account.id,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )
    statement = (
        select(Account.id)
        .join(Officer, Officer.account_id == Account.id)
        .where(Officer.province_code == province_code, Account.email.contains("@"), _is_unused(), ~live)
        .order_by(Account.id)
    )
    return list(db.session.scalars(statement))


def get_officer_with_account(officer_id: int) -> Officer:
    """Return an officer with the account. Only for services and tasks: no gate."""
    return db.session.get_one(Officer, officer_id, options=[selectinload(Officer.account)])


def is_word_taken(word: str) -> bool:
    """Tell whether an account signs in with a word."""
    return db.session.scalar(select(Account.id).where(Account.email == word.strip().lower())) is not None


def may_get_word(account: Account) -> bool:
    """Tell whether an account has no password and no other role than an officer's."""
    return db.session.scalar(select(Account.id).where(Account.id == account.id, _is_unused())) is not None


def _is_unused() -> ColumnElement[bool]:
    has_other_role = exists().where(RoleGrant.account_id == Account.id, RoleGrant.role != Role.OFFICER)
    return Account.password_hash.is_(None) & Account.is_active & ~Account.is_system & ~has_other_role
