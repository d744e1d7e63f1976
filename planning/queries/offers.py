"""Courses and cases as a plan names them."""

from collections import defaultdict
from collections.abc import Collection

from assessments.queries.suggestions import find_case_titles, list_case_offers
from courses.queries.suggestions import find_course_titles, list_course_offers
from planning.rules import Suggestion


def list_suggestions(competency_codes: Collection[str]) -> dict[str, list[Suggestion]]:
    """Return by competency the published courses and cases that develop or show it; three statements."""
    found: defaultdict[str, list[Suggestion]] = defaultdict(list)
    for course in list_course_offers(competency_codes):
        one = Suggestion(course.code, course.title, course.minutes, course.level, course.positions)
        found[course.competency_code].append(one)
    for case in list_case_offers(competency_codes):
        found[case.competency_code].append(Suggestion(case.code, case.title, case.minutes, case.level, None))
    return dict(found)


def find_content_titles(codes: Collection[str]) -> dict[str, str]:
    """Return the titles of the courses and cases that have these codes."""
    return find_case_titles(codes) | find_course_titles(codes)
