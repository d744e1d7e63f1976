"""What officers are judged by: requirements, area profiles and old evidence of one framework version.

Of the current one for all deeds; of a former or a draft one to compare. Only for services and other queries.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from competency.models import (
    AreaProfile,
    Competency,
    CompetencyMapping,
    EvidencePolicyLine,
    Framework,
    RaisedPosition,
    Requirement,
    RequirementSet,
    ShortValidityCompetency,
)
from competency.queries.frameworks import select_current_framework
from competency.rules import (
    HIGHEST_LEVEL,
    Asked,
    Basis,
    Emphasis,
    EvidenceKind,
    EvidencePolicy,
    EvidencePolicyRow,
    FrameworkState,
    MappingKind,
    MappingLine,
    Translation,
    compose,
    translate,
)
from lms.database import db, read_rows
from people.models import Assignment

_KINDS = {kind.value: kind for kind in EvidenceKind}

FrameworkKey = int | ScalarSelect[int]
AskedByPost = dict[tuple[str | None, str], list[Asked]]
Translations = dict[tuple[int, str], tuple[tuple[str, int], ...]]


class Overlays(NamedTuple):
    """Which overlays count: the published ones without some and with some others, by id."""

    without: Collection[int] = ()
    plus: Collection[int] = ()


PUBLISHED_OVERLAYS = Overlays()


def get_policy() -> EvidencePolicy:
    """Return the evidence policy of this installation.

    Raises:
        RuleError: the table lacks a kind of evidence.
    """
    lines = read_rows(_select_policy())
    rows = [EvidencePolicyRow(_KINDS[kind], ceiling, *months) for kind, ceiling, *months in lines]
    return EvidencePolicy.from_rows(rows, {row[0] for row in read_rows(_select_short_competencies())})


def get_basis() -> Basis:
    """Return what officers are judged by: policy, requirements and area profiles of the current framework.

    Only published sets ask. A set that takes effect later asks already: its day only moves the due days.
    Overlays of a former version go on asking what the current one still knows.
    """
    return _read_basis(current_id(), _select_asked_today(), _select_emphases_today())


def get_basis_for(officer_ids: Collection[int]) -> Basis:
    """Return of `get_basis` what a few officers are judged by: of requirements only those of their positions.

    A deed about one officer would otherwise read what all positions ask.
    """
    return _read_basis(
        current_id(), _select_asked_of_officers(), _select_emphases_today(), {"ids": list(officer_ids)}
    )


def get_basis_of(framework: FrameworkKey, overlays: Overlays = PUBLISHED_OVERLAYS) -> Basis:
    """Return what officers would be judged by under a framework version, in whatever state it is."""
    return _read_basis(framework, _select_asked(framework, overlays), _select_emphases(framework))


def _read_basis(
    framework: FrameworkKey, select_asked: Any, select_emphases: Any, values: Mapping[str, Any] | None = None
) -> Basis:
    asked: AskedByPost = defaultdict(list)
    previous_id = None
    for row in read_rows(select_asked, values):
        owner, position_code, since, effective_on, due_not_before, previous_id, *rest = row
        number, code, level, is_mandatory, grace_days, weight_percent, is_floor = rest
        asked[owner, position_code].append(
            Asked(
                requirement_id=number,
                competency_code=code,
                level=level,
                is_mandatory=is_mandatory,
                grace_days=grace_days,
                effective_on=since or effective_on,
                weight_percent=weight_percent,
                due_not_before=due_not_before,
                is_floor=is_floor,
            )
        )
    translations = {} if previous_id is None else _translations(framework, previous_id)
    return Basis(get_policy(), asked, _emphases(select_emphases), translations)


def translations_through(first_id: int, first: Translation) -> Translations:
    """Return what evidence shows that was recorded under a version or an earlier one.

    Args:
        first_id: the version before the one that judges.
        first: what its competencies count for in the one that judges. Evidence that counts as it is has no
            entry in the answer.
    """
    previous, lines, codes = _history(first_id)
    found: Translations = {}
    step, number = first, first_id
    while True:
        for code, targets in step.items():
            if targets != ((code, HIGHEST_LEVEL),):
                found[number, code] = targets
        before = previous.get(number)
        if before is None:
            return found
        step = compose(translate(lines[number], codes[before], codes[number]), step)
        number = before


@cache
def current_id() -> ScalarSelect[int]:
    """Return the id of the current framework, as a part of statements."""
    return select_current_framework().with_only_columns(Framework.id).scalar_subquery()


def is_asking(framework: FrameworkKey, overlays: Overlays = PUBLISHED_OVERLAYS) -> ColumnElement[bool]:
    """Tell of a requirement, joined with its set, whether it asks under a framework version."""
    version = aliased(Framework)
    same_code = select(version.code).where(version.id == framework).scalar_subquery()
    state = select(version.state).where(version.id == framework).scalar_subquery()
    of_code = select(Framework.id).where(Framework.code == same_code)
    codes = select(Competency.code).where(Competency.framework_id == framework)
    is_overlay = or_(
        and_(
            RequirementSet.state == FrameworkState.PUBLISHED,
            RequirementSet.id.not_in(tuple(overlays.without)),
        ),
        RequirementSet.id.in_(tuple(overlays.plus)),
    )
    return or_(
        and_(
            RequirementSet.owner_unit_code.is_(None),
            RequirementSet.framework_id == framework,
            RequirementSet.state == state,
        ),
        and_(
            RequirementSet.owner_unit_code.is_not(None),
            RequirementSet.framework_id.in_(of_code),
            is_overlay,
            Requirement.competency_code.in_(codes),
        ),
    )


def _select_asked(framework: FrameworkKey, overlays: Overlays) -> Any:
    version = aliased(Framework)
    previous = select(version.previous_id).where(version.id == framework).scalar_subquery()
    return (
        select(
            RequirementSet.owner_unit_code,
            Requirement.position_code,
            Requirement.asked_since,
            RequirementSet.effective_on,
            Requirement.due_not_before,
            previous,
            Requirement.id,
            Requirement.competency_code,
            Requirement.level,
            Requirement.is_mandatory,
            Requirement.grace_days,
            Requirement.weight_percent,
            Requirement.is_floor,
        )
        .join(Requirement.requirement_set)
        .where(is_asking(framework, overlays))
        .order_by(Requirement.id)
    )


def _translations(framework: FrameworkKey, previous_id: int) -> Translations:
    lines = [line for found in _lines(CompetencyMapping.framework_id == framework).values() for line in found]
    codes = select(Competency.framework_id, Competency.code).where(
        Competency.pillar_code.is_not(None),
        or_(Competency.framework_id == framework, Competency.framework_id == previous_id),
    )
    old: set[str] = set()
    new: set[str] = set()
    for number, code in db.session.execute(codes):
        (old if number == previous_id else new).add(code)
    return translations_through(previous_id, translate(lines, old, new))


def _history(
    framework_id: int,
) -> tuple[dict[int, int | None], Mapping[int, list[MappingLine]], Mapping[int, set[str]]]:
    """Return, of all versions of the same code: the previous one, the mapping, the competencies."""
    code = select(Framework.code).where(Framework.id == framework_id).scalar_subquery()
    versions = select(Framework.id).where(Framework.code == code)
    rows = db.session.execute(select(Framework.id, Framework.previous_id).where(Framework.code == code))
    previous = {row.id: row.previous_id for row in rows}
    if previous[framework_id] is None:
        return previous, {}, {}
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for number, competency_code in db.session.execute(
        select(Competency.framework_id, Competency.code).where(
            Competency.framework_id.in_(versions), Competency.pillar_code.is_not(None)
        )
    ):
        codes[number].add(competency_code)
    return previous, _lines(CompetencyMapping.framework_id.in_(versions)), codes


def _lines(condition: ColumnElement[bool]) -> defaultdict[int, list[MappingLine]]:
    lines: defaultdict[int, list[MappingLine]] = defaultdict(list)
    for number, from_code, to_code, kind, highest in db.session.execute(
        select(
            CompetencyMapping.framework_id,
            CompetencyMapping.from_code,
            CompetencyMapping.to_code,
            CompetencyMapping.kind,
            CompetencyMapping.highest_level,
        )
        .where(condition)
        .order_by(CompetencyMapping.id)
    ):
        lines[number].append(MappingLine(from_code, to_code, MappingKind(kind), highest))
    return lines


def _select_emphases(framework: FrameworkKey) -> Any:
    return (
        select(
            AreaProfile.area_type,
            AreaProfile.competency_code,
            AreaProfile.weight_percent,
            RaisedPosition.position_code,
        )
        .outerjoin(AreaProfile.raised)
        .where(AreaProfile.framework_id == framework)
    )


# Every deed reads these. Making a statement anew costs several times what running it does.


@cache
def _select_asked_today() -> Any:
    return _select_asked(current_id(), PUBLISHED_OVERLAYS)


@cache
def _select_asked_of_officers() -> Any:
    theirs = select(Assignment.position_code).where(
        Assignment.officer_id.in_(bindparam("ids", expanding=True))
    )
    return _select_asked_today().where(Requirement.position_code.in_(theirs))


@cache
def _select_emphases_today() -> Any:
    return _select_emphases(current_id())


@cache
def _select_policy() -> Any:
    return select(
        EvidencePolicyLine.kind,
        EvidencePolicyLine.ceiling,
        EvidencePolicyLine.validity_months,
        EvidencePolicyLine.short_validity_months,
    )


@cache
def _select_short_competencies() -> Any:
    return select(ShortValidityCompetency.competency_code)


def _emphases(statement: Any) -> dict[tuple[str, str], Emphasis]:
    rows = read_rows(statement)
    weights: dict[tuple[str, str], int] = {}
    raised: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for area_type, competency_code, weight_percent, position_code in rows:
        weights[area_type, competency_code] = weight_percent
        if position_code is not None:
            raised[area_type, competency_code].add(position_code)
    return {key: Emphasis(weight, frozenset(raised[key])) for key, weight in weights.items()}
