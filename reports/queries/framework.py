"""The words of the current framework: pillars, competencies, indicators, levels; few rows, read at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, select

from competency import queries
from competency.models import Competency, Framework, Indicator, Level
from lms.database import db


class Named(NamedTuple):
    """A pillar, or a competency with the code of its pillar."""

    code: str
    pillar_code: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """Names by code in the order of the framework; indicators by (code, level), only for some of them."""

    pillars: Mapping[str, Named] = field(default_factory=dict)
    competencies: Mapping[str, Named] = field(default_factory=dict)
    indicators: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def name_of(self, code: str) -> str:
        """Return the name of a competency; the code itself if an older framework had it."""
        named = self.competencies.get(code)
        return named.name if named else code


def get_words() -> Words:
    """Return the words of the current framework; empty before `lms init`."""
    rows = db.session.execute(_select_words()).all()
    named = {code: Named(code, pillar_code, name) for code, pillar_code, name, _level, _text in rows}
    return Words(
        pillars={code: one for code, one in named.items() if one.pillar_code is None},
        competencies={code: one for code, one in named.items() if one.pillar_code is not None},
        indicators={(code, level): text for code, _pillar, _name, level, text in rows if level is not None},
    )


def get_level_names() -> dict[int, str]:
    """Return the names of the five levels of the current framework."""
    return dict(db.session.execute(_select_level_names()).all())


@cache
def _select_words() -> Select[*tuple[Any, ...]]:
    return (
        select(Competency.code, Competency.pillar_code, Competency.name, Indicator.level, Indicator.text)
        .outerjoin(Competency.indicators)
        .where(Competency.framework_id == _current_id())
        .order_by(Competency.rank, Indicator.level)
    )


@cache
def _select_level_names() -> Select[int, str]:
    return select(Level.level, Level.name).where(Level.framework_id == _current_id()).order_by(Level.level)


def _current_id() -> ScalarSelect[int]:
    return queries.select_current_framework().with_only_columns(Framework.id).scalar_subquery()
