"""A course goes to learners with its test; banks and cases are sealed; what is withdrawn is asked no more."""

from dataclasses import replace

import pytest
from factories import SOUND_CASE, make_case, make_course, make_enrolment, make_learner, make_quiz
from publication_desk import approve, find, hand_in, make_editor, make_reviewer, make_written
from question_payloads import SOUND
from races import change_meanwhile
from sqlalchemy import delete, select, update

from assessments import services
from assessments.models import (
    BankMember,
    CaseCompetency,
    CaseExercise,
    CaseVersion,
    Question,
    Quiz,
)
from assessments.queries import find_bank, find_open_version, find_published_version
from assessments.rules import QuestionDraft, QuestionKind
from assessments.services import QuestionsNotApproved, QuizRefused
from courses.rules import PostTestSettings, VersionSheet
from courses.services import SealedContent, approve_version, export_version, is_intact
from lms.database import db, transaction


@pytest.fixture
def people(app):
    return make_editor(), make_reviewer()


def write_bank(editor, code="KH80", count=3, competency="B10"):
    """A bank of the course with so many questions, not handed in."""
    with transaction():
        bank = services.create_bank(find().owner, code=code, title="Câu hỏi", by=editor)
        for number in range(1, count + 1):
            payload = SOUND[QuestionKind.TRUE_FALSE]
            draft = QuestionDraft(f"C{number}", QuestionKind.TRUE_FALSE, payload, competency, 2)
            services.save_question(find_open_version(bank), draft, seen=None, by=editor)
    return open_version(code)


def open_version(code="KH80"):
    db.session.rollback()
    bank = find_bank(code)
    return find_open_version(bank) or find_published_version(bank)


def approve_bank(people, code="KH80"):
    with transaction():
        services.submit_bank(open_version(code), by=people[0])
    with transaction():
        version = open_version(code)
        approve_version(version, seen=version.revision, by=people[1])


def make_course_with_test(people, questions=2):
    version = make_written(people[0], post_test=True)
    settings = PostTestSettings(questions=questions, pass_percent=80, minutes=15, attempts=2, days_between=0)
    with transaction():
        sheet = VersionSheet.read(version.sheet)
        version.sheet = replace(sheet, post_test=settings).as_json()
    return find()


def publish(people, **more):
    with transaction():
        services.publish_course(find(), by=people[0], **more)


