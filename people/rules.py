"""Words and arithmetic of people and units. Pure."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.text import fold

_ONE_DAY = timedelta(days=1)
_WORD = re.compile("[a-z0-9]+")
_LONGEST_CODE = 60


class UnitKind(StrEnum):
    """Kinds of administrative units since 1 July 2025: there is no district level."""

    PROVINCE = "province"
    CITY = "city"
    COMMUNE = "commune"
    WARD = "ward"
    SPECIAL_ZONE = "special_zone"


PROVINCIAL_KINDS = frozenset({UnitKind.PROVINCE, UnitKind.CITY})


class AreaType(StrEnum):
    """Area types of TB21 2(8); a unit may carry several, one of them is the main one."""

    URBAN = "do_thi"
    RURAL = "nong_thon"
    MOUNTAIN = "mien_nui_dtts"
    BORDER = "bien_gioi"
    ISLAND = "hai_dao"


class OrganisationKind(StrEnum):
    """Kinds of organisations (DESIGN 3)."""

    COMMUNE_COMMITTEE = "commune_committee"
    PARTY_COMMITTEE = "party_committee"
    OFFICE = "office"
    DIVISION = "division"
    SERVICE_CENTRE = "service_centre"
    DEPARTMENT = "department"
    INSTITUTION = "institution"
    MINISTRY = "ministry"


class EmploymentKind(StrEnum):
    """How an officer is employed: cán bộ, công chức, viên chức, hợp đồng."""

    CADRE = "cadre"
    CIVIL_SERVANT = "civil_servant"
    PUBLIC_EMPLOYEE = "public_employee"
    CONTRACT = "contract"


class DegreeLevel(StrEnum):
    """Levels of professional degrees, lowest first."""

    NONE = "none"
    INTERMEDIATE = "intermediate"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


class PoliticalTheoryLevel(StrEnum):
    """Levels of political theory, lowest first."""

    NONE = "none"
    ELEMENTARY = "elementary"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    BACHELOR = "bachelor"


class PeopleEvent(StrEnum):
    """Past deeds of this domain."""

    UNITS_LOADED = "people:units_loaded"
    POSITIONS_LOADED = "people:positions_loaded"
    ROSTER_LOADED = "people:roster_loaded"
    OFFICER_ADDED = "officer:added"
    OFFICER_CHANGED = "officer:changed"
    ASSIGNMENT_STARTED = "assignment:started"
    ASSIGNMENT_CHANGED = "assignment:changed"
    ASSIGNMENT_ENDED = "assignment:ended"
    ORGANISATION_ADDED = "organisation:added"
    ACCOUNT_LINKED = "officer:account_linked"
    LIST_OPENED = "people:list_opened"
    ROSTER_RECEIVED = "roster:received"
    ROSTER_ACCEPTED = "roster:accepted"
    ROSTER_UNDO_ASKED = "roster:undo_asked"
    ROSTER_UNDONE = "roster:undone"
    ROSTER_DROPPED = "roster:dropped"
    UNIT_NAME_ENTERED = "unit:former_name_entered"
    OFFICER_WITHDRAWN = "officer:withdrawn"
    ASSIGNMENT_WITHDRAWN = "assignment:withdrawn"
    CHANGE_TAKEN_BACK = "roster:change_taken_back"
    ACCOUNT_OPENED = "officer:account_opened"
    SLIPS_ISSUED = "people:slips_issued"


class UploadState(StrEnum):
    """How far a roster is that somebody handed in."""

    CHECKING = "checking"
    REFUSED = "refused"
    REVIEW = "review"
    ACCEPTING = "accepting"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    DROPPED = "dropped"


class LineOutcome(StrEnum):
    """What a row of a roster comes to."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"
    ERROR = "error"


UNDO_LIFE = timedelta(hours=24)
"""For so long after it was accepted a roster can be undone."""


def may_still_be_undone(accepted_at: datetime | None, now: datetime) -> bool:
    """Tell whether the time for undoing a roster has not run out."""
    return accepted_at is not None and now - accepted_at < UNDO_LIFE


