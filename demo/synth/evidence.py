"""What the invented officers have shown, over the last two and a half years, as rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import competency.queries
from competency.rules import Basis, EvidenceKind, required_level, valid_until
from demo.evidence import ROADS
from demo.synth.officers import Invented

LONGEST_AGE_DAYS = 913
REVOKED_SHARE = 0.003
# The same level comes about in several ways: as so often by another kind.
_INSTEAD = {
    EvidenceKind.POST_TEST: (0.22, EvidenceKind.EXTERNAL),
    EvidenceKind.CASE: (0.14, EvidenceKind.PRIOR_LEARNING),
}
_SELF_RATED = 0.02
_COMPLETED = 0.3

Row = dict[str, Any]


class Record:
    """Invents what officers have shown of what their posts ask.

    Args:
        basis: what posts ask.
        chance: the source of chance.
        today: the day of the world.
        stamp: columns that are the same for all rows.
    """

    def __init__(self, basis: Basis, chance: Random, today: date, stamp: Mapping[str, Any]) -> None:
        self._basis, self._chance, self._today, self._stamp = basis, chance, today, stamp
        self._asked: dict[tuple[str, str, str | None], tuple[tuple[str, int], ...]] = {}
        self._days = [today - timedelta(days=age) for age in range(LONGEST_AGE_DAYS + 1)]
        self._lasting = cache(self._valid_until)

    def of(self, invented: Invented, officer_id: int) -> Iterator[Row]:
        """Return what one officer has shown."""
        chance = self._chance.random
        zeal = self._chance.betavariate(2, 3)
        shown_well, shown_partly = 0.08 + 0.36 * zeal, 0.05 + 0.06 * zeal
        fixed = {**self._stamp, "officer_id": officer_id, "province_code": invented.place.province_code}
        for code, level in self._levels(invented):
            fate = chance()
            if fate < shown_well:
                for kind, shown in ROADS[level]:
                    yield self._piece(fixed, code, kind, shown)
            elif fate < shown_well + shown_partly:
                yield self._partial(fixed, code, level)
            elif fate > 1 - _SELF_RATED:
                yield self._row(fixed, code, EvidenceKind.SELF_RATING, min(level, 1 + int(chance() * 4)))

    def _partial(self, fixed: Mapping[str, Any], code: str, level: int) -> Row:
        if self._chance.random() < _COMPLETED:
            return self._row(fixed, code, EvidenceKind.COMPLETION, 1)
        return self._piece(fixed, code, EvidenceKind.POST_TEST, min(level, 2))

    def _piece(self, fixed: Mapping[str, Any], code: str, kind: EvidenceKind, level: int) -> Row:
        share, other = _INSTEAD.get(kind, (0.0, kind))
        return self._row(fixed, code, other if self._chance.random() < share else kind, level)

    def _row(self, fixed: Mapping[str, Any], code: str, kind: EvidenceKind, level: int) -> Row:
        # More of it is recent than old.
        age = int(LONGEST_AGE_DAYS * self._chance.random() ** 1.5)
        earned_on = self._days[age]
        return {
            **fixed,
            "competency_code": code,
            "level": level,
            "kind": kind.value,
            "source": f"import:{kind.value}/{code}/{_digits(earned_on)}",
            "earned_on": earned_on,
            "valid_until": self._lasting(kind, code, earned_on),
        }

    def _valid_until(self, kind: EvidenceKind, code: str, earned_on: date) -> date | None:
        return valid_until(self._basis.policy, kind, code, earned_on)

    def _levels(self, invented: Invented) -> Iterable[tuple[str, int]]:
        """Return what the posts held today ask; of somebody who has left, nothing."""
        asked = [self._asked_of(invented, position) for position in invented.positions]
        if len(asked) == 1:
            return asked[0]
        highest: dict[str, int] = {}
        for code, level in (pair for pairs in asked for pair in pairs):
            highest[code] = max(level, highest.get(code, 0))
        return highest.items()

    def _asked_of(self, invented: Invented, position: str) -> tuple[tuple[str, int], ...]:
        place = invented.place
        key = place.province_code, position, place.area_type
        if key not in self._asked:
            self._asked[key] = tuple(
                (asked.competency_code, required_level(asked.level, position in emphasis.raised_positions))
                for asked in self._basis.asked_of(place.province_code, position)
                for emphasis in [self._basis.emphasis(place.area_type, asked.competency_code)]
            )
        return self._asked[key]


def ready_record(chance: Random, today: date, now: datetime, account_id: int) -> Record:
    """Return what invents evidence under the framework of today."""
    framework_id, _codes = competency.queries.list_competency_codes()
    stamp = {
        "framework_id": framework_id,
        "recorded_at": now,
        "entered_by_id": account_id,
        "note": "",
        "revokes_id": None,
    }
    return Record(competency.queries.get_basis(), chance, today, stamp)


def revocation_of(row: Mapping[str, Any], row_id: int) -> Row:
    """Return the row that takes a piece of evidence back, as ``competency.services.revoke_evidence`` does."""
    return {
        **row,
        "level": 0,
        "source": f"revocation:{row_id}",
        "note": "Ghi nhầm người, xin đính chính.",
        "revokes_id": row_id,
    }


@cache
def _digits(day: date) -> str:
    return f"{day:%Y%m%d}"
