import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import (
    GiftFault,
    QuestionFault,
    QuestionKind,
    content_id,
    grade,
    parse_gift,
    public_payload,
    validate_question,
)

K = QuestionKind


def one(text):
    """The only question of a file without errors."""
    (question,), errors = parse_gift(text)
    assert errors == []
    return question


def texts(question, key="options"):
    return [part["text"] for part in question.payload[key]]


def weights(question, key="options"):
    return {part["text"]: part.get("weight") for part in question.payload[key]}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Cấp xã gồm? {=xã ~thôn ~huyện}", K.SINGLE, id="single choice"),
        pytest.param("Chọn hai. {~%50%xã ~%50%phường ~%-100%huyện}", K.MULTIPLE, id="multiple choice"),
        pytest.param("Đúng? {T}", K.TRUE_FALSE, id="T"),
        pytest.param("Đúng? {FALSE}", K.TRUE_FALSE, id="FALSE"),
        pytest.param("Nối. {=Sở -> tỉnh =Phòng -> xã}", K.MATCHING, id="matching"),
        pytest.param("Bao nhiêu? {#40}", K.NUMERIC, id="number"),
        pytest.param("Bao nhiêu? {#38..42}", K.NUMERIC, id="range"),
        pytest.param("Bốn tại …? {=chỗ =cho}", K.SHORT_ANSWER, id="short answer"),
        pytest.param("Bốn tại …? {=%100%chỗ}", K.SHORT_ANSWER, id="one short answer"),
        pytest.param("Xếp. {>\nTiếp nhận\nXử lý\n}", K.ORDERING, id="ordering"),
    ],
)
def test_each_kind_is_recognised(text, kind):
    assert one(text).kind is kind


def test_a_single_choice_with_everything():
    question = one("""
// Ngân hàng câu hỏi của trường
$CATEGORY: $course$/Nguồn/B3

::Phiếu hẹn::[html]Phiếu hẹn trả kết quả <b>bắt buộc</b> có gì? {
    =ngày trả \\= giờ trả # Đúng rồi.
    // ghi chú ở giữa
    ~%50%số điện thoại # Một phần.
    ~tên \\{cán bộ\\}
    #### Xem thêm bài 2.
}
""")

    assert (question.title, question.category, question.line) == ("Phiếu hẹn", "B3", 5)
    assert question.payload["text"] == "Phiếu hẹn trả kết quả <b>bắt buộc</b> có gì?"
    assert question.payload["format"] == "html"
    assert weights(question) == {"ngày trả = giờ trả": "100", "số điện thoại": "50", "tên {cán bộ}": None}
    assert [option.get("feedback") for option in question.payload["options"]] == [
        "Đúng rồi.",
        "Một phần.",
        None,
    ]
    assert question.payload["feedback"] == "Xem thêm bài 2."


def test_right_options_can_be_told_by_weights_alone():
    question = one("Chọn. {~%33.33333%a ~%33,33333%b ~%33.33333%c ~%-100%d ~e}")

    assert weights(question)["b"] == "33.33333"
    assert grade(question.kind, question.payload, [content_id(text) for text in "abc"]).correct


@pytest.mark.parametrize(
    ("block", "answer", "wrong", "right"),
    [
        pytest.param("{TRUE}", True, None, None, id="TRUE"),
        pytest.param("{ f }", False, None, None, id="small letter"),
        pytest.param("{T#Chưa đúng.#Đúng.}", True, "Chưa đúng.", "Đúng.", id="wrong answer first"),
        pytest.param("{FALSE#Chưa đúng.}", False, "Chưa đúng.", None, id="one feedback"),
    ],
)
def test_true_or_false(block, answer, wrong, right):
    payload = one(f"Đơn viết tay được ghi nhận. {block}").payload

    assert payload["answer"] is answer
    assert (payload.get("feedback_wrong"), payload.get("feedback_right")) == (wrong, right)


def test_matching_with_a_text_too_many():
    payload = one("Nối. {\n=Sở Nội vụ -> tỉnh\n=Phòng \\=1\\= -> xã\n= -> huyện\n}").payload

    assert [(pair["left"], pair["right"]) for pair in payload["pairs"]] == [
        ("Sở Nội vụ", "tỉnh"),
        ("Phòng =1=", "xã"),
    ]
    assert payload["distractors"] == ["huyện"]


