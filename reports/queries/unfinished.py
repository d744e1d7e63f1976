"""What an officer has begun and not ended, so that nothing half-done is forgotten."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Integer, bindparam, cast, literal, null, select, union_all

from assessments.models import CaseAttempt, CaseExercise, OpenTask, Quiz, QuizAttempt, Script
from assessments.rules import AttemptState, minutes_left
from assessments.rules.marking import ScriptState
from courses.models import Completion, Course, Enrolment
from lms import clock
from lms.database import UTCDateTime, read_rows
from people.models import Officer

KINDS = ("quiz", "case", "text", "course")


class Unfinished(NamedTuple):
    """A quiz, case, text or course under way; ``minutes_left`` is None where no time runs."""

    kind: str
    code: str
    title: str
    minutes_left: int | None


def list_unfinished(officer: Officer) -> list[Unfinished]:
    """Return what is under way, quizzes first because their time runs; those out of time are left out."""
    rows = read_rows(_select_unfinished(), {"officer_id": officer.id})
    found = [Unfinished(kind, code, title, _minutes_left(deadline)) for kind, code, title, deadline in rows]
    return sorted(
        (one for one in found if one.minutes_left is None or one.minutes_left > 0),
        key=lambda one: (KINDS.index(one.kind), one.title),
    )


@cache
def _select_unfinished() -> CompoundSelect[str, str, str, datetime | None]:
    """Return the statement of all four kinds, with the instant until which time runs; built once."""
    officer_id, running = bindparam("officer_id", type_=Integer), AttemptState.IN_PROGRESS.value
    no_deadline = cast(null(), UTCDateTime())
    quizzes = (
        select(literal("quiz"), Quiz.code, Quiz.title, QuizAttempt.deadline_at)
        .join(QuizAttempt.quiz)
        .where(QuizAttempt.officer_id == officer_id, QuizAttempt.state == running)
    )
    cases = (
        select(literal("case"), CaseExercise.code, CaseExercise.title, no_deadline)
        .join(CaseAttempt.case)
        .where(CaseAttempt.officer_id == officer_id, CaseAttempt.state == running)
    )
    texts = (
        select(literal("text"), OpenTask.code, OpenTask.title, no_deadline)
        .select_from(Script)
        .join(OpenTask, OpenTask.id == Script.task_id)
        .where(Script.officer_id == officer_id, Script.state == ScriptState.WRITING.value)
    )
    begun = (
        select(literal("course"), Course.code, Course.title, no_deadline)
        .select_from(Enrolment)
        .join(Enrolment.course)
        .outerjoin(Enrolment.completion)
        .where(Enrolment.officer_id == officer_id, Completion.id.is_(None))
    )
    return union_all(quizzes, cases, texts, begun)


def _minutes_left(deadline: datetime | None) -> int | None:
    return None if deadline is None else minutes_left(clock.now(), deadline)
