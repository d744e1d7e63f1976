import copy
import json

import pytest
from hypothesis import given
from question_payloads import SOUND, any_question, item, json_values, option, pair

from assessments.rules import QuestionFault, QuestionKind, content_id, public_payload, validate_question

K = QuestionKind


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind) for kind in QuestionKind])
def test_sound_questions_have_no_faults(kind):
    assert validate_question(kind, SOUND[kind]) == []


@pytest.mark.parametrize(
    ("kind", "changes", "code", "where"),
    [
        pytest.param(K.SINGLE, {"text": " "}, QuestionFault.TEXT_MISSING, "text", id="no text"),
        pytest.param(
            K.SINGLE, {"format": "word"}, QuestionFault.UNKNOWN_FORMAT, "format", id="unknown format"
        ),
        pytest.param(
            K.SINGLE, {"answer": True}, QuestionFault.UNKNOWN_KEY, "answer", id="a key of another kind"
        ),
        pytest.param(K.SINGLE, {"options": None}, QuestionFault.NOT_A_LIST, "options", id="no options"),
        pytest.param(
            K.SINGLE, {"options": ["Thôn"]}, QuestionFault.NOT_A_LIST, "options", id="options as texts"
        ),
        pytest.param(
            K.SINGLE, {"options": [option("Xã", 100)]}, QuestionFault.TOO_FEW, "options", id="one option"
        ),
        pytest.param(
            K.SINGLE,
            {"options": [option("Xã", 99), option("Thôn")]},
            QuestionFault.NO_RIGHT_ANSWER,
            "options",
            id="nothing right",
        ),
        pytest.param(
            K.SINGLE,
            {"options": [option("Xã", 100), option("")]},
            QuestionFault.PART_EMPTY,
            "options.1.text",
            id="an empty option",
        ),
        pytest.param(
            K.SINGLE,
            {"options": [option("Xã", 100), option("Xã")]},
            QuestionFault.PART_REPEATED,
            "options.1.text",
            id="an option twice",
        ),
        pytest.param(
            K.SINGLE,
            {"options": [option("Xã", 100), option("Thôn", "nửa")]},
            QuestionFault.BAD_WEIGHT,
            "options.1.weight",
            id="a weight in words",
        ),
        pytest.param(
            K.SINGLE,
            {"options": [option("Xã", 100), option("Thôn", 0, right=True)]},
            QuestionFault.UNKNOWN_KEY,
            "options.1.right",
            id="an unknown key of an option",
        ),
        pytest.param(
            K.MULTIPLE,
            {"options": [option("Xã", 50), option("Thôn", 40)]},
            QuestionFault.WEIGHTS_NOT_WHOLE,
            "options",
            id="weights of 90",
        ),
        pytest.param(
            K.MULTIPLE,
            {"options": [option("Xã", -50), option("Thôn", 0)]},
            QuestionFault.NO_RIGHT_ANSWER,
            "options",
            id="only wrong options",
        ),
        pytest.param(
            K.TRUE_FALSE,
            {"answer": "true"},
            QuestionFault.ANSWER_NOT_TRUE_OR_FALSE,
            "answer",
            id="true as text",
        ),
        pytest.param(
            K.MATCHING, {"pairs": [pair("Sở", "tỉnh")]}, QuestionFault.TOO_FEW, "pairs", id="one pair"
        ),
        pytest.param(
            K.MATCHING,
            {"pairs": [pair("Sở", "tỉnh"), pair("Bộ", "")]},
            QuestionFault.PART_EMPTY,
            "pairs.1.right",
            id="half a pair",
        ),
        pytest.param(
            K.MATCHING,
            {"pairs": [pair("Sở", "tỉnh"), pair("Sở", "xã")]},
            QuestionFault.PART_REPEATED,
            "pairs.1.left",
            id="a left side twice",
        ),
        pytest.param(
            K.MATCHING,
            {"distractors": "huyện"},
            QuestionFault.NOT_A_LIST,
            "distractors",
            id="distractors as text",
        ),
        pytest.param(
            K.MATCHING,
            {"distractors": [""]},
            QuestionFault.PART_EMPTY,
            "distractors",
            id="an empty distractor",
        ),
        pytest.param(K.ORDERING, {"items": [item("Một")]}, QuestionFault.TOO_FEW, "items", id="one item"),
        pytest.param(
            K.ORDERING,
            {"items": [item("Một"), item("Một")]},
            QuestionFault.PART_REPEATED,
            "items.1.text",
            id="an item twice",
        ),
        pytest.param(K.SHORT_ANSWER, {"answers": []}, QuestionFault.TOO_FEW, "answers", id="no answers"),
        pytest.param(
            K.SHORT_ANSWER,
            {"answers": [{"text": ""}]},
            QuestionFault.PART_EMPTY,
            "answers.0.text",
            id="an empty answer",
        ),
        pytest.param(
            K.SHORT_ANSWER,
            {"answers": [{"text": "a", "weight": 50}]},
            QuestionFault.NO_RIGHT_ANSWER,
            "answers",
            id="only half an answer",
        ),
        pytest.param(
            K.SHORT_ANSWER,
            {"answers": [{"text": "a"}, {"text": "b", "weight": -5}]},
            QuestionFault.BAD_WEIGHT,
            "answers.1.weight",
            id="a negative answer",
        ),
        pytest.param(
            K.NUMERIC,
            {"answers": [{"value": "bốn"}]},
            QuestionFault.BAD_NUMBER,
            "answers.0.value",
            id="a number in words",
        ),
        pytest.param(
            K.NUMERIC,
            {"answers": [{"value": "4", "tolerance": "-1"}]},
            QuestionFault.BAD_NUMBER,
            "answers.0.tolerance",
            id="a negative tolerance",
        ),
        pytest.param(
            K.NUMERIC,
            {"answers": [{"minimum": "4"}]},
            QuestionFault.BAD_NUMBER,
            "answers.0.maximum",
            id="half a range",
        ),
        pytest.param(
            K.NUMERIC,
            {"answers": [{"minimum": "5", "maximum": "4"}]},
            QuestionFault.RANGE_REVERSED,
            "answers.0",
            id="a range backwards",
        ),
    ],
)
def test_what_is_wrong_with_a_question(kind, changes, code, where):
    findings = validate_question(kind, copy.deepcopy(SOUND[kind]) | changes)

    assert (code, where) in {(finding.code, finding.where) for finding in findings}


