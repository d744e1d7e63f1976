"""What a set-wise rebuild is told before it begins: who, which posts, what they ask, how evidence counts.

Merging requirements, raising levels and dating are those of `competency.rules`; the sets only apply them.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text

from competency import queries
from competency.rules import (
    DUE_NOTICE_DAYS,
    Asked,
    Basis,
    EvidenceKind,
    Post,
    due_on,
    required_level,
    weight_of,
)
from competency.services.rebuild import tables
from competency.services.rebuild.statements import NUMBERS, UNKNOWN_STEPS
from lms.database import db, insert_many

NOTHING = ""
"""The code of what no position asks: where evidence goes that was mapped to nothing."""

_KINDS = tuple(EvidenceKind)
_LEVEL_MASK = 2 ** NUMBERS["bits"] - 1


class Term(NamedTuple):
    """The days a requirement gives: requirements that share them share the due day of a post."""

    effective_on: date
    grace_days: int
    due_not_before: date | None


class _Profiles:
    """Numbers for what posts ask: the same number for the same position, province and area type."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._numbers: dict[tuple[str, str, str | None], int] = {}
        self._terms: dict[Term, int] = {}
        self._terms_of: dict[int, list[tuple[int, Term]]] = {}
        self.asked: list[dict[str, Any]] = []

    def of(self, post: Post) -> tuple[int, list[tuple[int, Term]]]:
        """Return the number of what a post asks, and its terms with their numbers."""
        key = post.province_code, post.position_code, post.area_type
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self._add(self._numbers[key], post)
        number = self._numbers[key]
        return number, self._terms_of[number]

    def _add(self, number: int, post: Post) -> None:
        terms: dict[Term, int] = {}
        for asked in self._basis.asked_of(post.province_code, post.position_code):
            term = Term(asked.effective_on, asked.grace_days, asked.due_not_before)
            terms[term] = self._terms.setdefault(term, len(self._terms))
            self.asked.append(self._row(number, terms[term], asked, post))
        self._terms_of[number] = [(term_number, term) for term, term_number in terms.items()]

    def _row(self, number: int, term_number: int, asked: Asked, post: Post) -> dict[str, Any]:
        emphasis = self._basis.emphasis(post.area_type, asked.competency_code)
        return {
            "profile_id": number,
            "term_id": term_number,
            "competency_code": asked.competency_code,
            "requirement_id": asked.requirement_id,
            "required": required_level(asked.level, post.position_code in emphasis.raised_positions),
            "weight_percent": weight_of(asked, emphasis),
            "is_mandatory": asked.is_mandatory,
        }


def fill_facts(officer_ids: Collection[int], basis: Basis, day: date) -> None:
    """Put everything into the scratch tables that the sets are computed from."""
    posts = queries.list_posts(officer_ids, day)
    profiles = _Profiles(basis)
    post_rows = list(_post_rows(posts, profiles, day))
    insert_many(tables.OFFICERS, [{"officer_id": key} for key in officer_ids])
    insert_many(tables.KINDS, [_kind_row(place, kind, basis) for place, kind in enumerate(_KINDS)])
    insert_many(tables.TRANSLATIONS, list(_translation_rows(basis)))
    insert_many(tables.POSTS, post_rows)
    insert_many(tables.ASKED, profiles.asked)


def fill_steps(basis: Basis) -> None:
    """Put the next steps of every situation of the batch into their scratch table."""
    situations = db.session.execute(text(UNKNOWN_STEPS)).all()
    insert_many(
        tables.STEPS,
        [
            {"required": required, "shape": shape, "steps": _steps(basis, required, shape)}
            for required, shape in situations
        ],
    )


def _steps(basis: Basis, required: int, shape: int) -> str:
    levels = {kind: shape >> (NUMBERS["bits"] * place) & _LEVEL_MASK for place, kind in enumerate(_KINDS)}
    best = {kind: level for kind, level in levels.items() if level > 0}
    return json.dumps([[step.kind.value, step.level] for step in basis.steps_to(required, best)])


def _post_rows(posts: Collection[Post], profiles: _Profiles, day: date) -> Iterator[dict[str, Any]]:
    held = Counter(post.officer_id for post in posts)
    for post in posts:
        number, terms = profiles.of(post)
        for term_number, term in terms:
            due = due_on(post.starts_on, term.effective_on, term.grace_days)
            due = max(due, term.due_not_before or due)
            yield {
                "officer_id": post.officer_id,
                "assignment_id": post.assignment_id,
                "province_code": post.province_code,
                "unit_code": post.unit_code,
                "position_code": post.position_code,
                "profile_id": number,
                "term_id": term_number,
                "starts_on": post.starts_on,
                "first_asked_on": min(day, max(post.starts_on, term.effective_on)),
                "due_on": due,
                "presses_from": due - timedelta(days=DUE_NOTICE_DAYS),
                "late_from": due + timedelta(days=1),
                "gone_from": None if post.ends_on is None else post.ends_on + timedelta(days=1),
                "is_only": held[post.officer_id] == 1,
            }


def _kind_row(place: int, kind: EvidenceKind, basis: Basis) -> dict[str, Any]:
    return {"kind": kind.value, "place": place, "ceiling": basis.policy.ceilings[kind]}


def _translation_rows(basis: Basis) -> Iterable[dict[str, Any]]:
    for (framework_id, from_code), pairs in basis.translations.items():
        for to_code, highest_level in pairs or [(NOTHING, 0)]:
            yield {
                "framework_id": framework_id,
                "from_code": from_code,
                "to_code": to_code,
                "highest_level": highest_level,
            }
