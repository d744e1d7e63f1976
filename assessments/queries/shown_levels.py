"""What published cases can show."""

from typing import NamedTuple

from sqlalchemy import select

from assessments.models import PUBLISHED, CaseCompetency, CaseExercise, CaseVersion
from lms.database import db


class ShownLevel(NamedTuple):
    """One competency a published case can show, and up to which level."""

    code: str
    title: str
    competency_code: str
    level: int


def list_shown_levels() -> list[ShownLevel]:
    """Return what every published case can show, by code of the case."""
    rows = db.session.execute(
        select(CaseExercise.code, CaseExercise.title, CaseCompetency.competency_code, CaseCompetency.level)
        .join(CaseVersion, CaseVersion.case_id == CaseExercise.id)
        .join(CaseCompetency, CaseCompetency.version_id == CaseVersion.id)
        .where(CaseVersion.state == PUBLISHED)
        .order_by(CaseExercise.code, CaseCompetency.competency_code)
    )
    return [ShownLevel(*row) for row in rows]
