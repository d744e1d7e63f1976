"""Rows of the template as people fill them in: what they mean is taken, the rest is named with its row."""

import pytest
from exchange_files import KNOWN, codes, losses, refusals

from assessments.rules import QuestionKind
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.sheets import SheetRow, read_rows

K, X = QuestionKind, ExchangeFault


def only(*rows):
    """The only question of these rows; cells by column."""
    base = {"key": "C1", "kind": "Một đáp án", "text": "Hỏi?"}
    first, *more = rows
    sheet = [SheetRow(number, row) for number, row in enumerate([base | first, *more], start=2)]
    (question,) = read_rows(sheet, {}, KNOWN).questions
    return question


def right(question):
    return [one["text"] for one in question.draft.payload["options"] if "weight" in one]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [{"answer": "3", "option_1": "a", "option_2": "b", "option_3": "c"}], ["c"], id="in a row"
        ),
        pytest.param(
            [{"answer": "3", "option_1": "a", "option_3": "c", "option_4": "d"}], ["c"], id="one left empty"
        ),
        pytest.param(
            [{"answer": "C", "option_1": "a", "option_3": "c", "option_4": "d"}], ["c"], id="by letter"
        ),
        pytest.param(
            [{"answer": "3", "option_1": "a", "option_2": "b"}, {"option_1": "c"}], ["c"], id="the next row"
        ),
        pytest.param(
            [{"answer": "9", "option_1": "a", "option_3": "b"}, {"option_1": "c"}],
            ["c"],
            id="the next row behind an empty one",
        ),
    ],
)
def test_the_right_answer_is_the_one_in_the_column_it_names(rows, expected):
    assert right(only(*rows)) == expected


def test_the_column_of_an_empty_answer_is_no_answer():
    question = only({"answer": "2", "option_1": "a", "option_3": "c", "option_4": "d"})

    assert refusals(question) == [X.ANSWER_UNKNOWN]


@pytest.mark.parametrize("word", ["Đúng/Sai", "đúng / sai", "Đúng Sai", "ĐÚNG – SAI", "true_false"])
def test_kinds_are_known_however_their_signs_are_typed(word):
    assert only({"kind": word, "answer": "Sai"}).draft.kind is K.TRUE_FALSE


@pytest.mark.parametrize(
    ("row", "names"),
    [
        pytest.param(
            {"kind": "Trả lời ngắn", "option_1": "a", "answer": "1", "unit": "ngày", "match_1": "z"},
            ["Đáp án đúng: 1", "Đơn vị: ngày", "Vế phải 1: z"],
            id="what is typed",
        ),
        pytest.param(
            {"kind": "Sắp xếp", "option_1": "a", "option_2": "b", "weight_1": "50", "feedback_2": "tốt"},
            ["Tỉ lệ điểm 1: 50", "Phản hồi 2: tốt"],
            id="an order",
        ),
        pytest.param(
            {"kind": "Đúng/Sai", "answer": "Đúng", "option_1": "Đúng"}, ["Phương án 1: Đúng"], id="truth"
        ),
        pytest.param(
            {"answer": "1", "option_1": "a", "option_2": "b", "feedback_right": "tốt"},
            ["Phản hồi khi đúng: tốt"],
            id="one choice",
        ),
    ],
)
def test_what_says_nothing_of_a_kind_is_told(row, names):
    question = only(row)

    assert [note.params["name"] for note in question.notes if note.code == X.ELEMENT_LOST] == names
    assert [note.line for note in question.notes] == [2] * len(names)


@pytest.mark.parametrize(
    ("kind", "answer", "kept"),
    [
        ("Trả lời ngắn", "Chủ tịch", {"text": "Chủ tịch"}),
        ("Điền số", "40 ± 2", {"value": "40", "tolerance": "2"}),
    ],
)
def test_the_only_answer_to_type_may_stand_in_the_column_of_the_right_answer(kind, answer, kept):
    question = only({"kind": kind, "answer": answer})

    assert question.draft.payload["answers"] == [kept]
    assert losses(question) == []


def test_a_question_without_answers_says_so():
    assert refusals(only({"kind": "Trả lời ngắn"}))[0] == "question_too_few"


@pytest.mark.parametrize(
    ("number", "told"),
    [("1.000", [X.POINT_NUMBER]), ("12.500", [X.POINT_NUMBER]), ("3.141", []), ("0.125", []), ("1.5", [])],
)
def test_a_point_that_could_divide_thousands_is_told(number, told):
    assert codes(only({"kind": "Điền số", "option_1": number})) == told


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param({"kind": "Điền số", "option_1": "năm"}, X.BAD_NUMBER, id="number"),
        pytest.param({"option_1": "a", "option_2": "b", "weight_1": "nửa"}, X.BAD_WEIGHT, id="weight"),
    ],
)
def test_one_slip_is_told_once(row, code):
    assert refusals(only(row)) == [code]
