"""Accounts of the invented world: some officers, some chairmen, the Departments, the ministry."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from demo.synth.officers import Invented
from demo.synth.trail import note_rows
from lms.database import db, insert_many
from lms.models import Account, RoleGrant
from lms.permissions import Role, ScopeKind
from lms.rules import AccountEvent

OFFICERS_FOR_ONE_ACCOUNT = 50
"""In a large world; a small one has an account for more of its people, a hundred at least."""
FEWEST_ACCOUNTS = 100
COMMUNES_FOR_ONE_LEADER = 10
DOMAIN = "synth.example"
"""Reserved for examples: no letter to these addresses can reach anybody."""

_ACCOUNTS: Any = Account.__table__
_GRANTS: Any = RoleGrant.__table__

Grant = tuple[Role, ScopeKind, str]
Wanted = tuple[str, str, tuple[Grant, ...]]
OWN: Grant = (Role.OFFICER, ScopeKind.SELF, "")


def officer_email(serial: int) -> str:
    """Return the address of the officer with this number."""
    return f"canbo{serial:06d}@{DOMAIN}"


def officers_for_one_account(officers: int) -> int:
    """Return every how many officers one has an account, in a world of this size."""
    return max(1, min(OFFICERS_FOR_ONE_ACCOUNT, officers // FEWEST_ACCOUNTS))


def wanted_account(invented: Invented, serial: int, every: int, commune_number: int) -> Wanted | None:
    """Return the account an officer gets, if any: address, name, grants.

    Args:
        invented: the officer.
        serial: the number of the officer in the world.
        every: one officer of so many has an account.
        commune_number: the number of the commune; the chairman of one in ten leads.
    """
    leads = invented.is_chairman and commune_number % COMMUNES_FOR_ONE_LEADER == 0
    if not leads and serial % every:
        return None
    grants = (OWN, (Role.LEADER, ScopeKind.UNIT, invented.place.code)) if leads else (OWN,)
    return officer_email(serial), invented.officer["full_name"], grants


def staff_accounts(province_codes: Iterable[str]) -> Iterator[Wanted]:
    """Return the accounts of the Departments and of the ministry."""
    for code in province_codes:
        grants = ((Role.DEPARTMENT, ScopeKind.UNIT, code),)
        yield f"sonoivu{code}@{DOMAIN}", f"Sở Nội vụ (mã tỉnh {code})", grants
    yield f"bonoivu@{DOMAIN}", "Bộ Nội vụ", ((Role.MINISTRY, ScopeKind.NATION, ""),)


def add_accounts(
    wanted: list[Wanted], password_hash: str | None, now: datetime, *, by: Account
) -> dict[str, int]:
    """Add accounts with their grants and return their ids by address."""
    if not wanted:
        return {}
    insert_many(_ACCOUNTS, [_account_row(email, name, password_hash, now) for email, name, _g in wanted])
    emails = [email for email, _name, _grants in wanted]
    found = select(_ACCOUNTS.c.email, _ACCOUNTS.c.id).where(_ACCOUNTS.c.email.in_(emails))
    ids = {row.email: row.id for row in db.session.execute(found)}
    rows = [
        {
            "account_id": ids[email],
            "role": role.value,
            "scope_kind": kind.value,
            "scope_code": code,
            "granted_at": now,
        }
        for email, _name, grants in wanted
        for role, kind, code in grants
    ]
    insert_many(_GRANTS, rows)
    note_rows(AccountEvent.CREATED, _ACCOUNTS, _ACCOUNTS.c.id.in_(ids.values()), by=by)
    return ids


def _account_row(email: str, name: str, password_hash: str | None, now: datetime) -> dict[str, Any]:
    return {
        "email": email,
        "display_name": name,
        "password_hash": password_hash,
        "locale": None,
        "is_active": True,
        "is_system": False,
        "created_at": now,
        "password_changed_at": now if password_hash else None,
    }
