"""From the studio to a learner and on to the next version, by the services of every part."""

from datetime import date

import pytest
from factories import make_account, make_institution, make_learner, post, sign_in

from assessments.services import publish_course
from courses import queries, services
from courses.models import Course
from courses.rules import LessonText, Outcome, VersionSheet
from lms.database import db, transaction


@pytest.fixture
def editor(app):
    make_institution()
    return make_account("editor", "TCT19")


def course_here():
    return db.session.query(Course).filter_by(code="KH90").one()


def open_version():
    return queries.find_open_version(course_here())


def begin(editor):
    with transaction():
        owner = queries.list_institutions(frozenset({"TCT19"}))[0]
        version = services.create_course(owner, code="KH90", title="Tên", by=editor)
        services.add_lesson(version, "Mở đầu", by=editor)
        services.save_citations(
            version, [], review_on=date(2099, 1, 1), shown=queries.citations_mark(version), by=editor
        )


def write(editor, title, markdown):
    with transaction():
        version = open_version()
        sheet = VersionSheet(title, summary="Ngắn.", periods=4, outcomes=(Outcome("B10", 2),))
        services.save_sheet(version, sheet, shown=queries.sheet_mark(version), by=editor)
        lesson = queries.get_written_lesson(version, "mo-dau")
        text = LessonText("Mở đầu", markdown=markdown)
        services.save_lesson(lesson, text, seen=lesson.revision, by=editor)


def publish(editor, reviewer):
    with transaction():
        services.submit_course(open_version(), by=editor)
    with transaction():
        version = open_version()
        services.approve_version(version, seen=version.revision, by=reviewer)
    with transaction():
        publish_course(open_version(), by=editor)


def test_a_course_written_in_the_studio_is_learned_and_its_next_version_changes_nothing_of_it(app, editor):
    reviewer = make_account("reviewer", "")
    begin(editor)
    write(editor, "Bản một", "Nội dung một")
    publish(editor, reviewer)
    learner = sign_in(app.test_client(), make_learner().account)
    post(learner, "/courses/KH90/enrolment")
    assert "Nội dung một" in learner.get("/courses/KH90/lessons/mo-dau").text

    with transaction():
        services.begin_version(course_here(), by=editor)
    write(editor, "Bản hai", "Nội dung hai")
    assert "Nội dung hai" not in learner.get("/courses/KH90/lessons/mo-dau").text
    publish(editor, reviewer)
    assert "Nội dung một" in learner.get("/courses/KH90/lessons/mo-dau").text
    other = sign_in(app.test_client(), make_learner(name="Người mới").account)
    post(other, "/courses/KH90/enrolment")
    page = other.get("/courses/KH90/lessons/mo-dau").text
    assert "Nội dung hai" in page
    assert "Bản hai" in page
    assert all(services.is_intact(version) for version in queries.list_versions(course_here()))
