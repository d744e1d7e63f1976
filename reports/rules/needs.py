"""One line a competency: what all posts of a person ask of it together, and in which order it is to do."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from competency.rules import Severity, StandingStatus, is_met, natural_code_key, severity, todo_order_key

_SEVERITY_RANK = {word: rank for rank, word in enumerate(Severity)}
FULL_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Ask:
    """What one post asks of one competency, and how the officer stands against it."""

    assignment_id: int
    position: str
    competency_code: str
    required: int
    attained: int
    status: StandingStatus
    severity: Severity
    since: date
    due_on: date
    weight_percent: int
    document: str


@dataclass(frozen=True, slots=True)
class Need:
    """A competency over all posts: ``asks`` has the highest requirement first."""

    code: str
    asks: tuple[Ask, ...]

    @property
    def required(self) -> int:
        """Return the highest level asked."""
        return self.asks[0].required

    @property
    def attained(self) -> int:
        """Return the level shown; it does not depend on the post."""
        return self.asks[0].attained

    @property
    def status(self) -> StandingStatus:
        """Return how the highest requirement stands; a lower one is never worse."""
        return self.asks[0].status

    @property
    def since(self) -> date:
        """Return since when the highest requirement stands so."""
        return self.asks[0].since

    @property
    def severity(self) -> Severity:
        """Return the most pressing word over all posts."""
        return min((ask.severity for ask in self.asks), key=_SEVERITY_RANK.__getitem__)

    @property
    def due_on(self) -> date:
        """Return the earliest day by which something unmet is due, else the earliest day of all."""
        open_days = [ask.due_on for ask in self.asks if not is_met(ask.status)]
        return min(open_days or [ask.due_on for ask in self.asks])

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the documents that ask it, each once, in the order of the asks."""
        return tuple(dict.fromkeys(ask.document for ask in self.asks))

    @property
    def weight_percent(self) -> int:
        """Return the greatest weight any post gives it."""
        return max(ask.weight_percent for ask in self.asks)


def merge_asks(asks: Iterable[Ask]) -> tuple[Need, ...]:
    """Return one need a competency, in the order of the codes."""
    by_code: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_code[ask.competency_code].append(ask)
    return tuple(
        Need(code, tuple(sorted(by_code[code], key=lambda ask: (-ask.required, ask.due_on, ask.position))))
        for code in sorted(by_code, key=natural_code_key)
    )


def todo(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Return what calls for a deed, the most pressing first (DESIGN 4): gaps, and what soon runs out."""
    calling = [need for need in needs if need.status != StandingStatus.MET]
    return tuple(sorted(calling, key=_todo_key))


def severity_of(status: StandingStatus, *, is_mandatory: bool, due_on: date, day: date) -> Severity:
    """Return how pressing a standing is on a day."""
    return severity(status, is_mandatory, due_on, day)


def _todo_key(need: Need) -> tuple[object, ...]:
    return todo_order_key(
        need.severity, Decimal(need.weight_percent) / FULL_PERCENT, need.required, need.attained, need.code
    )