@pytest.mark.parametrize(
    ("block", "answers"),
    [
        pytest.param("{#214:0}", [{"value": "214", "tolerance": "0"}], id="tolerance"),
        pytest.param("{#3.141}", [{"value": "3.141", "tolerance": "0"}], id="without tolerance"),
        pytest.param("{# 1..5 }", [{"minimum": "1", "maximum": "5"}], id="range"),
        pytest.param("{#-1.5..-.5}", [{"minimum": "-1.5", "maximum": "-.5"}], id="negative range"),
        pytest.param(
            "{#\n=40:0 # Đúng.\n=%50%40:2 # Gần đúng.\n}",
            [
                {"value": "40", "tolerance": "0", "feedback": "Đúng."},
                {"value": "40", "tolerance": "2", "weight": "50", "feedback": "Gần đúng."},
            ],
            id="several with weights",
        ),
        pytest.param(
            "{#7#Một tuần.}", [{"value": "7", "tolerance": "0", "feedback": "Một tuần."}], id="feedback"
        ),
    ],
)
def test_numbers(block, answers):
    assert one(f"Bao nhiêu? {block}").payload["answers"] == answers


def test_a_short_answer_keeps_its_wildcard():
    question = one(r"Phương châm? {=%50%*tại chỗ =bốn tại chỗ#Đủ. =\*}")

    assert [answer["text"] for answer in question.payload["answers"]] == ["*tại chỗ", "bốn tại chỗ", r"\*"]
    assert (
        grade(question.kind, question.payload, "ba tại chỗ").points
        == grade(question.kind, question.payload, "tại chỗ").points
    )
    assert grade(question.kind, question.payload, "*").correct


def test_items_to_put_in_order():
    question = one("Xếp thứ tự. {>\n  Tiếp nhận\n  Xử lý \\= giải quyết\n\n}".replace("\n\n", "\n"))

    assert texts(question, "items") == ["Tiếp nhận", "Xử lý = giải quyết"]


def test_a_missing_word():
    question = one("Phương châm {=bốn ~ba ~hai} tại chỗ.")

    assert question.payload["text"] == "Phương châm _____ tại chỗ."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param(r"1 \= 1 \~ 2 \# \{x\} \: y", "1 = 1 ~ 2 # {x} : y", id="signs"),
        pytest.param(r"một\nhai", "một\nhai", id="a new line"),
        pytest.param(r"C:\\tệp", r"C:\tệp", id="a backslash"),
        pytest.param(r"**đậm** \*", r"**đậm** \*", id="others stay"),
        pytest.param("một\nhai", "một\nhai", id="a real new line"),
        pytest.param("[liên kết](/x)", "[liên kết](/x)", id="brackets that are no format"),
        pytest.param("a == b, 5 ~ 6", "a == b, 5 ~ 6", id="signs outside the block"),
    ],
)
def test_escapes_in_the_question(written, meant):
    assert one(f"{written} {{T}}").payload["text"] == meant


@pytest.mark.parametrize(
    ("marker", "text_format"),
    [
        ("", "markdown"),
        ("[markdown]", "markdown"),
        ("[plain]", "plain"),
        ("[moodle]", "html"),
        ("[HTML]", "html"),
    ],
)
def test_format_markers(marker, text_format):
    question = one(f"::T::{marker}Đúng? {{T}}")

    assert (question.payload["format"], question.payload["text"]) == (text_format, "Đúng?")


