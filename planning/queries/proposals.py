"""Reads about proposals: whose, for when, and in which state."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.permissions import Role, ScopeKind, scopes
from people.models import AdministrativeUnit, Organisation
from planning.models import NeedLine, NeedProposal
from planning.rules import Place, ProposalState

PER_PAGE = 50


class ProposalRow(NamedTuple):
    """A proposal with how many lines and officers it has."""

    proposal: NeedProposal
    lines: int
    officers: int


class PlaceName(NamedTuple):
    """A place somebody may propose for, in words."""

    place: Place
    name: str


def select_proposals(*, visible_to: Account) -> Select[NeedProposal]:
    """Return the statement of the proposals a person may read: the own unit's; what a province was handed."""
    return select(NeedProposal).where(_is_visible(visible_to))


def get_proposal(public_id: UUID, *, visible_to: Account) -> NeedProposal:
    """Return one proposal with its unit and who began, submitted and decided.

    Raises:
        NotFound: there is none, or none this person may read.
    """
    proposal = db.session.scalar(
        select_proposals(visible_to=visible_to)
        .where(NeedProposal.public_id == public_id)
        .options(
            joinedload(NeedProposal.unit, innerjoin=True).joinedload(AdministrativeUnit.parent),
            joinedload(NeedProposal.begun_by),
            joinedload(NeedProposal.submitted_by),
            joinedload(NeedProposal.decided_by),
        )
    )
    if proposal is None:
        raise NotFound(_("There is no such proposal."))
    return proposal


def find_proposal(place: Place, period_code: str) -> NeedProposal | None:
    """Return the proposal of a place for a period, or None. Only for services."""
    return db.session.scalar(
        select(NeedProposal).where(
            NeedProposal.unit_code == place.unit_code,
            NeedProposal.organisation_code == place.organisation_code,
            NeedProposal.period_code == period_code,
        )
    )


def lock_proposal(proposal: NeedProposal) -> None:
    """Let changes of one proposal wait for one another, and see it as the last one left it."""
    # Two statements: PostgreSQL locks no rows that an outer join may leave out.
    db.session.execute(select(NeedProposal.id).where(NeedProposal.id == proposal.id).with_for_update())
    db.session.refresh(proposal)


def page_of_proposals(*, period_code: str = "", state: str = "", number: int, visible_to: Account) -> Page:
    """Return one page of proposals, the latest period first, as `ProposalRow` items."""
    statement = select_proposals(visible_to=visible_to)
    if period_code:
        statement = statement.where(NeedProposal.period_code == period_code)
    if state:
        statement = statement.where(NeedProposal.state == state)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    counted = (
        select(func.count(NeedLine.id), func.count(NeedLine.officer_id.distinct()))
        .where(NeedLine.proposal_id == NeedProposal.id)
        .correlate(NeedProposal)
    )
    lines, officers = (
        counted.with_only_columns(func.count()),
        counted.with_only_columns(func.count(NeedLine.officer_id.distinct())),
    )
    rows = db.session.execute(
        statement.add_columns(lines.scalar_subquery(), officers.scalar_subquery())
        .join(NeedProposal.unit)
        .options(joinedload(NeedProposal.unit))
        .order_by(NeedProposal.period_code.desc(), AdministrativeUnit.sort_key, NeedProposal.id)
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Page([ProposalRow(*row) for row in rows], number, PER_PAGE, total)


def list_places(account: Account) -> list[PlaceName]:
    """Return the places somebody may propose for: communes first, then single organisations."""
    units = db.session.scalars(
        select(AdministrativeUnit)
        .where(AdministrativeUnit.code.in_(sorted(scopes(account, Role.LEADER, ScopeKind.UNIT))))
        .order_by(AdministrativeUnit.sort_key)
    )
    organisations = db.session.scalars(
        select(Organisation)
        .where(Organisation.code.in_(sorted(scopes(account, Role.LEADER, ScopeKind.ORGANISATION))))
        .where(Organisation.unit_code.is_not(None))
        .options(joinedload(Organisation.unit))
        .order_by(Organisation.name_key)
    )
    return [PlaceName(Place(unit.code), unit.full_name) for unit in units] + [
        PlaceName(Place(str(one.unit_code), one.code), f"{one.name}, {one.unit.full_name}")
        for one in organisations
        if one.unit is not None
    ]


def _is_visible(account: Account) -> ColumnElement[bool]:
    units = sorted(scopes(account, Role.LEADER, ScopeKind.UNIT))
    organisations = sorted(scopes(account, Role.LEADER, ScopeKind.ORGANISATION))
    provinces = sorted(scopes(account, Role.DEPARTMENT, ScopeKind.UNIT))
    conditions: list[ColumnElement[bool]] = []
    if units:
        conditions.append(NeedProposal.unit_code.in_(units))
    if organisations:
        conditions.append(NeedProposal.organisation_code.in_(organisations))
    if provinces:
        was_handed_in = NeedProposal.state != ProposalState.DRAFT.value
        conditions.append(and_(NeedProposal.province_code.in_(provinces), was_handed_in))
    return or_(*conditions) if conditions else false()
