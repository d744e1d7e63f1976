"""What is on its way to learners: versions of all kinds for those who write or review them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, defer

from assessments.models import (
    BankVersion,
    CaseExercise,
    CaseVersion,
    OpenTask,
    QuestionBank,
    TaskVersion,
)
from assessments.queries.banks import find_open_version, find_published_version
from assessments.queries.quizzes import find_bank
from courses import queries as courses
from courses.models import ContentAuthor, Course, CourseVersion, ReviewComment
from courses.queries import is_within, owner_scopes
from courses.rules import OPEN, CourseState
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version on its way to learners.

    Args:
        kind: "course-version", "bank-version", "case-version" or "task-version".
        since: when it came into its state; of an untouched draft, when it was begun.
        is_own: whether the person looking wrote in it.
        open_comments: how many comments are not settled.
    """

    subject: str
    kind: str
    code: str
    title: str
    number: int
    state: str
    owner: str
    since: datetime
    is_own: bool = False
    open_comments: int = 0


@dataclass(frozen=True, slots=True)
class StudioCounts:
    """How much content there is for one person to write or review."""

    courses: int
    banks: int
    cases: int
    tasks: int


def get_version(subject: str, *, visible_to: Account) -> Any:
    """Return the version a word names.

    Raises:
        NotFound: there is none, or none this person writes or reviews.
    """
    version = courses.find_version(subject)
    if version is None or not owner_scopes(visible_to).includes(version.owner):
        raise NotFound(_("There is no such version."))
    return version


def find_earlier_version(version: Any) -> Any | None:
    """Return what learners have, or had, before a version, to compare with; None for the first."""
    model, item = _FAMILIES[type(version)]
    met = [CourseState.PUBLISHED.value, CourseState.OUTDATED.value]
    return db.session.scalar(
        select(model)
        .where(getattr(model, item) == getattr(version, item))
        .where(model.number < version.number, model.state.in_(met))
        .order_by(model.number.desc())
        .limit(1)
    )


def list_versions_under_way(
    *, states: Collection[CourseState] = tuple(OPEN), visible_to: Account
) -> list[VersionLine]:
    """Return versions in some states that a person writes or reviews, the longest waiting first.

    At most a hundred of each kind, in five statements.
    """
    found = [_line(version) for version in _list_versions(states, visible_to)]
    subjects = [line.subject for line in found]
    steps = courses.list_last_steps(subjects)
    mine = set(
        db.session.scalars(
            select(ContentAuthor.subject).where(
                ContentAuthor.account_id == visible_to.id, ContentAuthor.subject.in_(subjects)
            )
        )
    )
    remarks = dict(
        db.session.execute(
            select(ReviewComment.subject, func.count())
            .where(ReviewComment.subject.in_(subjects), ReviewComment.settled_at.is_(None))
            .group_by(ReviewComment.subject)
        ).all()
    )
    lines = [
        VersionLine(
            subject=line.subject,
            kind=line.kind,
            code=line.code,
            title=line.title,
            number=line.number,
            state=line.state,
            owner=line.owner,
            since=steps[line.subject].at if line.subject in steps else line.since,
            is_own=line.subject in mine,
            open_comments=remarks.get(line.subject, 0),
        )
        for line in found
    ]
    return sorted(lines, key=lambda line: (line.since, line.subject))


def count_content(*, visible_to: Account) -> StudioCounts:
    """Return how many courses, banks, cases and written tasks a person writes or reviews."""
    counts = [
        select(func.count()).select_from(model).where(is_within(visible_to, model.owner_id)).scalar_subquery()
        for model in (Course, QuestionBank, CaseExercise, OpenTask)
    ]
    return StudioCounts(*db.session.execute(select(*counts)).one())


_FAMILIES: dict[type[Any], tuple[Any, str]] = {
    CourseVersion: (CourseVersion, "course_id"),
    BankVersion: (BankVersion, "bank_id"),
    CaseVersion: (CaseVersion, "case_id"),
    TaskVersion: (TaskVersion, "task_id"),
}


def _list_versions(states: Collection[CourseState], account: Account) -> list[Any]:
    wanted = sorted(state.value for state in states)
    found: list[Any] = []
    for model, relation, item in (
        (CourseVersion, CourseVersion.course, Course),
        (BankVersion, BankVersion.bank, QuestionBank),
        (CaseVersion, CaseVersion.case, CaseExercise),
        (TaskVersion, TaskVersion.task, OpenTask),
    ):
        unread = [defer(CaseVersion.document)] if model is CaseVersion else []
        found += db.session.scalars(
            select(model)
            .join(relation)
            .join(item.owner)
            .where(model.state.in_(wanted), is_within(account, item.owner_id))
            .options(contains_eager(relation).contains_eager(item.owner), *unread)
            .order_by(model.created_at)
            .limit(MOST_LINES)
        )
    return found


def _line(version: Any) -> VersionLine:
    item = item_of(version)
    return VersionLine(
        subject=version.subject,
        kind=version.subject.partition(":")[0],
        code=item.code,
        title=title_of(version),
        number=version.number,
        state=version.state,
        owner=item.owner.name,
        since=version.created_at,
    )


def item_of(version: Any) -> Course | QuestionBank | CaseExercise | OpenTask:
    """Return the course, bank, case or task a version belongs to."""
    if isinstance(version, TaskVersion):
        return version.task
    if isinstance(version, CourseVersion):
        return version.course
    item: QuestionBank | CaseExercise = version.bank if isinstance(version, BankVersion) else version.case
    return item


def title_of(version: Any) -> str:
    """Return what a version calls itself: a draft may have another title than what is published."""
    if isinstance(version, CourseVersion):
        return str(version.sheet.get("title") or version.course.title)
    return item_of(version).title


def find_questions_of(version: CourseVersion) -> BankVersion | None:
    """Return the version of the bank that the post-test of a course version will ask, or None."""
    bank = find_bank(version.course.code)
    if bank is None or courses.sheet_of(version).post_test is None:
        return None
    return find_open_version(bank) or find_published_version(bank)
