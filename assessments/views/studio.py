"""The studio's first page, and what waits for review."""

from flask import render_template
from flask.typing import ResponseReturnValue

from assessments.queries import mentions, reviews
from assessments.views.blueprint import bp
from courses import policies
from courses.rules import CourseState
from lms.auth import actor
from lms.permissions import Role, authorize, has_role


@bp.get("/studio")
def show_studio() -> ResponseReturnValue:
    """Show where courses, banks and cases are written, what is under way, and what must be looked at."""
    authorize(actor(), policies.may_open_studio, None)
    lines = reviews.list_versions_under_way(visible_to=actor())
    return render_template(
        "assessments/studio/show_studio.html",
        counts=reviews.count_content(visible_to=actor()),
        lines=lines,
        waiting=[line for line in lines if line.state == CourseState.IN_REVIEW],
        outdated=mentions.count_waiting(visible_to=actor()),
        may_review=has_role(actor(), Role.REVIEWER),
    )


@bp.get("/studio/reviews")
def list_reviews() -> ResponseReturnValue:
    """Show what waits for review and what was approved, the longest waiting first."""
    authorize(actor(), policies.may_open_studio, None)
    states = (CourseState.IN_REVIEW, CourseState.APPROVED)
    lines = reviews.list_versions_under_way(states=states, visible_to=actor())
    return render_template(
        "assessments/studio/list_reviews.html",
        waiting=[line for line in lines if line.state == CourseState.IN_REVIEW],
        approved=[line for line in lines if line.state == CourseState.APPROVED],
    )
