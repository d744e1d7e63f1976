"""How one officer stands on one day: posts, what they ask, what was shown."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from competency import queries as competency
from competency.queries import ShownEvidence, StandingLine
from competency.rules import EvidenceKind, StandingStatus
from people.models import Assignment, Officer
from people.rules import is_current
from reports.rules.needs import Ask, Need, merge_asks, severity_of
from reports.rules.shares import STATUS_ORDER

# Where a person stands behind a piece of evidence, the officer may know who.
CONFIRMED_KINDS = frozenset({EvidenceKind.WORK_PRODUCT, EvidenceKind.ASSESSOR, EvidenceKind.PRIOR_LEARNING})


class EvidenceLine(NamedTuple):
    """One piece of evidence as pages and papers show it on a day; ``by`` is who confirmed it."""

    competency_code: str
    kind: str
    level: int
    earned_on: date
    valid_until: date | None
    note: str
    by: str
    is_valid: bool
    carries: bool


@dataclass(frozen=True, slots=True)
class Standings:
    """An officer on a day; ``counts`` are competencies by status, every status in the order of the legend."""

    posts: Sequence[Assignment]
    needs: tuple[Need, ...]
    counts: Mapping[StandingStatus, int]
    carrying: frozenset[int]


def get_standings(officer: Officer, *, on: date, within: Collection[int] | None = None) -> Standings:
    """Return how an officer stands on a day: today, a past day, or a projection to a later one.

    Args:
        officer: with all posts loaded.
        on: the day.
        within: only these posts (ids); None for all.
    """
    posts = [post for post in posts_on(officer, on) if within is None or post.id in within]
    names = {post.id: post.position.name for post in officer.assignments}
    rows = [
        row
        for row in competency.list_standing_lines(officer, on=on)
        if within is None or row.assignment_id in within
    ]
    needs = merge_asks(_ask(row, names, on) for row in rows)
    counted = Counter(need.status for need in needs)
    return Standings(
        posts=posts,
        needs=needs,
        counts={status: counted[status] for status in STATUS_ORDER},
        carrying=frozenset(ref for row in rows for ref in row.carried_by),
    )


def posts_on(officer: Officer, day: date) -> list[Assignment]:
    """Return the posts held on a day, the main one first."""
    held = [post for post in officer.assignments if is_current(post.starts_on, post.ends_on, day)]
    return sorted(held, key=lambda post: (not post.is_main, post.starts_on, post.id))


def evidence_by_competency(
    officer: Officer, *, on: date, carrying: frozenset[int]
) -> dict[str, list[EvidenceLine]]:
    """Return what the system knew on a day, by competency, the latest first."""
    lines: defaultdict[str, list[EvidenceLine]] = defaultdict(list)
    for piece in competency.list_evidence(officer, on=on):
        lines[piece.competency_code].append(_line(piece, on, carrying))
    return lines


def _line(piece: ShownEvidence, day: date, carrying: frozenset[int]) -> EvidenceLine:
    has_lasted = piece.valid_until is None or piece.valid_until >= day
    return EvidenceLine(
        competency_code=piece.competency_code,
        kind=piece.kind,
        level=piece.level,
        earned_on=piece.earned_on,
        valid_until=piece.valid_until,
        note=piece.note,
        by=piece.entered_by if _is_confirmed_by_name(piece) else "",
        is_valid=piece.earned_on <= day and has_lasted,
        carries=piece.id in carrying,
    )


def _ask(row: StandingLine, positions: Mapping[int, str], day: date) -> Ask:
    status = StandingStatus(row.status)
    return Ask(
        assignment_id=row.assignment_id,
        position=positions[row.assignment_id],
        competency_code=row.competency_code,
        required=row.required,
        attained=row.attained,
        status=status,
        severity=severity_of(status, is_mandatory=row.is_mandatory, due_on=row.due_on, day=day),
        since=row.since,
        due_on=row.due_on,
        weight_percent=row.weight_percent,
        document=row.document,
    )


def _is_confirmed_by_name(piece: ShownEvidence) -> bool:
    """Tell whether a person vouches for the piece: what an import brought in has no name to show."""
    return piece.kind in CONFIRMED_KINDS and not piece.is_from_system
