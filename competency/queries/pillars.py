"""Which pillar a competency belongs to."""

from typing import Any

from sqlalchemy import select

from competency.models import Competency, Framework
from competency.rules import FrameworkState
from lms.database import db


def list_pillar_codes() -> dict[str, str]:
    """Return the pillar of every competency there is or was, as the present framework has it first."""
    pillars: dict[str, str] = {}
    statement = published_first(select(Competency.code, Competency.pillar_code))
    for code, pillar in db.session.execute(statement.where(Competency.pillar_code.is_not(None))):
        pillars.setdefault(code, pillar)
    return pillars


def published_first(statement: Any) -> Any:
    """Join the framework to a statement about competencies, the published version first, drafts left out.

    Past days may name competencies the present framework no longer has.
    """
    return (
        statement.join(Framework, Framework.id == Competency.framework_id)
        .where(Framework.state != FrameworkState.DRAFT)
        .order_by(Framework.state != FrameworkState.PUBLISHED, Framework.id.desc(), Competency.rank)
    )
