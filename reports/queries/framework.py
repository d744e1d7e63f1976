"""The words of the current framework: pillars, competencies, indicators, levels.

They are the same for everybody and kept in the process (`lms.kept`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, Select, func, literal, select

from competency import queries
from competency.models import Competency, Framework, Indicator, Level
from lms.database import read_rows
from lms.kept import Kept

STAMP = "framework"


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


class Stamp(NamedTuple):
    """What tells the words of one framework from those of another."""

    kind: str
    framework_id: int
    version: int | None
    published_at: datetime | None


class KnownWords(NamedTuple):
    """The words of a framework, and the names of its levels."""

    words: Words
    level_names: Mapping[int, str]


def get_words() -> Words:
    """Return the words of the current framework; empty before `lms init`."""
    return _WORDS.get(find_stamp()).words


def words_of(stamp: Stamp) -> KnownWords:
    """Return the words of the framework of this stamp, where a page has read it with other things."""
    return _WORDS.get(stamp)


def find_stamp() -> Stamp:
    """Return what tells the words of the current framework from any others."""
    return Stamp(*read_rows(_select_stamp())[0])


def select_stamp() -> Select[*tuple[Any, ...]]:
    """Return the statement of the stamp. A published version never changes (decision of issue 3)."""
    current = select(Framework.id, Framework.version, Framework.published_at).where(
        Framework.id == _current_id()
    )
    found = current.subquery()
    return select(
        literal(STAMP),
        func.coalesce(func.max(found.c.id), 0),
        func.max(found.c.version),
        func.max(found.c.published_at),
    )


@cache
def _select_stamp() -> Select[*tuple[Any, ...]]:
    return select_stamp()


def _load() -> KnownWords:
    rows = read_rows(_select_words())
    named = {code: Named(code, pillar_code, name) for code, pillar_code, name, _level, _text in rows}
    words = Words(
        pillars={code: one for code, one in named.items() if one.pillar_code is None},
        competencies={code: one for code, one in named.items() if one.pillar_code is not None},
        indicators={(code, level): text for code, _pillar, _name, level, text in rows if level is not None},
    )
    levels = read_rows(
        select(Level.level, Level.name).where(Level.framework_id == _current_id()).order_by(Level.level)
    )
    return KnownWords(words, {row.level: row.name for row in levels})


def _select_words() -> Select[*tuple[Any, ...]]:
    return (
        select(Competency.code, Competency.pillar_code, Competency.name, Indicator.level, Indicator.text)
        .outerjoin(Competency.indicators)
        .where(Competency.framework_id == _current_id())
        .order_by(Competency.rank, Indicator.level)
    )


def _current_id() -> ScalarSelect[int]:
    return queries.select_current_framework().with_only_columns(Framework.id).scalar_subquery()


_WORDS = Kept(_load)
