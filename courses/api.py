"""JSON documents about courses."""

from typing import Any

from courses import queries
from courses.schemas import CourseOut, CoursesQueryIn
from lms.api.blueprint import ApiBlueprint
from lms.auth import actor
from lms.messages import N_
from lms.pages import Page

bp = ApiBlueprint("courses_api", __name__, description=N_("Courses"))


@bp.get("/courses")
@bp.lists(CourseOut, N_("Published courses, by title"))
@bp.query(CoursesQueryIn)
def list_courses(asked: dict[str, Any]) -> Page:
    """List the published courses."""
    return queries.page_of_published_courses(
        text=asked["q"],
        competency_code=asked["competency"],
        number=asked["page"],
        per_page=asked["per_page"],
        visible_to=actor(),
    )
