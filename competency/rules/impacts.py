"""What a change of requirements does to officers: gaps that come, gaps that go, levels that change."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from competency.rules.expectations import Basis, Expected, Post
from competency.rules.nights import NATION
from competency.rules.policy import HIGHEST_LEVEL
from competency.rules.standings import is_met
from competency.rules.versions import required_by_area


class CompetencyImpact(NamedTuple):
    """One competency of a post: levels before and after; None where it is not asked."""

    code: str
    required_before: int | None
    attained_before: int | None
    required_after: int | None
    attained_after: int | None


class PostImpact(NamedTuple):
    """What changes for one post."""

    post: Post
    gains: bool
    loses: bool
    changes: bool
    competencies: tuple[CompetencyImpact, ...]


class ImpactKey(NamedTuple):
    """One line of the figures: of a province or VN; ``cut`` is total, position or unit."""

    scope_code: str
    cut: str
    key: str


class ImpactCounts(NamedTuple):
    """How many officers hold a post there, and for how many something comes, goes or changes."""

    officers: int
    gaining: int
    losing: int
    changing: int


def narrow_to_differences(now: Basis, then: Basis) -> tuple[Basis, Basis]:
    """Return both bases with only those competencies that one judges otherwise than the other.

    Whatever else a post is asked comes out the same, so comparing these is enough, and far less work.
    """
    shown = _shown_otherwise(now, then)
    provinces = {province or "" for basis in (now, then) for province, _position in basis.asked} | {""}
    areas: set[str | None] = {area for basis in (now, then) for area, _code in basis.emphases} | {None}
    positions = {position for basis in (now, then) for _province, position in basis.asked}
    codes = {
        position: _asked_otherwise(now, then, provinces, areas, position) | shown for position in positions
    }
    return _narrowed(now, codes), _narrowed(then, codes)


def compare_posts(
    posts: Iterable[Post], before: Iterable[Expected], after: Iterable[Expected]
) -> Iterator[PostImpact]:
    """Give for each post what changes, perhaps nothing."""
    held: defaultdict[int, dict[str, Expected]] = defaultdict(dict)
    coming: defaultdict[int, dict[str, Expected]] = defaultdict(dict)
    for found, ones in ((held, before), (coming, after)):
        for one in ones:
            found[one.post.assignment_id][one.asked.competency_code] = one
    for post in posts:
        yield _compare(post, held[post.assignment_id], coming[post.assignment_id])


@dataclass(slots=True)
class ImpactCounter:
    """Counts officers line by line; each officer has to come with all posts at once."""

    _counts: defaultdict[ImpactKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, impacts: Iterable[PostImpact]) -> None:
        """Count some officers, each once in every line where at least one of the posts lies."""
        found: defaultdict[tuple[ImpactKey, int], set[str]] = defaultdict(set)
        for one in impacts:
            words = _words(one)
            for key in _keys(one.post):
                found[key, one.post.officer_id] |= words
        for (key, _officer_id), words in found.items():
            self._counts[key].update(words)

    def lines(self) -> dict[ImpactKey, ImpactCounts]:
        """Return the figures of every line."""
        return {
            key: ImpactCounts(count["officers"], count["gaining"], count["losing"], count["changing"])
            for key, count in self._counts.items()
        }


def _asked_otherwise(
    now: Basis, then: Basis, provinces: Iterable[str], areas: Iterable[str | None], position_code: str
) -> frozenset[str]:
    found: set[str] = set()
    for province_code, area_type in product(provinces, areas):
        levels = [
            {code: level for code, (level, _asked) in asked.items()}
            for asked in (
                required_by_area(now, province_code, area_type, position_code),
                required_by_area(then, province_code, area_type, position_code),
            )
        ]
        found |= {code for code, _level in levels[0].items() ^ levels[1].items()}
    return frozenset(found)


def _shown_otherwise(now: Basis, then: Basis) -> frozenset[str]:
    found: set[str] = set()
    for key in now.translations.keys() | then.translations.keys():
        as_it_is = ((key[1], HIGHEST_LEVEL),)
        old, new = now.translations.get(key, as_it_is), then.translations.get(key, as_it_is)
        found |= {code for code, _level in {*old} ^ {*new}}
    return frozenset(found)


def _narrowed(basis: Basis, codes: Mapping[str, Collection[str]]) -> Basis:
    asked = {
        key: [one for one in ones if one.competency_code in codes[key[1]]]
        for key, ones in basis.asked.items()
    }
    return replace(basis, asked=asked)


def _compare(post: Post, before: dict[str, Expected], after: dict[str, Expected]) -> PostImpact:
    gains = loses = changes = False
    changed = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code), after.get(code)
        levels = CompetencyImpact(code, *_levels(old), *_levels(new))
        if levels[1:3] == levels[3:5] and _is_gap(old) == _is_gap(new):
            continue
        changed.append(levels)
        gains |= _is_gap(new) and not _is_gap(old)
        loses |= _is_gap(old) and not _is_gap(new)
        changes |= old is not None and new is not None
    return PostImpact(post, gains, loses, changes, tuple(changed))


def _levels(one: Expected | None) -> tuple[int | None, int | None]:
    return (None, None) if one is None else (one.result.required, one.result.attained)


def _is_gap(one: Expected | None) -> bool:
    return one is not None and not is_met(one.result.status)


def _words(one: PostImpact) -> set[str]:
    words = {"gaining": one.gains, "losing": one.loses, "changing": one.changes}
    return {"officers", *(word for word, is_so in words.items() if is_so)}


def _keys(post: Post) -> Iterator[ImpactKey]:
    for scope, unit in ((NATION, post.province_code), (post.province_code, post.unit_code)):
        yield ImpactKey(scope, "total", "")
        yield ImpactKey(scope, "position", post.position_code)
        yield ImpactKey(scope, "unit", unit)
