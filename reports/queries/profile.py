"""The competency profile of one officer: what is asked, what is there, what is missing, what to do next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from competency import queries as competency
from competency.models import Alert
from competency.queries import AlertLine
from competency.rules import StandingStatus
from lms import clock
from people.models import Assignment, Officer
from reports.queries.framework import Words
from reports.queries.qualifications import Qualifications, get_qualifications
from reports.queries.shares import SharePart, shares_of
from reports.queries.standings import (
    EvidenceLine,
    Standings,
    evidence_by_competency,
    get_standings,
    posts_on,
)
from reports.queries.ways import Ways, get_ways
from reports.rules.drawing import Competence, PillarDrawing, draw_pillar
from reports.rules.needs import Need, todo
from reports.rules.shares import met_count
from reports.rules.steps import NextStep, resolve_steps

FIRST_CARDS = 3
"""So many gaps are shown with everything there is to say; 25 of them would not stay below 30 KB."""


class Item(NamedTuple):
    """One competency of the page: the need, and everything said about it."""

    need: Need
    name: str
    level_name: str = ""
    indicator: str = ""
    reason: str = ""
    alert_id: int | None = None
    steps: tuple[NextStep, ...] = ()
    evidence: Sequence[EvidenceLine] = ()
    document_numbers: tuple[int, ...] = ()
    confirm_for: UUID | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything of the profile page; ``when`` is "past", "today" or "future"."""

    officer: Officer
    on: date
    when: str
    posts: Sequence[Assignment]
    chosen: Assignment | None = None
    documents: Sequence[str] = ()
    required: int = 0
    met: int = 0
    parts: Sequence[SharePart] = ()
    first: Sequence[Item] = ()
    everything: Sequence[Item] = ()
    pillars: Sequence[PillarDrawing] = ()
    qualifications: Qualifications = field(default_factory=Qualifications)


@dataclass(frozen=True, slots=True)
class Detail:
    """What is said about needs beyond the needs themselves; by competency code."""

    words: Words
    level_names: Mapping[int, str] = field(default_factory=dict)
    alerts: Mapping[str, AlertLine] = field(default_factory=dict)
    steps: Mapping[str, tuple[NextStep, ...]] = field(default_factory=dict)
    evidence: Mapping[str, Sequence[EvidenceLine]] = field(default_factory=dict)
    documents: Sequence[str] = ()
    confirm_for: UUID | None = None


def get_profile(
    officer: Officer,
    *,
    on: date | None = None,
    post_id: int | None = None,
    within: Collection[int] | None = None,
    confirm_for: UUID | None = None,
) -> Profile:
    """Return the profile of an officer.

    Args:
        officer: with all posts loaded; whoever loaded them asked who may know.
        on: the day, None for today. Next steps are only known for today.
        post_id: only what this post asks.
        within: the posts (ids) the reader may know of; None for all.
        confirm_for: the officer's public id where the reader may confirm work products.
    """
    today = clock.today()
    head = _head(officer, on or today, today, within)
    chosen = next((post for post in head.posts if post.id == post_id), None)
    standings = get_standings(officer, on=head.on, within=[chosen.id] if chosen else within)
    is_today = head.when == "today"
    alerts = competency.list_alert_lines(officer) if is_today else []
    ways = get_ways(officer)
    head = replace(head, chosen=chosen, qualifications=_qualifications(head, alerts, ways, within))
    if not standings.needs:
        return head
    detail = Detail(
        words=ways.known.words,
        level_names=ways.known.level_names,
        alerts={alert.competency_code: alert for alert in alerts if alert.competency_code},
        steps=find_steps(alerts, ways),
        evidence=evidence_by_competency(officer, on=head.on, carrying=standings.carrying),
        documents=list(dict.fromkeys(one for need in standings.needs for one in need.documents)),
        confirm_for=confirm_for if is_today else None,
    )
    return _compose(head, standings, detail)


def find_steps(alerts: Collection[Alert | AlertLine], ways: Ways) -> dict[str, tuple[NextStep, ...]]:
    """Return what to do about each alert, by competency."""
    wanted = {alert.competency_code: alert.next_steps for alert in alerts if alert.competency_code}
    of_courses = ways.courses.shortest(wanted.keys())
    of_cases = ways.cases.by_competency(wanted.keys())
    return {
        code: resolve_steps(
            ((kind, level) for kind, level in steps), of_courses.get(code), of_cases.get(code)
        )
        for code, steps in wanted.items()
    }


def make_item(need: Need, detail: Detail) -> Item:
    """Return a need with everything said about it."""
    alert = detail.alerts.get(need.code)
    is_open = need.status != StandingStatus.MET
    return Item(
        need=need,
        name=detail.words.name_of(need.code),
        level_name=detail.level_names.get(need.required, ""),
        indicator=detail.words.indicators.get((need.code, need.required), ""),
        reason=alert.reason if alert else "",
        alert_id=alert.id if alert else None,
        steps=detail.steps.get(need.code, ()),
        evidence=detail.evidence.get(need.code, ()),
        document_numbers=tuple(detail.documents.index(one) + 1 for one in need.documents if detail.documents),
        confirm_for=detail.confirm_for if is_open else None,
    )


def _head(officer: Officer, day: date, today: date, within: Collection[int] | None) -> Profile:
    when = "today" if day == today else "past" if day < today else "future"
    posts = [post for post in posts_on(officer, day) if within is None or post.id in within]
    return Profile(officer=officer, on=day, when=when, posts=posts)


def _qualifications(
    head: Profile, alerts: Collection[AlertLine], ways: Ways, within: Collection[int] | None
) -> Qualifications:
    """Return what is asked beside competencies, of a reader with a scope only by the posts in it."""
    units = None if within is None else {post.unit_code for post in head.posts}
    return get_qualifications(head.officer, on=head.on, alerts=alerts, ways=ways, unit_codes=units)


def _compose(head: Profile, standings: Standings, detail: Detail) -> Profile:
    open_needs = todo(standings.needs)
    met_needs = [need for need in standings.needs if need.status == StandingStatus.MET]
    items = [make_item(need, detail) for need in (*open_needs, *met_needs)]
    cards = items[: min(FIRST_CARDS, len(open_needs))]
    return replace(
        head,
        documents=detail.documents,
        required=len(standings.needs),
        met=met_count(standings.counts),
        parts=shares_of(standings.counts),
        first=cards,
        # What the cards have said is not said again.
        everything=[item._replace(evidence=()) for item in cards] + items[len(cards) :],
        pillars=_draw(standings.needs, detail.words),
    )


def _draw(needs: Iterable[Need], words: Words) -> list[PillarDrawing]:
    rows: dict[str, list[Competence]] = {code: [] for code in words.pillars}
    for need in needs:
        named = words.competencies.get(need.code)
        if named and named.pillar_code in rows:
            rows[named.pillar_code].append(
                Competence(need.code, named.name, need.required, need.attained, need.status)
            )
    return [draw_pillar(code, words.pillars[code].name, found) for code, found in rows.items() if found]
