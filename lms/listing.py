"""Cutting what a statement gives into pages."""

from typing import Any

from sqlalchemy import Select, func, select

from lms.database import db
from lms.pages import Page


def get_page(statement: Select[Any], *, number: int, per_page: int) -> Page:
    """Return one page of what a statement of one entity gives, in two statements. Numbers start at 1."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    cut = statement.limit(per_page).offset((number - 1) * per_page)
    return Page(db.session.scalars(cut).all(), number, per_page, total)
