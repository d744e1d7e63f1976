"""The evidence policy: what each kind of evidence can prove at most, and for how long (DESIGN 4)."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from competency.rules.errors import RuleError
from competency.rules.vocabulary import EvidenceKind

HIGHEST_LEVEL = 5
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class EvidencePolicyRow:
    """One row of the policy table.

    ``validity_months`` of ``None`` means that evidence of this kind never runs out.
    ``short_validity_months`` replaces it for the competencies whose law changes often; ``None`` means that
    this kind makes no such difference.
    """

    kind: EvidenceKind
    ceiling: int
    validity_months: int | None
    short_validity_months: int | None = None


@dataclass(frozen=True)
class EvidencePolicy:
    """Ceilings and validity by kind of evidence; holds every kind."""

    ceilings: Mapping[EvidenceKind, int]
    validity_months: Mapping[EvidenceKind, int | None]
    short_validity_months: Mapping[EvidenceKind, int | None]
    short_competencies: frozenset[str]

    @classmethod
    def from_rows(cls, rows: Iterable[EvidencePolicyRow], short_competencies: Collection[str]) -> Self:
        """Return the policy that a complete table of rows describes.

        Args:
            rows: one per kind of evidence, in any order.
            short_competencies: codes for which the short validity counts.

        Raises:
            RuleError: a kind is missing or comes twice, a ceiling is outside 0..5, months are below one, or
                a kind that never runs out has a short validity.
        """
        by_kind: dict[EvidenceKind, EvidencePolicyRow] = {}
        for row in rows:
            _check_row(row)
            kind = EvidenceKind(row.kind)
            if kind in by_kind:
                raise RuleError("The evidence policy names the kind %(kind)s twice.", kind=kind)
            by_kind[kind] = row
        for kind in EvidenceKind:
            if kind not in by_kind:
                raise RuleError("The evidence policy lacks the kind %(kind)s.", kind=kind)
        return cls(
            ceilings={kind: row.ceiling for kind, row in by_kind.items()},
            validity_months={kind: row.validity_months for kind, row in by_kind.items()},
            short_validity_months={kind: row.short_validity_months for kind, row in by_kind.items()},
            short_competencies=frozenset(short_competencies),
        )

    def months_valid(self, kind: EvidenceKind, competency_code: str) -> int | None:
        """Return for how many months such evidence counts, or ``None`` if it never runs out."""
        short_months = self.short_validity_months[kind]
        if short_months is not None and competency_code in self.short_competencies:
            return short_months
        return self.validity_months[kind]


def add_months(day: date, months: int) -> date:
    """Return the same day that many months later, or the last day of a month that lacks it."""
    year, month_index = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    month = month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def valid_until(
    policy: EvidencePolicy, kind: EvidenceKind, competency_code: str, earned_on: date
) -> date | None:
    """Return the last day on which such evidence counts, that day included; ``None`` if it never runs out."""
    months = policy.months_valid(kind, competency_code)
    return None if months is None else add_months(earned_on, months)


def _check_row(row: EvidencePolicyRow) -> None:
    if not 0 <= row.ceiling <= HIGHEST_LEVEL:
        raise RuleError(
            "The ceiling of %(kind)s must be from 0 to 5, not %(ceiling)s.",
            kind=row.kind,
            ceiling=row.ceiling,
        )
    for months in (row.validity_months, row.short_validity_months):
        if months is not None and months < 1:
            raise RuleError(
                "The validity of %(kind)s must be at least one month, not %(months)s.",
                kind=row.kind,
                months=months,
            )
    if row.validity_months is None and row.short_validity_months is not None:
        raise RuleError(
            "The kind %(kind)s never runs out, so it cannot have a short validity.", kind=row.kind
        )


DEFAULT_POLICY_ROWS = (
    EvidencePolicyRow(EvidenceKind.SELF_RATING, 0, None),
    EvidencePolicyRow(EvidenceKind.COMPLETION, 1, 24),
    EvidencePolicyRow(EvidenceKind.POST_TEST, 2, 24, 12),
    EvidencePolicyRow(EvidenceKind.EXTERNAL, 2, 24, 12),
    EvidencePolicyRow(EvidenceKind.CASE, 3, 24, 12),
    EvidencePolicyRow(EvidenceKind.PRIOR_LEARNING, 3, 24, 12),
    EvidencePolicyRow(EvidenceKind.WORK_PRODUCT, 4, 24, 12),
    EvidencePolicyRow(EvidenceKind.ASSESSOR, 5, 24, 12),
)
DEFAULT_SHORT_COMPETENCIES = frozenset({"B3", "B4", "B7", "B8"})
DEFAULT_POLICY = EvidencePolicy.from_rows(DEFAULT_POLICY_ROWS, DEFAULT_SHORT_COMPETENCIES)
