"""Taking a quiz: answers are kept as they are given, time is the server's, and a pass is written once."""

from datetime import timedelta

import pytest
from factories import SOUND_GIFT, make_account, make_enrolment, make_learner, make_quiz
from moments import NOON
from question_payloads import ids
from races import results_and_refusals
from sqlalchemy import func, select

from assessments import queries, tasks
from assessments.models import Quiz, QuizAnswer, QuizAttempt
from assessments.services import (
    QuizRefused,
    load_post_test,
    save_answers,
    start_quiz,
    submit_quiz,
)
from competency.models import Evidence
from competency.services import revoke_evidence
from courses.models import Completion, Enrolment, PeriodLedger
from courses.rules import PostTestSettings
from lms.database import db, transaction
from lms.errors import Forbidden, NotFound
from lms.models import Account

RIGHT = {
    "C1": ids("Khi rời bàn")[0],
    "C2": False,
    "C3": "12",
    "C4": dict(zip(ids("Thu hồi", "Báo cáo", "Khắc phục"), (1, 2, 3), strict=True)),
}
WRONG = {"C1": ids("Khi về nhà")[0], "C2": True, "C3": "9"}


def answers_of(attempt, by_key):
    return {row.number: by_key.get(row.question.key) for row in attempt.answers}


def begin(quiz, officer):
    with transaction():
        return start_quiz(quiz, by=officer.account)


def save(attempt, answers, officer):
    with transaction():
        return save_answers(attempt, answers, by=officer.account)


def submit(attempt, answers, officer):
    with transaction():
        return submit_quiz(attempt, answers, by=officer.account)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def quiz(officer):
    """A quiz of four questions whose course the officer has begun."""
    quiz = make_quiz()
    make_enrolment(officer, quiz.course_version.course, finished=2)
    return quiz


@pytest.fixture
def attempt(quiz, officer):
    return begin(quiz, officer)


def test_an_attempt_draws_questions_and_has_a_deadline(attempt):
    assert {row.question.key for row in attempt.answers} == {"C1", "C2", "C3", "C4"}
    assert (attempt.number, attempt.deadline_at - NOON) == (1, timedelta(minutes=20))


def test_an_attempt_draws_so_many_as_the_section_says(officer):
    quiz = make_quiz(draw_count=2)
    make_enrolment(officer, quiz.course_version.course)

    assert len(begin(quiz, officer).answers) == 2


def test_beginning_twice_gives_the_same_attempt(quiz, attempt, officer):
    assert begin(quiz, officer).id == attempt.id
    assert (count(QuizAttempt), count(QuizAnswer)) == (1, 4)


def test_without_enrolment_there_is_no_attempt(officer):
    with pytest.raises(QuizRefused):
        begin(make_quiz(), officer)


def test_an_account_without_officer_begins_nothing(quiz):
    with pytest.raises(Forbidden), transaction():
        start_quiz(quiz, by=make_account("admin"))


def test_answers_are_kept_as_they_are_given(attempt, officer, still):
    save(attempt, {1: "x"}, officer)
    still(NOON + timedelta(minutes=5))
    save(attempt, {1: "x", 2: "y"}, officer)

    kept = [(row.number, row.answer, row.answered_at) for row in attempt.answers]
    assert kept[:2] == [(1, "x", NOON), (2, "y", NOON + timedelta(minutes=5))]
    assert [answer for _number, answer, _at in kept[2:]] == [None, None]


def test_an_answer_can_be_taken_back(attempt, officer):
    save(attempt, {1: "x"}, officer)
    save(attempt, {1: None}, officer)

    assert attempt.answers[0].answer is None


def test_a_pass_writes_the_outcomes_of_the_course_and_completes_it(attempt, officer, shown):
    submit(attempt, answers_of(attempt, RIGHT), officer)

    assert (attempt.state, attempt.percent_tenths, attempt.is_passed) == ("submitted", 1000, True)
    assert shown() == {"B10": (2, "post_test", f"quiz-attempt:{attempt.id}")}
    assert db.session.scalars(select(Enrolment.post_test_passed_at)).one() == NOON
    assert (count(Completion), count(PeriodLedger)) == (1, 1)


