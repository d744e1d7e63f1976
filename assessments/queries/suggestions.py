"""Which published cases show which competency, for whoever plans for many officers at once."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from assessments.models import PUBLISHED, CaseCompetency, CaseExercise, CaseVersion
from lms.database import db


class CaseOffer(NamedTuple):
    """A published case that can show a level of a competency."""

    competency_code: str
    level: int
    code: str
    title: str
    minutes: int


def list_case_offers(competency_codes: Collection[str]) -> list[CaseOffer]:
    """Return every published case for these competencies. Nothing of it is secret."""
    rows = db.session.execute(
        select(CaseCompetency.competency_code, CaseCompetency.level, CaseExercise.code, CaseExercise.title)
        .add_columns(CaseVersion.minutes)
        .join(CaseVersion, CaseVersion.id == CaseCompetency.version_id)
        .join(CaseExercise, CaseExercise.id == CaseVersion.case_id)
        .where(CaseVersion.state == PUBLISHED)
        .where(CaseCompetency.competency_code.in_(sorted(competency_codes)))
        .order_by(CaseExercise.code)
    )
    return [CaseOffer(*row) for row in rows]


def find_case_titles(codes: Collection[str]) -> dict[str, str]:
    """Return the titles of the cases that have these codes."""
    found = db.session.execute(
        select(CaseExercise.code, CaseExercise.title).where(CaseExercise.code.in_(sorted(codes)))
    )
    return dict(found.all())
