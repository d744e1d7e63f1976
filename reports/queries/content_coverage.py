"""Content beside requirements: for each level a position asks, is there a published course or case?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from assessments.queries.shown_levels import list_shown_levels
from competency import queries as competency
from competency.rules import Basis, CoverageFilter, EvidenceKind, percent, required_level
from courses.queries.outcomes import list_published_outcomes
from lms.database import db
from lms.i18n import gettext as _
from lms.pages import Page
from people import queries as people
from people.models import AdministrativeUnit, Position

GAPS_PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class RequiredLevel:
    """One level that a position asks somewhere in a unit, with the codes of what supports it."""

    position_code: str
    position: str
    competency_code: str
    competency: str
    level: int
    courses: Sequence[str]
    cases: Sequence[str]

    @property
    def has_content(self) -> bool:
        """Tell whether a published course or case supports it."""
        return bool(self.courses or self.cases)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """How many required levels of one competency (or of all, without a code) have content."""

    code: str
    name: str
    levels: Sequence[int]
    required: int
    with_course: int
    with_case: int
    without: int

    @property
    def share(self) -> Decimal | None:
        """Return the share with content in percent."""
        return percent(self.required - self.without, self.required)


@dataclass(frozen=True, slots=True)
class ContentCoverage:
    """Everything of the page: lines by competency, and one page of the required levels without content."""

    name: str
    total: ContentLine
    lines: Sequence[ContentLine]
    gaps: Page
    highest: int
    """What a course or case can support at most; above it work products and assessors do."""


def get_content_coverage(unit: AdministrativeUnit | None, only: CoverageFilter, page: int) -> ContentCoverage:
    """Return what a unit asks beside what is published. Nothing of it is about persons.

    A course supports a level if it develops it and what finishing it proves reaches so far; a case likewise.
    """
    basis = competency.get_basis()
    required = _list_required(basis, unit, only)
    by_code: defaultdict[str, list[RequiredLevel]] = defaultdict(list)
    for one in required:
        by_code[one.competency_code].append(one)
    names = competency.list_keys(competency.Cut.COMPETENCY)
    gaps = [one for one in required if not one.has_content]
    start = (page - 1) * GAPS_PER_PAGE
    return ContentCoverage(
        name=unit.full_name if unit else _("The whole country"),
        total=_line("", _("Total"), required),
        lines=[_line(code, name, by_code[code]) for code, name in names.items() if code in by_code],
        gaps=Page(gaps[start : start + GAPS_PER_PAGE], page, GAPS_PER_PAGE, len(gaps)),
        highest=basis.policy.ceilings[EvidenceKind.CASE],
    )


def _list_required(
    basis: Basis, unit: AdministrativeUnit | None, only: CoverageFilter
) -> list[RequiredLevel]:
    """Return each level a position asks somewhere in a unit, raised where an area type raises it."""
    names = competency.list_keys(competency.Cut.COMPETENCY)
    wanted = _list_codes(names, only)
    courses, cases = _supporting(basis)
    areas = [only.area_type] if only.area_type else _list_areas(unit)
    found = []
    for position in people.list_positions():
        for code, level in _list_levels(basis, unit, position.code, areas):
            if code in wanted and only.position_code in ("", position.code):
                reaching = [(one, who) for one, reach, who in courses[code] if reach >= level]
                open_courses = [one for one, who in reaching if _is_for(who, position)]
                able_cases = [one for one, reach in cases[code] if reach >= level]
                words = (position.code, position.name, code, names.get(code, code))
                found.append(RequiredLevel(*words, level, open_courses, able_cases))
    return found


def _list_codes(names: Iterable[str], only: CoverageFilter) -> set[str]:
    pillars = competency.list_pillar_codes() if only.pillar else {}
    return {
        code
        for code in names
        if only.competency_code in ("", code) and (not only.pillar or pillars.get(code) == only.pillar)
    }


def _list_levels(
    basis: Basis, unit: AdministrativeUnit | None, position: str, areas: Sequence[str]
) -> Iterable[tuple[str, int]]:
    """Return competency and level for all a position asks in a province; for the country without overlays."""
    for asked in basis.asked_of(unit.province_code if unit else "", position):
        emphases = [basis.emphasis(area, asked.competency_code) for area in areas or [""]]
        raised = {position in one.raised_positions for one in emphases}
        for level in sorted({required_level(asked.level, is_raised) for is_raised in raised}):
            yield asked.competency_code, level


def _is_for(positions: frozenset[str] | None, position: Position) -> bool:
    return positions is None or position.code in positions


Courses = defaultdict[str, list[tuple[str, int, frozenset[str] | None]]]
Cases = defaultdict[str, list[tuple[str, int]]]


def _supporting(basis: Basis) -> tuple[Courses, Cases]:
    """Return, by competency, courses and cases with the level that finishing them can prove."""
    ceiling = basis.policy.ceilings
    courses: Courses = defaultdict(list)
    for one in list_published_outcomes():
        kind = EvidenceKind.POST_TEST if one.has_post_test else EvidenceKind.COMPLETION
        courses[one.competency_code].append((one.code, min(one.level, ceiling[kind]), one.positions))
    cases: Cases = defaultdict(list)
    for case in list_shown_levels():
        cases[case.competency_code].append((case.code, min(case.level, ceiling[EvidenceKind.CASE])))
    return courses, cases


def _list_areas(unit: AdministrativeUnit | None) -> list[str]:
    if unit is not None and not unit.is_province:
        return [unit.main_area_type or ""]
    statement = select(AdministrativeUnit.main_area_type).distinct()
    if unit is not None:
        statement = statement.where(AdministrativeUnit.parent_code == unit.code)
    return [area for area in db.session.scalars(statement) if area]


def _line(code: str, name: str, required: Sequence[RequiredLevel]) -> ContentLine:
    return ContentLine(
        code=code,
        name=name,
        levels=sorted({one.level for one in required}),
        required=len(required),
        with_course=sum(bool(one.courses) for one in required),
        with_case=sum(bool(one.cases) for one in required),
        without=sum(not one.has_content for one in required),
    )
