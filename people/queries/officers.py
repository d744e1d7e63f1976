"""Reads about officers and their posts. What a person may not see does not exist for them."""

import re
from collections.abc import Collection
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from lms import clock
from lms.database import db
from lms.errors import Forbidden, NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, scopes
from lms.secrets import keyed_hash
from people.models import Assignment, Officer, Organisation

_PERSONAL_ID = re.compile(r"\d{12}", re.ASCII)
_WATCHING_ROLES = (Role.LEADER, Role.OBSERVER)
_POST_DETAILS = (
    joinedload(Assignment.organisation, innerjoin=True),
    joinedload(Assignment.unit, innerjoin=True),
    joinedload(Assignment.position, innerjoin=True),
)


def select_officers(*, visible_to: Account) -> Select[Officer]:
    """Return the statement of the officers a person may know of.

    Oneself; for leaders and observers whoever serves in the scope today; for the Department its province; for
    the system all. The ministry, editors and administrators know nobody.
    """
    return select(Officer).where(_is_visible_officer(visible_to))


def select_assignments(*, visible_to: Account, on: date | None = None) -> Select[Assignment]:
    """Return the statement of the posts a person may know of that are held on a day (default: today).

    A leader sees the posts in the scope, not what the same people do elsewhere.
    """
    return (
        select(Assignment)
        .join(Assignment.officer)
        .join(Assignment.organisation)
        .where(is_held(on or clock.today()), _is_visible_assignment(visible_to))
    )


def get_officer(public_id: UUID, *, visible_to: Account) -> Officer:
    """Return one officer with all posts.

    Raises:
        NotFound: there is no such officer, or none this person may know of.
    """
    return _present(_find_officer(Officer.public_id == public_id, visible_to=visible_to))


def find_officer_by_ref(text: str, *, visible_to: Account) -> Officer | None:
    """Return the officer of a public id (UUID) or of a personal number (12 digits), or None."""
    text = text.strip()
    if _PERSONAL_ID.fullmatch(text):
        return _find_officer(Officer.personal_id_hash == keyed_hash(text), visible_to=visible_to)
    try:
        public_id = UUID(text)
    except ValueError:
        return None
    return _find_officer(Officer.public_id == public_id, visible_to=visible_to)


def get_officer_by_ref(text: str, *, visible_to: Account) -> Officer:
    """Return the officer of a public id (UUID) or of a personal number (12 digits).

    Raises:
        NotFound: there is no such officer, or none this person may know of.
    """
    return _present(find_officer_by_ref(text, visible_to=visible_to))


def find_officer_of(account: Account) -> Officer | None:
    """Return the officer an account belongs to, with all posts, or None."""
    found = db.session.scalars(_select_officer_of(), {"account_id": account.id})
    return found.unique().one_or_none()


@cache
def _select_officer_of() -> Select[Officer]:
    """Return the statement of the pages of officers, built once."""
    return _with_posts(select(Officer).where(Officer.account_id == bindparam("account_id")))


def get_officer_of(account: Account) -> Officer:
    """Return the officer an account belongs to, with all posts.

    Raises:
        Forbidden: the account belongs to no officer.
    """
    officer = find_officer_of(account)
    if officer is None:
        raise Forbidden(_("This page is for officers; your account is not linked to one."))
    return officer


def list_current_assignments(officer_ids: Collection[int], day: date) -> list[Assignment]:
    """Return the posts these officers hold on a day with organisation, unit and position; main posts first.

    No gate: the caller found the officers by a statement that has one.
    """
    return list(
        db.session.scalars(
            select(Assignment)
            .where(Assignment.officer_id.in_(officer_ids), is_held(day))
            .options(*_POST_DETAILS)
            .order_by(Assignment.officer_id, Assignment.is_main.desc(), Assignment.id)
        )
    )


def list_team(*, visible_to: Account, unit_code: str | None = None) -> list[Officer]:
    """Return who serves today in the scopes of a leader or observer, in the order of the alphabet.

    Each officer comes with all posts. ``unit_code`` narrows to one commune.
    """
    statement = (
        select(Officer)
        .where(_serves(_is_watched(visible_to), unit_code))
        .options(selectinload(Officer.assignments).options(*_POST_DETAILS))
        .order_by(Officer.sort_key, Officer.id)
    )
    return list(db.session.scalars(statement))


