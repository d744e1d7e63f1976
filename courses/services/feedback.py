"""What learners say of a course they have completed, once for each version."""

from sqlalchemy.exc import IntegrityError

from courses import policies, queries
from courses.models import Course, CourseFeedback
from courses.rules import CourseEvent
from courses.rules.feedback import Given
from lms import audit, clock
from lms.database import db
from lms.errors import Conflict
from lms.i18n import gettext as _
from lms.models import Account
from lms.permissions import authorize
from people.queries import get_officer_of


class NotCompleted(Conflict):
    """The course was not completed yet; what one says of it comes afterwards."""


def give_feedback(course: Course, given: Given, *, by: Account) -> CourseFeedback:
    """Keep what an officer says of the version that was learned; said twice, the first stands.

    Raises:
        Forbidden: ``by`` is no officer.
        NotCompleted: they have not completed the course.
    """
    authorize(by, policies.may_enrol, course)
    enrolment = queries.find_enrolment(get_officer_of(by), course)
    if enrolment is None or enrolment.completion is None:
        raise NotCompleted(_("Complete the course first; then say what you think of it."))
    authorize(by, policies.may_study, enrolment)
    found = queries.find_feedback(enrolment)
    if found is not None:
        return found
    feedback = CourseFeedback(
        officer_id=enrolment.officer_id,
        version_id=enrolment.version_id,
        useful=given.useful,
        clear=given.clear,
        words=given.words,
        given_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(feedback)
    except IntegrityError:  # sent in two windows at once
        found = queries.find_feedback(enrolment)
        if found is None:
            raise
        return found
    audit.record(CourseEvent.FEEDBACK_GIVEN, feedback, by=by, course=course.code)
    return feedback
