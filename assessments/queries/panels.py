"""Reads of expert panels: for editors what came of them, for experts what waits for them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from assessments.models import CasePanel, CaseVersion, PanelExpert, PanelRating
from assessments.rules import Cell
from courses.models import ContentAuthor
from lms.database import db, lock_row
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account, RoleGrant
from lms.permissions import Role, ScopeKind
from people.models import Organisation

_EXPERT_ROLES = (Role.ASSESSOR.value, Role.REVIEWER.value)


def list_possible_experts(version: CaseVersion) -> Sequence[Account]:
    """Return the assessors and reviewers in whose scope a case lies, by name, without its authors."""
    owner: Organisation = version.owner
    scope = or_(
        RoleGrant.scope_kind == ScopeKind.NATION.value,
        and_(RoleGrant.scope_kind == ScopeKind.UNIT.value, RoleGrant.scope_code == (owner.unit_code or "-")),
        and_(RoleGrant.scope_kind == ScopeKind.ORGANISATION.value, RoleGrant.scope_code == owner.code),
    )
    asked = select(RoleGrant.account_id).where(RoleGrant.role.in_(_EXPERT_ROLES), scope)
    authors = select(ContentAuthor.account_id).where(ContentAuthor.subject == version.subject)
    return db.session.scalars(
        select(Account)
        .where(Account.is_active, ~Account.is_system, Account.id.in_(asked), Account.id.not_in(authors))
        .order_by(Account.display_name, Account.id)
    ).all()


def list_panels(version: CaseVersion) -> Sequence[CasePanel]:
    """Return the panels about a version, the newest first, with their experts."""
    return db.session.scalars(
        select(CasePanel)
        .where(CasePanel.version_id == version.id)
        .options(selectinload(CasePanel.experts).joinedload(PanelExpert.account))
        .order_by(CasePanel.id.desc())
    ).all()


def get_panel(public_id: UUID) -> CasePanel:
    """Return one panel with its case. Whoever asks: services and views ask then who may know it.

    Raises:
        NotFound: there is none.
    """
    panel = db.session.scalar(
        select(CasePanel)
        .where(CasePanel.public_id == public_id)
        .options(joinedload(CasePanel.version).joinedload(CaseVersion.case))
    )
    if panel is None:
        raise NotFound(_("There is no such expert panel."))
    return panel


def get_seat(public_id: UUID, *, visible_to: Account) -> PanelExpert:
    """Return one's own place in a panel, with the panel and its case.

    Raises:
        NotFound: there is no such panel, or one is no expert of it.
    """
    panel = joinedload(PanelExpert.panel).joinedload(CasePanel.version).joinedload(CaseVersion.case)
    seat = db.session.scalar(
        select(PanelExpert)
        .join(PanelExpert.panel)
        .where(CasePanel.public_id == public_id, PanelExpert.account_id == visible_to.id)
        .options(panel)
    )
    if seat is None:
        raise NotFound(_("There is no such expert panel."))
    return seat


def list_my_seats(account: Account) -> Sequence[PanelExpert]:
    """Return one's own places in panels that are open, the oldest first."""
    panel = joinedload(PanelExpert.panel).joinedload(CasePanel.version).joinedload(CaseVersion.case)
    return db.session.scalars(
        select(PanelExpert)
        .join(PanelExpert.panel)
        .where(PanelExpert.account_id == account.id, CasePanel.closed_at.is_(None))
        .options(panel)
        .order_by(CasePanel.id)
    ).all()


def lock_panel(panel: CasePanel) -> None:
    """Read a panel as it is now and keep others from changing it until this transaction ends."""
    lock_row(panel)


def list_ratings(panel: CasePanel) -> dict[int, dict[Cell, int]]:
    """Return what each expert said, also of experts who have said nothing yet."""
    found: dict[int, dict[Cell, int]] = {expert.account_id: {} for expert in panel.experts}
    for rating in db.session.scalars(select(PanelRating).where(PanelRating.panel_id == panel.id)):
        found[rating.account_id][rating.cell] = rating.points
    return found


def count_ratings(panels: Collection[CasePanel]) -> dict[tuple[int, int], int]:
    """Return how many ratings each expert has given, by panel and account: all that is known before."""
    rows = db.session.execute(
        select(PanelRating.panel_id, PanelRating.account_id, func.count())
        .where(PanelRating.panel_id.in_([panel.id for panel in panels]))
        .group_by(PanelRating.panel_id, PanelRating.account_id)
    )
    return {(panel_id, account_id): count for panel_id, account_id, count in rows}
