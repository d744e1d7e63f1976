"""Deeds around accounts: signing in and out, links, passwords, roles, tokens."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from lms import audit, clock, policies, queries, rules
from lms.database import db
from lms.errors import Conflict, Refused
from lms.i18n import gettext as _
from lms.models import SYSTEM_EMAIL, Account, AccountSession, ApiToken, OneTimeLink, RoleGrant, SystemFact
from lms.permissions import Role, ScopeKind, authorize
from lms.rules import TokenScope
from lms.secrets import hash_password, hash_word, is_password, new_word


class SignInRefused(Refused):
    """Address and password do not fit together; which of the two is never said."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Over what a role is granted; the code is empty for the nation and for oneself."""

    kind: ScopeKind
    code: str = ""


def open_session(email: str, password: str) -> tuple[Account, str]:
    """Sign a person in; return the account and the word for the cookie.

    Raises:
        SignInRefused: no active account has this address and password.
    """
    account = queries.find_account(email)
    fits = is_password(password, account.password_hash if account else None)
    if account is None or not fits or not account.is_active or account.is_system:
        raise SignInRefused(_("The e-mail address or the password is not right."))
    word = new_word()
    now = clock.now()
    db.session.add(AccountSession(account=account, token_hash=hash_word(word), started_at=now, seen_at=now))
    audit.record(rules.AccountEvent.SIGNED_IN, account, by=account)
    return account, word


def is_due_for_renewal(opened: AccountSession) -> bool:
    """Tell whether the idle limit of a sign-in should be pushed forward now."""
    return clock.now() - opened.seen_at > rules.RENEW_AFTER


def renew_session(session_id: int) -> None:
    """Push the idle limit forward. No deed of a person, so neither gate nor trail."""
    db.session.execute(
        update(AccountSession).where(AccountSession.id == session_id).values(seen_at=clock.now())
    )


def close_session(word: str, *, by: Account) -> None:
    """Sign out on this device."""
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.token_hash == hash_word(word), AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    audit.record(rules.AccountEvent.SIGNED_OUT, by, by=by)


def close_all_sessions(account: Account, *, by: Account) -> None:
    """Sign out on every device."""
    authorize(by, policies.may_use_own_account, account)
    db.session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account.id, AccountSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    audit.record(rules.AccountEvent.SIGNED_OUT_EVERYWHERE, account, by=by)


def create_account(email: str, name: str, *, by: Account) -> Account:
    """Add an account without a password.

    Raises:
        Conflict: the address is taken.
    """
    authorize(by, policies.may_administer, None)
    address = email.strip().lower()
    if queries.find_account(address) is not None:
        raise Conflict(_("The address %(email)s already has an account.", email=address))
    account = Account(email=address, display_name=name.strip(), created_at=clock.now())
    audit.record(rules.AccountEvent.CREATED, account, by=by)
    return account


def grant_role(account: Account, role: Role, scope: Scope, *, by: Account) -> None:
    """Give an account a role over a scope; twice is once."""
    authorize(by, policies.may_administer, None)
    held = {(grant.role, grant.scope_kind, grant.scope_code) for grant in account.grants}
    if (role, scope.kind, scope.code) in held:
        return
    account.grants.append(
        RoleGrant(role=role.value, scope_kind=scope.kind.value, scope_code=scope.code, granted_at=clock.now())
    )
    audit.record(rules.AccountEvent.ROLE_GRANTED, account, by=by, role=role, scope=scope.code)


def issue_link(account: Account, *, by: Account) -> str:
    """Return the word of a new link that lets the owner set a password, once, within a week."""
    authorize(by, policies.may_administer, None)
    word = new_word()
    expires_at = clock.now() + rules.LINK_LIFE
    db.session.add(OneTimeLink(account=account, token_hash=hash_word(word), expires_at=expires_at))
    audit.record(rules.AccountEvent.LINK_ISSUED, account, by=by)
    return word


def set_password_by_link(link: OneTimeLink, password: str) -> Account:
    """Set the password of the link's owner, use up all links of theirs, and end all sign-ins.

    Raises:
        Conflict: somebody used the link a moment ago.
    """
    taken = db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_("This link was already used."))
    account = link.account
    db.session.execute(
        update(OneTimeLink)  # an older link, perhaps seen by others, must not undo this
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    set_password(account, password, by=account)
    close_all_sessions(account, by=account)
    return account


def set_password(account: Account, password: str, *, by: Account) -> None:
    """Give an account a new password."""
    authorize(by, policies.may_use_own_account, account)
    account.password_hash = hash_password(password)
    account.password_changed_at = clock.now()
    audit.record(rules.AccountEvent.PASSWORD_SET, account, by=by)


@dataclass(frozen=True, slots=True)
class NewToken:
    """What an API token is made for.

    Args:
        scope: "read", or "write" which reads as well.
        purpose: why the caller needs what it reads; goes on the trail when lists of names are opened.
        days: for how long it counts.
    """

    scope: str = TokenScope.READ
    purpose: str = ""
    days: int = rules.TOKEN_LIFE.days


def create_token(account: Account, new: NewToken, *, by: Account) -> tuple[ApiToken, str]:
    """Return a new API token and its word, which is never shown again.

    Raises:
        Conflict: the account is closed, or that of the system, for which no caller may act.
    """
    authorize(by, policies.may_administer, None)
    if account.is_system or not account.is_active:
        raise Conflict(_("No token can be made for this account."))
    word = new_word()
    now = clock.now()
    token = ApiToken(
        account=account,
        token_hash=hash_word(word),
        scope=TokenScope(new.scope).value,
        purpose=new.purpose.strip() or _("Exchange of data by API"),
        created_at=now,
        expires_at=now + timedelta(days=new.days),
    )
    audit.record(
        rules.AccountEvent.TOKEN_CREATED,
        token,
        by=by,
        scope=token.scope,
        purpose=token.purpose,
        days=new.days,
    )
    return token, word


def revoke_token(token: ApiToken, *, by: Account) -> None:
    """Let an API token count no longer. Twice is once."""
    authorize(by, policies.may_administer, None)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        audit.record(rules.AccountEvent.TOKEN_REVOKED, token, by=by)


def choose_locale(account: Account, locale: str, *, by: Account) -> None:
    """Remember the language of a person."""
    authorize(by, policies.may_use_own_account, account)
    account.locale = locale
    audit.record(rules.AccountEvent.LOCALE_CHOSEN, account, by=by, locale=locale)


def ensure_system_account() -> Account:
    """Return the account of commands and jobs, made on the first call. Only for `lms init`."""
    account = queries.find_account(SYSTEM_EMAIL)
    if account is None:
        account = Account(
            email=SYSTEM_EMAIL,
            display_name="Hệ thống",
            is_system=True,
            created_at=clock.now(),
            is_active=True,
        )
        audit.record(rules.AccountEvent.INITIALISED, account, by=_adopted(account))
    return account


def _adopted(account: Account) -> Account:
    """The first account vouches for itself, so it needs its key before the trail is written."""
    db.session.add(account)
    db.session.flush()
    return account


def note_fact(key: str, value: str, *, by: Account) -> None:
    """Remember a fact about this installation."""
    authorize(by, policies.may_administer, None)
    fact = db.session.merge(SystemFact(key=key, value=value))
    audit.record(rules.AccountEvent.FACT_NOTED, fact, by=by, value=value)
