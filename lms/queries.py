"""Reads about accounts, sessions, links and the trail."""

from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from lms import clock, rules
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import (
    SYSTEM_EMAIL,
    Account,
    AccountSession,
    ApiToken,
    AuditEntry,
    OneTimeLink,
    RoleGrant,
    SystemFact,
)


def find_live_session(token_hash: str) -> AccountSession | None:
    """Return the sign-in of this word with its account, if it has not ended, idled or grown too old."""
    found = db.session.scalars(_select_live_session(), {"token_hash": token_hash})
    opened = found.unique().one_or_none()
    if opened is None:
        return None
    roles = frozenset(grant.role for grant in opened.account.grants)
    return opened if rules.is_live(opened.started_at, opened.seen_at, roles, clock.now()) else None


@cache
def _select_live_session() -> Select[AccountSession]:
    """Return the statement that every request begins with, built once: account and roles come along."""
    account = contains_eager(AccountSession.account)
    return (
        select(AccountSession)
        .join(AccountSession.account)
        .outerjoin(Account.grants)
        .where(AccountSession.token_hash == bindparam("token_hash"))
        .where(AccountSession.ended_at.is_(None), Account.is_active)
        .options(account.contains_eager(Account.grants))
        .order_by(RoleGrant.id)
    )


def find_account(email: str) -> Account | None:
    """Return the account of this address, in whatever case it was typed."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def get_account(email: str) -> Account:
    """Return the account of this address.

    Raises:
        NotFound: there is none.
    """
    account = find_account(email)
    if account is None:
        raise NotFound(_("There is no account %(email)s.", email=email))
    return account


def get_system_account() -> Account:
    """Return the account in whose name commands and jobs act.

    Raises:
        NotFound: the database was not initialised (`lms init`).
    """
    return get_account(SYSTEM_EMAIL)


def find_usable_link(token_hash: str) -> OneTimeLink | None:
    """Return a one-time link that was neither used nor ran out."""
    return db.session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == token_hash, OneTimeLink.used_at.is_(None))
        .where(OneTimeLink.expires_at > clock.now())
        .options(joinedload(OneTimeLink.account))
    )


def find_live_token(token_hash: str) -> ApiToken | None:
    """Return the API token of this word with its account, if both still count; never one of the system."""
    return db.session.scalar(
        select(ApiToken)
        .join(ApiToken.account)
        .where(ApiToken.token_hash == token_hash, ApiToken.revoked_at.is_(None))
        .where(ApiToken.expires_at > clock.now(), Account.is_active, ~Account.is_system)
        .options(contains_eager(ApiToken.account))
    )


def get_token(token_id: int) -> ApiToken:
    """Return the API token of this number.

    Raises:
        NotFound: there is none.
    """
    token = db.session.get(ApiToken, token_id)
    if token is None:
        raise NotFound(_("There is no token %(id)s.", id=token_id))
    return token


def list_tokens(account: Account | None = None) -> list[ApiToken]:
    """Return the API tokens of an account, or of all, the newest first, with their accounts."""
    statement = select(ApiToken).options(joinedload(ApiToken.account)).order_by(ApiToken.id.desc())
    if account is not None:
        statement = statement.where(ApiToken.account_id == account.id)
    return list(db.session.scalars(statement))


def find_fact(key: str) -> str | None:
    """Return a fact about this installation."""
    return db.session.scalar(select(SystemFact.value).where(SystemFact.key == key))


def select_audit_entries() -> Select[AuditEntry]:
    """Return the statement of the whole trail, newest first, with who acted."""
    return select(AuditEntry).options(joinedload(AuditEntry.actor)).order_by(AuditEntry.id.desc())


def count_accounts() -> int:
    """Return how many people have an account."""
    return db.session.scalar(select(func.count()).select_from(Account).where(~Account.is_system)) or 0