def test_a_course_is_published_with_its_bank_and_its_quiz(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    approve(hand_in(find(), people[0]), people[1])

    publish(people)

    quiz = db.session.scalars(select(Quiz)).one()
    assert (find().state, open_version().state) == ("published", "published")
    assert (quiz.code, quiz.course_version_id) == ("KH80", find().id)
    assert (quiz.minutes, quiz.pass_percent, quiz.attempts_limit) == (15, 80, 2)
    assert [(section.competency_code, section.draw_count) for section in quiz.sections] == [("B10", 2)]
    assert find().has_post_test
    assert is_intact(find())
    assert is_intact(open_version())


def test_published_twice_is_published_once(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    approve(hand_in(find(), people[0]), people[1])

    for _time in range(2):
        publish(people)

    assert find().number == 1


def test_with_questions_that_nobody_approved_nothing_is_published(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve(hand_in(find(), people[0]), people[1])

    with pytest.raises(QuestionsNotApproved):
        publish(people)

    assert (find().state, db.session.scalars(select(Quiz)).all()) == ("approved", [])


def test_a_withdrawn_bank_is_asked_no_more(app, people):
    learner, course = make_learner(), make_course(has_post_test=True)
    make_enrolment(learner, course)
    quiz = make_quiz(course)
    with transaction():
        db.session.execute(update(Question).values(is_current=False))

    with pytest.raises(QuizRefused), transaction():
        services.start_quiz(db.session.get(Quiz, quiz.id), by=learner.account)


def test_withdrawing_a_bank_leaves_its_quizzes_nothing_to_ask(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    approve(hand_in(find(), people[0]), people[1])
    publish(people)

    with transaction():
        services.withdraw_content(open_version(), note="Câu hỏi sai luật", by=people[1])

    assert db.session.scalars(select(Question.is_current).distinct()).all() == [False]


def test_what_was_published_meanwhile_is_asked_although_the_version_before_is_withdrawn(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    with transaction():
        services.publish_bank_version(open_version(), by=people[0])
    first = open_version()
    with transaction():
        second = services.begin_bank_version(first.bank, by=people[0])
        assert first.state == "published"
        for version, state in ((first, "outdated"), (second, "published")):
            change_meanwhile(version, state=state)
        services.withdraw_content(first, note="Câu hỏi sai luật", by=people[1])

    db.session.rollback()
    assert first.state == "withdrawn"
    assert all(db.session.scalars(select(Question.is_current)))


def test_the_test_of_a_withdrawn_course_cannot_be_begun(people):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    approve(hand_in(find(), people[0]), people[1])
    publish(people)
    learner = make_learner()
    make_enrolment(learner, find().course)
    with transaction():
        services.withdraw_content(find(), note="Sai căn cứ", by=people[1])

    with pytest.raises(QuizRefused), transaction():
        services.start_quiz(db.session.scalars(select(Quiz)).one(), by=learner.account)


def change_payload(version):
    version.members[0].question.payload = {"text": "Khác"}


def change_level(version):
    version.members[0].question.level = 5


def move_member(version):
    version.members[0].rank = 99


def drop_member(version):
    version.members.pop()


def delete_members(version):
    db.session.execute(delete(BankMember).where(BankMember.version_id == version.id))


def update_questions(version):
    db.session.execute(update(Question).where(Question.bank_id == version.bank_id).values(tags=["mới"]))


def add_member(version):
    question = Question(
        bank_id=version.bank_id, key="moi", version=1, kind="true_false", payload={}, content_hash=""
    )
    db.session.add(question)
    db.session.flush()
    db.session.add(BankMember(version_id=version.id, question_id=question.id, rank=9))


@pytest.mark.parametrize(
    "slip",
    [change_payload, change_level, move_member, drop_member, delete_members, update_questions, add_member],
    ids=lambda slip: slip.__name__,
)
def test_no_slip_changes_a_published_bank(people, slip):
    make_course_with_test(people)
    write_bank(people[0])
    approve_bank(people)
    with transaction():
        services.publish_bank_version(open_version(), by=people[0])
    before = export_version(open_version())

    with pytest.raises(SealedContent), transaction():
        slip(open_version())

    assert export_version(open_version()) == before


def case_version():
    db.session.rollback()
    return db.session.scalars(select(CaseVersion)).one()


def change_document(version):
    version.document = {**version.document, "ten": "Khác"}


def change_competency(version):
    version.competencies[0].level = 5


def drop_competency(version):
    version.competencies.pop()


def delete_competencies(version):
    db.session.execute(delete(CaseCompetency).where(CaseCompetency.version_id == version.id))


@pytest.mark.parametrize(
    "slip",
    [change_document, change_competency, drop_competency, delete_competencies],
    ids=lambda slip: slip.__name__,
)
def test_no_slip_changes_a_published_case(app, slip):
    make_case(SOUND_CASE)
    before = export_version(case_version())

    with pytest.raises(SealedContent), transaction():
        slip(case_version())

    assert export_version(case_version()) == before


def test_a_withdrawn_case_is_begun_no_more_and_its_attempts_end(people):
    make_case(SOUND_CASE)
    learner = make_learner()
    with transaction():
        case = db.session.scalars(select(CaseExercise)).one()
        attempt = services.start_case(case, by=learner.account)
    with transaction():
        services.withdraw_content(case_version(), note="Sai quy trình", by=people[1])

    with pytest.raises(services.ChoiceRefused), transaction():
        services.choose_option(attempt, "n1", "a", by=learner.account)


def test_settings_of_a_sheet_are_read_as_they_were_written():
    sheet = VersionSheet(title="T", post_test=PostTestSettings(questions=3))

    assert VersionSheet.read(sheet.as_json()) == sheet
