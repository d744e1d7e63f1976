"""Which options an answer chose."""

import pytest
from question_payloads import SOUND

from assessments.rules import QuestionKind
from assessments.rules.quizzes.choosing import (
    SHORTEST_SECONDS,
    chosen_options,
    is_given,
    offered_options,
    reading_seconds,
)


@pytest.mark.parametrize(
    ("kind", "answer", "chosen"),
    [
        (QuestionKind.SINGLE, "ab12", ["ab12"]),
        (QuestionKind.SINGLE, ["ab12"], []),
        (QuestionKind.SINGLE, None, []),
        (QuestionKind.MULTIPLE, ["a", "b", "a"], ["a", "b"]),
        (QuestionKind.MULTIPLE, "a", []),
        (QuestionKind.MULTIPLE, [1, {}], []),
        (QuestionKind.TRUE_FALSE, True, ["true"]),
        (QuestionKind.TRUE_FALSE, "false", ["false"]),
        (QuestionKind.TRUE_FALSE, None, []),
        (QuestionKind.TRUE_FALSE, 1, []),
        (QuestionKind.NUMERIC, "12", []),
        (QuestionKind.SHORT_ANSWER, "true", []),
    ],
)
def test_what_an_answer_chose(kind, answer, chosen):
    assert chosen_options(kind, answer) == chosen


@pytest.mark.parametrize("kind", QuestionKind)
def test_only_choice_questions_offer_options_and_one_at_least_is_right(kind):
    options = offered_options(kind, SOUND[kind])
    is_choice = kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE}
    assert bool(options) is is_choice
    assert any(option.is_right for option in options) is is_choice


@pytest.mark.parametrize("answer", [None, "", "  ", [], {}])
def test_what_holds_nothing_was_not_answered(answer):
    assert not is_given(answer)


@pytest.mark.parametrize("answer", ["a", "0", ["a"], {"a": 1}, False, True, 0])
def test_what_holds_something_was_answered(answer):
    assert is_given(answer)


def test_nobody_reads_faster_than_ten_words_a_second_or_answers_in_less_than_three():
    assert reading_seconds(["một hai ba"]) == SHORTEST_SECONDS
    assert reading_seconds(["chữ " * 60, "thêm " * 40]) == 10.0
