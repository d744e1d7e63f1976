"""Lists for other systems: units, and officers with the posts a reader may know of."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, scopes
from lms.text import fold
from people.models import AdministrativeUnit, Assignment, Officer, Organisation
from people.queries.officers import get_officer, is_held, select_assignments, select_officers

_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """An officer with the posts held today that the reader may know of, the main one first."""

    officer: Officer
    posts: Sequence[Assignment]


def select_units(parent_code: str = "") -> Select[AdministrativeUnit]:
    """Return the statement of the units below one, or of all, by code. Nothing of it is secret."""
    statement = select(AdministrativeUnit).order_by(AdministrativeUnit.code)
    return statement.where(AdministrativeUnit.parent_code == parent_code) if parent_code else statement


def page_of_officers(
    *, unit: AdministrativeUnit | None, text: str, number: int, per_page: int, visible_to: Account
) -> Page:
    """Return one page of the officers a person may know of, by name, as `OfficerLine` items.

    Args:
        unit: who serves there today, or in a commune of it; None is everywhere.
        text: words that must all occur in the name; case and tone marks do not matter.
        number: of the page, from 1.
        per_page: how many on a page.
        visible_to: who is looking.
    """
    statement = (
        select_officers(visible_to=visible_to)
        .where(Officer.withdrawn_at.is_(None))
        .order_by(Officer.sort_key, Officer.id)
    )
    if unit is not None:
        statement = statement.where(Officer.id.in_(_serving_in(unit, visible_to)))
    for word in fold(text).split()[:_MOST_WORDS]:
        statement = statement.where(Officer.search_key.contains(word, autoescape=True))
    page = get_page(statement, number=number, per_page=per_page)
    posts = _posts_by_officer([officer.id for officer in page.items], visible_to=visible_to)
    lines = [OfficerLine(officer, posts[officer.id]) for officer in page.items]
    return Page(lines, number, per_page, page.total)


def get_officer_line(public_id: UUID, *, visible_to: Account) -> OfficerLine:
    """Return one officer with the posts of today that the reader may know of.

    Raises:
        NotFound: there is no such officer, or none this person may know of.
    """
    officer = get_officer(public_id, visible_to=visible_to)
    return OfficerLine(officer, _posts_by_officer([officer.id], visible_to=visible_to)[officer.id])


def get_assessed_officer(public_id: UUID, *, visible_to: Account) -> Officer:
    """Return an officer whom a person may know of, or whom an assessor may be asked to assess.

    Assessors look nobody up: who hands a script in gives them the public id, which tells no name.

    Raises:
        NotFound: there is no such officer, or none within the scope.
    """
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    statement = (
        select(Officer)
        .where(Officer.public_id == public_id)
        .where(or_(Officer.id.in_(known), _is_assessed_by(visible_to)))
        .options(joinedload(Officer.assignments).joinedload(Assignment.organisation))
    )
    officer = db.session.scalars(statement).unique().one_or_none()
    if officer is None:
        raise NotFound(_("There is no such officer."))
    return officer


def is_assessed_by(officer: Officer, account: Account) -> bool:
    """Tell whether an officer lies in the scope of an assessor."""
    statement = select(Officer.id).where(Officer.id == officer.id, _is_assessed_by(account))
    return db.session.scalar(statement) is not None


def select_assessed_by(account: Account) -> Select[int]:
    """Return the statement of the keys of officers in the scope of an assessor, without those close to them.

    Close is who the assessor is, whom the assessor leads or watches, and who serves in the same unit today.
    """
    return select(Officer.id).where(_is_assessed_by(account), Officer.id.not_in(_select_close_to(account)))


def is_close_to(officer: Officer, account: Account) -> bool:
    """Tell whether somebody is an officer, leads or watches them, or serves in the same unit today."""
    return db.session.scalar(_select_close_to(account).where(Officer.id == officer.id)) is not None


def _select_close_to(account: Account) -> Select[int]:
    day = clock.today()
    units = scopes(account, Role.LEADER, ScopeKind.UNIT) | scopes(account, Role.OBSERVER, ScopeKind.UNIT)
    led = sorted(scopes(account, Role.LEADER, ScopeKind.ORGANISATION))
    own = (
        select(Assignment.unit_code)
        .join(Assignment.officer)
        .where(Officer.account_id == account.id, is_held(day))
    )
    of_led = select(Organisation.unit_code).where(
        Organisation.code.in_(led), Organisation.unit_code.is_not(None)
    )
    near = select(Assignment.officer_id).where(
        is_held(day),
        or_(
            Assignment.unit_code.in_(own.correlate(None)),
            Assignment.unit_code.in_(sorted(units)),
            Assignment.unit_code.in_(of_led),
            Assignment.organisation_id.in_(select(Organisation.id).where(Organisation.code.in_(led))),
        ),
    )
    return select(Officer.id).where(
        or_(Officer.account_id == account.id, Officer.id.in_(near.correlate(None)))
    )


def _serving_in(unit: AdministrativeUnit, visible_to: Account) -> Select[int]:
    posts = select_assignments(visible_to=visible_to).with_only_columns(Assignment.officer_id)
    if unit.is_province:
        below = select(AdministrativeUnit.code).where(AdministrativeUnit.parent_code == unit.code)
        return posts.where(or_(Assignment.unit_code == unit.code, Assignment.unit_code.in_(below)))
    return posts.where(Assignment.unit_code == unit.code)


def _posts_by_officer(
    officer_ids: Collection[int], *, visible_to: Account
) -> defaultdict[int, list[Assignment]]:
    found: defaultdict[int, list[Assignment]] = defaultdict(list)
    statement = (
        select_assignments(visible_to=visible_to)
        .where(Assignment.officer_id.in_(officer_ids))
        .options(contains_eager(Assignment.organisation), joinedload(Assignment.unit))
        .options(joinedload(Assignment.position))
        .order_by(Assignment.officer_id, Assignment.is_main.desc(), Assignment.id)
    )
    for post in db.session.scalars(statement):
        found[post.officer_id].append(post)
    return found


def _is_assessed_by(account: Account) -> ColumnElement[bool]:
    """Tell of an officer whether an assessor of the province, of its institutions or of the nation may."""
    if scopes(account, Role.ASSESSOR, ScopeKind.NATION):
        return true()
    provinces = sorted(scopes(account, Role.ASSESSOR, ScopeKind.UNIT))
    institutions = sorted(scopes(account, Role.ASSESSOR, ScopeKind.ORGANISATION))
    if not provinces and not institutions:
        return false()
    of_institutions = (
        select(func.coalesce(AdministrativeUnit.parent_code, AdministrativeUnit.code))
        .join(Organisation, Organisation.unit_code == AdministrativeUnit.code)
        .where(Organisation.code.in_(institutions))
    )
    return or_(Officer.province_code.in_(provinces), Officer.province_code.in_(of_institutions))
