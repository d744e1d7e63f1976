"""Figures of a unit by kind of posts, to be narrowed and cut in every way; people count once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from competency.rules.coverage import withheld


class PostKind(NamedTuple):
    """A kind of posts: all figures can be narrowed to, and the competencies asked, as " A1 B3 "."""

    area_type: str
    position_code: str
    organisation_kind: str
    employment_kind: str
    competencies: str
    is_shown: bool = True


class SlicedPost(NamedTuple):
    """One post on a day: whose, what is known of it, and how it stands in each competency."""

    officer_id: int
    area_type: str
    position_code: str
    organisation_kind: str
    employment_kind: str
    statuses: Mapping[str, str]

    @property
    def kind(self) -> PostKind:
        """Return the kind it is of."""
        codes = " ".join(sorted(self.statuses))
        return PostKind(
            self.area_type, self.position_code, self.organisation_kind, self.employment_kind, f" {codes} "
        )


@dataclass(slots=True)
class Sliced:
    """The posts of a unit by kind: standings by kind and competency, and people by the kinds they hold."""

    standings: dict[PostKind, dict[str, Counter[str]]] = field(default_factory=dict)
    groups: Counter[frozenset[PostKind]] = field(default_factory=Counter)

    def people(self) -> Counter[PostKind]:
        """Return how many people hold posts of each kind."""
        found: Counter[PostKind] = Counter()
        for kinds, officers in self.groups.items():
            for kind in kinds:
                found[kind] += officers
        return found


def slice_posts(posts: Iterable[SlicedPost]) -> Sliced:
    """Return the standings of posts by kind and competency ("" for all), and the people who hold them."""
    found = Sliced()
    kinds_of: defaultdict[int, set[PostKind]] = defaultdict(set)
    for post in posts:
        kind = post.kind
        kinds_of[post.officer_id].add(kind)
        counters = found.standings.setdefault(kind, defaultdict(Counter))
        for code, status in post.statuses.items():
            counters[code][status] += 1
            counters[""][status] += 1
    found.groups.update(frozenset(kinds) for kinds in kinds_of.values())
    return found


def withheld_kinds(found: Sliced) -> frozenset[PostKind]:
    """Return the kinds that are not shown without the right to names, those of one area type together.

    Figures without names are sums of the other kinds, of whole units, or of both. Whatever is computed from
    them is about kinds of at least five people, or about all withheld ones of a unit, who are five at least.
    """
    people = found.people()
    names = {str(number): kind for number, kind in enumerate(sorted(people))}
    areas: defaultdict[str, list[str]] = defaultdict(list)
    for name, kind in names.items():
        areas[kind.area_type].append(name)
    hidden = withheld({name: people[kind] for name, kind in names.items()}, groups=list(areas.values()))
    return frozenset(names[name] for name in hidden)