def list_team_posts(*, visible_to: Account, unit_code: str | None = None) -> list[Assignment]:
    """Return the posts held today in the scopes of a leader or observer, by the officers' names."""
    statement = (
        select(Assignment)
        .join(Assignment.officer)
        .join(Assignment.organisation)
        .where(is_held(clock.today()), _is_watched(visible_to))
        .options(contains_eager(Assignment.officer), contains_eager(Assignment.organisation))
        .options(joinedload(Assignment.position), joinedload(Assignment.unit))
        .order_by(Officer.sort_key, Officer.id, Assignment.is_main.desc())
    )
    if unit_code is not None:
        statement = statement.where(Assignment.unit_code == unit_code)
    return list(db.session.scalars(statement))


def has_officers() -> bool:
    """Tell whether anybody is on a roster yet."""
    return db.session.scalar(select(Officer.id).limit(1)) is not None


def _find_officer(condition: ColumnElement[bool], *, visible_to: Account) -> Officer | None:
    return _one_with_posts(select_officers(visible_to=visible_to).where(condition))


def _present(officer: Officer | None) -> Officer:
    if officer is None:
        raise NotFound(_("There is no such officer."))
    return officer


def _one_with_posts(statement: Select[Officer]) -> Officer | None:
    return db.session.scalars(_with_posts(statement)).unique().one_or_none()


def _with_posts(statement: Select[Officer]) -> Select[Officer]:
    """Return the statement of officers with all posts and what they name."""
    # Outer joins side by side: inner ones nest, and SQLite then joins everybody's posts before it picks one.
    with_posts = joinedload(Officer.assignments).options(
        joinedload(Assignment.organisation), joinedload(Assignment.unit), joinedload(Assignment.position)
    )
    return statement.options(with_posts)


def is_held(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Tell of a post whether it is held on a day; for statements of other domains, too."""
    return (Assignment.starts_on <= day) & (Assignment.ends_on.is_(None) | (Assignment.ends_on >= day))


def _is_watched(account: Account) -> ColumnElement[bool]:
    """Tell of a post whether it lies in a scope of a leader or observer."""
    units = _scope_codes(account, ScopeKind.UNIT)
    organisations = _scope_codes(account, ScopeKind.ORGANISATION)
    conditions: list[ColumnElement[bool]] = []
    if units:
        conditions.append(Assignment.unit_code.in_(units))
    if organisations:
        # By id, not by a joined column: a choice between columns of two tables finds no index in SQLite.
        known = select(Organisation.id).where(Organisation.code.in_(organisations))
        conditions.append(Assignment.organisation_id.in_(known))
    return or_(false(), *conditions)


def _scope_codes(account: Account, kind: ScopeKind) -> list[str]:
    return sorted(frozenset[str]().union(*(scopes(account, role, kind) for role in _WATCHING_ROLES)))


def _serves(condition: ColumnElement[bool], unit_code: str | None = None) -> ColumnElement[bool]:
    """Tell of an officer whether one of today's posts meets the condition."""
    posts = select(Assignment.officer_id).where(is_held(clock.today()), condition)
    if unit_code is not None:
        posts = posts.where(Assignment.unit_code == unit_code)
    return Officer.id.in_(posts)


def _is_visible_officer(account: Account) -> ColumnElement[bool]:
    if account.is_system:
        return true()
    conditions: list[ColumnElement[bool]] = [*_own_or_of_province(account)]
    if _is_watching(account):
        conditions.append(_serves(_is_watched(account)))
    return or_(*conditions)


def _is_visible_assignment(account: Account) -> ColumnElement[bool]:
    if account.is_system:
        return true()
    # One value, not a set of one: PostgreSQL joins indexes by "or" for values only.
    own = select(Officer.id).where(Officer.account_id == account.id).scalar_subquery()
    provinces = _provinces(account)
    conditions = [Assignment.officer_id == own, _is_watched(account)]
    return or_(*conditions, Officer.province_code.in_(provinces)) if provinces else or_(*conditions)


def _own_or_of_province(account: Account) -> list[ColumnElement[bool]]:
    provinces = _provinces(account)
    own: list[ColumnElement[bool]] = [Officer.account_id == account.id]
    return [*own, Officer.province_code.in_(provinces)] if provinces else own


def _provinces(account: Account) -> list[str]:
    return sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))


def _is_watching(account: Account) -> bool:
    return any(_scope_codes(account, kind) for kind in (ScopeKind.UNIT, ScopeKind.ORGANISATION))
