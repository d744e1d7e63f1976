"""Many officers who took a test or a case, written as rows: only what figures read matters here."""

from datetime import timedelta
from itertools import count as counter
from uuid import uuid4

from factories import SOUND_CASE, SOUND_GIFT, make_case, make_course, make_quiz, make_unit

from assessments.models import CaseAttempt, CaseStep, Question, QuizAnswer, QuizAttempt
from assessments.rules import score_path
from courses.models import Completion, CourseFeedback, Enrolment, LessonProgress
from lms import clock
from lms.database import db, transaction
from lms.secrets import encrypt, keyed_hash
from lms.text import fold
from people.models import Officer

_numbers = counter(1)

NAME = "Bùi Thị Không Được Lộ"
SECRET_ID = "0199876543"
WORDS = ["Rất hữu ích", "Bài 2 hơi dài", "Ví dụ sát thực tế", "Nên có thêm bài tập", "Âm thanh nhỏ"]


def make_officers(count):
    """So many officers without accounts, by one transaction."""
    unit = make_unit()
    with transaction():
        officers = [
            Officer(
                province_code=unit.province_code,
                full_name=NAME,
                search_key=fold(NAME),
                sort_key=fold(NAME),
                personal_id_sealed=encrypt(f"{SECRET_ID}{number:04}"),
                personal_id_hash=keyed_hash(f"{SECRET_ID}{number:04}"),
                personal_id_masked="019******",
                employment_kind="civil_servant",
                created_at=clock.now(),
            )
            for number in (next(_numbers) for _officer in range(count))
        ]
        db.session.add_all(officers)
    return officers


def make_test(count=40, text=SOUND_GIFT):
    """A course with a test of four questions that so many officers took; every fourth knows nothing."""
    quiz = make_quiz(make_course("KH90", has_post_test=True), text)
    take_test(quiz, make_officers(count))
    return quiz


def take_test(quiz, officers, *, number=1):
    """Each officer answers all four questions, twenty seconds each, one after the other."""
    questions = list(db.session.scalars(db.select(Question).order_by(Question.id)))
    with transaction():
        db.session.add_all(
            [_attempt(quiz, officer, at, number, questions) for at, officer in enumerate(officers)]
        )


def _attempt(quiz, officer, at, number, questions):
    begun = clock.now() - timedelta(hours=1) + timedelta(minutes=at)
    return QuizAttempt(
        quiz_id=quiz.id,
        officer_id=officer.id,
        number=number,
        seed=uuid4().hex,
        state="submitted",
        started_at=begun,
        deadline_at=begun + timedelta(minutes=20),
        finished_at=begun + timedelta(minutes=5),
        percent_tenths=500,
        answers=[
            QuizAnswer(
                number=place,
                section_number=1,
                question_id=question.id,
                answer=_answer(question, at),
                answered_at=begun + timedelta(seconds=20 * place),
                points_thousandths=1000 if knows(at, place) else 0,
            )
            for place, question in enumerate(questions, start=1)
        ],
    )


def knows(at, place):
    """Whether the officer at a place in the row answers a question rightly."""
    return at % 4 != 0 and (at + place) % 5 != 0


def _answer(question, at):
    if question.kind == "single":
        right, late, _never = question.payload["options"]
        return right["id"] if knows(at, 1) else late["id"]
    if question.kind == "true_false":
        return not knows(at, 2)
    return "12" if question.kind == "numeric" else {"a": 1}


def make_tried_case(count=40, text=SOUND_CASE):
    """A case that so many officers decided: half take the best way, a quarter a critical one."""
    case = make_case(text)
    version = case.versions[0]
    ways = [
        [("n1", "a"), ("n2", "a")],
        [("n1", "a"), ("n2", "a")],
        [("n1", "b"), ("n2", "a")],
        [("n1", "c")],
    ]
    officers = make_officers(count)
    with transaction():
        for at, officer in enumerate(officers):
            way = ways[at % 4]
            score = score_path(version.graph, way)
            db.session.add(
                CaseAttempt(
                    case_id=case.id,
                    version_id=version.id,
                    officer_id=officer.id,
                    number=1,
                    is_counted=True,
                    seed=uuid4().hex,
                    state="submitted",
                    node="ket",
                    started_at=clock.now(),
                    finished_at=clock.now(),
                    gained=score.gained,
                    maximum=score.maximum,
                    percent_tenths=int(score.percent * 10),
                    is_critical=score.critical,
                    result=score.result.value,
                    steps=[
                        CaseStep(number=place, node=node, option=option, chosen_at=clock.now())
                        for place, (node, option) in enumerate(way, start=1)
                    ],
                )
            )
    return case


def make_learners(course, steps):
    """One learner for each entry: how many lessons are finished, and whether the course is completed."""
    officers = make_officers(len(steps))
    version = course.versions[0]
    with transaction():
        for officer, (finished, is_completed) in zip(officers, steps, strict=True):
            enrolment = Enrolment(officer=officer, course=course, version=version, started_at=clock.now())
            enrolment.progress = [
                LessonProgress(lesson=lesson, opened_at=clock.now(), finished_at=clock.now())
                for lesson in version.lessons[:finished]
            ]
            if is_completed:
                enrolment.post_test_passed_at = clock.now()
                enrolment.completion = Completion(completed_at=clock.now())
            db.session.add(enrolment)
    return officers


def say(officers, version, points=4, words=()):
    """Each officer gives feedback; the first ones with words."""
    with transaction():
        for at, officer in enumerate(officers):
            said = words[at] if at < len(words) else ""
            db.session.add(
                CourseFeedback(
                    officer_id=officer.id,
                    version_id=version.id,
                    useful=points,
                    clear=points,
                    words=said,
                    given_at=clock.now(),
                )
            )
            db.session.flush()  # one after the other, as they would come
