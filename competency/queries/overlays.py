"""Reads about the overlays of provinces."""

from collections.abc import Collection

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload, selectinload

from competency.models import Requirement, RequirementSet
from competency.rules import FrameworkState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes


def select_overlays(*, visible_to: Account) -> Select[RequirementSet]:
    """Return the statement of the overlays a person may see: the ministry all, a Department its own."""
    statement = select(RequirementSet).where(RequirementSet.owner_unit_code.is_not(None))
    if has_role(visible_to, Role.MINISTRY):
        return statement
    provinces: Collection[str] = scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT)
    if not provinces:
        return statement.where(false())
    return statement.where(RequirementSet.owner_unit_code.in_(sorted(provinces)))


def list_overlays(*, visible_to: Account) -> list[RequirementSet]:
    """Return the overlays a person may see with their framework, by province, the newest first."""
    return list(
        db.session.scalars(
            select_overlays(visible_to=visible_to)
            .options(joinedload(RequirementSet.framework, innerjoin=True))
            .order_by(RequirementSet.owner_unit_code, RequirementSet.id.desc())
        )
    )


def get_overlay(overlay_id: int, *, visible_to: Account) -> RequirementSet:
    """Return an overlay with its rows.

    Raises:
        NotFound: there is none, or none this person may see.
    """
    overlay = db.session.scalar(
        select_overlays(visible_to=visible_to)
        .where(RequirementSet.id == overlay_id)
        .options(
            joinedload(RequirementSet.framework, innerjoin=True),
            selectinload(RequirementSet.requirements).joinedload(Requirement.position, innerjoin=True),
        )
    )
    if overlay is None:
        raise NotFound(_("There is no such overlay."))
    return overlay


def find_published_overlay(province_code: str) -> RequirementSet | None:
    """Return the overlay that a province asks by, or None."""
    return db.session.scalar(
        select(RequirementSet).where(
            RequirementSet.owner_unit_code == province_code,
            RequirementSet.state == FrameworkState.PUBLISHED,
        )
    )


def lock_overlays(province_code: str) -> None:
    """Let people who publish or withdraw overlays of a province wait for one another."""
    db.session.execute(
        select(RequirementSet.id)
        .where(RequirementSet.owner_unit_code == province_code)
        .order_by(RequirementSet.id)
        .with_for_update()
    )


def list_national(framework_id: int) -> dict[tuple[str, str], Requirement]:
    """Return what the nation asks by a version, by position and competency."""
    rows = db.session.scalars(
        select(Requirement)
        .join(Requirement.requirement_set)
        .where(RequirementSet.framework_id == framework_id, RequirementSet.owner_unit_code.is_(None))
        .order_by(Requirement.id)
    )
    return {(row.position_code, row.competency_code): row for row in rows}
