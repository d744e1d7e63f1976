"""How far learners come in a course, the test at its end included, and what they say of it. No names."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select

from assessments.models import Quiz, QuizAttempt
from courses.models import Course, CourseVersion, Enrolment
from courses.queries import VersionFunnel, get_studio_course, list_funnels, summarise_feedback
from courses.rules.feedback import FeedbackSummary
from lms.database import db
from lms.models import Account


@dataclass(frozen=True, slots=True)
class VersionReport:
    """One version of a course: how far those came who learn it now, and what they say.

    Args:
        tried: how many began the post-test at least once.
    """

    funnel: VersionFunnel
    tried: int
    feedback: FeedbackSummary

    def share(self, count: int) -> float:
        """Return a count as a share of those who began."""
        return count / self.funnel.begun


@dataclass(frozen=True, slots=True)
class CourseReport:
    """A course with the versions that anybody learns, the newest first."""

    course: Course
    versions: tuple[VersionReport, ...]


def get_course_report(code: str, *, visible_to: Account) -> CourseReport:
    """Return how far learners come in a course.

    Raises:
        NotFound: there is no such course, or none this person writes or reviews.
    """
    course = get_studio_course(code, visible_to=visible_to)
    tried, said = _count_tried(course), summarise_feedback(course, visible_to=visible_to)
    nothing = FeedbackSummary(0, 0)
    return CourseReport(
        course,
        tuple(
            VersionReport(funnel, tried.get(funnel.id, 0), said.get(funnel.number, nothing))
            for funnel in list_funnels(course, visible_to=visible_to)
        ),
    )


def _count_tried(course: Course) -> dict[int, int]:
    """Return how many learners of each version, by its id, began the test of the course."""
    rows = db.session.execute(
        select(Enrolment.version_id, func.count(Enrolment.officer_id.distinct()))
        .select_from(QuizAttempt)
        .join(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .join(CourseVersion, CourseVersion.id == Quiz.course_version_id)
        .join(
            Enrolment,
            and_(
                Enrolment.course_id == CourseVersion.course_id, Enrolment.officer_id == QuizAttempt.officer_id
            ),
        )
        .where(CourseVersion.course_id == course.id)
        .group_by(Enrolment.version_id)
    )
    return {version_id: count for version_id, count in rows}  # noqa: C416 - typed