def test_partly_right_answers_count_in_parts(attempt, officer):
    swapped = dict(zip(ids("Thu hồi", "Khắc phục", "Báo cáo"), (1, 2, 3), strict=True))
    submit(attempt, answers_of(attempt, {**RIGHT, "C4": swapped}), officer)

    assert attempt.percent_tenths == 833
    assert sorted(row.points_thousandths for row in attempt.answers) == [333, 1000, 1000, 1000]


def test_two_items_in_one_place_are_kept_but_earn_nothing(attempt, officer):
    doubled = dict(zip(ids("Thu hồi", "Báo cáo", "Khắc phục"), (1, 1, 3), strict=True))
    submit(attempt, answers_of(attempt, {**RIGHT, "C4": doubled}), officer)

    row = next(row for row in attempt.answers if row.question.key == "C4")
    assert (row.answer, row.points_thousandths) == (doubled, 333)


def test_a_failure_writes_nothing(attempt, officer, shown):
    submit(attempt, answers_of(attempt, WRONG), officer)

    assert (attempt.is_passed, attempt.percent_tenths, shown(), count(Completion)) == (False, 0, {}, 0)


def test_handing_in_twice_is_one(attempt, officer, shown, still):
    submit(attempt, answers_of(attempt, RIGHT), officer)
    before = shown()
    still(NOON + timedelta(minutes=1))

    submit(attempt, answers_of(attempt, WRONG), officer)

    assert (attempt.percent_tenths, attempt.finished_at, shown()) == (1000, NOON, before)


def test_two_hand_ins_at_once_write_one_evidence(app, attempt, officer, shown):
    public_id, account_id, answers = attempt.public_id, officer.account.id, answers_of(attempt, RIGHT)

    def deed():
        account = db.session.get(Account, account_id)
        found = queries.lock_quiz_attempt(public_id, visible_to=account)
        return submit_quiz(found, answers, by=account).percent_tenths

    results, refusals = results_and_refusals(app, deed, deed)

    assert (results, refusals, count(Evidence), count(Completion)) == ([1000, 1000], [], 1, 1)


def test_two_beginnings_at_once_are_one_attempt(app, quiz, officer):
    quiz_id, account_id = quiz.id, officer.account.id

    def deed():
        return start_quiz(db.session.get(Quiz, quiz_id), by=db.session.get(Account, account_id)).id

    results, refusals = results_and_refusals(app, deed, deed)

    assert (len(set(results)), refusals, count(QuizAttempt), count(QuizAnswer)) == (1, [], 1, 4)


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        pytest.param(20 * 60, "in_progress", id="at the end"),
        pytest.param(20 * 60 + 15, "in_progress", id="on the way"),
        pytest.param(20 * 60 + 16, "expired", id="late"),
    ],
)
def test_late_answers_are_refused_by_the_clock_of_the_server(attempt, officer, still, seconds, state):
    still(NOON + timedelta(seconds=seconds))

    assert save(attempt, answers_of(attempt, RIGHT), officer) == state
    assert any(row.answer for row in attempt.answers) is (state == "in_progress")


def test_what_was_saved_in_time_counts_when_time_runs_out(attempt, officer, still, shown):
    save(attempt, answers_of(attempt, RIGHT), officer)
    still(NOON + timedelta(hours=3))

    submit(attempt, answers_of(attempt, WRONG), officer)

    assert (attempt.state, attempt.percent_tenths, attempt.is_passed) == ("expired", 1000, True)
    assert attempt.finished_at == NOON + timedelta(minutes=20)
    assert set(shown()) == {"B10"}


def test_the_clock_closes_what_nobody_looks_at(attempt, officer, still, shown):
    save(attempt, answers_of(attempt, RIGHT), officer)
    still(NOON + timedelta(days=2))

    tasks.close_overdue_attempts()

    db.session.expire_all()
    assert (attempt.state, attempt.finished_at) == ("expired", NOON + timedelta(minutes=20))
    assert db.session.scalars(select(Evidence.earned_on)).one() == NOON.date()


