"""Reads of quizzes, their banks, and who may begin an attempt."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from assessments import rules
from assessments.models import CaseAttempt, Question, QuestionBank, Quiz, QuizAttempt, QuizSection
from competency.models import Evidence
from competency.rules import EXPIRY_NOTICE_DAYS
from courses.models import CourseVersion, Enrolment
from courses.rules import CourseState
from lms import clock
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer

IN_PROGRESS = rules.AttemptState.IN_PROGRESS.value

GRACE_SECONDS = 15
"""For the way over a slow line. Not shown to the officer."""


def _select_open_to(account_id: ColumnElement[int]) -> Select[Quiz]:
    """Return the statement of the quizzes a person may open.

    Those of published courses and those of no course are open to everyone who is signed in. Who has enrolled
    in a course keeps its test, whatever becomes of the course.
    """
    enrolled = (
        select(Enrolment.course_id)
        .join(Enrolment.officer)
        .where(Officer.account_id == account_id)
        .correlate(None)
    )
    return (
        select(Quiz)
        .outerjoin(Quiz.course_version)
        .where(
            or_(
                Quiz.course_version_id.is_(None),
                CourseVersion.state == CourseState.PUBLISHED.value,
                CourseVersion.course_id.in_(enrolled),
            )
        )
    )


def get_quiz(code: str, *, visible_to: Account) -> Quiz:
    """Return one quiz with the course it belongs to.

    Raises:
        NotFound: there is no such quiz, or none this person may open.
    """
    quiz = db.session.scalar(_select_quiz(), {"code": code, "account_id": visible_to.id})
    if quiz is None:
        raise NotFound(_("This quiz does not exist."))
    return quiz


@cache
def _select_quiz() -> Select[Quiz]:
    """Return the statement of one quiz, built once."""
    return (
        _select_open_to(bindparam("account_id"))
        .where(Quiz.code == bindparam("code"))
        .options(contains_eager(Quiz.course_version).joinedload(CourseVersion.course))
    )


def find_quiz(code: str) -> Quiz | None:
    """Return a quiz whatever the state of its course. Only for the import."""
    return db.session.scalar(select(Quiz).where(Quiz.code == code).options(selectinload(Quiz.sections)))


def find_bank(code: str) -> QuestionBank | None:
    """Return a question bank."""
    return db.session.scalar(select(QuestionBank).where(QuestionBank.code == code))


def list_quiz_attempts(quiz: Quiz, *, visible_to: Account) -> Sequence[QuizAttempt]:
    """Return one's own attempts at a quiz, first one first."""
    mine = {"quiz_id": quiz.id, "account_id": visible_to.id}
    return db.session.scalars(_select_own_attempts(), mine).all()


@cache
def _select_own_attempts() -> Select[QuizAttempt]:
    return (
        select(QuizAttempt)
        .join(QuizAttempt.officer)
        .where(QuizAttempt.quiz_id == bindparam("quiz_id"))
        .where(Officer.account_id == bindparam("account_id"))
        .order_by(QuizAttempt.number)
    )


def find_running_quiz_attempt(quiz: Quiz, officer: Officer) -> QuizAttempt | None:
    """Return the attempt an officer has under way, even if its time is up."""
    return db.session.scalar(
        select(QuizAttempt).where(
            QuizAttempt.quiz_id == quiz.id,
            QuizAttempt.officer_id == officer.id,
            QuizAttempt.state == IN_PROGRESS,
        )
    )


def next_quiz_number(quiz: Quiz, officer: Officer) -> int:
    """Return the number of the next attempt, from 1."""
    last = db.session.scalar(
        select(func.max(QuizAttempt.number)).where(
            QuizAttempt.quiz_id == quiz.id, QuizAttempt.officer_id == officer.id
        )
    )
    return (last or 0) + 1


