"""Learners stay on the version they began until the day its authors set; then they go on with the new."""

from collections.abc import Sequence
from datetime import date

from courses import policies, queries
from courses.models import Course, CourseVersion, Enrolment, LessonProgress
from courses.rules import ContentEvent
from courses.services.learning import complete_if_done
from lms import audit, clock
from lms.database import db
from lms.models import Account
from lms.permissions import authorize
from lms.work import request_work

BATCH = 100
MOVING_WORK = "move-learners"


def move_learners_on(course: Course, *, by: Account) -> None:
    """Let learners whose version was withdrawn go on with the published one, if there is one.

    A first batch at once, however many wait; the worker moves the rest. Only for services that have asked who
    may; no gate.
    """
    last = move_waiting_learners(course.id, by=by)
    if last is not None and queries.list_due_to_move(clock.today(), course_id=course.id, after=last, limit=1):
        request_work(MOVING_WORK, str(course.id), by=by)


def move_waiting_learners(course_id: int, *, after: int = 0, by: Account) -> int | None:
    """Move a batch of the learners of one course who are due. Returns as `move_due_learners`; no gate."""
    due = queries.list_due_to_move(clock.today(), course_id=course_id, after=after, limit=BATCH)
    return _move(due, by=by)


def move_due_learners(day: date, *, after: int = 0, by: Account) -> int | None:
    """Move a batch of learners whose version was withdrawn, or whose last day on it lies before a day.

    Returns the last enrolment looked at, to go on after; None when all are done.

    Raises:
        Forbidden: ``by`` is not the system.
    """
    authorize(by, policies.may_move_learners, None)
    return _move(queries.list_due_to_move(day, after=after, limit=BATCH), by=by)


def _move(due: Sequence[tuple[Enrolment, CourseVersion]], *, by: Account) -> int | None:
    for enrolment, version in due:
        move_learner(enrolment, version, by=by)
    return due[-1][0].id if due else None


def move_learner(enrolment: Enrolment, version: CourseVersion, *, by: Account) -> None:
    """Let a learner go on with another version of the course; lessons of the same name keep their progress.

    What was done in the version before stays on record. Only for services that have asked; no gate.
    """
    enrolment = queries.lock_enrolment(enrolment)
    if enrolment.version_id == version.id or queries.find_completion(enrolment) is not None:
        return
    before = enrolment.version_id
    db.session.add_all(
        LessonProgress(
            enrolment_id=enrolment.id,
            lesson_id=lesson_id,
            opened_at=progress.opened_at,
            finished_at=progress.finished_at,
            was_too_fast=progress.was_too_fast,
        )
        for progress, lesson_id in queries.list_progress_to_keep(enrolment, version)
    )
    enrolment.version = version
    db.session.flush()
    audit.record(
        ContentEvent.LEARNER_MOVED,
        enrolment,
        by=by,
        course=enrolment.course.code,
        before=before,
        now=version.id,
    )
    complete_if_done(enrolment, by=by)