def test_the_clock_leaves_running_attempts_alone(attempt, still):
    still(NOON + timedelta(minutes=19))

    tasks.close_overdue_attempts()

    db.session.expire_all()
    assert attempt.state == "in_progress"


def test_attempts_are_a_day_apart_and_three_in_all(quiz, officer, still):
    for day in range(3):
        still(NOON + timedelta(days=day))
        attempt = begin(quiz, officer)
        submit(attempt, answers_of(attempt, WRONG), officer)
        still(NOON + timedelta(days=day, hours=23, minutes=59))
        with pytest.raises(QuizRefused):
            begin(quiz, officer)
    still(NOON + timedelta(days=30))

    with pytest.raises(QuizRefused):
        begin(quiz, officer)

    assert count(QuizAttempt) == 3


def test_after_a_pass_there_is_no_further_attempt(quiz, attempt, officer, still):
    submit(attempt, answers_of(attempt, RIGHT), officer)
    still(NOON + timedelta(days=100))

    with pytest.raises(QuizRefused):
        begin(quiz, officer)


def test_a_pass_that_runs_out_may_be_renewed_with_all_attempts(quiz, officer, still):
    for day, answers in enumerate((WRONG, WRONG, RIGHT)):
        still(NOON + timedelta(days=day))
        attempt = begin(quiz, officer)
        submit(attempt, answers_of(attempt, answers), officer)
    runs_out_on = db.session.scalars(select(Evidence.valid_until)).one()
    still(NOON + timedelta(days=(runs_out_on - NOON.date()).days - 59))

    assert begin(quiz, officer).number == 4


def test_a_pass_whose_evidence_was_revoked_may_be_taken_anew(quiz, attempt, officer, system):
    submit(attempt, answers_of(attempt, RIGHT), officer)
    with transaction():
        revoke_evidence(db.session.scalars(select(Evidence)).one(), "Nhờ người khác làm hộ", by=system)

    assert begin(quiz, officer).number == 2


def test_the_limit_holds_across_versions_and_an_attempt_keeps_its_questions(quiz, attempt, officer, system):
    course = quiz.course_version.course
    changed = SOUND_GIFT.replace("=Khi rời bàn", "=Khi đứng dậy")
    with transaction():
        version = course.versions[0]
        load_post_test(version, changed, PostTestSettings(attempts=1), by=system)

    submit(
        attempt, answers_of(attempt, RIGHT | {"C1": ids("Khi rời bàn")[0], "C2": True, "C3": "9"}), officer
    )

    assert (attempt.percent_tenths, quiz.attempts_limit) == (500, 1)
    with pytest.raises(QuizRefused):
        begin(quiz, officer)


def test_nobody_answers_for_another(attempt):
    other = make_learner(name="Lò Thị Mây")

    with pytest.raises(Forbidden):
        save(attempt, {1: "x"}, other)
    with pytest.raises(Forbidden):
        submit(attempt, {1: "x"}, other)


@pytest.mark.parametrize("role", ["leader", "department", "admin", "officer"])
def test_an_attempt_exists_for_its_officer_only(attempt, role):
    scope = {"leader": "19001", "department": "19"}.get(role, "")

    with pytest.raises(NotFound):
        queries.get_attempt(attempt.public_id, visible_to=make_account(role, scope))


def test_attempts_are_listed_latest_first(quiz, attempt, officer, still):
    submit(attempt, answers_of(attempt, WRONG), officer)
    still(NOON + timedelta(days=1))
    begin(quiz, officer)

    listed = queries.list_attempts(officer)

    assert [(brief.kind, brief.code, brief.result, brief.is_running) for brief in listed] == [
        ("quiz", "KH90", None, True),
        ("quiz", "KH90", "not_passed", False),
    ]


def test_a_test_stays_open_to_who_has_enrolled_when_the_course_is_withdrawn(quiz, officer):
    with transaction():
        quiz.course_version.state = "withdrawn"
    stranger = make_learner(name="Lò Thị Mây")

    assert queries.get_quiz("KH90", visible_to=officer.account).id == quiz.id
    with pytest.raises(NotFound):
        queries.get_quiz("KH90", visible_to=stranger.account)
