"""Learners stay on the version they began until the set day; then they go on with the new one."""

from datetime import timedelta
from html import unescape

import pytest
from factories import make_enrolment, make_learner, sign_in
from publication_desk import (
    begin_next,
    bring_to_learners,
    find,
    in_days,
    make_editor,
    make_reviewer,
    make_written,
)
from sqlalchemy import select

from competency.models import Evidence
from courses import queries, services, tasks
from courses.models import Enrolment, PeriodLedger
from courses.rules import Outcome, VersionSheet
from courses.services import ContentWithdrawn, staying
from lms import clock
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.i18n import format_day
from lms.models import AuditEntry
from lms.queries import get_system_account
from lms.work import find_unfinished, run_work


@pytest.fixture
def people(app):
    return make_editor(), make_reviewer()


@pytest.fixture
def learner(people):
    bring_to_learners(make_written(people[0], "mo-dau", "thuc-hanh"), *people)
    officer = make_learner()
    make_enrolment(officer, find().course, finished=1)
    return officer


def make_second(people, stays_until, *, change=None):
    """A second version in which the first lesson stays and the second is another one."""
    draft = begin_next(people[0])
    with transaction():
        services.touch_draft(draft, seen=draft.revision, by=people[0])
        lesson = queries.list_written_lessons(draft)[1]
        lesson.slug, lesson.title = "on-tap", "Ôn tập"
        if change:
            change(draft)
    return bring_to_learners(draft, *people, stays_until=stays_until)


def enrolment():
    db.session.rollback()
    return db.session.scalars(select(Enrolment)).one()


def move(day):
    tasks.keep_versions(day, get_system_account())


def finished():
    found = enrolment()
    return [line.slug for line in queries.list_lessons(found.version, found) if line.finished_at]


def test_until_the_day_learners_stay(learner, people):
    make_second(people, in_days(10))

    move(in_days(10))

    assert enrolment().version.number == 1


def test_after_the_day_they_go_on_and_the_same_lessons_stay_finished(learner, people):
    make_second(people, in_days(10))

    move(in_days(11))

    assert enrolment().version.number == 2
    assert finished() == ["mo-dau"]
    events = db.session.scalars(select(AuditEntry.event).where(AuditEntry.event == "enrolment:moved")).all()
    assert len(events) == 1


def test_what_was_done_in_the_version_before_stays_on_record(learner, people):
    make_second(people, in_days(0))
    move(in_days(1))

    kept = {row.lesson.version.number for row in enrolment().progress}

    assert kept == {1, 2}


def test_moved_twice_is_moved_once(learner, people):
    make_second(people, in_days(0))
    for _time in range(2):
        move(in_days(1))

    assert len(enrolment().progress) == 2


def test_without_a_day_they_finish_what_they_began(learner, people):
    make_second(people, None)

    move(in_days(4000))

    assert enrolment().version.number == 1


def test_who_has_completed_stays_where_it_was_completed(learner, people, still):
    finish_all(learner, still)
    make_second(people, in_days(0))

    move(in_days(1))

    assert enrolment().version.number == 1


def test_who_has_finished_all_that_is_left_has_completed_by_moving(learner, people, still):
    def drop_second(draft):
        services.touch_draft(draft, seen=draft.revision, by=people[0])
        db.session.delete(queries.list_written_lessons(draft)[1])

    make_second(people, in_days(0), change=drop_second)

    move(in_days(1))

    assert enrolment().completion is not None


def finish_all(officer, still):
    for line in queries.list_lessons(enrolment().version, enrolment()):
        for step in (services.open_lesson, services.finish_lesson):
            still(clock.now() + timedelta(minutes=1))
            with transaction():
                study = queries.get_study("KH80", line.slug, visible_to=officer.account)
                step(study, by=officer.account)


def raise_outcome(draft):
    sheet = VersionSheet.read(draft.sheet)
    draft.sheet = VersionSheet(
        title="Tên mới", summary=sheet.summary, periods=9, content_group=2, outcomes=(Outcome("A3", 4),)
    ).as_json()


def test_evidence_and_periods_follow_the_sheet_of_the_learners_own_version(learner, people, still):
    make_second(people, in_days(30), change=raise_outcome)
    assert find().course.title == "Tên mới"

    finish_all(learner, still)

    shown = db.session.scalars(select(Evidence.competency_code)).all()
    line = db.session.scalars(select(PeriodLedger)).one()
    assert shown == ["B10"]
    assert (line.title, line.periods, line.content_group) == ("Tiếp công dân", 4, 4)


def course_page(app, officer):
    return unescape(sign_in(app.test_client(), officer.account).get("/courses/KH80").text)


