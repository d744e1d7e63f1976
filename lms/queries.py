"""Reads about accounts, sessions, links and the trail."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from lms import clock, rules
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import SYSTEM_EMAIL, Account, AccountSession, AuditEntry, OneTimeLink, SystemFact


def find_live_session(token_hash: str) -> AccountSession | None:
    """Return the sign-in of this word with its account, if it has not ended, idled or grown too old."""
    opened = db.session.scalar(
        select(AccountSession)
        .join(AccountSession.account)
        .where(AccountSession.token_hash == token_hash, AccountSession.ended_at.is_(None), Account.is_active)
        .options(joinedload(AccountSession.account))
    )
    if opened is None:
        return None
    roles = frozenset(grant.role for grant in opened.account.grants)
    return opened if rules.is_live(opened.started_at, opened.seen_at, roles, clock.now()) else None


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


def find_fact(key: str) -> str | None:
    """Return a fact about this installation."""
    return db.session.scalar(select(SystemFact.value).where(SystemFact.key == key))


def select_audit_entries() -> Select[AuditEntry]:
    """Return the statement of the whole trail, newest first, with who acted."""
    return select(AuditEntry).options(joinedload(AuditEntry.actor)).order_by(AuditEntry.id.desc())


def count_accounts() -> int:
    """Return how many people have an account."""
    return db.session.scalar(select(func.count()).select_from(Account).where(~Account.is_system)) or 0
