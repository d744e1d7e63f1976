"""Learning: beginning a course, opening and finishing lessons, completing it, counting periods."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from competency.rules import EvidenceKind
from competency.services import NewEvidence, record_evidence, refresh_qualifications
from courses import policies, queries, rules
from courses.models import Completion, Course, CourseVersion, Enrolment, Lesson, LessonProgress
from courses.queries import Study
from courses.rules import ContentGroup, CourseEvent, CourseState
from courses.services.periods import OutsidePeriods, count_once
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.models import Officer
from people.queries import get_officer_of

COMPLETION_LEVEL = 1
"""What a course without post-test shows of each of its outcomes (DESIGN 4)."""


class NotPublished(Conflict):
    """The course has no version that learners may begin."""


class ContentWithdrawn(Conflict):
    """The version was taken away from learners; nothing more is learned from it."""


class NotBegun(Conflict):
    """The officer has not begun the course."""


@dataclass(frozen=True, slots=True)
class LessonOutcome:
    """What came of finishing a lesson.

    Args:
        seconds_left: how long the lesson must still stay open; 0 means it is finished.
        is_completed: whether the whole course is completed now.
    """

    seconds_left: int = 0
    is_completed: bool = False

    @property
    def was_too_fast(self) -> bool:
        """Tell whether the least plausible study time had not passed yet."""
        return self.seconds_left > 0


def enrol(course: Course, *, by: Account) -> Enrolment:
    """Begin a course on its published version; who has begun it already stays where they are.

    Raises:
        Forbidden: ``by`` is no officer.
        NotPublished: there is nothing to learn yet.
    """
    authorize(by, policies.may_enrol, course)
    officer = get_officer_of(by)
    begun = queries.find_enrolment(officer, course)
    if begun is not None:
        return begun
    version = queries.find_published_version(course)
    if version is None:
        raise NotPublished(_("This course is still being written. It cannot be begun yet."))
    enrolment = Enrolment(officer=officer, course=course, version=version, started_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(enrolment)
    except IntegrityError:  # the same officer was faster in another window
        begun = queries.find_enrolment(officer, course)
        if begun is None:
            raise
        return begun
    audit.record(CourseEvent.ENROLLED, enrolment, by=by, course=course.code, version=version.number)
    return enrolment


def open_lesson(study: Study, *, by: Account) -> LessonProgress:
    """Remember when a learner opened a lesson for the first time. The row is its own trail.

    Raises:
        Forbidden: somebody else learns here.
        NotBegun: the course was not begun.
    """
    if study.enrolment is None:
        raise NotBegun(_("Begin the course first, so that your progress is kept."))
    authorize(by, policies.may_study, study.enrolment)
    _require_not_withdrawn(study.version)
    return study.progress or _open(study.enrolment, study.lesson)


def finish_lesson(study: Study, *, by: Account) -> LessonOutcome:
    """Finish a lesson, or note that it was tried too fast; sent twice it answers the same.

    Raises:
        Forbidden: ``by`` is no officer, or somebody else learns here.
        NotBegun: the course was not begun.
    """
    authorize(by, policies.may_enrol, study.course)
    if study.enrolment is None:
        raise NotBegun(_("Begin the course first, so that your progress is kept."))
    authorize(by, policies.may_study, study.enrolment)
    _require_not_withdrawn(study.version)
    lesson, enrolment = study.lesson, queries.lock_enrolment(study.enrolment)
    progress = queries.find_progress(enrolment, lesson) or _open(enrolment, lesson)
    if progress.finished_at is None:
        left = rules.seconds_left(progress.opened_at, lesson.least_seconds, clock.now())
        if left > 0:
            _note_too_fast(progress, by=by)
            return LessonOutcome(seconds_left=left)
        progress.finished_at = clock.now()
        audit.record(CourseEvent.LESSON_FINISHED, progress, by=by)
    return LessonOutcome(is_completed=_complete_if_done(enrolment, by=by) is not None)


def note_post_test_passed(enrolment: Enrolment, *, by: Account) -> Completion | None:
    """Remember that the post-test was passed, and complete the course if its lessons are finished.

    Returns as ``complete_if_done``. Only for `assessments`, which has asked who may; no gate.
    """
    return _note_passed(queries.lock_enrolment(enrolment), by=by)


def note_post_test_of(officer: Officer, version_id: int, *, by: Account) -> None:
    """Do as ``note_post_test_passed`` for the course of a version, if the officer has begun it."""
    with db.session.no_autoflush:  # what the caller changed is of other tables, and written with what follows
        enrolment = queries.lock_enrolment_of(officer, version_id)
    if enrolment is not None:
        _note_passed(enrolment, by=by)


def complete_if_done(enrolment: Enrolment, *, by: Account) -> Completion | None:
    """Complete the course once every lesson is finished and the post-test, if any, is passed.

    Returns the completion, also one from before; None while something is open. The periods are counted for
    the calendar year of this day, once. Without a post-test, completing is the evidence. Only for services
    that have asked who may; no gate.
    """
    return _complete_if_done(queries.lock_enrolment(enrolment), by=by)


def _require_not_withdrawn(version: CourseVersion) -> None:
    if version.state == CourseState.WITHDRAWN:
        raise ContentWithdrawn(
            _("This version of the course was withdrawn. You go on when the next one is published.")
        )


def _note_passed(enrolment: Enrolment, *, by: Account) -> Completion | None:
    if enrolment.post_test_passed_at is None:
        enrolment.post_test_passed_at = clock.now()
        audit.record(CourseEvent.POST_TEST_PASSED, enrolment, by=by)
    return _complete_if_done(enrolment, by=by)


def _complete_if_done(enrolment: Enrolment, *, by: Account) -> Completion | None:
    is_completed, unfinished = queries.find_what_is_left(enrolment)
    if is_completed:
        return queries.find_completion(enrolment)
    is_test_open = enrolment.version.has_post_test and enrolment.post_test_passed_at is None
    if is_test_open or unfinished > 0:
        return None
    completion = Completion(enrolment_id=enrolment.id, completed_at=clock.now())
    audit.record(CourseEvent.COMPLETED, completion, by=by, course=enrolment.course.code)
    _count_periods(enrolment, by=by)
    if not enrolment.version.has_post_test:
        _record_outcomes(enrolment, by=by)
    refresh_qualifications([enrolment.officer_id], by=by)
    return completion


def _open(enrolment: Enrolment, lesson: Lesson) -> LessonProgress:
    opened = LessonProgress(enrolment_id=enrolment.id, lesson_id=lesson.id, opened_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(opened)
    except IntegrityError:  # opened in two windows at once
        progress = queries.find_progress(enrolment, lesson)
        if progress is None:
            raise
        return progress
    return opened


def _note_too_fast(progress: LessonProgress, *, by: Account) -> None:
    """Remember the first try that was too fast; further tries tell nothing new."""
    if not progress.was_too_fast:
        progress.was_too_fast = True
        audit.record(CourseEvent.LESSON_TOO_FAST, progress, by=by)


def _count_periods(enrolment: Enrolment, *, by: Account) -> None:
    """Count what the sheet of the learner's own version says."""
    course, sheet = enrolment.course, queries.sheet_of(enrolment.version)
    told = OutsidePeriods(
        title=sheet.title,
        content_group=ContentGroup(sheet.content_group),
        periods=sheet.periods,
        earned_on=clock.today(),
        source=f"course:{course.code}",
    )
    count_once(enrolment.officer, told, by=by, course=course.code)


def _record_outcomes(enrolment: Enrolment, *, by: Account) -> None:
    for outcome in queries.sheet_of(enrolment.version).outcomes:
        shown = NewEvidence(
            competency_code=outcome.competency,
            level=COMPLETION_LEVEL,
            kind=EvidenceKind.COMPLETION,
            earned_on=clock.today(),
            source=f"completion:{enrolment.id}",
        )
        record_evidence(enrolment.officer, shown, by=by)
