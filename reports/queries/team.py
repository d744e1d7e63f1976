"""The matrix of a team: who serves here, against what the posts ask."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from competency import queries as competency
from competency.queries import TeamStanding
from competency.rules import StandingStatus
from lms.database import db
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from people import queries as people
from people.models import Assignment, Officer
from reports.queries.framework import Named, get_words
from reports.queries.qualifications import team_cells
from reports.queries.shares import SharePart, shares_of
from reports.rules.shares import STATUS_ORDER, met_count

OFFICERS_PER_PAGE = 60
EVERYBODY = 1_000_000
"""A page that holds any team: for files."""


class Cell(NamedTuple):
    """One competency of one officer: "2/3" and its status."""

    text: str
    status: StandingStatus


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One officer; ``cells`` stand in the order of the columns, None where nothing is asked."""

    public_id: UUID
    label: str
    note: str
    organisations: str
    cells: Sequence[Cell | None]
    counts: Sequence[tuple[StandingStatus, int]]


@dataclass(frozen=True, slots=True)
class TeamFilter:
    """Which rows: who holds such a post, serves in such an organisation, has something in such a status."""

    position: str = ""
    organisation: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """One page of the matrix; ``positions`` and ``organisations`` are the whole team's, for filters."""

    columns: Sequence[Named]
    page: Page
    positions: Mapping[str, str]
    organisations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TeamSummary:
    """A team in numbers."""

    officers: int
    required: int
    met: int
    parts: Sequence[SharePart]


def get_team(
    only: TeamFilter | None = None,
    *,
    visible_to: Account,
    page: int = 1,
    per_page: int = OFFICERS_PER_PAGE,
) -> Team:
    """Return the matrix of those who serve today in the scopes of a leader or observer, by name.

    Args:
        only: which rows; all by default.
        visible_to: who is looking.
        page: from 1.
        per_page: how many officers on a page.
    """
    only = only or TeamFilter()
    posts = people.list_team_posts(visible_to=visible_to)
    standings = _by_officer(competency.standings_of_team(visible_to=visible_to))
    others = team_cells(visible_to=visible_to)
    held: defaultdict[int, list[Assignment]] = defaultdict(list)
    for post in posts:
        held[post.officer_id].append(post)
    shown = [
        own
        for officer_id, own in held.items()
        if _has_post(own, only) and _has_status(standings[officer_id].values(), only.status)
    ]
    asked = {code for own in shown for code in standings[own[0].officer_id]}
    columns = [named for code, named in get_words().competencies.items() if code in asked]
    start = (page - 1) * per_page
    page_of_team = shown[start : start + per_page]
    rows = [
        _row(own, standings[own[0].officer_id], columns, others.get(own[0].officer_id))
        for own in page_of_team
    ]
    return Team(
        columns=[*columns, Named(_("Other"), None, _("Other standards: degree, training, courses, periods"))],
        page=Page(rows, page, per_page, len(shown)),
        positions={post.position_code: post.position.name for post in sorted(posts, key=_rank)},
        organisations={
            post.organisation.code: post.organisation.name
            for post in sorted(posts, key=lambda post: post.organisation.name_key)
        },
    )


def get_team_summary(*, visible_to: Account) -> TeamSummary:
    """Return the team of a leader or observer in numbers; one statement."""
    standings = competency.standings_of_team(visible_to=visible_to)
    counted = Counter(one.status for one in standings)
    return TeamSummary(
        officers=len({one.officer_id for one in standings}),
        required=counted.total(),
        met=met_count(counted),
        parts=shares_of(counted),
    )


def list_watched_posts(officer: Officer, *, on: date | None, visible_to: Account) -> list[int]:
    """Return which posts of an officer the reader may know of on a day; others are not shown."""
    posts = people.select_assignments(visible_to=visible_to, on=on)
    return list(
        db.session.scalars(posts.where(Assignment.officer_id == officer.id).with_only_columns(Assignment.id))
    )


def _by_officer(standings: Iterable[TeamStanding]) -> dict[int, dict[str, TeamStanding]]:
    found: defaultdict[int, dict[str, TeamStanding]] = defaultdict(dict)
    for one in standings:
        found[one.officer_id][one.competency_code] = one
    return found


def _row(
    posts: Sequence[Assignment],
    asked: Mapping[str, TeamStanding],
    columns: Sequence[Named],
    other: tuple[str, StandingStatus] | None,
) -> TeamRow:
    officer: Officer = posts[0].officer
    counted = Counter(one.status for one in asked.values())
    return TeamRow(
        public_id=officer.public_id,
        label=officer.full_name,
        note="; ".join(post.position.name for post in posts),
        organisations="; ".join(dict.fromkeys(post.organisation.name for post in posts)),
        cells=[*(_cell(asked.get(column.code)) for column in columns), Cell(*other) if other else None],
        counts=[(status, counted[status]) for status in STATUS_ORDER if counted[status]],
    )


def _cell(one: TeamStanding | None) -> Cell | None:
    return Cell(f"{one.attained}/{one.required}", one.status) if one else None


def _has_post(posts: Iterable[Assignment], only: TeamFilter) -> bool:
    """Tell whether one post fits both the position and the organisation that are asked for."""
    return any(
        only.position in ("", post.position_code) and only.organisation in ("", post.organisation.code)
        for post in posts
    )


def _has_status(standings: Iterable[TeamStanding], status: str) -> bool:
    return not status or any(one.status == status for one in standings)


def _rank(post: Assignment) -> int:
    return post.position.rank
