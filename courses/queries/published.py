"""The published catalogue, for other systems."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from courses.models import Course, CourseOutcome, CourseVersion, Lesson
from courses.queries.catalogue import select_courses
from courses.rules import CourseState
from lms.listing import get_page
from lms.models import Account
from lms.pages import Page
from lms.text import fold

_MOST_WORDS = 8


def page_of_published_courses(
    *, text: str = "", competency_code: str = "", number: int, per_page: int, visible_to: Account
) -> Page:
    """Return one page of the published versions a person may open, by title of the course.

    Course with owner, positions, topics and outcomes, and the lessons, come along.

    Args:
        text: words that must all occur in code, title, summary or topics; tone marks do not matter.
        competency_code: only courses that develop it.
        number: of the page, from 1.
        per_page: how many on a page.
        visible_to: who is looking.
    """
    course = contains_eager(CourseVersion.course)
    visible = select_courses(visible_to=visible_to).with_only_columns(Course.id)
    statement = (
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(CourseVersion.state == CourseState.PUBLISHED.value, Course.id.in_(visible))
        .order_by(Course.sort_key, Course.code)
        .options(
            selectinload(CourseVersion.lessons).load_only(Lesson.version_id, Lesson.minutes),
            course.joinedload(Course.owner),
            course.selectinload(Course.positions),
            course.selectinload(Course.topics),
            course.selectinload(Course.outcomes),
        )
    )
    for word in fold(text).split()[:_MOST_WORDS]:
        statement = statement.where(Course.search_key.contains(word, autoescape=True))
    if competency_code:
        statement = statement.where(Course.outcomes.any(CourseOutcome.competency_code == competency_code))
    return get_page(statement, number=number, per_page=per_page)