def list_drawable(quiz: Quiz) -> list[tuple[QuizSection, list[int]]]:
    """Return the sections of a quiz in order, each with the ids of the questions it may draw from."""
    sections = db.session.scalars(
        select(QuizSection).where(QuizSection.quiz_id == quiz.id).order_by(QuizSection.number)
    ).all()
    rows = db.session.execute(
        select(Question.id, Question.bank_id, Question.competency_code)
        .where(Question.bank_id.in_({section.bank_id for section in sections}), Question.is_current)
        .order_by(Question.key)
    ).all()
    return [
        (
            section,
            [
                question_id
                for question_id, bank_id, code in rows
                if bank_id == section.bank_id and section.competency_code in (None, code)
            ],
        )
        for section in sections
    ]


def is_overdue(attempt: QuizAttempt) -> bool:
    """Tell whether an attempt is still open although its time is up."""
    return attempt.state == IN_PROGRESS and rules.is_late(clock.now(), attempt.deadline_at, GRACE_SECONDS)


def list_overdue_attempts(limit: int) -> Sequence[QuizAttempt]:
    """Return attempts that are still open although their time is up, oldest first.

    They are locked for the caller; those that others hold are left out.
    """
    return db.session.scalars(
        select(QuizAttempt)
        .where(QuizAttempt.state == IN_PROGRESS)
        .where(QuizAttempt.deadline_at < clock.now() - timedelta(seconds=GRACE_SECONDS))
        .order_by(QuizAttempt.deadline_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def find_refusal(quiz: Quiz, officer: Officer) -> rules.AttemptRefusal | None:
    """Return why this officer may not begin a further attempt now, or None.

    A pass stops counting, with all attempts before it, when the evidence it wrote was revoked or is about to
    run out: from then on the officer may prove it anew.
    """
    tried = {"quiz_id": quiz.id, "officer_id": officer.id}
    rows = db.session.execute(_select_finished(), tried).all()
    lapsed = _lapsed(officer, [attempt_id for attempt_id, _at, is_passed in rows if is_passed])
    latest = max((index for index, row in enumerate(rows) if row[0] in lapsed), default=-1)
    previous = [(at, is_passed) for _id, at, is_passed in rows[latest + 1 :] if at is not None]
    return rules.may_attempt(previous, clock.now(), quiz.attempts_limit, quiz.days_between)


@cache
def _select_finished() -> Select[int, datetime | None, bool]:
    return (
        select(QuizAttempt.id, QuizAttempt.finished_at, QuizAttempt.is_passed)
        .where(
            QuizAttempt.quiz_id == bindparam("quiz_id"),
            QuizAttempt.officer_id == bindparam("officer_id"),
            QuizAttempt.finished_at.is_not(None),
        )
        .order_by(QuizAttempt.number)
    )


def _lapsed(officer: Officer, passed: list[int]) -> set[int]:
    """Return those of the passed attempts whose evidence no longer stands, or soon will not."""
    if not passed:
        return set()
    revoking = aliased(Evidence)
    rows = db.session.execute(
        select(Evidence.source, Evidence.valid_until, revoking.id)
        .outerjoin(revoking, revoking.revokes_id == Evidence.id)
        .where(Evidence.officer_id == officer.id, Evidence.source.in_(map(_source, passed)))
    ).all()
    day = clock.today() + timedelta(days=EXPIRY_NOTICE_DAYS)
    return {attempt_id for attempt_id in passed if _is_lapsed(_source(attempt_id), rows, day)}


def _is_lapsed(source: str, rows: Sequence[tuple[str, date | None, int | None]], day: date) -> bool:
    written = [(until, revoked_by) for of, until, revoked_by in rows if of == source]
    standing = [until for until, revoked_by in written if revoked_by is None]
    return bool(written) and (not standing or any(until is not None and until < day for until in standing))


def _source(attempt_id: int) -> str:
    return f"quiz-attempt:{attempt_id}"


def source_of(attempt: QuizAttempt | CaseAttempt) -> str:
    """Return the word under which the record keeps what an attempt has shown."""
    return _source(attempt.id) if isinstance(attempt, QuizAttempt) else f"case-attempt:{attempt.id}"
