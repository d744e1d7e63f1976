"""Reads of attempts. Only the officer who made one may read it: for everyone else it does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from assessments import rules
from assessments.models import CaseAttempt, CaseExercise, CaseVersion, QuizAnswer, QuizAttempt
from assessments.queries.quizzes import source_of
from competency.models import Evidence
from lms.database import db
from lms.errors import NotFound
from lms.i18n import gettext as _
from lms.models import Account
from people.models import Officer

_LOCKED = "locked attempt"


@dataclass(frozen=True, slots=True)
class AttemptBrief:
    """An attempt as lists show it.

    Args:
        kind: "quiz" or "case".
        code: that of the quiz or case.
        finished_at: None while it is under way.
        percent_tenths: in tenths of a percent; None while it is under way.
        result: a word of `rules.CaseResult`; a quiz is "passed" or "not_passed"; None while under way.
        is_counted: whether it may write evidence; a case that is done again is practice.
    """

    kind: str
    code: str
    title: str
    public_id: UUID
    started_at: datetime
    finished_at: datetime | None
    percent_tenths: int | None
    result: str | None
    is_counted: bool

    @property
    def is_running(self) -> bool:
        """Tell whether it can be continued."""
        return self.finished_at is None


def get_attempt(public_id: UUID, *, visible_to: Account) -> QuizAttempt | CaseAttempt:
    """Return one's own attempt at a quiz or a case.

    Raises:
        NotFound: there is no such attempt, or it is somebody else's.
    """
    found = _find_quiz_attempt(public_id, visible_to) or _find_case_attempt(public_id, visible_to)
    if found is None:
        raise _missing()
    return found


def get_quiz_attempt(public_id: UUID, *, visible_to: Account) -> QuizAttempt:
    """Return one's own attempt at a quiz with its answers and questions.

    Raises:
        NotFound: there is no such attempt, or it is somebody else's.
    """
    attempt = _find_quiz_attempt(public_id, visible_to)
    if attempt is None:
        raise _missing()
    return attempt


def lock_quiz_attempt(public_id: UUID, *, visible_to: Account) -> QuizAttempt:
    """Return the same as `get_quiz_attempt`, while other requests about this attempt wait for the caller.

    Raises:
        NotFound: there is no such attempt, or it is somebody else's.
    """
    attempt = db.session.scalar(_select_and_lock_quiz_attempt(), _own(public_id, visible_to))
    if attempt is None:
        raise _missing()
    db.session.info[_LOCKED] = db.session().get_transaction(), attempt
    return attempt


def get_case_attempt(public_id: UUID, *, visible_to: Account) -> CaseAttempt:
    """Return one's own attempt at a case with the version it is on.

    Raises:
        NotFound: there is no such attempt, or it is somebody else's.
    """
    attempt = _find_case_attempt(public_id, visible_to)
    if attempt is None:
        raise _missing()
    return attempt


def list_attempts(officer: Officer) -> list[AttemptBrief]:
    """Return all attempts of an officer at quizzes and cases, latest begun first."""
    quizzes = db.session.scalars(
        select(QuizAttempt)
        .where(QuizAttempt.officer_id == officer.id)
        .options(joinedload(QuizAttempt.quiz, innerjoin=True))
    )
    cases = db.session.scalars(
        select(CaseAttempt)
        .where(CaseAttempt.officer_id == officer.id)
        .options(joinedload(CaseAttempt.case, innerjoin=True))
    )
    briefs = [*map(_quiz_brief, quizzes), *map(_case_brief, cases)]
    return sorted(briefs, key=lambda brief: brief.started_at, reverse=True)


def list_written_evidence(attempt: QuizAttempt | CaseAttempt) -> Sequence[Evidence]:
    """Return what an attempt wrote into the officer's record, by competency."""
    written = {"officer_id": attempt.officer_id, "source": source_of(attempt)}
    return db.session.scalars(_select_written(), written).all()


