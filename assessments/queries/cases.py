"""Reads of case exercises: the catalogue, one case, and which case closes which gap."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

from assessments import rules
from assessments.models import PUBLISHED, CaseAttempt, CaseCompetency, CaseExercise, CaseVersion
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.text import fold
from people.models import Officer

IN_PROGRESS = rules.AttemptState.IN_PROGRESS.value
PER_PAGE = 20
_MOST_WORDS = 8


def select_cases(*, visible_to: Account) -> Select[CaseExercise]:
    """Return the statement of the cases a person may open, by code.

    Everyone who is signed in: what is published. What one has begun stays open to oneself.
    """
    return _select_open_to(literal(visible_to.id))


def _select_open_to(account_id: ColumnElement[int]) -> Select[CaseExercise]:
    begun = (
        select(CaseAttempt.case_id)
        .join(CaseAttempt.officer)
        .where(Officer.account_id == account_id)
        .correlate(None)
    )
    return (
        select(CaseExercise)
        .where(or_(_is_published(), CaseExercise.id.in_(begun)))
        .order_by(CaseExercise.code)
    )


def get_case(code: str, *, visible_to: Account) -> CaseExercise:
    """Return one case with its published version, if it has one.

    Raises:
        NotFound: there is no such case, or none this person may open.
    """
    found = db.session.scalar(_select_case(), {"code": code, "account_id": visible_to.id})
    if found is None:
        raise NotFound(_("This case exercise does not exist."))
    return found


@cache
def _select_case() -> Select[CaseExercise]:
    """Return the statement of one case, built once."""
    return (
        _select_open_to(bindparam("account_id"))
        .where(CaseExercise.code == bindparam("code"))
        .options(
            defer(CaseExercise.search_key),
            joinedload(CaseExercise.published).options(
                defer(CaseVersion.document), selectinload(CaseVersion.competencies)
            ),
        )
    )


def page_of_cases(
    *, number: int, visible_to: Account, text: str = "", competency_code: str = "", per_page: int = PER_PAGE
) -> Page:
    """Return one page of the published cases, by code, each with its version but without the decisions.

    Args:
        number: of the page, from 1.
        visible_to: who is looking.
        text: words that must all occur in code, title, role or situation; tone marks do not matter.
        competency_code: only cases that can show it.
        per_page: how many on a page.
    """
    statement = select_cases(visible_to=visible_to).where(_is_published(competency_code))
    for word in fold(text).split()[:_MOST_WORDS]:
        statement = statement.where(CaseExercise.search_key.contains(word, autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    version = joinedload(CaseExercise.published)
    items = db.session.scalars(
        statement.options(
            defer(CaseExercise.search_key),
            version.defer(CaseVersion.document),
            version.selectinload(CaseVersion.competencies),
        )
        .limit(per_page)
        .offset((number - 1) * per_page)
    ).all()
    return Page(items=items, number=number, per_page=per_page, total=total)


def _is_published(competency_code: str = "") -> ColumnElement[bool]:
    """Tell of a case whether new attempts may begin, and whether they can show a competency."""
    published = exists().where(CaseVersion.case_id == CaseExercise.id, CaseVersion.state == PUBLISHED)
    if competency_code:
        published = published.where(
            CaseCompetency.version_id == CaseVersion.id, CaseCompetency.competency_code == competency_code
        )
    return published.correlate(CaseExercise)


def find_case(code: str) -> CaseExercise | None:
    """Return a case in whatever state. Only for the import."""
    return db.session.scalar(
        select(CaseExercise).where(CaseExercise.code == code).options(selectinload(CaseExercise.versions))
    )


def list_case_attempts(case: CaseExercise, *, visible_to: Account) -> Sequence[CaseAttempt]:
    """Return one's own attempts at a case, first one first."""
    return db.session.scalars(_select_own_at(), {"case_id": case.id, "account_id": visible_to.id}).all()


def list_my_case_attempts(case_ids: Collection[int], *, visible_to: Account) -> dict[int, list[CaseAttempt]]:
    """Return one's own attempts at several cases by case id, first one first."""
    found: dict[int, list[CaseAttempt]] = defaultdict(list)
    mine = _select_own_attempts().where(CaseAttempt.case_id.in_(case_ids))
    for attempt in db.session.scalars(mine, {"account_id": visible_to.id}):
        found[attempt.case_id].append(attempt)
    return found


@cache
def _select_own_attempts() -> Select[CaseAttempt]:
    return (
        select(CaseAttempt)
        .join(CaseAttempt.officer)
        .where(Officer.account_id == bindparam("account_id"))
        .order_by(CaseAttempt.case_id, CaseAttempt.number)
    )


@cache
def _select_own_at() -> Select[CaseAttempt]:
    return _select_own_attempts().where(CaseAttempt.case_id == bindparam("case_id"))


def find_running_case_attempt(case: CaseExercise, officer: Officer) -> CaseAttempt | None:
    """Return the attempt an officer has under way."""
    return db.session.scalar(
        select(CaseAttempt).where(
            CaseAttempt.case_id == case.id,
            CaseAttempt.officer_id == officer.id,
            CaseAttempt.state == IN_PROGRESS,
        )
    )


def counted_starts(attempts: Collection[CaseAttempt]) -> list[date]:
    """Return the days on which those attempts began that count."""
    return [clock.day_of(attempt.started_at) for attempt in attempts if attempt.is_counted]
