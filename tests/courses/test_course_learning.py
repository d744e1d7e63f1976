"""Learning: opening and finishing lessons, completing a course, counting periods, once each."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import make_account, make_course, make_enrolment, make_learner
from races import results_and_refusals
from sqlalchemy import func, select

from competency.models import Evidence
from courses import queries, services
from courses.models import Completion, Course, Enrolment, Lesson, LessonProgress, PeriodLedger
from courses.queries import Study
from courses.rules import ContentGroup
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import Account, AuditEntry

START = datetime(2026, 8, 10, 1, 0, tzinfo=UTC)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def events():
    return db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()


def study_of(enrolment, lesson):
    version = enrolment.version
    return Study(version.course, version, lesson, enrolment, queries.find_progress(enrolment, lesson))


def open_lesson(enrolment, lesson, officer):
    with transaction():
        return services.open_lesson(study_of(enrolment, lesson), by=officer.account)


def finish_lesson(enrolment, lesson, officer):
    with transaction():
        return services.finish_lesson(study_of(enrolment, lesson), by=officer.account)


@pytest.fixture
def officer(app):
    return make_learner()


@pytest.fixture
def study(officer, still):
    """An enrolment in a course of one lesson that takes 60 seconds, opened at START."""
    still(START)
    enrolment = make_enrolment(officer, make_course(lessons=1))
    lesson = enrolment.version.lessons[0]
    open_lesson(enrolment, lesson, officer)
    return enrolment, lesson


def test_an_officer_begins_on_the_published_version(officer):
    course = make_course()

    with transaction():
        enrolment = services.enrol(course, by=officer.account)

    assert (enrolment.version.number, enrolment.officer_id) == (1, officer.id)
    assert "enrolment:begun" in events()


def test_beginning_twice_is_as_good_as_once(officer):
    course = make_course()
    for _attempt in range(2):
        with transaction():
            services.enrol(course, by=officer.account)

    assert count(Enrolment) == 1
    assert events().count("enrolment:begun") == 1


def test_an_officer_may_learn_what_is_meant_for_other_positions(officer):
    with transaction():
        services.enrol(make_course(positions=["VT12"]), by=officer.account)

    assert count(Enrolment) == 1


@pytest.mark.parametrize("state", ["announced", "withdrawn", "draft"])
def test_what_is_not_published_cannot_be_begun(officer, state):
    course = make_course(state=state)

    with pytest.raises(services.NotPublished), transaction():
        services.enrol(course, by=officer.account)


@pytest.mark.parametrize(
    ("role", "scope"), [("department", "19"), ("editor", "TCT19"), ("ministry", ""), ("admin", "")]
)
def test_only_officers_learn(app, role, scope):
    course = make_course()
    account = make_account(role, scope)

    with pytest.raises(Forbidden), transaction():
        services.enrol(course, by=account)


def test_opening_again_keeps_the_first_time(officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(days=1))

    progress = open_lesson(enrolment, lesson, officer)

    assert progress.opened_at == START
    assert count(LessonProgress) == 1


def test_too_fast_is_noted_and_does_not_finish_the_lesson(officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(seconds=45))

    outcome = finish_lesson(enrolment, lesson, officer)

    progress = db.session.scalars(select(LessonProgress)).one()
    assert (outcome.was_too_fast, outcome.seconds_left, outcome.is_completed) == (True, 15, False)
    assert (progress.was_too_fast, progress.finished_at) == (True, None)


def test_in_time_finishes_the_lesson_to_the_second(officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(seconds=60))

    outcome = finish_lesson(enrolment, lesson, officer)

    progress = db.session.scalars(select(LessonProgress)).one()
    assert not outcome.was_too_fast
    assert progress.finished_at == START + timedelta(seconds=60)


def test_too_fast_first_does_not_stop_finishing_later(officer, study, still):
    enrolment, lesson = study
    finish_lesson(enrolment, lesson, officer)
    still(START + timedelta(minutes=2))

    assert finish_lesson(enrolment, lesson, officer).is_completed


def test_a_lesson_that_was_never_opened_starts_its_clock_when_it_is_sent(officer, still):
    still(START)
    enrolment = make_enrolment(officer, make_course(lessons=1))

    outcome = finish_lesson(enrolment, enrolment.version.lessons[0], officer)

    assert outcome.seconds_left == 60


def test_sent_twice_answers_the_same_and_counts_once(officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(minutes=2))

    first = finish_lesson(enrolment, lesson, officer)
    second = finish_lesson(enrolment, lesson, officer)

    assert first == second
    assert (count(Completion), count(PeriodLedger)) == (1, 1)
    assert events().count("enrolment:completed") == 1


def test_nobody_learns_for_somebody_else(study):
    enrolment, lesson = study
    stranger = make_learner(name="Lê Văn Bình")

    with pytest.raises(Forbidden):
        finish_lesson(enrolment, lesson, stranger)
    with pytest.raises(Forbidden):
        open_lesson(enrolment, lesson, stranger)


def test_a_lesson_of_a_course_that_was_not_begun_does_not_count(officer, study):
    lesson = make_course("KH91").versions[0].lessons[0]
    unbegun = Study(lesson.version.course, lesson.version, lesson, None, None)

    for deed in (services.open_lesson, services.finish_lesson):
        with pytest.raises(services.NotBegun), transaction():
            deed(unbegun, by=officer.account)
    assert count(LessonProgress) == 1


def test_completing_counts_the_periods_in_group_and_year(officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(minutes=2))

    finish_lesson(enrolment, lesson, officer)

    line = db.session.scalars(select(PeriodLedger)).one()
    assert (line.source, line.periods, line.content_group, line.year) == ("course:KH90", 8, 5, 2026)
    assert line.province_code == officer.province_code
    assert queries.periods_by_group(officer, 2026)[ContentGroup.DIGITAL] == 8
    assert sum(queries.periods_by_group(officer, 2025).values()) == 0
    assert [row.enrolment.course.code for row in queries.list_completions(officer)] == ["KH90"]


def test_the_calendar_year_is_that_of_the_local_day(officer, study, still):
    enrolment, lesson = study
    still(datetime(2026, 12, 31, 17, 30, tzinfo=UTC))  # half past midnight in Hà Nội

    finish_lesson(enrolment, lesson, officer)

    line = db.session.scalars(select(PeriodLedger)).one()
    assert (line.year, line.earned_on.isoformat()) == (2027, "2027-01-01")


def test_every_lesson_must_be_finished(officer, still):
    still(START)
    enrolment = make_enrolment(officer, make_course(lessons=3), finished=1)
    lessons = enrolment.version.lessons
    open_lesson(enrolment, lessons[1], officer)
    still(START + timedelta(minutes=5))

    outcome = finish_lesson(enrolment, lessons[1], officer)

    assert (outcome.was_too_fast, outcome.is_completed) == (False, False)
    assert count(Completion) == 0


def test_without_a_post_test_completing_is_the_evidence(officer, still):
    still(START)
    enrolment = make_enrolment(officer, make_course(lessons=1, outcomes=(("B10", 3), ("A2", 2))), finished=1)

    with transaction():
        services.complete_if_done(enrolment, by=officer.account)

    rows = db.session.scalars(select(Evidence).order_by(Evidence.competency_code)).all()
    source = f"completion:{enrolment.id}"
    assert [(row.competency_code, row.level, row.kind, row.source) for row in rows] == [
        ("A2", 1, "completion", source),
        ("B10", 1, "completion", source),
    ]


def test_with_a_post_test_the_lessons_alone_complete_nothing(officer):
    enrolment = make_enrolment(officer, make_course(lessons=1, has_post_test=True), finished=1)

    with transaction():
        completion = services.complete_if_done(enrolment, by=officer.account)

    assert completion is None
    assert (count(Completion), count(Evidence)) == (0, 0)


def test_passing_the_post_test_completes_the_course_and_leaves_the_evidence_to_the_test(officer):
    enrolment = make_enrolment(officer, make_course(lessons=1, has_post_test=True), finished=1)

    for _attempt in range(2):
        with transaction():
            services.note_post_test_passed(enrolment, by=officer.account)
            services.complete_if_done(enrolment, by=officer.account)

    assert (count(Completion), count(PeriodLedger), count(Evidence)) == (1, 1, 0)
    assert events().count("enrolment:post_test_passed") == 1


def test_passing_the_post_test_first_leaves_the_lessons_to_do(officer):
    enrolment = make_enrolment(officer, make_course(lessons=2, has_post_test=True), finished=1)

    with transaction():
        services.note_post_test_passed(enrolment, by=officer.account)
        completion = services.complete_if_done(enrolment, by=officer.account)

    assert completion is None


def finishing(enrolment, lesson, officer):
    enrolment_id, lesson_id, account_id = enrolment.id, lesson.id, officer.account_id

    def deed():
        study = study_of(db.session.get(Enrolment, enrolment_id), db.session.get(Lesson, lesson_id))
        services.finish_lesson(study, by=db.session.get(Account, account_id))

    return deed


def test_the_last_lesson_finished_twice_at_once_counts_once(app, officer, study, still):
    enrolment, lesson = study
    still(START + timedelta(minutes=2))
    deeds = [finishing(enrolment, lesson, officer) for _thread in range(2)]
    db.session.remove()

    assert results_and_refusals(app, *deeds)[1] == []

    assert (count(Completion), count(PeriodLedger), count(LessonProgress)) == (1, 1, 1)


def test_the_last_two_lessons_finished_at_once_complete_the_course(app, officer, still):
    still(START)
    enrolment = make_enrolment(officer, make_course(lessons=2))
    for lesson in enrolment.version.lessons:
        open_lesson(enrolment, lesson, officer)
    still(START + timedelta(minutes=2))
    deeds = [finishing(enrolment, lesson, officer) for lesson in enrolment.version.lessons]
    db.session.remove()

    assert results_and_refusals(app, *deeds)[1] == []

    assert (count(Completion), count(PeriodLedger)) == (1, 1)


def test_beginning_in_two_windows_at_once_is_one_enrolment(app, officer):
    course_id, account_id = make_course().id, officer.account_id
    db.session.remove()

    def deed():
        services.enrol(db.session.get(Course, course_id), by=db.session.get(Account, account_id))

    assert results_and_refusals(app, deed, deed)[1] == []

    assert count(Enrolment) == 1


def test_opening_in_two_windows_at_once_is_one_row(app, officer):
    enrolment = make_enrolment(officer, make_course())
    enrolment_id, account_id, lesson = enrolment.id, officer.account_id, enrolment.version.lessons[0]
    lesson_id = lesson.id
    db.session.remove()

    def deed():
        study = study_of(db.session.get(Enrolment, enrolment_id), db.session.get(Lesson, lesson_id))
        services.open_lesson(study, by=db.session.get(Account, account_id))

    assert results_and_refusals(app, deed, deed)[1] == []

    assert count(LessonProgress) == 1
