"""Reads about frameworks: versions, pillars, competencies, levels."""

from functools import cache

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import selectinload

from competency.models import Competency, CompetencyMapping, Framework, Level, RequirementSet
from competency.rules import FrameworkState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _


def current_framework() -> Framework:
    """Return the published framework that took effect last.

    Raises:
        NotFound: the database was not initialised (`lms init`).
    """
    framework = db.session.scalar(select_current_framework())
    if framework is None:
        raise NotFound(_("There is no published competency framework yet. Run: lms init."))
    return framework


def select_current_framework() -> Select[Framework]:
    """Return the statement of the published framework that took effect last."""
    return (
        select(Framework)
        .where(Framework.state == FrameworkState.PUBLISHED)
        .order_by(Framework.effective_on.desc(), Framework.id.desc())
        .limit(1)
    )


def find_framework(code: str, *, content_hash: str, is_ended: bool = True) -> Framework | None:
    """Return the last version that was loaded from files of this content, or None.

    Args:
        code: of the framework.
        content_hash: of the files.
        is_ended: whether a version that is outdated or withdrawn counts too.
    """
    statement = select(Framework).where(Framework.code == code, Framework.content_hash == content_hash)
    if not is_ended:
        statement = statement.where(Framework.state.in_([FrameworkState.DRAFT, FrameworkState.PUBLISHED]))
    return db.session.scalar(statement.order_by(Framework.version.desc()).limit(1))


def find_published(code: str) -> Framework | None:
    """Return the published version of a framework, or None."""
    return db.session.scalar(
        select(Framework).where(Framework.code == code, Framework.state == FrameworkState.PUBLISHED)
    )


def find_version(code: str, version: int) -> Framework | None:
    """Return one version of a framework in whatever state, or None."""
    return db.session.scalar(
        select(Framework)
        .where(Framework.code == code, Framework.version == version)
        .options(selectinload(Framework.levels))
    )


def get_version(code: str, version: int) -> Framework:
    """Return one version of a framework in whatever state, with its levels.

    Raises:
        NotFound: there is no such version.
    """
    framework = find_version(code, version)
    if framework is None:
        raise NotFound(
            _("There is no version %(version)s of a framework %(code)s.", code=code, version=version)
        )
    return framework


def find_previous(framework: Framework) -> Framework | None:
    """Return the version that another one replaces, or None."""
    return db.session.get(Framework, framework.previous_id) if framework.previous_id else None


def list_versions() -> list[Framework]:
    """Return all versions of all frameworks, the newest of each code first."""
    return list(db.session.scalars(select(Framework).order_by(Framework.code, Framework.version.desc())))


def lock_versions(code: str) -> None:
    """Let people who publish or withdraw versions of a framework wait for one another."""
    db.session.execute(
        select(Framework.id).where(Framework.code == code).order_by(Framework.id).with_for_update()
    )


def list_sets(framework: Framework) -> list[RequirementSet]:
    """Return the national set of a version; overlays are in `overlays`."""
    return list(
        db.session.scalars(
            select(RequirementSet).where(
                RequirementSet.framework_id == framework.id, RequirementSet.owner_unit_code.is_(None)
            )
        )
    )


def list_codes(framework_id: int) -> frozenset[str]:
    """Return the codes of the competencies of a version, without the pillars."""
    return frozenset(
        db.session.scalars(
            select(Competency.code).where(
                Competency.framework_id == framework_id, Competency.pillar_code.is_not(None)
            )
        )
    )


def find_former_version_of(competency_code: str) -> int | None:
    """Return the id of the last version of the current framework that had a competency, or None."""
    current = select_current_framework().with_only_columns(Framework.code).scalar_subquery()
    return db.session.scalar(
        select(Framework.id)
        .join(Framework.competencies)
        .where(Framework.code == current, Framework.published_at.is_not(None))
        .where(Competency.code == competency_code, Competency.pillar_code.is_not(None))
        .order_by(Framework.version.desc())
        .limit(1)
    )


def list_all_competencies(framework_id: int) -> list[Competency]:
    """Return pillars and competencies of a version in its order."""
    return list(
        db.session.scalars(
            select(Competency).where(Competency.framework_id == framework_id).order_by(Competency.rank)
        )
    )


def list_mapping(framework_id: int) -> list[CompetencyMapping]:
    """Return the lines that lead from the previous version to this one."""
    return list(
        db.session.scalars(
            select(CompetencyMapping)
            .where(CompetencyMapping.framework_id == framework_id)
            .order_by(CompetencyMapping.from_code, CompetencyMapping.id)
        )
    )


def find_latest_version(code: str) -> int | None:
    """Return the highest version number of a framework, in whatever state, or None."""
    return db.session.scalar(select(func.max(Framework.version)).where(Framework.code == code))


def list_competencies() -> list[Competency]:
    """Return the competencies of the current framework, without the pillars, in its order."""
    return list(db.session.scalars(_select_competencies().where(Competency.pillar_code.is_not(None))))


def list_competency_names() -> dict[str, str]:
    """Return the names of the competencies of the current framework by code, in its order."""
    return dict(db.session.execute(_select_competency_names()).all())


@cache
def _select_competency_names() -> Select[str, str]:
    current = select_current_framework().with_only_columns(Framework.id).scalar_subquery()
    return (
        select(Competency.code, Competency.name)
        .where(Competency.framework_id == current, Competency.pillar_code.is_not(None))
        .order_by(Competency.rank)
    )


def list_pillars() -> list[Competency]:
    """Return the pillars of the current framework, in its order."""
    return list(db.session.scalars(_select_competencies().where(Competency.pillar_code.is_(None))))


def list_levels() -> list[Level]:
    """Return the five levels of the current framework, the lowest first."""
    current = select_current_framework().with_only_columns(Framework.id).scalar_subquery()
    return list(db.session.scalars(select(Level).where(Level.framework_id == current).order_by(Level.level)))


def get_competency(code: str) -> Competency:
    """Return a competency of the current framework with its behavioural indicators.

    Raises:
        NotFound: the framework has no such competency; a pillar is none.
    """
    competency = db.session.scalar(
        _select_competencies()
        .where(Competency.code == code, Competency.pillar_code.is_not(None))
        .options(selectinload(Competency.indicators))
    )
    if competency is None:
        raise NotFound(_("There is no competency %(code)s.", code=code))
    return competency


def _current_id() -> ScalarSelect[int]:
    return select_current_framework().with_only_columns(Framework.id).scalar_subquery()


def _select_competencies() -> Select[Competency]:
    return select(Competency).where(Competency.framework_id == _current_id()).order_by(Competency.rank)
