"""Reads about impact previews, and about sweeps after a publication."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload

from competency.models import (
    Alert,
    Competency,
    Framework,
    ImpactLine,
    ImpactPost,
    ImpactPreview,
    RequirementChange,
    RequirementSet,
)
from competency.queries.bases import Overlays, get_basis_of
from competency.queries.facts import list_posts
from competency.rules import NATION, Basis, ImpactKey, natural_code_key, required_by_area
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import Role, ScopeKind, has_role, scopes
from people.models import AdministrativeUnit, Assignment, Officer, Position
from people.queries import select_officers


class NamedLine(NamedTuple):
    """One line of the figures with the name of its position or unit."""

    key: str
    name: str
    officers: int
    gaining: int
    losing: int
    changing: int


def list_officer_ids_after(last_id: int, limit: int, *, province_code: str | None) -> list[int]:
    """Return the next officers by id with a post, ever, in a province or (None) in the country."""
    officer_id = Assignment.officer_id
    statement = select(officer_id).where(officer_id > last_id).distinct().order_by(officer_id).limit(limit)
    if province_code is not None:
        statement = statement.where(Assignment.unit_code.in_(_units_of(province_code)))
    return list(db.session.scalars(statement))


def count_officers_with_posts(province_code: str | None) -> int:
    """Return how many officers a count of a province or (None) of the country will look at."""
    everybody = select(func.count(Assignment.officer_id.distinct()))
    if province_code is not None:
        everybody = everybody.where(Assignment.unit_code.in_(_units_of(province_code)))
    return db.session.scalar(everybody) or 0


def list_raw_lines(preview_id: int, scope_codes: Collection[str]) -> dict[ImpactKey, ImpactLine]:
    """Return the lines of some scopes counted so far."""
    rows = db.session.scalars(
        select(ImpactLine).where(ImpactLine.preview_id == preview_id, ImpactLine.scope_code.in_(scope_codes))
    )
    return {ImpactKey(row.scope_code, row.cut, row.key): row for row in rows}


def list_told(officer_ids: Collection[int], cause: str) -> set[int]:
    """Return which of these officers have had an alert of this cause, open or closed."""
    return set(
        db.session.scalars(
            select(Alert.officer_id).where(Alert.officer_id.in_(officer_ids), Alert.cause == cause)
        )
    )


def find_change(cause: str) -> RequirementChange | None:
    """Return the sweep that a publication or withdrawal began, or None."""
    return db.session.scalar(select(RequirementChange).where(RequirementChange.cause == cause))


class RequirementDifference(NamedTuple):
    """What a change makes of one competency of one post; None where it is not asked."""

    position_code: str
    competency_code: str
    name: str
    before: int | None
    after: int | None


def bases_of(change: RequirementChange) -> tuple[Basis, Basis]:
    """Return what officers were judged by before a change, and what since."""
    after = get_basis_of(change.framework_id)
    if change.set_id is not None or change.former_set_id is not None:
        former = Overlays(
            without=[change.set_id] if change.set_id else [],
            plus=[change.former_set_id] if change.former_set_id else [],
        )
        return get_basis_of(change.framework_id, former), after
    if change.former_framework_id is None:
        return Basis(after.policy, {}, {}), after
    return get_basis_of(change.former_framework_id), after


def list_differences(officer: Officer, cause: str) -> list[RequirementDifference]:
    """Return what the change of this cause makes of the posts that an officer holds today."""
    change = find_change(cause)
    if change is None:
        return []
    before, after = bases_of(change)
    versions = [number for number in (change.former_framework_id, change.framework_id) if number]
    rows = db.session.execute(
        select(Competency.code, Competency.name)
        .where(Competency.framework_id.in_(versions))
        .order_by(Competency.framework_id)
    )
    names = {row.code: row.name for row in rows}
    found = []
    for post in list_posts([officer.id], clock.today()):
        place = post.province_code, post.area_type, post.position_code
        old, new = required_by_area(before, *place), required_by_area(after, *place)
        for code in sorted(old.keys() | new.keys(), key=natural_code_key):
            levels = [asked[code][0] if code in asked else None for asked in (old, new)]
            if levels[0] != levels[1]:
                found.append(RequirementDifference(post.position_code, code, names.get(code, code), *levels))
    return found


def lock_change(change_id: int) -> RequirementChange | None:
    """Return a sweep that is not finished; whoever else would work on it waits."""
    return db.session.scalar(
        select(RequirementChange)
        .where(RequirementChange.id == change_id, RequirementChange.finished_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_unfinished_changes() -> list[int]:
    """Return the sweeps that are not finished, the oldest first."""
    return list(
        db.session.scalars(
            select(RequirementChange.id)
            .where(RequirementChange.finished_at.is_(None))
            .order_by(RequirementChange.id)
        )
    )


def list_unfinished_previews() -> list[int]:
    """Return the previews that wait to be counted, the oldest first."""
    return list(
        db.session.scalars(
            select(ImpactPreview.id).where(ImpactPreview.finished_at.is_(None)).order_by(ImpactPreview.id)
        )
    )


def find_preview(draft: Framework | RequirementSet) -> ImpactPreview | None:
    """Return the last preview of a draft, finished or not, or None."""
    column = ImpactPreview.framework_id if isinstance(draft, Framework) else ImpactPreview.set_id
    return db.session.scalar(
        select(ImpactPreview).where(column == draft.id).order_by(ImpactPreview.id.desc()).limit(1)
    )


def lock_preview(preview_id: int) -> ImpactPreview | None:
    """Return a preview that is not finished; whoever else would count it waits."""
    return db.session.scalar(
        select(ImpactPreview)
        .where(ImpactPreview.id == preview_id, ImpactPreview.finished_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def select_previews(*, visible_to: Account) -> Select[ImpactPreview]:
    """Return the statement of the previews a person may see: figures of overlays only of the own province."""
    statement = select(ImpactPreview).outerjoin(ImpactPreview.requirement_set)
    if has_role(visible_to, Role.MINISTRY):
        return statement
    provinces = scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT)
    if not provinces:
        return statement.where(false())
    is_own = RequirementSet.owner_unit_code.in_(sorted(provinces))
    return statement.where(is_own | ImpactPreview.set_id.is_(None))


def get_preview(preview_id: int, *, visible_to: Account) -> ImpactPreview:
    """Return a preview with its draft.

    Raises:
        NotFound: there is none, or none this person may see.
    """
    preview = db.session.scalar(
        select_previews(visible_to=visible_to)
        .where(ImpactPreview.id == preview_id)
        .options(joinedload(ImpactPreview.framework), joinedload(ImpactPreview.requirement_set))
    )
    if preview is None:
        raise NotFound(_("There is no such preview."))
    return preview


def scope_of(preview: ImpactPreview, *, visible_to: Account) -> str:
    """Return whose figures of a preview a person sees: a province, or VN for the country."""
    if preview.requirement_set is not None:
        return preview.requirement_set.owner_unit_code or NATION
    if has_role(visible_to, Role.MINISTRY):
        return NATION
    return min(scopes(visible_to, Role.DEPARTMENT, ScopeKind.UNIT), default=NATION)


def list_impact_lines(preview: ImpactPreview, scope_code: str) -> dict[str, list[NamedLine]]:
    """Return the figures of a scope by cut, positions in their order and units in that of the alphabet."""
    rows = db.session.execute(
        select(
            ImpactLine.cut,
            ImpactLine.key,
            Position.name,
            AdministrativeUnit.full_name,
            ImpactLine.officers,
            ImpactLine.gaining,
            ImpactLine.losing,
            ImpactLine.changing,
        )
        .outerjoin(Position, (ImpactLine.cut == "position") & (Position.code == ImpactLine.key))
        .outerjoin(
            AdministrativeUnit, (ImpactLine.cut == "unit") & (AdministrativeUnit.code == ImpactLine.key)
        )
        .where(ImpactLine.preview_id == preview.id, ImpactLine.scope_code == scope_code)
        .order_by(Position.rank, AdministrativeUnit.sort_key, ImpactLine.key)
    )
    lines: dict[str, list[NamedLine]] = {"total": [], "position": [], "unit": []}
    for cut, key, position, unit, *counts in rows:
        lines[cut].append(NamedLine(key, position or unit or "", *counts))
    return lines


def select_impact_posts(
    preview: ImpactPreview,
    *,
    visible_to: Account,
    position_code: str = "",
    unit_code: str = "",
    kind: str = "",
) -> Select[ImpactPost, Officer, Position, AdministrativeUnit]:
    """Return the statement of the posts behind a number, with their officers in the order of names.

    Args:
        preview: which.
        visible_to: only officers this person may know of.
        position_code: only this position; empty for all.
        unit_code: only this province or commune; empty for all.
        kind: "gains", "loses" or "changes"; empty for any of them.
    """
    known = select_officers(visible_to=visible_to).with_only_columns(Officer.id)
    statement = (
        select(ImpactPost, Officer, Position, AdministrativeUnit)
        .join(Officer, Officer.id == ImpactPost.officer_id)
        .join(Position, Position.code == ImpactPost.position_code)
        .join(AdministrativeUnit, AdministrativeUnit.code == ImpactPost.unit_code)
        .where(ImpactPost.preview_id == preview.id, ImpactPost.officer_id.in_(known))
        .order_by(Officer.sort_key, Officer.id, ImpactPost.assignment_id)
    )
    if position_code:
        statement = statement.where(ImpactPost.position_code == position_code)
    if unit_code:
        statement = statement.where(
            (ImpactPost.unit_code == unit_code) | (ImpactPost.province_code == unit_code)
        )
    if kind:
        statement = statement.where(
            {"gains": ImpactPost.gains, "loses": ImpactPost.loses, "changes": ImpactPost.changes}[kind]
        )
    return statement


def _units_of(province_code: str) -> Select[str]:
    return select(AdministrativeUnit.code).where(
        (AdministrativeUnit.code == province_code) | (AdministrativeUnit.parent_code == province_code)
    )
