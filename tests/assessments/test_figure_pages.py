"""Pages and files of figures: for those who write and review, without any name, small, in few statements."""

import re
from io import BytesIO

import pytest
from factories import SOUND_CASE, SOUND_GIFT, make_account, make_course, make_institution
from figure_world import (
    NAME,
    SECRET_ID,
    WORDS,
    knows,
    make_learners,
    make_test,
    make_tried_case,
    say,
    take_test,
)
from openpyxl import load_workbook
from pages import SMALL_PAGE

from assessments.analysis import Flag
from assessments.models import Question, QuizAttempt
from assessments.queries.case_figures import get_case_report
from assessments.queries.course_figures import get_course_report
from assessments.queries.question_figures import get_bank_figures
from lms.database import db
from lms.errors import NotFound
from lms.queries import get_system_account


@pytest.fixture
def editor(app, noon):
    return make_account("editor", make_institution().code)


@pytest.fixture
def studio(browser_of, editor):
    return browser_of(editor)


def html(response, status=200):
    text = response.get_data(as_text=True)
    assert response.status_code == status, text[:3000]
    assert len(text.encode()) <= SMALL_PAGE
    assert NAME not in text
    assert SECRET_ID not in text
    return text


def cells(response):
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(response.data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_figures_of_a_bank_are_those_of_its_answers(editor):
    make_test(40)
    found = get_bank_figures("KH90", visible_to=editor)
    assert (found.attempts, found.is_cut) == (40, False)
    first = next(line for line in found.lines if line.question.key == "C1")
    right = sum(knows(at, 1) for at in range(40))
    assert first.figures.difficulty == pytest.approx(right / 40, abs=1e-9)
    assert [(option.is_right, figures.chosen) for option, figures in first.options] == [
        (True, right),
        (False, 40 - right),
        (False, 0),
    ]
    assert first.figures.seconds == 20.0
    assert Flag.UNUSED_OPTION in first.flags
    (quiz,) = found.quizzes
    assert (quiz.reliability.covered, quiz.reliability.length) == (4, 4)
    assert quiz.reliability.alpha is not None


def test_only_the_first_attempt_of_an_officer_counts(editor):
    quiz = make_test(30)
    before = get_bank_figures("KH90", visible_to=editor)
    take_test(quiz, [attempt.officer for attempt in db.session.scalars(db.select(QuizAttempt))], number=2)
    after = get_bank_figures("KH90", visible_to=editor)
    assert after.attempts == before.attempts == 30
    assert [line.figures for line in after.lines] == [line.figures for line in before.lines]


def test_before_thirty_answers_only_their_number_is_told(studio, editor):
    make_test(29)
    (line, *_rest) = get_bank_figures("KH90", visible_to=editor).lines
    assert (line.figures.answered, line.figures.difficulty, line.flags) == (29, None, ())
    page = html(studio.get("/studio/banks/KH90/figures"))
    assert "29" in page
    assert "%" not in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    "path",
    [
        "/studio/banks/KH90/figures",
        "/studio/banks/KH90/figures?show=flagged",
        "/studio/banks/KH90/figures?page=9",
        "/studio/banks/KH90/figures/{question}",
    ],
)
def test_the_pages_of_a_bank_are_shown_without_names(studio, path):
    make_test(40)
    question = db.session.scalars(db.select(Question.id).where(Question.key == "C1")).one()
    assert "KH90" in html(studio.get(path.format(question=question)))


def test_a_bank_without_answers_has_a_page_too(studio):
    make_test(0)
    html(studio.get("/studio/banks/KH90/figures"))
    assert len(cells(studio.get("/studio/banks/KH90/figures.xlsx"))) > 4
    assert studio.get("/studio/banks/KH90/figures/999999").status_code == 404
    assert studio.get("/studio/banks/KH90/figures?show=viele").status_code == 422


def test_the_workbook_of_a_bank_has_numbers(studio):
    make_test(40)
    header, *rows = cells(studio.get("/studio/banks/KH90/figures.xlsx"))
    first = next(row for row in rows if row[0] == "C1" and row[2] is None)
    assert len(first) == len(header)
    assert first[5:7] == [40, 40]
    assert first[7] == pytest.approx(sum(knows(at, 1) for at in range(40)) / 40)
    assert NAME not in str(rows)


def test_the_figures_of_a_bank_take_few_statements(editor, statements):
    make_test(60)
    with statements() as sent:
        get_bank_figures("KH90", visible_to=editor)
    assert len(sent) <= 8