@given(any_question, json_values, json_values)
def test_no_content_is_too_strange_for_the_validator(question, value, part):
    kind, (payload, _) = question
    for key in payload:
        validate_question(kind, payload | {key: value})
        validate_question(kind, payload | {key: [part, {"text": value, "id": part, "weight": value}]})


def test_options_that_differ_in_case_alone_are_two():
    options = [option("Ủy ban nhân dân", 100), option("Ủy Ban Nhân Dân")]

    assert validate_question(K.SINGLE, {"text": "Viết hoa thế nào?", "options": options}) == []


SECRETS = {"weight", "correct", "answer", "answers", "feedback", "right", "distractors", "value", "tolerance"}


def keys_of(value):
    if isinstance(value, dict):
        return set(value) | {key for part in value.values() for key in keys_of(part)}
    return {key for part in value for key in keys_of(part)} if isinstance(value, list) else set()


@given(any_question)
def test_a_learner_sees_nothing_that_tells_the_answer(question):
    kind, (payload, _) = question
    payload = payload | {"feedback": "BÍ MẬT"}

    shown = public_payload(kind, payload, "812:5")

    assert keys_of(shown).isdisjoint(SECRETS)
    assert "BÍ MẬT" not in json.dumps(shown, ensure_ascii=False)
    assert shown == public_payload(kind, payload, "812:5")


def test_options_are_shown_in_an_order_of_the_seed():
    orders = {
        tuple(o["text"] for o in public_payload(K.MULTIPLE, SOUND[K.MULTIPLE], str(seed))["options"])
        for seed in range(500)
    }

    assert len(orders) == 23


def test_a_matching_question_offers_every_text_once():
    payload = {
        "text": "Nối.",
        "pairs": [pair("Sở", "tỉnh"), pair("Ban", "tỉnh"), pair("Phòng", "xã")],
        "distractors": ["huyện", "xã"],
    }

    shown = public_payload(K.MATCHING, payload, "1")

    assert [one["left"] for one in shown["pairs"]] == ["Sở", "Ban", "Phòng"]
    assert sorted(choice["text"] for choice in shown["choices"]) == ["huyện", "tỉnh", "xã"]
    assert {choice["id"] for choice in shown["choices"]} == {content_id(t) for t in ("huyện", "tỉnh", "xã")}


def test_a_number_is_asked_with_its_unit():
    assert public_payload(K.NUMERIC, SOUND[K.NUMERIC], "1") == {
        "text": "Bao nhiêu tiết mỗi năm?",
        "format": "markdown",
        "unit": "tiết",
    }
