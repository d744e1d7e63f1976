"""Reads that other domains ask of courses."""

from datetime import date

import pytest
from factories import (
    make_assignment,
    make_course,
    make_enrolment,
    make_learner,
    make_officer,
    make_organisation,
)

from courses import queries, services
from lms.database import db, transaction


@pytest.fixture
def officer(app):
    return make_learner("VT14")


def shortest(officer, *codes):
    return {code: brief.code for code, brief in queries.open_courses(officer).shortest(codes).items()}


def complete(officer, course):
    enrolment = make_enrolment(officer, course, finished=9)
    with transaction():
        services.complete_if_done(enrolment, by=officer.account)


def test_the_shortest_course_of_each_competency(officer):
    make_course("KH91", lessons=3, minutes=10, outcomes=[("B10", 3), ("A2", 2)])
    make_course("KH92", lessons=2, minutes=10, outcomes=[("B10", 2)])

    assert shortest(officer, "B10", "A2", "C1") == {"B10": "KH92", "A2": "KH91"}


def test_a_brief_says_what_a_next_step_needs(officer):
    make_course("KH91", "Ứng xử tử tế", lessons=3, minutes=10, outcomes=[("A2", 3)], has_post_test=True)

    brief = queries.open_courses(officer).shortest(["A2"])["A2"]

    assert (brief.title, brief.minutes, brief.level, brief.has_post_test) == ("Ứng xử tử tế", 30, 3, True)


def test_of_equally_short_courses_the_higher_level_comes_first(officer):
    make_course("KH91", outcomes=[("B10", 2)])
    make_course("KH92", outcomes=[("B10", 3)])

    assert shortest(officer, "B10") == {"B10": "KH92"}


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"positions": ["VT12"]}, id="for another position"),
        pytest.param({"state": "announced"}, id="announced"),
        pytest.param({"state": "outdated"}, id="outdated"),
        pytest.param({"state": "withdrawn"}, id="withdrawn"),
    ],
)
def test_what_cannot_be_begun_or_is_for_others_is_no_next_step(officer, columns):
    make_course(**columns)

    assert shortest(officer, "B10") == {}


def test_a_course_that_is_completed_is_no_next_step(officer):
    course = make_course()
    assert shortest(officer, "B10") == {"B10": "KH90"}

    complete(officer, course)

    assert shortest(officer, "B10") == {}
    assert shortest(make_learner(name="Lê Văn Bình"), "B10") == {"B10": "KH90"}


def test_a_second_post_opens_its_courses_and_a_past_one_does_not(officer):
    make_course(positions=["VT11"])
    organisation = make_organisation(name="Phòng Kinh tế")
    other = make_officer("Lê Văn Bình")
    make_assignment(other, organisation, "VT11", ends_on=date(2025, 12, 31), is_main=False)
    make_assignment(officer, organisation, "VT11", is_main=False)

    assert shortest(officer, "B10") == {"B10": "KH90"}
    assert shortest(other, "B10") == {}


def test_what_is_only_begun_is_not_completed(officer):
    begun, done = make_course("KH91"), make_course("KH92")
    make_enrolment(officer, begun)
    complete(officer, done)
    db.session.expire_all()

    assert [row.enrolment.course.code for row in queries.list_completions(officer)] == ["KH92"]
    assert [row.source for row in queries.list_periods(officer)] == ["course:KH92"]
    assert queries.find_enrolment(officer, begun).completion is None
    assert queries.find_enrolment(officer, done).completion is not None
