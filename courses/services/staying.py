"""Learners stay on the version they began until the day its authors set; then they go on with the new."""

from collections.abc import Collection
from datetime import date

from courses import policies, queries
from courses.models import Course, CourseVersion, Enrolment, LessonProgress
from courses.rules import ContentEvent, CourseState
from courses.services.learning import complete_if_done
from lms import audit
from lms.database import db
from lms.models import Account
from lms.permissions import authorize

BATCH = 100


def move_learners_of(
    course: Course, version: CourseVersion, states: Collection[CourseState], *, by: Account
) -> int:
    """Move whoever has not finished a version in one of some states to another one; return how many.

    Only for services that have asked who may; no gate.
    """
    enrolments = queries.list_unfinished(course, states)
    for enrolment in enrolments:
        move_learner(enrolment, version, by=by)
    return len(enrolments)


def move_due_learners(day: date, *, after: int = 0, by: Account) -> int | None:
    """Move a batch of learners whose last day on an outdated version lies before a day.

    Returns the last enrolment looked at, to go on after; None when all are done.

    Raises:
        Forbidden: ``by`` is not the system.
    """
    authorize(by, policies.may_move_learners, None)
    due = queries.list_due_to_move(day, after=after, limit=BATCH)
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
