"""The words of the current framework: pillars, competencies, indicators, levels; few rows, read at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from competency import queries
from competency.models import Competency, Framework, Indicator
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
    current = queries.select_current_framework().with_only_columns(Framework.id).scalar_subquery()
    rows = db.session.execute(
        select(Competency.code, Competency.pillar_code, Competency.name, Indicator.level, Indicator.text)
        .outerjoin(Competency.indicators)
        .where(Competency.framework_id == current)
        .order_by(Competency.rank, Indicator.level)
    ).all()
    named = {code: Named(code, pillar_code, name) for code, pillar_code, name, _level, _text in rows}
    return Words(
        pillars={code: one for code, one in named.items() if one.pillar_code is None},
        competencies={code: one for code, one in named.items() if one.pillar_code is not None},
        indicators={(code, level): text for code, _pillar, _name, level, text in rows if level is not None},
    )


def get_level_names() -> dict[int, str]:
    """Return the names of the five levels of the current framework."""
    return {level.level: level.name for level in queries.list_levels()}