@cache
def _select_written() -> Select[Evidence]:
    return (
        select(Evidence)
        .where(Evidence.officer_id == bindparam("officer_id"), Evidence.source == bindparam("source"))
        .order_by(Evidence.competency_code)
    )


def lock_attempt(attempt: QuizAttempt | CaseAttempt) -> None:
    """Read anew where an attempt stands, while other requests about it wait for the caller.

    Two requests pass one after the other then, and the second sees what the first did.
    """
    if db.session.info.get(_LOCKED) == (db.session().get_transaction(), attempt):
        return  # this transaction has read it so already
    kind = type(attempt)
    stands = db.session.execute(_select_and_lock(kind), {"id": attempt.id}).one()
    for name, value in stands._mapping.items():
        set_committed_value(attempt, name, value)
    if isinstance(attempt, CaseAttempt):
        db.session.expire(attempt, ["steps"])


_DECIDED: dict[type[QuizAttempt | CaseAttempt], list[str]] = {
    QuizAttempt: ["state", "deadline_at", "finished_at", "percent_tenths", "is_passed"],
    CaseAttempt: ["state", "node", "finished_at"],
}


@cache
def _select_and_lock(kind: type[QuizAttempt | CaseAttempt]) -> Select[*tuple[Any, ...]]:
    columns = [getattr(kind, name) for name in _DECIDED[kind]]
    return select(*columns).where(kind.id == bindparam("id")).with_for_update()


def _find_quiz_attempt(public_id: UUID, account: Account) -> QuizAttempt | None:
    return db.session.scalar(_select_quiz_attempt(), _own(public_id, account))


def _find_case_attempt(public_id: UUID, account: Account) -> CaseAttempt | None:
    return db.session.scalar(_select_case_attempt(), _own(public_id, account))


def _own(public_id: UUID, account: Account) -> dict[str, object]:
    return {"public_id": public_id, "account_id": account.id}


@cache
def _select_quiz_attempt() -> Select[QuizAttempt]:
    return (
        select(QuizAttempt)
        .join(QuizAttempt.officer)
        .where(QuizAttempt.public_id == bindparam("public_id"))
        .where(Officer.account_id == bindparam("account_id"))
        .options(
            contains_eager(QuizAttempt.officer),
            joinedload(QuizAttempt.quiz, innerjoin=True),
            selectinload(QuizAttempt.answers).joinedload(QuizAnswer.question, innerjoin=True),
        )
    )


@cache
def _select_and_lock_quiz_attempt() -> Select[QuizAttempt]:
    return _select_quiz_attempt().with_for_update(of=QuizAttempt)


@cache
def _select_case_attempt() -> Select[CaseAttempt]:
    return (
        select(CaseAttempt)
        .join(CaseAttempt.officer)
        .where(CaseAttempt.public_id == bindparam("public_id"))
        .where(Officer.account_id == bindparam("account_id"))
        .options(
            contains_eager(CaseAttempt.officer),
            joinedload(CaseAttempt.version, innerjoin=True).defer(CaseVersion.document),
            joinedload(CaseAttempt.case, innerjoin=True).defer(CaseExercise.search_key),
        )
    )


def _missing() -> NotFound:
    return NotFound(_("There is no such attempt."))


def _quiz_brief(attempt: QuizAttempt) -> AttemptBrief:
    result = rules.CaseResult.PASSED if attempt.is_passed else rules.CaseResult.NOT_PASSED
    return AttemptBrief(
        kind="quiz",
        code=attempt.quiz.code,
        title=attempt.quiz.title,
        public_id=attempt.public_id,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        percent_tenths=attempt.percent_tenths,
        result=result.value if attempt.finished_at else None,
        is_counted=True,
    )


def _case_brief(attempt: CaseAttempt) -> AttemptBrief:
    return AttemptBrief(
        kind="case",
        code=attempt.case.code,
        title=attempt.case.title,
        public_id=attempt.public_id,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        percent_tenths=attempt.percent_tenths,
        result=attempt.result,
        is_counted=attempt.is_counted,
    )