def test_a_category_holds_until_the_next():
    questions, errors = parse_gift("A {T}\n\n$CATEGORY: B3\nB {T}\n\nC {T}\n$CATEGORY: x/C2\nD {T}")

    assert errors == []
    assert [question.category for question in questions] == ["", "B3", "B3", "C2"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_line_ends_byte_order_marks_and_unicode_forms_do_not_matter(line_end):
    text = unicodedata.normalize("NFD", "\ufeffHoà giải? {=có ~không}\n\nThủy lợi? {T}").replace(
        "\n", line_end
    )

    questions, errors = parse_gift(text)

    assert errors == []
    assert [question.payload["text"] for question in questions] == ["Hoà giải?", "Thủy lợi?"]
    assert questions[1].line == 3


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("Viết về công việc. {}", GiftFault.ESSAY, 1, id="essay"),
        pytest.param("Viết. { #### Gợi ý }", GiftFault.ESSAY, 1, id="essay with feedback"),
        pytest.param("Chỉ là lời dẫn.", GiftFault.NO_BLOCK, 1, id="description"),
        pytest.param("Hỏi? {\n=xã\n~thôn", GiftFault.UNCLOSED_BLOCK, 1, id="no closing brace"),
        pytest.param("Hỏi? =xã ~thôn }", GiftFault.STRAY_BRACE, 1, id="no opening brace"),
        pytest.param("Hỏi? {=xã ~{thôn}}", GiftFault.STRAY_BRACE, 1, id="braces in braces"),
        pytest.param("::Tên Hỏi? {T}", GiftFault.UNCLOSED_TITLE, 1, id="title not closed"),
        pytest.param("Hỏi?\n{xã}", GiftFault.NO_MARKS, 2, id="no marks"),
        pytest.param("Hỏi? {\nxã\n~thôn}", GiftFault.TEXT_BEFORE_ANSWERS, 2, id="first answer unmarked"),
        pytest.param("Hỏi? {~a\n~b}", QuestionFault.NO_RIGHT_ANSWER, 1, id="nothing right"),
        pytest.param("Hỏi? {=xã}\n{T}", QuestionFault.TEXT_MISSING, 2, id="a second block"),
        pytest.param("Hỏi? {=xã\n~%nửa%thôn}", GiftFault.BAD_WEIGHT, 2, id="weight in words"),
        pytest.param("Hỏi? {\n~%50%a\n~%40%b}", QuestionFault.WEIGHTS_NOT_WHOLE, 1, id="weights of 90"),
        pytest.param("Hỏi? {=a\n~b\n~b}", QuestionFault.PART_REPEATED, 3, id="an option twice"),
        pytest.param("Hỏi? {=a\n~}", QuestionFault.PART_EMPTY, 2, id="an empty option"),
        pytest.param("Hỏi? {#bốn}", GiftFault.BAD_NUMBER, 1, id="number in words"),
        pytest.param("Hỏi? {#1,5}", GiftFault.BAD_NUMBER, 1, id="decimal comma"),
        pytest.param("Hỏi? {#5..1}", QuestionFault.RANGE_REVERSED, 1, id="range backwards"),
        pytest.param("Nối. {=a -> b\n=c}", GiftFault.MIXED_MATCHING, 2, id="a pair without arrow"),
        pytest.param(
            "Nối. {=a -> b\n=c -> d # hay}", GiftFault.MATCHING_EXTRAS, 2, id="a pair with feedback"
        ),
        pytest.param("Nối. {=a -> b}", QuestionFault.TOO_FEW, 1, id="one pair"),
        pytest.param("Xếp. {>\nMột\n}", QuestionFault.TOO_FEW, 1, id="one item"),
        pytest.param("Xếp. {>\nMột\nHai\nMột\n}", QuestionFault.PART_REPEATED, 4, id="an item twice"),
        pytest.param("{=xã ~thôn}", QuestionFault.TEXT_MISSING, 1, id="no question"),
        pytest.param("$CATEGORY:\nHỏi? {=xã}\n", GiftFault.EMPTY_CATEGORY, 1, id="empty category"),
    ],
)
def test_errors_name_the_line_and_leave_the_others_alone(text, code, line):
    before, after = "Trước? {T}\n\n", "\n\nSau? {F}\n"

    questions, errors = parse_gift(before + text + after)

    asked = [question.payload["text"] for question in questions]
    assert (asked[0], asked[-1]) == ("Trước?", "Sau?")
    assert [(error.code, error.line) for error in errors] == [(code, line + 2)]
    assert errors[0].template % errors[0].params
    assert errors[0].text in text


@pytest.mark.parametrize(
    "separator",
    ["\n\n", "\n", "\n// ghi chú\n", "\n::Tên::", "\n$CATEGORY: B3\n"],
    ids=["empty line", "new line", "comment", "title", "category"],
)
@pytest.mark.parametrize(
    "broken", ["Hỏng? {=a ~b", "Hỏng? {=a ~%x%b}", "Hỏng? {}"], ids=["open", "weight", "essay"]
)
def test_a_broken_question_never_swallows_the_next(broken, separator):
    questions, errors = parse_gift(f"{broken}{separator}Lành? {{=a ~b}}")

    assert [question.payload["text"] for question in questions] == ["Lành?"]
    assert [error.line for error in errors] == [1]


def test_an_error_shows_the_line_as_written():
    _, (error,) = parse_gift("Hỏi? {\n  =xã\n  ~%nửa%thôn # gần\n}")

    assert error.text == "~%nửa%thôn # gần"
    assert error.template % error.params == (
        'The weight "nửa" cannot be read. Write a number between percent signs.'
    )


def test_an_empty_file_has_neither_questions_nor_errors():
    assert parse_gift("\n// chỉ có ghi chú\n\n") == ([], [])


@given(st.text("{}=~#%>-:.\\/ aT1$\n", max_size=60))
def test_whatever_is_read_is_sound_and_the_rest_is_told(text):
    questions, errors = parse_gift(text)

    for question in questions:
        assert validate_question(question.kind, question.payload) == []
        assert public_payload(question.kind, question.payload, "1")["text"]
    for error in errors:
        assert error.template % error.params
        assert 1 <= error.line <= text.count("\n") + 1
