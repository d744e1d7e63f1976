"""Aiken as teachers type it."""

import pytest
from exchange_files import codes, only, read, refusals

from assessments.rules import QuestionKind
from assessments.rules.exchange import FileFormat
from assessments.rules.exchange.messages import ExchangeFault

X = ExchangeFault


def test_questions_with_dots_and_brackets():
    found = read(
        "Cấp xã gồm gì?\nA. Xã, phường\nB. Thôn\nC. Huyện\nANSWER: A\n\n"
        "Ai ký?\nA) Chủ tịch\nB)Bảo vệ\nanswer: b\n"
        "Không có dòng trống ở trước?\nA. có\nB. không\nANSWER: A"
    )

    assert found.format is FileFormat.AIKEN
    assert [draft.kind for draft in found.drafts] == [QuestionKind.SINGLE] * 3
    assert [draft.payload["format"] for draft in found.drafts] == ["plain"] * 3
    right = [one["text"] for draft in found.drafts for one in draft.payload["options"] if "weight" in one]
    assert right == ["Xã, phường", "Bảo vệ", "có"]


def test_several_letters_make_several_answers_right():
    question = only("Chọn.\nA. một\nB. hai\nC. ba\nANSWER: A, C")

    assert question.draft.kind is QuestionKind.MULTIPLE
    assert [one.get("weight") for one in question.draft.payload["options"]] == ["50", None, "50"]


def test_a_question_may_have_several_lines():
    assert (
        only("Đọc:\nMột đoạn.\nHỏi gì?\nA. a\nB. b\nANSWER: B").draft.payload["text"]
        == "Đọc:\nMột đoạn.\nHỏi gì?"
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("Chỉ một đáp án\nA) Một\nANSWER: A", "question_too_few", 3, id="one answer"),
        pytest.param("A) Không có câu hỏi\nB) hai\nANSWER: A", X.AIKEN_NO_QUESTION, 3, id="no question"),
        pytest.param("Chưa xong\nA) một\nB) hai", X.AIKEN_NO_ANSWER, 3, id="no right answer"),
        pytest.param("Hỏi\nA) một\nB) hai\nANSWER: D", X.ANSWER_UNKNOWN, 3, id="another letter"),
        pytest.param("Hỏi\nA) một\nB) hai\nANSWER:", X.ANSWER_UNKNOWN, 3, id="no letter"),
        pytest.param("Hỏi\nA) một\nA) hai\nANSWER: A", X.ANSWER_UNKNOWN, 3, id="a letter twice"),
        pytest.param("Hỏi\nA) một\nB) một\nANSWER: A", "question_part_repeated", 3, id="an answer twice"),
    ],
)
def test_broken_questions_say_why_and_leave_the_others_alone(text, code, line):
    found = read(f"\n\n{text}\n\nLành?\nA) có\nB) không\nANSWER: A")

    assert code in refusals(found.questions[0])
    assert found.questions[0].line == line
    assert found.questions[-1].draft.payload["text"] == "Lành?"


def test_an_answer_line_alone_is_told():
    found = read("ANSWER: A\n\nHỏi\nA) một\nB) hai\nANSWER: A")

    assert (codes(found), len(found.drafts)) == ([X.AIKEN_STRAY], 1)


def test_an_answer_may_go_on_in_the_next_line():
    found = read("Hỏi?\nA. một\n   và hai\nB. ba\ndài dòng\nANSWER: B\n\nNữa?\nA. x\nB. y\nANSWER: A")

    first, second = (draft.payload["options"] for draft in found.drafts)
    assert [one["text"] for one in first] == ["một và hai", "ba dài dòng"]
    assert [one["text"] for one in second] == ["x", "y"]


def test_remarks_behind_an_answer_are_told_and_are_no_part_of_the_next_question():
    found = read("Hỏi?\nA. a\nB. b\nĐÁP ÁN: B\nFEEDBACK: Xem bài 2\n\nNữa?\nA. x\nB. y\nANSWER: A")

    assert [draft.payload["text"] for draft in found.drafts] == ["Hỏi?", "Nữa?"]
    assert [(note.code, note.line) for note in found.notes] == [(X.FEEDBACK_LOST, 5)]


def test_braces_in_a_question_do_not_make_it_gift():
    question = only("Tập {1; 2} có mấy số?\nA. một\nB. hai\nANSWER: B")

    assert question.draft.payload["text"] == "Tập {1; 2} có mấy số?"
