"""One line a competency: what all posts of a person ask of it together, and in which order it is to do."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from competency.rules import Severity, StandingStatus, is_met, natural_code_key, severity, todo_order_key

_SEVERITY_RANK = {word: rank for rank, word in enumerate(Severity)}
FULL_PERCENT = 100


class Ask(NamedTuple):
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


class Need(NamedTuple):
    """A competency over all posts.

    Args:
        asks: the highest requirement first; level, status and since when are those of it, because a lower
            one is never worse.
        attained: the level shown; it does not depend on the post.
        severity: the most pressing word over all posts.
        due_on: the earliest day by which something unmet is due, else the earliest day of all.
        documents: those that ask it, each once, in the order of the asks.
        weight_percent: the greatest weight any post gives it.
    """

    code: str
    asks: tuple[Ask, ...]
    required: int
    attained: int
    status: StandingStatus
    since: date
    severity: Severity
    due_on: date
    documents: tuple[str, ...]
    weight_percent: int


def merge_asks(asks: Iterable[Ask]) -> tuple[Need, ...]:
    """Return one need a competency, in the order of the codes."""
    by_code: defaultdict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_code[ask.competency_code].append(ask)
    return tuple(_need(code, by_code[code]) for code in sorted(by_code, key=natural_code_key))


def _need(code: str, asks: list[Ask]) -> Need:
    if len(asks) == 1:
        return _need_of_one(code, asks[0])
    asks.sort(key=lambda ask: (-ask.required, ask.due_on, ask.position))
    highest = asks[0]
    open_days = [ask.due_on for ask in asks if not is_met(ask.status)]
    return Need(
        code=code,
        asks=tuple(asks),
        required=highest.required,
        attained=highest.attained,
        status=highest.status,
        since=highest.since,
        severity=min((ask.severity for ask in asks), key=_SEVERITY_RANK.__getitem__),
        due_on=min(open_days or [ask.due_on for ask in asks]),
        documents=tuple(dict.fromkeys(ask.document for ask in asks)),
        weight_percent=max(ask.weight_percent for ask in asks),
    )


def _need_of_one(code: str, ask: Ask) -> Need:
    """Return what `_need` returns where only one post asks, as nearly always: a page has dozens."""
    return Need(
        code,
        (ask,),
        ask.required,
        ask.attained,
        ask.status,
        ask.since,
        ask.severity,
        ask.due_on,
        (ask.document,),
        ask.weight_percent,
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
