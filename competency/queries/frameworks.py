"""Reads about frameworks: versions, pillars, competencies, levels."""

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from competency.models import Competency, Framework, Level, Requirement, RequirementSet
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


def find_framework(code: str, *, content_hash: str) -> Framework | None:
    """Return the version that was loaded from files of this content, or None."""
    return db.session.scalar(
        select(Framework).where(Framework.code == code, Framework.content_hash == content_hash)
    )


def find_latest_version(code: str) -> int | None:
    """Return the highest version number of a framework, in whatever state, or None."""
    return db.session.scalar(select(func.max(Framework.version)).where(Framework.code == code))


def list_competencies() -> list[Competency]:
    """Return the competencies of the current framework, without the pillars, in its order."""
    return list(db.session.scalars(_select_competencies().where(Competency.pillar_code.is_not(None))))


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


def list_requirements(position_code: str | None = None) -> list[Requirement]:
    """Return what positions (or one of them) ask by the published sets of the current framework.

    With the document that lays it down; before the area adjustment.
    """
    statement = (
        select(Requirement)
        .join(Requirement.requirement_set)
        .where(RequirementSet.framework_id == _current_id(), RequirementSet.state == FrameworkState.PUBLISHED)
        .options(contains_eager(Requirement.requirement_set))
        .order_by(Requirement.id)
    )
    if position_code is not None:
        statement = statement.where(Requirement.position_code == position_code)
    return list(db.session.scalars(statement))


def _current_id() -> ScalarSelect[int]:
    return select_current_framework().with_only_columns(Framework.id).scalar_subquery()


def _select_competencies() -> Select[Competency]:
    return select(Competency).where(Competency.framework_id == _current_id()).order_by(Competency.rank)
