"""From pieces of evidence to a level: what one supports, what they support together, what is required."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from competency.rules.errors import RuleError
from competency.rules.policy import HIGHEST_LEVEL, EvidencePolicy
from competency.rules.vocabulary import EvidenceKind

LOWEST_LEVEL = 1
HIGHEST_LEVEL_FROM_ONE_PIECE = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence as the rules see it.

    ``valid_until`` is inclusive, ``None`` means for ever. ``ref`` tells the caller which row it was.
    """

    kind: EvidenceKind
    level: int
    earned_on: date
    valid_until: date | None
    ref: int | str | None = None
    revoked: bool = False


def support(policy: EvidencePolicy, piece: Piece, day: date) -> int:
    """Return the level one piece supports on a day; 0 while it is not valid."""
    if piece.valid_until is not None and piece.valid_until < day:
        return 0
    return support_ignoring_expiry(policy, piece, day)


def support_ignoring_expiry(policy: EvidencePolicy, piece: Piece, day: date) -> int:
    """Return the level one piece would support on a day if evidence did not run out."""
    if piece.revoked or piece.earned_on > day:
        return 0
    return min(piece.level, policy.ceilings[piece.kind])


def best_by_kind(
    policy: EvidencePolicy, pieces: Iterable[Piece], day: date, lasting_days: int = 0
) -> dict[EvidenceKind, int]:
    """Return the greatest support per kind on a day; kinds that support nothing are absent.

    With ``lasting_days`` only pieces that are valid on ``day`` and still valid that many days later count:
    what is left then if nothing new arrives.
    """
    if not pieces:  # most standings of a new roster
        return {}
    return _greatest(
        (piece.kind, support(policy, piece, day)) for piece in pieces if _lasts(piece, day, lasting_days)
    )


def best_by_kind_ignoring_expiry(
    policy: EvidencePolicy, pieces: Iterable[Piece], day: date
) -> dict[EvidenceKind, int]:
    """Return the greatest support per kind that was ever there by a day; kinds without support are absent."""
    return _greatest((piece.kind, support_ignoring_expiry(policy, piece, day)) for piece in pieces)


def combine_supports(best: Iterable[int]) -> int:
    """Return the level that the greatest supports of different kinds reach together.

    Levels 1 and 2 need one piece; from level 3 up a second kind, at most one level below, must agree:
    ``min(s1, max(2, s2 + 1))`` (DESIGN 4).
    """
    strongest, second = sorted((*best, 0, 0), reverse=True)[:2]
    return min(strongest, max(HIGHEST_LEVEL_FROM_ONE_PIECE, second + 1))


def attained_level(policy: EvidencePolicy, pieces: Iterable[Piece], day: date) -> int:
    """Return the level shown on a day, 0..5; 0 means that nothing valid supports any level."""
    return combine_supports(best_by_kind(policy, pieces, day).values())


def attained_ignoring_expiry(policy: EvidencePolicy, pieces: Iterable[Piece], day: date) -> int:
    """Return the level that would be shown on a day if evidence did not run out."""
    return combine_supports(best_by_kind_ignoring_expiry(policy, pieces, day).values())


def attained_after(policy: EvidencePolicy, pieces: Iterable[Piece], day: date, later_days: int) -> int:
    """Return the level left that many days after ``day`` if nothing new arrives.

    Pieces earned after ``day`` are new and do not count.
    """
    return combine_supports(best_by_kind(policy, pieces, day, later_days).values())


def carrying_pieces(policy: EvidencePolicy, pieces: Iterable[Piece], day: date) -> tuple[int | str, ...]:
    """Return the refs of the pieces the attained level rests on, the strongest first.

    One ref up to level 2; above, the corroborating piece of another kind follows. Among equals the piece
    that lasts longest, then the lowest ref. A piece without a ref is left out of the answer; empty at
    level 0.
    """
    weighed = [(support(policy, piece, day), piece) for piece in pieces]
    ranked = [piece for level, piece in sorted(weighed, key=_carrying_order) if level > 0]
    carrying = ranked[:1]
    if attained_level(policy, ranked, day) > HIGHEST_LEVEL_FROM_ONE_PIECE:
        carrying.append(next(piece for piece in ranked if piece.kind != ranked[0].kind))
    return tuple(piece.ref for piece in carrying if piece.ref is not None)


def required_level(base: int, raised: bool) -> int:
    """Return the level a requirement asks for, one higher (at most 5) where the area profile raises it.

    Raises:
        RuleError: ``base`` is no level.
    """
    if not LOWEST_LEVEL <= base <= HIGHEST_LEVEL:
        raise RuleError("A required level must be from 1 to 5, not %(level)s.", level=base)
    return min(HIGHEST_LEVEL, base + 1) if raised else base


def _lasts(piece: Piece, day: date, days: int) -> bool:
    # The difference is taken because day + days may lie beyond the last date there is.
    return piece.valid_until is None or (piece.valid_until - day).days >= days


def _greatest(supports: Iterable[tuple[EvidenceKind, int]]) -> dict[EvidenceKind, int]:
    best: dict[EvidenceKind, int] = {}
    for kind, level in supports:
        if level > best.get(kind, 0):
            best[kind] = level
    return best


def _carrying_order(weighed: tuple[int, Piece]) -> tuple[int, int, tuple[int, int, str], EvidenceKind]:
    """Return a sort key that is total whatever the refs are, so that the order of arrival cannot show."""
    level, piece = weighed
    last_day = piece.valid_until or date.max
    match piece.ref:
        case int(number):
            ref = (0, number, "")
        case str(word):
            ref = (1, 0, word)
        case None:
            ref = (2, 0, "")
    return -level, -last_day.toordinal(), ref, piece.kind
