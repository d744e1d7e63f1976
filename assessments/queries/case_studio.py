"""Reads of cases for those who write and review them: in whatever state, with all their versions."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import defer, joinedload

from assessments.models import CaseExercise, CaseVersion
from assessments.queries.versions import OPEN_STATES, PUBLISHED_STATES, find_newest
from courses.queries import is_within
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from lms.pages import Page
from lms.text import fold

CASES_A_PAGE = 25


def select_own_cases(*, visible_to: Account) -> Select[CaseExercise]:
    """Return the statement of the cases of institutions a person writes or reviews for, by code."""
    statement = select(CaseExercise).order_by(CaseExercise.code)
    return statement.where(is_within(visible_to, CaseExercise.owner_id))


def page_of_own_cases(text: str, *, number: int, visible_to: Account) -> Page:
    """Return one page of the cases a person writes or reviews; ``text`` is looked for in codes and titles."""
    rows = db.session.scalars(
        select_own_cases(visible_to=visible_to).options(
            defer(CaseExercise.search_key), joinedload(CaseExercise.owner)
        )
    )
    found = [case for case in rows if fold(text) in fold(f"{case.code} {case.title}")]
    return Page.cut(found, number, CASES_A_PAGE)


def list_newest_case_versions(cases: Collection[CaseExercise]) -> dict[int, list[CaseVersion]]:
    """Return of each case, by its id, the published and the open version, without their documents."""
    rows = db.session.scalars(
        select(CaseVersion)
        .where(CaseVersion.case_id.in_([case.id for case in cases]))
        .where(CaseVersion.state.in_((*OPEN_STATES, *PUBLISHED_STATES)))
        .options(defer(CaseVersion.document))
        .order_by(CaseVersion.number)
    )
    found: dict[int, list[CaseVersion]] = {case.id: [] for case in cases}
    for version in rows:
        found[version.case_id].append(version)
    return found


def get_own_case(code: str, *, visible_to: Account) -> CaseExercise:
    """Return one case with its owner.

    Raises:
        NotFound: there is no such case, or none this person writes or reviews.
    """
    case = db.session.scalar(
        select_own_cases(visible_to=visible_to)
        .where(CaseExercise.code == code)
        .options(joinedload(CaseExercise.owner))
    )
    if case is None:
        raise NotFound(_("This case exercise does not exist."))
    return case


def list_case_versions(case: CaseExercise) -> Sequence[CaseVersion]:
    """Return all versions of a case, the newest first, without their documents."""
    return db.session.scalars(
        select(CaseVersion)
        .where(CaseVersion.case_id == case.id)
        .options(defer(CaseVersion.document))
        .order_by(CaseVersion.number.desc())
    ).all()


def find_open_case_version(case: CaseExercise) -> CaseVersion | None:
    """Return the version of a case that is on its way to learners, or None."""
    return find_newest(CaseVersion, CaseVersion.case_id == case.id, OPEN_STATES)


def find_published_case_version(case: CaseExercise) -> CaseVersion | None:
    """Return the version of a case that new attempts begin on, or None."""
    return find_newest(CaseVersion, CaseVersion.case_id == case.id, PUBLISHED_STATES)


def find_newest_case_version(case: CaseExercise) -> CaseVersion | None:
    """Return the version of a case with the highest number, or None."""
    return find_newest(CaseVersion, CaseVersion.case_id == case.id)


def get_case_version(case: CaseExercise, number: int | None = None) -> CaseVersion:
    """Return one version of a case; without a number the open one, else the published, else the newest.

    Raises:
        NotFound: the case has no such version.
    """
    if number is None:
        version = (
            find_open_case_version(case)
            or find_published_case_version(case)
            or find_newest_case_version(case)
        )
    else:
        version = db.session.scalar(
            select(CaseVersion).where(CaseVersion.case_id == case.id, CaseVersion.number == number)
        )
    if version is None:
        raise NotFound(_("There is no such version of this case."))
    return version
