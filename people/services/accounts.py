"""Accounts of officers: opened by the Department, first word sent by mail or handed over on a printed slip.

A word is only ever issued for an account that nobody has set a password for and that has no other role than
an officer's: whoever keeps the roster gets into no account that is in use.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, update

from lms import audit, clock
from lms.database import db
from lms.errors import Refused
from lms.i18n import gettext as _
from lms.models import Account, OneTimeLink, RoleGrant
from lms.permissions import Role, ScopeKind, authorize
from lms.rules import LINK_LIFE, AccountEvent
from lms.secrets import hash_word
from lms.text import clean, fold
from people import policies
from people.models import AdministrativeUnit, Officer
from people.queries import accounts as queries
from people.queries.rosters import lock_province
from people.rules import PeopleEvent

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike on paper."""
_GROUPS, _GROUP_LENGTH = 3, 4
"""Twelve of 31 letters are 59 bits: nobody guesses that in a week of tries over the network."""
_WORD = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one printed slip; shown once, kept nowhere.

    Args:
        full_name: whose it is.
        place: organisation and position, so that the right person gets it.
        sign_in_word: the e-mail address, or a name made for signing in.
        code: to be typed in at ``address``.
        address: where a password is set with the code.
        valid_until: the code counts until then, once.
    """

    full_name: str
    place: str
    sign_in_word: str
    code: str
    address: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A first word on its way by mail."""

    link: OneTimeLink
    email: str
    address: str


def issue_slips(unit: AdministrativeUnit, purpose: str, *, by: Account) -> list[Slip]:
    """Return a slip for everybody serving in a commune today who has not set a password yet.

    Accounts are opened where there are none. Slips issued before count no longer.

    Raises:
        Forbidden: ``by`` keeps no roster there.
        Refused: no purpose was stated.
    """
    authorize(by, policies.may_issue_slips, unit)
    purpose = clean(purpose)
    if not purpose:
        raise Refused(_("Please say what you need the list for."))
    lock_province(unit.province_code)  # printed twice at once, only the last slips count
    slips = []
    for post in queries.list_posts_without_password(unit):
        officer = post.officer
        account = officer.account or _open(officer, by=by)
        code, link = _issue(account, by=by)
        slips.append(
            Slip(
                full_name=officer.full_name,
                place=f"{post.position.name}, {post.organisation.name}",
                sign_in_word=account.email,
                code=code,
                address=_address(code),
                valid_until=link.expires_at,
            )
        )
    audit.record(PeopleEvent.SLIPS_ISSUED, unit, by=by, purpose=purpose, slips=len(slips))
    return slips


def open_account(officer: Officer, *, by: Account) -> Account | None:
    """Open the account of an officer who has an e-mail address; None if another account has the address.

    Joining an officer to an account that exists is for administrators: the address may be a slip of the pen.
    Twice is once.

    Raises:
        Forbidden: ``by`` does not keep this officer's record.
    """
    authorize(by, policies.may_keep_officer, officer)
    if officer.account is not None:
        return officer.account
    if not officer.email or queries.is_word_taken(officer.email):
        return None
    return _open(officer, by=by)


def issue_invitation(account: Account, *, by: Account) -> Invitation | None:
    """Return a new link for an account nobody has signed in to yet; None if it has a password by now.

    Only for tasks, which send it: no gate beyond that of the account's use.
    """
    if not queries.may_get_word(account):
        return None
    code, link = _issue(account, by=by)
    return Invitation(link, account.email, _address(code))


def withdraw_invitation(invitation: Invitation, *, by: Account) -> None:
    """Let a link count no longer because its message did not go out. Only for tasks: no gate."""
    del by
    _revoke(OneTimeLink.id == invitation.link.id)


def _open(officer: Officer, *, by: Account) -> Account:
    account = Account(email=_sign_in_word(officer), display_name=officer.full_name, created_at=clock.now())
    account.grants.append(
        RoleGrant(role=Role.OFFICER.value, scope_kind=ScopeKind.SELF.value, granted_at=clock.now())
    )
    officer.account = account
    audit.record(AccountEvent.CREATED, account, by=by)
    audit.record(PeopleEvent.ACCOUNT_OPENED, officer, by=by, account_id=account.id)
    return account


def _sign_in_word(officer: Officer) -> str:
    """Return the e-mail address if it is free, else a name of given name, initials and a number."""
    if officer.email and not queries.is_word_taken(officer.email):
        return officer.email
    *others, given = _WORD.findall(fold(officer.full_name)) or ["can-bo"]
    stem = given + "".join(word[0] for word in others)
    return f"{stem}.{officer.province_code}{officer.id:06d}"


def _issue(account: Account, *, by: Account) -> tuple[str, OneTimeLink]:
    _revoke(OneTimeLink.account_id == account.id)
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    link = OneTimeLink(
        account=account, token_hash=hash_word(code), expires_at=clock.now() + LINK_LIFE, used_at=None
    )
    db.session.add(link)
    db.session.flush()
    audit.record(AccountEvent.LINK_ISSUED, account, by=by)
    return code, link


def _revoke(condition: ColumnElement[bool]) -> None:
    db.session.execute(
        update(OneTimeLink).where(condition, OneTimeLink.used_at.is_(None)).values(used_at=clock.now())
    )


def _address(code: str) -> str:
    return f"{current_app.config['PUBLIC_URL']}/set-password/{code}"
