from fractions import Fraction

import pytest
from hypothesis import given
from question_payloads import RIGHT, SOUND, any_question, content_id, ids, json_values, option

from assessments.rules import QuestionKind, grade, validate_question

KINDS = [pytest.param(kind, id=kind) for kind in QuestionKind]
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@given(any_question)
def test_the_right_answer_earns_everything(question):
    kind, (payload, answer) = question

    assert validate_question(kind, payload) == []
    assert grade(kind, payload, answer).correct


@given(any_question, json_values)
def test_whatever_is_sent_earns_between_nothing_and_everything(question, answer):
    kind, (payload, _) = question

    assert 0 <= grade(kind, payload, answer).points <= 1


@pytest.mark.parametrize("answer", [None, "", [], {}, "   "], ids=repr)
@given(question=any_question)
def test_no_answer_earns_nothing(question, answer):
    kind, (payload, _) = question

    assert grade(kind, payload, answer).points == 0


@pytest.mark.parametrize(
    ("kind", "answer", "points"),
    [
        *[pytest.param(kind, RIGHT[kind], 1, id=f"{kind}: right") for kind in QuestionKind],
        pytest.param(QuestionKind.SINGLE, content_id("Thôn"), 0, id="single: wrong"),
        pytest.param(QuestionKind.SINGLE, "no-such-id", 0, id="single: unknown"),
        pytest.param(QuestionKind.MULTIPLE, ids("Số định danh"), HALF, id="multiple: one of two"),
        pytest.param(
            QuestionKind.MULTIPLE,
            ids("Số định danh", "Số điện thoại", "Tên xã"),
            HALF,
            id="multiple: a wrong one costs its weight",
        ),
        pytest.param(
            QuestionKind.MULTIPLE,
            ids("Số định danh", "Số điện thoại", "Tên tỉnh"),
            HALF,
            id="multiple: a wrong one without weight costs a right one",
        ),
        pytest.param(
            QuestionKind.MULTIPLE,
            ids("Số định danh", "Số điện thoại", "Tên xã", "Tên tỉnh"),
            0,
            id="multiple: everything ticked",
        ),
        pytest.param(QuestionKind.MULTIPLE, ids("Tên xã"), 0, id="multiple: never below nothing"),
        pytest.param(
            QuestionKind.MULTIPLE, ids("Số định danh", "Số định danh"), HALF, id="multiple: twice is once"
        ),
        pytest.param(QuestionKind.TRUE_FALSE, "true", 1, id="true or false: as a form sends it"),
        pytest.param(QuestionKind.TRUE_FALSE, False, 0, id="true or false: wrong"),
        pytest.param(QuestionKind.TRUE_FALSE, 1, 0, id="true or false: one is not true"),
        pytest.param(
            QuestionKind.MATCHING, {content_id("Sở"): content_id("tỉnh")}, THIRD, id="matching: one of three"
        ),
        pytest.param(
            QuestionKind.MATCHING, {content_id("Sở"): content_id("huyện")}, 0, id="matching: a distractor"
        ),
        pytest.param(
            QuestionKind.ORDERING,
            ids("Tiếp nhận", "Trả kết quả", "Xử lý"),
            THIRD,
            id="ordering: one in place",
        ),
        pytest.param(QuestionKind.ORDERING, ids("Tiếp nhận"), THIRD, id="ordering: only the first"),
        pytest.param(
            QuestionKind.ORDERING, ids("Xử lý", "Trả kết quả", "Tiếp nhận"), 0, id="ordering: none in place"
        ),
        pytest.param(QuestionKind.SHORT_ANSWER, "tai cho", HALF, id="short answer: a weaker pattern"),
        pytest.param(QuestionKind.SHORT_ANSWER, "nhà", 0, id="short answer: wrong"),
        pytest.param(QuestionKind.NUMERIC, "40", 1, id="numeric: exact"),
        pytest.param(QuestionKind.NUMERIC, 40, 1, id="numeric: a number"),
        pytest.param(QuestionKind.NUMERIC, "42", HALF, id="numeric: the end of the range"),
        pytest.param(QuestionKind.NUMERIC, "42,01", 0, id="numeric: beyond the range"),
        pytest.param(QuestionKind.NUMERIC, "bốn mươi", 0, id="numeric: words"),
    ],
)
def test_what_an_answer_earns(kind, answer, points):
    result = grade(kind, SOUND[kind], answer)

    assert result.points == points
    assert result.correct is (points == 1)


def test_thirds_written_with_decimals_add_up_to_everything():
    texts = ["Một", "Hai", "Ba"]
    payload = {"text": "?", "options": [*(option(text, "33.33333") for text in texts), option("Bốn")]}

    assert grade(QuestionKind.MULTIPLE, payload, ids(*texts)).points == 1


def test_a_tolerance_holds_to_its_end():
    payload = {"text": "?", "answers": [{"value": "3.14", "tolerance": "0.01"}]}

    assert grade(QuestionKind.NUMERIC, payload, "3,15").correct
    assert not grade(QuestionKind.NUMERIC, payload, "3,1501").correct


@pytest.mark.parametrize(
    ("kind", "answer", "feedback"),
    [
        pytest.param(
            QuestionKind.SINGLE,
            RIGHT[QuestionKind.SINGLE],
            ("Đúng.", "Cấp huyện kết thúc ngày 1/7/2025."),
            id="of the option and the question",
        ),
        pytest.param(
            QuestionKind.SINGLE, None, ("Cấp huyện kết thúc ngày 1/7/2025.",), id="of the question alone"
        ),
        pytest.param(QuestionKind.SHORT_ANSWER, "cho", ("Thiếu dấu.",), id="of the pattern that fits"),
        pytest.param(QuestionKind.NUMERIC, "1", (), id="none"),
    ],
)
def test_feedback_belongs_to_the_answer(kind, answer, feedback):
    assert grade(kind, SOUND[kind], answer).feedback == feedback


@pytest.mark.parametrize(
    ("answer", "feedback"), [(True, ("Phải.",)), (False, ("Không phải.",))], ids=["right", "wrong"]
)
def test_feedback_to_true_or_false(answer, feedback):
    payload = {"text": "?", "answer": True, "feedback_right": "Phải.", "feedback_wrong": "Không phải."}

    assert grade(QuestionKind.TRUE_FALSE, payload, answer).feedback == feedback
