"""Reads about requirements: what positions ask by the current framework and its overlays."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from competency.models import Requirement
from competency.queries.bases import current_id, is_asking
from lms.database import db


def list_requirements(position_code: str | None = None) -> list[Requirement]:
    """Return what positions (or one of them) ask by the current framework and the published overlays.

    With the document that lays it down; before the area adjustment.
    """
    statement = (
        select(Requirement)
        .join(Requirement.requirement_set)
        .where(is_asking(current_id()))
        .options(contains_eager(Requirement.requirement_set))
        .order_by(Requirement.id)
    )
    if position_code is not None:
        statement = statement.where(Requirement.position_code == position_code)
    return list(db.session.scalars(statement))
