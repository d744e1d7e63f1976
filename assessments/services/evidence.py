"""What a finished attempt writes into the officer's record, in the transaction of the attempt."""

from collections.abc import Mapping

from assessments import queries
from assessments.models import CaseAttempt, QuizAttempt
from competency import services as competency
from competency.rules import EvidenceKind
from competency.services import EvidenceItem, NewEvidence
from courses import queries as courses
from courses import services as course_services
from lms import clock
from lms.models import Account


def write_quiz_evidence(attempt: QuizAttempt, *, by: Account) -> None:
    """Write what a passed post-test shows: every outcome of its course, at the level the course leads to.

    The course is told, and completed if its lessons are. Only for other services; a quiz of no course shows
    nothing.
    """
    version_id = attempt.quiz.course_version_id
    if version_id is None:
        return
    # Before the evidence: finishing a lesson locks in this order, too.
    course_services.note_post_test_of(attempt.officer, version_id, by=by)
    _write(attempt, EvidenceKind.POST_TEST, courses.list_outcome_levels(version_id, attempt.officer), by=by)


def write_case_evidence(attempt: CaseAttempt, levels: Mapping[str, int], *, by: Account) -> None:
    """Write what a counted case attempt shows, as competency → level. Only for other services."""
    _write(attempt, EvidenceKind.CASE, levels, by=by)


def _write(
    attempt: QuizAttempt | CaseAttempt, kind: EvidenceKind, levels: Mapping[str, int], *, by: Account
) -> None:
    """Add all pieces together, so that the standings are refreshed once."""
    if attempt.finished_at is None:
        raise ValueError("an attempt that is under way shows nothing yet")
    earned_on, source = clock.day_of(attempt.finished_at), queries.source_of(attempt)
    title = attempt.quiz.title if isinstance(attempt, QuizAttempt) else attempt.case.title
    items = [
        EvidenceItem(attempt.officer_id, NewEvidence(code, level, kind, earned_on, source, note=title))
        for code, level in levels.items()
    ]
    if items:
        competency.record_many_evidence(items, by=by)
