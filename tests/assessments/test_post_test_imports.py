"""Bringing post-tests in: questions in versions, one quiz for all versions of a course, errors by line."""

import pytest
from factories import SOUND_GIFT, make_account, make_course
from sqlalchemy import func, select

from assessments.models import Question, Quiz, QuizSection
from assessments.services import ContentRefused, load_course_with_test, load_post_test
from courses.models import Course, CourseVersion
from courses.rules import PostTestSettings
from lms.config import ROOT
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import AuditEntry

COURSES = ROOT / "content" / "courses"
WITH_TEST = sorted(path.parent for path in COURSES.glob("*/quiz.gift"))
TWO_SHARES = "$CATEGORY: B10\n" + "".join(f"\n::B{n}:: Câu {n}? {{T}}\n" for n in range(6))
TWO_SHARES += "\n$CATEGORY: A2\n" + "".join(f"\n::A{n}:: Câu {n}? {{F}}\n" for n in range(3))


def take(course, text, by, **settings):
    with transaction():
        version = next(version for version in course.versions if version.state == "published")
        return load_post_test(version, text, PostTestSettings(**settings), by=by)


def questions():
    rows = db.session.execute(
        select(Question.key, Question.version, Question.is_current).order_by(Question.key, Question.version)
    )
    return [tuple(row) for row in rows]


def sections():
    rows = db.session.execute(
        select(QuizSection.competency_code, QuizSection.draw_count).order_by(QuizSection.number)
    )
    return [tuple(row) for row in rows]


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("folder", WITH_TEST, ids=lambda folder: folder.name)
def test_the_post_tests_we_ship_are_sound(system, folder):
    with transaction():
        load_course_with_test(folder, by=system, institution=make_owner_code())

    quiz = db.session.scalars(select(Quiz)).one()
    outcomes = {row.competency_code for row in quiz.course_version.course.outcomes}
    assert (quiz.code, quiz.pass_percent, quiz.attempts_limit, quiz.minutes) == (folder.name, 70, 3, 20)
    assert {code for code, _count in sections()} == outcomes
    assert sum(draw_count for _code, draw_count in sections()) == 10
    assert quiz.course_version.has_post_test


def make_owner_code():
    course = make_course("KH99")
    return course.owner.code


def test_the_same_folder_twice_changes_nothing(system):
    folder, owner = COURSES / "KH04", make_owner_code()
    with transaction():
        load_course_with_test(folder, by=system, institution=owner)
    before = count(Question), count(CourseVersion), count(AuditEntry)

    with transaction():
        load_course_with_test(folder, by=system, institution=owner)

    assert (count(Question), count(CourseVersion), count(AuditEntry)) == before


def test_a_changed_question_is_a_new_version_and_a_missing_one_is_retired(system):
    course = make_course()
    take(course, SOUND_GIFT, system)
    changed = SOUND_GIFT.replace("Muộn.", "Quá muộn.").replace("::C3::", "::C9::")

    report = take(course, changed, system)

    assert (report.added, report.changed, report.retired, report.unchanged) == (1, 1, 1, 2)
    assert questions() == [
        ("C1", 1, False),
        ("C1", 2, True),
        ("C2", 1, True),
        ("C3", 1, False),
        ("C4", 1, True),
        ("C9", 1, True),
    ]


def test_a_retired_question_may_come_back(system):
    course = make_course()
    for text in (SOUND_GIFT, SOUND_GIFT.replace("::C3::", "::C9::"), SOUND_GIFT):
        take(course, text, system)

    assert [row for row in questions() if row[0] in ("C3", "C9")] == [
        ("C3", 1, False),
        ("C3", 2, True),
        ("C9", 1, False),
    ]


def test_each_outcome_is_asked_in_its_share(system):
    course = make_course(outcomes=(("B10", 2), ("A2", 3)))

    report = take(course, TWO_SHARES, system, questions=4)

    assert (report.asked, sections()) == (4, [("B10", 3), ("A2", 1)])


@pytest.mark.parametrize(
    ("outcomes", "asked"),
    [
        pytest.param((("B10", 2),), 4, id="a question of no outcome"),
        pytest.param((("B10", 2), ("A2", 3)), 1, id="fewer questions than outcomes"),
    ],
)
def test_where_shares_cannot_be_all_questions_are_one_section(system, outcomes, asked):
    take(make_course(outcomes=outcomes), TWO_SHARES, system, questions=asked)

    assert sections() == [(None, asked)]


def test_all_questions_are_asked_where_no_number_is_given(system):
    assert take(make_course(), SOUND_GIFT, system).asked == 4


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(SOUND_GIFT.replace("::C2:: ", ""), "5", id="no title"),
        pytest.param(SOUND_GIFT.replace("::C2::", "::C1::"), "5", id="a title twice"),
        pytest.param(SOUND_GIFT.replace("{F####", "{F####}{"), "5", id="braces"),
        pytest.param(SOUND_GIFT.replace("B10", "Z9"), "4", id="unknown competency"),
    ],
)
def test_errors_in_questions_are_told_by_line_and_change_nothing(system, text, line):
    course = make_course()

    with pytest.raises(ContentRefused) as refused:
        take(course, text, system)

    assert any(line in problem for problem in refused.value.problems)
    assert (count(Question), count(Quiz)) == (0, 0)


def test_more_questions_than_the_bank_holds_are_refused(system):
    with pytest.raises(ContentRefused, match="4"):
        take(make_course(), SOUND_GIFT, system, questions=5)


def test_an_error_in_the_post_test_refuses_the_lessons_too(system, tmp_path):
    folder = tmp_path / "KH04"
    folder.mkdir()
    for path in (COURSES / "KH04").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    gift = (folder / "quiz.gift").read_text(encoding="utf-8")
    (folder / "quiz.gift").write_text(gift.replace("::KH04-03::", "::KH04-02::"), encoding="utf-8")

    with pytest.raises(ContentRefused, match=r"quiz\.gift"), transaction():
        load_course_with_test(folder, by=system, institution=make_owner_code())

    assert db.session.scalars(select(Course.code)).all() == ["KH99"]


def test_an_editor_of_another_institution_changes_no_post_test(app):
    with pytest.raises(Forbidden):
        take(make_course(), SOUND_GIFT, make_account("editor", "TCT24"))
