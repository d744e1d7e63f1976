"""What learners say of a course: once, after completing it, and never so that one could be found again."""

import json

import pytest
from factories import make_account, make_course, make_enrolment, make_institution, make_learner, post, sign_in
from flask import g
from hypothesis import given, settings
from hypothesis import strategies as st
from races import results_and_refusals
from sqlalchemy import func, select

from courses import queries
from courses.models import Completion, Course, CourseFeedback
from courses.rules.feedback import GROUP, Given, summarise
from courses.services import NotCompleted, give_feedback
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account, AuditEntry


@pytest.fixture
def officer(app):
    return make_learner()


@pytest.fixture
def course(officer):
    """A course that the officer has completed."""
    course = make_course("KH90")
    enrolment = make_enrolment(officer, course, finished=2)
    with transaction():
        db.session.add(Completion(enrolment_id=enrolment.id, completed_at=clock.now()))
    return course


@pytest.fixture
def client(app, officer):
    return sign_in(app.test_client(), officer.account)


def forget_request():
    for name in list(g):
        g.pop(name)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


SAID = Given(5, 4, "Ví dụ sát thực tế")


def test_who_has_completed_a_course_says_what_they_think(client, course, officer):
    page = client.get("/courses/KH90").text
    assert 'action="/courses/KH90/feedback"' in page
    answer = post(client, "/courses/KH90/feedback", useful="5", clear="4", words="  Ví dụ\r\nsát  thực tế ")
    assert answer.status_code == 302
    feedback = db.session.scalars(select(CourseFeedback)).one()
    assert (feedback.useful, feedback.clear, feedback.words) == (5, 4, SAID.words)
    assert db.session.scalar(select(func.count()).where(AuditEntry.event == "course:feedback_given")) == 1
    page = client.get("/courses/KH90").text
    assert SAID.words in page
    assert 'action="/courses/KH90/feedback"' not in page


def test_said_twice_the_first_stands(course, officer):
    for said in (SAID, Given(1, 1, "Khác")):
        with transaction():
            give_feedback(course, said, by=officer.account)
    assert db.session.scalars(select(CourseFeedback.words)).all() == [SAID.words]


def test_sent_in_two_windows_at_once_one_stands(app, course, officer):
    course_id, account_id = course.id, officer.account_id
    db.session.remove()

    def deed():
        with_id = db.session.get(Course, course_id)
        give_feedback(with_id, SAID, by=db.session.get(Account, account_id))

    assert results_and_refusals(app, deed, deed)[1] == []

    assert count(CourseFeedback) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"useful": "6", "clear": "4"},
        {"useful": "0", "clear": "4"},
        {"useful": "5"},
        {"useful": "5", "clear": "4", "words": "ư" * 501},
        {"useful": "x", "clear": "4"},
        {},
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(client, course, fields):
    answer = post(client, "/courses/KH90/feedback", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert fields.get("words", "") in answer.text
    assert count(CourseFeedback) == 0


def test_five_hundred_signs_fit_however_the_browser_sends_them(client, course):
    words = "ư" * 499 + "\r\n\r\n"
    assert post(client, "/courses/KH90/feedback", useful="5", clear="4", words=words).status_code == 302


def test_before_completing_there_is_nothing_to_say(app, client, officer):
    course = make_course("KH91")
    make_enrolment(officer, course, finished=1)
    assert "/feedback" not in client.get("/courses/KH91").text
    with pytest.raises(NotCompleted):
        give_feedback(course, SAID, by=officer.account)
    assert post(client, "/courses/KH91/feedback", useful="5", clear="4").status_code == 409


def test_who_does_not_learn_says_nothing(course):
    editor = make_account("editor", course.owner.code)
    with pytest.raises(Forbidden):
        give_feedback(course, SAID, by=editor)


def test_learners_read_nothing_of_what_others_said(course, officer):
    with transaction():
        give_feedback(course, SAID, by=officer.account)
    assert queries.summarise_feedback(course, visible_to=officer.account) == {}
    stranger = make_account("editor", make_institution("TCT24", "Trường Chính trị tỉnh Bắc Ninh").code)
    assert queries.summarise_feedback(course, visible_to=stranger) == {}


def test_what_one_said_is_among_ones_own_data(client, course, officer):
    with transaction():
        give_feedback(course, SAID, by=officer.account)
    held = json.loads(client.get("/me/data").data)
    assert [(row["course"], row["useful"], row["words"]) for row in held["feedback"]] == [
        ("KH90", 5, SAID.words)
    ]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    said=st.lists(
        st.builds(Given, st.integers(1, 5), st.integers(1, 5), st.sampled_from(["", "", "a", "B", "c", "ă"])),
        max_size=23,
    )
)
def test_only_whole_groups_of_five_are_shown(said):
    found = summarise(said)
    assert found.given == len(said)
    assert found.counted == len(said) - len(said) % GROUP
    assert sum(found.useful) == sum(found.clear) == found.counted
    assert len(found.words) % GROUP == 0
    assert list(found.words) == sorted(found.words, key=str.casefold)
    if found.counted:
        mean = sum(one.useful for one in said[: found.counted]) / found.counted
        assert found.useful_mean == pytest.approx(mean, abs=1e-9)
    else:
        assert (found.useful_mean, found.clear_mean, found.words) == (None, None, ())


def test_one_more_answer_changes_nothing_that_is_shown_until_the_group_is_whole():
    said = [Given(5, 5, "a")] * 5
    for more in range(1, GROUP):
        assert summarise([*said, *[Given(1, 1, "z")] * more]).words == summarise(said).words
        assert summarise([*said, *[Given(1, 1, "z")] * more]).useful == summarise(said).useful
