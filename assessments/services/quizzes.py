"""Taking a quiz: beginning, answers saved as they are given, handing in, and time running out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from assessments import policies, queries, rules
from assessments.models import Quiz, QuizAnswer, QuizAttempt
from assessments.rules import AttemptState
from assessments.services.evidence import write_quiz_evidence
from assessments.services.grading import grade_attempt
from courses import queries as courses
from courses.rules import CourseState
from lms import audit, clock, i18n
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people import queries as people
from people.models import Officer

BATCH = 100


class QuizRefused(Conflict):
    """No attempt may be begun now."""


def start_quiz(quiz: Quiz, *, by: Account) -> QuizAttempt:
    """Begin an attempt, or return the one under way: starting twice is as good as once.

    An attempt whose time is up is closed and returned, finished.

    Raises:
        Forbidden: ``by`` is no officer.
        QuizRefused: not enrolled, passed already, no attempts left, or too soon after the last one.
    """
    authorize(by, policies.may_learn, quiz)
    officer = people.get_officer_of(by)
    running = queries.find_running_quiz_attempt(quiz, officer)
    if running is not None:
        close_if_overdue(running, by=by)
        return running
    _require_enrolment(quiz, officer)
    _require_open(quiz)
    refusal = queries.find_refusal(quiz, officer)
    if refusal is not None:
        raise QuizRefused(_refusal_text(refusal))
    try:
        with db.session.begin_nested():
            attempt = _begin(quiz, officer)
            db.session.flush()  # the index that allows one attempt at a time speaks now
    except IntegrityError:
        return _begun_meanwhile(quiz, officer)
    audit.record(rules.AssessmentEvent.QUIZ_STARTED, attempt, by=by, quiz=quiz.code, number=attempt.number)
    return attempt


def save_answers(attempt: QuizAttempt, answers: Mapping[int, Any], *, by: Account) -> AttemptState:
    """Keep answers as they are given; return where the attempt stands after that.

    What arrives after the time is up is refused by the server's clock: the attempt is closed with what was
    saved before. No error, because the closing must be kept.

    Args:
        attempt: one's own.
        answers: by number of the question; only what is named here changes. None takes an answer back.
        by: the officer.
    """
    authorize(by, policies.may_work_on, attempt)
    queries.lock_attempt(attempt)
    if queries.is_overdue(attempt):
        _close(attempt, AttemptState.EXPIRED, attempt.deadline_at, by=by)
    elif attempt.is_running:
        _store(attempt, answers)
    return AttemptState(attempt.state)


def submit_quiz(attempt: QuizAttempt, answers: Mapping[int, Any], *, by: Account) -> QuizAttempt:
    """Hand in, with the last answers; doing it twice, or twice at once, is as good as once.

    On a pass the evidence is written, the standings refreshed, and the course completed if its lessons are.
    """
    state = save_answers(attempt, answers, by=by)
    if state == AttemptState.IN_PROGRESS:
        _close(attempt, AttemptState.SUBMITTED, clock.now(), by=by)
    return attempt


def close_if_overdue(attempt: QuizAttempt, *, by: Account) -> bool:
    """Close an attempt whose time is up, with what was saved before; return whether it was closed now.

    Whoever looks may call it: the clock decides, not the person.
    """
    queries.lock_attempt(attempt)
    if not queries.is_overdue(attempt):
        return False
    _close(attempt, AttemptState.EXPIRED, attempt.deadline_at, by=by)
    return True


def close_overdue_attempts(*, by: Account) -> int:
    """Close a batch of attempts whose time is up; return how many, 0 when none are left."""
    authorize(by, policies.may_close_overdue, None)
    overdue = queries.list_overdue_attempts(BATCH)
    for attempt in overdue:
        _close(attempt, AttemptState.EXPIRED, attempt.deadline_at, by=by)
    return len(overdue)


def _require_enrolment(quiz: Quiz, officer: Officer) -> None:
    version = quiz.course_version
    if version is not None and courses.find_enrolment(officer, version.course) is None:
        raise QuizRefused(_("Enrol in the course first; its test opens then."))


def _require_open(quiz: Quiz) -> None:
    if quiz.course_version is not None and quiz.course_version.state == CourseState.WITHDRAWN:
        raise QuizRefused(_being_changed())


def _being_changed() -> str:
    return _("The authors are changing this test. It opens again when they have finished.")


def _refusal_text(refusal: rules.AttemptRefusal) -> str:
    if refusal.code is rules.AttemptRefusalCode.ALREADY_PASSED:
        return _("You have passed this test already.")
    if refusal.available_at is None:
        return _("You have used all attempts at this test.")
    return _("The next attempt opens at %(time)s.", time=i18n.format_instant(refusal.available_at))


def _begin(quiz: Quiz, officer: Officer) -> QuizAttempt:
    now = clock.now()
    seed = uuid4().hex
    deadline = rules.deadline(now, quiz.minutes)
    assert deadline is not None  # noqa: S101 - every quiz has a time limit
    attempt = QuizAttempt(
        quiz=quiz,
        officer=officer,
        number=queries.next_quiz_number(quiz, officer),
        seed=seed,
        state=AttemptState.IN_PROGRESS.value,
        started_at=now,
        deadline_at=deadline,
        answers=_draw(quiz, seed),
    )
    db.session.add(attempt)
    return attempt


def _draw(quiz: Quiz, seed: str) -> list[QuizAnswer]:
    drawable = queries.list_drawable(quiz)
    if any(len(ids) < section.draw_count for section, ids in drawable):  # its bank was withdrawn
        raise QuizRefused(_being_changed())
    banks = {str(section.number): ids for section, ids in drawable}
    counts = {str(section.number): section.draw_count for section, _ids in drawable}
    return [
        QuizAnswer(number=number, section_number=int(section), question_id=question_id)
        for number, (section, question_id) in enumerate(rules.draw(banks, counts, seed), start=1)
    ]


def _begun_meanwhile(quiz: Quiz, officer: Officer) -> QuizAttempt:
    """Return the attempt that another request of the same officer began a moment ago."""
    running = queries.find_running_quiz_attempt(quiz, officer)
    if running is None:
        raise QuizRefused(_("Another attempt was begun and finished meanwhile. Reload the page."))
    return running


def _store(attempt: QuizAttempt, answers: Mapping[int, Any]) -> None:
    now = clock.now()
    for row in attempt.answers:
        if row.number in answers and answers[row.number] != row.answer:
            row.answer = answers[row.number]
            row.answered_at = now


def _close(attempt: QuizAttempt, state: AttemptState, at: datetime, *, by: Account) -> None:
    score = grade_attempt(attempt)
    attempt.state = state.value
    attempt.finished_at = at
    attempt.percent_tenths = int(score.percent * 10)
    attempt.is_passed = score.passed
    audit.record(rules.AssessmentEvent.QUIZ_SUBMITTED, attempt, by=by, state=state.value, passed=score.passed)
    if score.passed:
        write_quiz_evidence(attempt, by=by)
