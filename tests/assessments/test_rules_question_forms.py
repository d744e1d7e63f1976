"""What an author types is what is stored; what is wrong is told at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from question_payloads import SOUND, any_question

from assessments.rules import (
    DraftFault,
    QuestionDraft,
    QuestionFault,
    QuestionKind,
    draft_from,
    grade,
    parse_gift,
    read_typed,
    typed_from,
    with_picture,
)

GIFT = """
::C1:: Cấp xã là cấp nào? {=Xã, phường#Đúng. ~Thôn ~%50%Đặc khu#Chưa đủ. ####Xem Luật 72/2025/QH15.}

::C2:: Dữ liệu nào cần bảo vệ? {~%50%Số định danh ~%50%Số điện thoại ~%-50%Tên xã ~Tên tỉnh}

::C3:: Ba phần {~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}

::C4:: Đúng hay sai? {F#Sai rồi.#Đúng rồi.}

::C5:: Nối. {=Sở -> tỉnh =Phòng -> xã = -> huyện}

::C6:: Phương châm bốn tại {=chỗ =%50%*cho*#Thiếu dấu.}

::C7:: Bao nhiêu? {#=1.234:0.5 =%50%1000..2000}

::C8:: [html]<p>Thứ tự</p> {>
Tiếp nhận
Xử lý
Trả kết quả
}

::C9:: Một số? {#40}
"""


def drafts_of(text):
    parsed, errors = parse_gift(text)
    assert not errors
    return [QuestionDraft(one.title, one.kind, one.payload, one.category or None) for one in parsed]


@pytest.mark.parametrize("draft", drafts_of(GIFT), ids=lambda draft: draft.key)
def test_a_question_of_a_file_stays_the_same_when_it_is_opened_and_saved(draft):
    fields = {"kind": draft.kind.value, **typed_from(draft).fields}

    again = draft_from(read_typed(draft.kind, fields))

    assert again == draft
    assert again.content_hash == draft.content_hash


@given(any_question)
def test_the_form_of_any_sound_question_means_the_same_question(question):
    kind, (payload, answer) = question
    draft = QuestionDraft("C1", kind, payload, "B10", 3, ("luật", "văn thư"))

    again = draft_from(read_typed(kind, typed_from(draft).fields))

    assert not again.findings()
    assert (again.key, again.competency_code, again.level, again.tags) == ("C1", "B10", 3, draft.tags)
    assert grade(kind, again.payload, answer).points == grade(kind, payload, answer).points


@given(st.sampled_from(QuestionKind), st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
def test_whatever_is_sent_gives_a_draft_and_findings_never_an_error(kind, sent):
    draft_from(read_typed(kind, sent)).findings()


NUMBERS = st.from_regex(r"[0-9]{0,3}[.,]?[0-9]{0,4}", fullmatch=True)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text(max_size=3), "right": st.sampled_from(["", "1"]), "weight": NUMBERS}
        )
    )
)
def test_options_with_any_ticks_and_weights_are_read(rows):
    sent = {f"options.{at}.{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    for kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        draft = draft_from(read_typed(kind, {"text": "?", **sent}))
        if not draft.findings():
            assert draft_from(read_typed(kind, typed_from(draft).fields)).payload == draft.payload


def test_ticks_alone_share_a_hundred_and_own_weights_leave_the_rest_to_the_others():
    sent = {"text": "?"}
    for at, (text, right, weight) in enumerate(
        [("a", "1", "40"), ("b", "1", ""), ("c", "1", ""), ("d", "", "-50"), ("", "", "")]
    ):
        sent |= {f"options.{at}.text": text, f"options.{at}.right": right, f"options.{at}.weight": weight}

    draft = draft_from(read_typed(QuestionKind.MULTIPLE, sent))

    weights = [option.get("weight") for option in draft.payload["options"]]
    assert weights == ["40", "30", "30", "-50"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1.234,5", "1234.5"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1.234", "1234"),
        ("0,125", "0.125"),
        ("−3", "-3"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, stored):
    draft = draft_from(read_typed(QuestionKind.NUMERIC, {"text": "?", "answers.0.value": typed}))

    assert draft.payload["answers"] == [{"value": stored}]


SINGLE = QuestionDraft("C1", QuestionKind.SINGLE, {**SOUND[QuestionKind.SINGLE]})


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        pytest.param({"key": ""}, DraftFault.KEY_MISSING, "key", id="no code"),
        pytest.param({"key": "x" * 81}, DraftFault.KEY_TOO_LONG, "key", id="a long code"),
        pytest.param({"key": " C1"}, DraftFault.KEY_UNTIDY, "key", id="a space before the code"),
        pytest.param({"key": "C\u200b1"}, DraftFault.KEY_UNTIDY, "key", id="an invisible character"),
        pytest.param({"competency_code": "Z9"}, DraftFault.UNKNOWN_COMPETENCY, "competency", id="competency"),
        pytest.param({"level": 3}, DraftFault.LEVEL_OF_NOTHING, "level", id="a level of nothing"),
        pytest.param(
            {"competency_code": "B10", "level": 6}, DraftFault.LEVEL_OUT_OF_RANGE, "level", id="level"
        ),
        pytest.param({"tags": ("a,b",)}, DraftFault.BAD_TAG, "tags", id="a comma in a tag"),
        pytest.param({"tags": tuple("abcdefghijklmnopqrstuv")}, DraftFault.TOO_MANY_TAGS, "tags", id="tags"),
    ],
)
def test_what_is_wrong_around_a_question_is_told_at_its_field(changes, code, where):
    draft = QuestionDraft(**{"key": "C1", "kind": SINGLE.kind, "payload": SINGLE.payload} | changes)

    assert [(found.code, found.where) for found in draft.findings({"B10"})] == [(code, where)]


@pytest.mark.parametrize(
    ("text", "text_format", "codes"),
    [
        pytest.param("![](0123456789ab.png)", "markdown", [DraftFault.PICTURE_WITHOUT_WORDS], id="no words"),
        pytest.param("![Sơ đồ](0123456789ab.png)", "markdown", [], id="sound"),
        pytest.param("![Sơ đồ](http://x.vn/a.png)", "markdown", [DraftFault.UNKNOWN_PICTURE], id="elsewhere"),
        pytest.param('<img src="0123456789ab.png" alt="Sơ đồ">', "html", [], id="HTML"),
        pytest.param("<IMG alt='' src=x.svg>", "html",
                     [DraftFault.PICTURE_WITHOUT_WORDS, DraftFault.UNKNOWN_PICTURE], id="HTML, both faults"),
        pytest.param("![](x.png) <img src=x>", "plain", [], id="plain text shows none"),
    ],
)  # fmt: skip
def test_pictures_need_words_and_must_be_there(text, text_format, codes):
    draft = QuestionDraft("C1", SINGLE.kind, {**SINGLE.payload, "text": text, "format": text_format})

    assert [found.code for found in draft.findings(pictures={"0123456789ab.png"})] == codes


def test_too_long_texts_and_too_many_lines_are_told():
    options = [{"id": str(at), "text": f"câu {at}"} for at in range(41)]
    draft = QuestionDraft("C1", SINGLE.kind, {"text": "?" * 20_001, "options": options})

    found = {(finding.code, finding.where) for finding in draft.findings()}
    assert found == {
        (DraftFault.TEXT_TOO_LONG, "text"),
        (DraftFault.TOO_MANY_PARTS, "options"),
        (QuestionFault.NO_RIGHT_ANSWER, "options"),
    }


def test_what_no_database_keeps_is_left_out_of_the_form_and_refused_elsewhere():
    bad = "Một\x00 câu\ud800 hỏi\x1f"
    assert draft_from(read_typed(QuestionKind.NUMERIC, {"text": bad})).payload["text"] == "Một câu hỏi"

    draft = QuestionDraft("C1", SINGLE.kind, {**SINGLE.payload, "feedback": bad})
    assert [found.code for found in draft.findings()] == [DraftFault.UNWRITABLE]


def test_a_picture_is_put_behind_the_text_in_its_format():
    assert with_picture({"text": "Xem:"}, "a.png", "Sơ [đồ]") == "Xem:\n\n![Sơ  đồ ](a.png)"
    html = with_picture({"text": "", "format": "html"}, "a.png", 'Nút "Gửi"')
    assert html == '<img src="a.png" alt="Nút &quot;Gửi&quot;">'