_DEFAULT_AREAS = {
    UnitKind.WARD: AreaType.URBAN,
    UnitKind.COMMUNE: AreaType.RURAL,
    UnitKind.SPECIAL_ZONE: AreaType.ISLAND,
}


def default_area_type(kind: UnitKind) -> AreaType | None:
    """Return the area type assumed until the province says otherwise (domain.md 3.5); None for provinces."""
    return _DEFAULT_AREAS.get(kind)


def is_current(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Tell whether a post is held on a day; the last day counts."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


@dataclass(frozen=True, slots=True)
class Post:
    """What the rule of one main post needs to know of an assignment."""

    is_main: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MainPostFaults:
    """Indices of posts that break the rule of exactly one main post among those held on a day."""

    crowded: frozenset[int] = frozenset()
    """Main posts held on the same day as another main post."""
    leaderless: frozenset[int] = frozenset()
    """Posts held on the same day as others, none of them the main one."""


def find_main_post_faults(posts: Sequence[Post]) -> MainPostFaults:
    """Return which posts of one person break the rule: of several held on a day, exactly one is main.

    A single post need not be main: the main one may be elsewhere.
    """
    crowded: set[int] = set()
    leaderless: set[int] = set()
    for day in _days_of_change(posts) if len(posts) > 1 else ():
        held = [index for index, post in enumerate(posts) if is_current(post.starts_on, post.ends_on, day)]
        mains = [index for index in held if posts[index].is_main]
        if len(mains) > 1:
            crowded.update(mains)
        elif not mains and len(held) > 1:
            leaderless.update(held)
    return MainPostFaults(frozenset(crowded), frozenset(leaderless))


def _days_of_change(posts: Iterable[Post]) -> set[date]:
    """Return the days on which the set of posts held may become another."""
    days = {post.starts_on for post in posts}
    return days | {post.ends_on + _ONE_DAY for post in posts if post.ends_on is not None}


def closing_day(starts_on: date, ends_on: date | None, today: date) -> date | None:
    """Return the last day of a post that a roster of ``today`` no longer has, or None if it stays as it is.

    Yesterday was the last day, for a post that began today it is today. A post that has not begun is left
    alone, because a roster lists who serves now; so is one that ends no later anyway.
    """
    if starts_on > today:
        return None
    last_day = max(starts_on, today - _ONE_DAY)
    return last_day if ends_on is None or ends_on > last_day else None


_KIND_BY_FIRST_WORDS = (
    ("van phong", OrganisationKind.OFFICE),
    ("phong", OrganisationKind.DIVISION),
    ("trung tam", OrganisationKind.SERVICE_CENTRE),
    ("dang uy", OrganisationKind.PARTY_COMMITTEE),
    ("ban xay dung dang", OrganisationKind.PARTY_COMMITTEE),
    ("uy ban kiem tra", OrganisationKind.PARTY_COMMITTEE),
    ("uy ban", OrganisationKind.COMMUNE_COMMITTEE),
    ("ubnd", OrganisationKind.COMMUNE_COMMITTEE),
    ("hoi dong nhan dan", OrganisationKind.COMMUNE_COMMITTEE),
    ("hdnd", OrganisationKind.COMMUNE_COMMITTEE),
)


def guess_organisation_kind(name: str) -> OrganisationKind:
    """Return the kind that the name of a commune's organisation tells; a division if it tells nothing."""
    folded = fold(name)
    kinds = (kind for start, kind in _KIND_BY_FIRST_WORDS if folded.startswith(start))
    return next(kinds, OrganisationKind.DIVISION)


def organisation_code(unit_code: str, name: str, taken: Container[str] = frozenset()) -> str:
    """Return a short code for a new organisation, readable and not among ``taken``: "01840-phong-kinh-te"."""
    slug = "-".join(_WORD.findall(fold(name))) or "co-quan"
    code = f"{unit_code}-{slug}"[:_LONGEST_CODE].rstrip("-")
    candidate, number = code, 1
    while candidate in taken:
        number += 1
        ending = f"-{number}"
        candidate = code[: _LONGEST_CODE - len(ending)] + ending
    return candidate