def test_the_figures_of_a_case_are_those_of_its_attempts(editor, statements):
    make_tried_case(40)
    with statements() as sent:
        report = get_case_report("TH90", visible_to=editor)
    assert len(sent) <= 7
    assert (report.begun, report.figures.attempts) == (40, 40)
    assert [(way.path, way.count) for way in report.paths] == [
        (("n1=a", "n2=a"), 20),
        (("n1=b", "n2=a"), 10),
        (("n1=c",), 10),
    ]
    chosen = {(one.node, one.option): (one.chosen, one.reached) for one in report.figures.choices}
    assert chosen["n1", "c"] == (10, 40)
    assert chosen["n2", "b"] == (0, 30)
    assert report.figures.critical_share == 0.25
    first, *_rest = [found for found, _flags in report.competencies if found.code == "A3"]
    assert (first.gained, first.maximum) == ((20 * 3 + 10 * 1) / 40, 3.0)
    flags = {
        (node, option.id): flags for node, lines in report.choices.items() for option, _f, flags in lines
    }
    assert flags["n1", "c"] == (Flag.CRITICAL_COMMON,)
    assert flags["n2", "a"] == (Flag.SAME_CHOICE,)
    assert flags["n2", "b"] == (Flag.UNUSED_CHOICE,)


@pytest.mark.parametrize("count", [0, 29, 40])
def test_the_page_of_a_case_is_shown_without_names(studio, count):
    make_tried_case(count)
    page = html(studio.get("/studio/cases/TH90/figures"))
    assert ("→" in page) is (count == 40)
    rows = cells(studio.get("/studio/cases/TH90/figures.xlsx?version=1"))
    assert len(rows) == (7 if count == 40 else 1)
    assert studio.get("/studio/cases/TH90/figures?version=7").status_code == 404


def test_how_far_learners_come_is_counted(editor, studio, statements):
    quiz = make_test(0)
    course = quiz.course_version.course
    officers = make_learners(course, [(0, False), (1, False), (2, False), (2, True), (2, True)])
    take_test(quiz, officers[2:])
    with statements() as sent:
        report = get_course_report("KH90", visible_to=editor)
    assert len(sent) <= 7
    (version,) = report.versions
    funnel = version.funnel
    assert (funnel.begun, funnel.passed, funnel.completed, version.tried) == (5, 2, 2, 3)
    assert [(line.number, line.finished) for line in funnel.lessons] == [(1, 4), (2, 3)]
    page = html(studio.get("/studio/courses/KH90/figures"))
    assert "100,0 %" in page
    assert "40,0 %" in page
    counts = [row[2] for row in cells(studio.get("/studio/courses/KH90/figures.xlsx"))[1:]]
    assert counts == [5, 4, 3, 3, 2, 2]


def test_a_course_that_nobody_began_has_a_page_too(studio):
    make_course("KH91")
    html(studio.get("/studio/courses/KH91/figures"))


def test_feedback_is_shown_in_groups_of_five_without_names(studio):
    course = make_course("KH91")
    officers = make_learners(course, [(2, True)] * 7)
    say(officers[:4], course.versions[0], 5, WORDS[:4])
    page = html(studio.get("/studio/courses/KH91/figures"))
    assert not any(words in page for words in WORDS)

    say(officers[4:], course.versions[0], 1, [*WORDS[4:], "Câu của người thứ sáu"])
    page = html(studio.get("/studio/courses/KH91/figures"))
    shown = [words for words in WORDS if words in page]
    assert len(shown) == 5
    assert "Câu của người thứ sáu" not in page
    assert [page.index(words) for words in sorted(WORDS, key=str.casefold)] == sorted(
        page.index(words) for words in WORDS
    )
    assert "4,20" in page  # (4 · 5 + 1 · 1) / 5: the sixth and the seventh are not in it


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_who_writes_for_another_institution_finds_nothing(app, noon, role):
    make_test(0)
    make_tried_case(0)
    other = make_account(role, make_institution("TCT24", "Trường Chính trị tỉnh Bắc Ninh").code)
    for read in (
        lambda: get_bank_figures("KH90", visible_to=other),
        lambda: get_case_report("TH90", visible_to=other),
        lambda: get_course_report("KH90", visible_to=other),
    ):
        with pytest.raises(NotFound):
            read()
    assert get_bank_figures("KH90", visible_to=get_system_account()).attempts == 0


SCRIPT = "<script>alert(1)</script>"


def test_what_authors_and_learners_write_stays_words(studio):
    make_test(40, SOUND_GIFT.replace("Khóa máy", SCRIPT).replace("Không cần", f"Không {SCRIPT}"))
    make_tried_case(40, SOUND_CASE.replace("Anh/chị làm", SCRIPT).replace("Tra cứu ngay", SCRIPT))
    course = make_course("KH91", f"Khóa {SCRIPT}")
    say(make_learners(course, [(2, True)] * 5), course.versions[0], 5, [SCRIPT] * 5)
    question = db.session.scalars(db.select(Question.id).where(Question.key == "C1")).one()
    for path in (
        "banks/KH90/figures",
        f"banks/KH90/figures/{question}",
        "cases/TH90/figures",
        "courses/KH91/figures",
    ):
        page = html(studio.get(f"/studio/{path}"))
        assert "alert(1)" in page
        assert SCRIPT not in page
