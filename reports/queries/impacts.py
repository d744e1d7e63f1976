"""For whom a draft would change something; opened only with a purpose (see the view)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from competency import queries as competency
from competency.models import ImpactPost, ImpactPreview
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from people.queries import find_unit, list_positions

LINES_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class ImpactFilters:
    """Which number it is; empty means all. ``kind`` is gains, loses or changes."""

    position: str = ""
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ImpactLevels:
    """One competency of a line: levels shown and asked, today and then; empty where it is not asked."""

    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One post of an officer."""

    name: str
    position: str
    commune: str
    competencies: Sequence[ImpactLevels]


def get_impact_list(
    preview: ImpactPreview, filters: ImpactFilters, page: int, *, visible_to: Account
) -> Page:
    """Return one page of the posts behind a number, in the order of names."""
    statement = competency.select_impact_posts(
        preview,
        visible_to=visible_to,
        position_code=filters.position,
        unit_code=filters.unit,
        kind=filters.kind,
    )
    counted = statement.order_by(None).with_only_columns(ImpactPost.assignment_id).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    rows = db.session.execute(statement.limit(LINES_PER_PAGE).offset((page - 1) * LINES_PER_PAGE))
    lines = [
        ImpactLine(
            officer.full_name,
            position.name,
            unit.full_name,
            [_levels(*one) for one in post.competencies],
        )
        for post, officer, position, unit in rows
    ]
    return Page(lines, page, LINES_PER_PAGE, total)


def describe_impact(filters: ImpactFilters) -> str:
    """Return in words which number the list stands behind."""
    kinds = {"gains": _("gain a gap"), "loses": _("lose a gap"), "changes": _("see a level change")}
    said = [kinds[filters.kind] if filters.kind else _("something would change")]
    if filters.position:
        names = {position.code: position.name for position in list_positions()}
        said.append(names.get(filters.position, filters.position))
    unit = find_unit(filters.unit) if filters.unit else None
    if unit is not None:
        said.append(unit.full_name)
    return ", ".join(said)


def _levels(
    code: str,
    required_before: int | None,
    attained_before: int | None,
    required_after: int | None,
    attained_after: int | None,
) -> ImpactLevels:
    def shown(attained: int | None, required: int | None) -> str:
        return "" if required is None else f"{attained}/{required}"

    return ImpactLevels(code, shown(attained_before, required_before), shown(attained_after, required_after))