def test_the_course_page_says_what_the_learners_own_version_says(app, learner, people):
    make_second(people, in_days(30), change=raise_outcome)
    newcomer = make_learner(name="Bùi Văn Mới")

    own, others = course_page(app, learner), course_page(app, newcomer)

    assert "Bài thuc-hanh" in own
    assert "B10" in own
    assert "4 tiết" in own
    assert "Tên mới" not in own
    assert "Tên mới" in others
    assert "Ôn tập" in others
    assert "A3" in others
    assert "9 tiết" in others


@pytest.mark.parametrize("days", [30, None])
def test_the_course_page_says_from_which_day_one_goes_on_with_the_newer_version(app, learner, people, days):
    make_second(people, None if days is None else in_days(days))

    page = queries.get_course_page("KH80", visible_to=learner.account)

    assert page.newer.number == 2
    assert page.moves_on == (None if days is None else in_days(days + 1))
    shown = course_page(app, learner)
    assert (format_day(in_days(31)) in shown) == (days is not None)
    assert 'class="notice-title"' in shown


def test_who_learns_what_is_published_is_told_of_no_newer_version(app, learner, people):
    assert queries.get_course_page("KH80", visible_to=learner.account).newer is None
    make_second(people, None)
    newcomer = make_learner(name="Bùi Văn Mới")
    make_enrolment(newcomer, find().course)

    assert queries.get_course_page("KH80", visible_to=newcomer.account).newer is None
    assert queries.get_course_page("KH80", visible_to=learner.account).newer is not None


def test_who_has_completed_is_told_of_no_newer_version(learner, people, still):
    finish_all(learner, still)
    make_second(people, None)

    assert queries.get_course_page("KH80", visible_to=learner.account).newer is None


def test_the_post_test_shows_what_the_learners_own_version_leads_to(learner, people):
    second = make_second(people, in_days(30), change=raise_outcome)
    newcomer = make_learner(name="Bùi Văn Mới")

    assert queries.list_outcome_levels(second.id, learner) == {"B10": 2}
    assert queries.list_outcome_levels(second.id, newcomer) == {"A3": 4}


def test_from_a_withdrawn_version_nothing_is_learned(learner, people, still):
    with transaction():
        services.withdraw_course_version(find(), note="Sai căn cứ", by=people[1])

    study = queries.get_study("KH80", "thuc-hanh", visible_to=learner.account)

    with pytest.raises(ContentWithdrawn), transaction():
        services.open_lesson(study, by=learner.account)


def test_the_next_version_takes_over_the_learners_of_a_withdrawn_one(learner, people):
    with transaction():
        services.withdraw_course_version(find(), note="Sai căn cứ", by=people[1])
    make_second(people, None)

    assert enrolment().version.number == 2
    assert finished() == ["mo-dau"]


def test_learners_of_an_old_version_that_is_withdrawn_go_on_with_the_present_one(learner, people):
    make_second(people, None)
    with transaction():
        services.withdraw_course_version(find(number=1), note="Sai căn cứ", by=people[1])

    assert enrolment().version.number == 2


def make_class(count):
    for number in range(count):
        make_enrolment(make_learner(name=f"Bùi Văn {number}"), find().course, finished=1)


def versions_learned():
    db.session.rollback()
    return sorted(found.version.number for found in db.session.scalars(select(Enrolment)))


def test_of_many_learners_of_a_withdrawn_version_the_worker_moves_the_rest(learner, people, monkeypatch):
    monkeypatch.setattr(staying, "BATCH", 2)
    make_class(4)
    make_second(people, None)

    with transaction():
        services.withdraw_course_version(find(number=1), note="Sai căn cứ", by=people[1])

    assert versions_learned() == [1, 1, 1, 2, 2]
    job = find_unfinished(staying.MOVING_WORK, str(find().course_id))
    for _time in range(2):
        run_work(job.id)
    assert versions_learned() == [2, 2, 2, 2, 2]


def test_when_all_have_moved_at_once_no_work_is_asked_for(learner, people):
    make_second(people, None)

    with transaction():
        services.withdraw_course_version(find(number=1), note="Sai căn cứ", by=people[1])

    assert find_unfinished(staying.MOVING_WORK, str(find().course_id)) is None


def test_the_night_moves_who_was_left_on_a_withdrawn_version(learner, people, monkeypatch):
    make_class(2)
    make_second(people, None)
    monkeypatch.setattr(staying, "BATCH", 1)
    with transaction():
        services.withdraw_course_version(find(number=1), note="Sai căn cứ", by=people[1])

    move(in_days(0))

    assert versions_learned() == [2, 2, 2]


def test_only_the_clock_moves_learners(learner, people):
    with pytest.raises(Forbidden), transaction():
        services.move_due_learners(in_days(1), by=people[0])
