"""Moodle XML as Moodle and others write it."""

import base64

import pytest
from exchange_files import TWO_ANSWERS, codes, losses, moodle, moodle_question, only, png, read, refusals

from assessments.rules import QuestionKind
from assessments.rules.exchange import FileFormat
from assessments.rules.exchange.messages import ExchangeFault
from assessments.rules.exchange.pictures import picture_name

K, X = QuestionKind, ExchangeFault


def test_a_choice_with_everything_moodle_writes():
    question = only(
        moodle(
            '<question type="category"><category><text>$course$/top/Nguồn/B3</text></category>'
            "<info format='html'><text>Mô tả của nhóm</text></info><idnumber></idnumber></question>",
            moodle_question(
                "multichoice",
                '<generalfeedback format="html"><text><![CDATA[<p>Xem bài 2.</p>]]></text></generalfeedback>'
                "<defaultgrade>2.0000000</defaultgrade><penalty>0.5</penalty><hidden>1</hidden>"
                "<idnumber>NH-1</idnumber><single>false</single><shuffleanswers>false</shuffleanswers>"
                "<answernumbering>abc</answernumbering><showstandardinstruction>0</showstandardinstruction>"
                "<correctfeedback format='html'><text>Giỏi lắm.</text></correctfeedback><shownumcorrect/>"
                "<incorrectfeedback format='html'><text></text></incorrectfeedback>"
                '<answer fraction="50" format="html"><text><![CDATA[<p>xã</p>]]></text>'
                '<feedback format="html"><text><![CDATA[<p>Đúng <b>rồi</b></p>]]></text></feedback></answer>'
                '<answer fraction="50.00000" format="html"><text>phường</text></answer>'
                '<answer fraction="-100" format="html"><text>thôn</text></answer>'
                "<hint format='html'><text>Gợi ý 1</text></hint>"
                "<hint format='html'><text>Gợi ý 2</text></hint>"
                "<tags><tag><text>thủ tục</text></tag><tag><text>level:2</text></tag>"
                f"<tag><text>{'dài ' * 20}</text></tag></tags>",
            ),
        ),
        "a.xml",
    )

    draft = question.draft
    assert (draft.kind, draft.competency_code, draft.level, draft.tags) == (K.MULTIPLE, "B3", 2, ("thủ tục",))
    assert [(one["text"], one.get("weight"), one.get("feedback")) for one in draft.payload["options"]] == [
        ("xã", "50", "Đúng rồi"),
        ("phường", "50", None),
        ("thôn", "-100", None),
    ]
    assert draft.payload["feedback"] == "Xem bài 2."
    assert set(codes(question)) == {
        X.POINTS_LOST, X.PENALTY_LOST, X.HIDDEN_LOST, X.ID_LOST, X.ORDER_LOST, X.FEEDBACK_LOST,
        X.HINTS_LOST, X.TAG_LOST, X.FORMATTING_LOST,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body", "ours"),
    [
        pytest.param("multichoice", TWO_ANSWERS, K.SINGLE, id="one answer"),
        pytest.param(
            "truefalse",
            '<answer fraction="0"><text>true</text></answer>'
            '<answer fraction="100"><text>false</text></answer>',
            K.TRUE_FALSE,
            id="true or false",
        ),
        pytest.param(
            "shortanswer",
            '<usecase>0</usecase><answer fraction="100"><text>bốn tại chỗ</text></answer>'
            '<answer fraction="0"><text>*</text></answer>',
            K.SHORT_ANSWER,
            id="short answer",
        ),
        pytest.param(
            "numerical",
            '<answer fraction="100"><text>40</text><tolerance>0.5</tolerance></answer>'
            "<units><unit><multiplier>1</multiplier><unit_name>ngày</unit_name></unit></units>",
            K.NUMERIC,
            id="number",
        ),
        pytest.param(
            "matching",
            "<subquestion><text>Sở</text><answer><text>tỉnh</text></answer></subquestion>"
            "<subquestion><text>Phòng</text><answer><text>xã</text></answer></subquestion>"
            "<subquestion><text></text><answer><text>huyện</text></answer></subquestion>",
            K.MATCHING,
            id="pairs by the old name",
        ),
        pytest.param(
            "ordering",
            '<answer fraction="2.0"><text>Xử lý</text></answer>'
            '<answer fraction="1.0"><text>Nhận</text></answer>',
            K.ORDERING,
            id="order",
        ),
    ],
)
def test_each_kind_is_read(kind, body, ours):
    question = only(moodle(moodle_question(kind, body)), "a.xml")

    assert question.draft.kind is ours
    assert question.draft.key == "Câu 1"


def test_details_of_the_kinds():
    found = read(
        moodle(
            moodle_question(
                "truefalse",
                '<answer fraction="0"><text>true</text><feedback><text>Không phải.</text></feedback></answer>'
                '<answer fraction="100"><text>false</text><feedback><text>Phải.</text></feedback></answer>',
                name="tf",
            ),
            moodle_question(
                "numerical",
                '<answer fraction="100"><text>1.0E-3</text><tolerance>0,0005</tolerance></answer>'
                '<answer fraction="0"><text>*</text><feedback><text>Sai</text></feedback></answer>'
                "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
                "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>",
                name="so",
            ),
            moodle_question(
                "truefalse",
                '<answer fraction="100"><text>Vrai</text></answer>'
                '<answer fraction="0"><text>Faux</text></answer>',
                name="cu",
            ),
        ),
        "a.xml",
    )

    truth, number, old = found.drafts
    assert truth.payload["answer"] is False
    assert (truth.payload["feedback_right"], truth.payload["feedback_wrong"]) == ("Phải.", "Không phải.")
    assert number.payload["answers"] == [{"value": "0.001", "tolerance": "0.0005"}]
    assert number.payload["unit"] == "m"
    assert set(losses(found.questions[1])) == {X.FEEDBACK_LOST, X.UNITS_LOST}
    assert (old.payload["answer"], codes(found.questions[2])) == (True, [X.ORDER_GUESSED])


@pytest.mark.parametrize(
    "kind",
    ["essay", "description", "cloze", "multianswer", "calculated", "calculatedmulti", "calculatedsimple",
     "ddwtos", "gapselect", "ddimageortext", "ddmarker", "random", "randomsamatch", "coderunner", "tự chế"],
)  # fmt: skip
def test_kinds_we_do_not_ask_are_named(kind):
    found = read(
        moodle(moodle_question(kind, TWO_ANSWERS), moodle_question("multichoice", TWO_ANSWERS)), "a.xml"
    )

    refused, taken = found.questions
    assert (refused.draft, refused.title, taken.draft.key) == (None, "Câu 1", "Câu 1")
    assert refused.notes[0].params["kind"] == kind


def test_pictures_in_files_in_addresses_and_in_answers_are_kept():
    one, two = png(1), png(2)
    encoded = base64.b64encode(one).decode()
    data = base64.b64encode(two).decode()
    question = only(
        moodle(
            '<question type="multichoice"><name><text>Hình</text></name><questiontext format="html"><text>'
            '<![CDATA[<p>Nhìn <img src="@@PLUGINFILE@@/so%20do.png" alt="" width="20"> và '
            f'<img src="data:image/png;base64,{data}" alt="hai">.</p>]]></text>'
            f'<file name="so do.png" path="/" encoding="base64">{encoded}</file>'
            '<file name="thua.mp3" path="/" encoding="base64">AAAA</file></questiontext>'
            '<answer fraction="100" format="html"><text>'
            '<![CDATA[<img src="@@PLUGINFILE@@/b.png" alt="b">]]></text>'
            f'<file name="b.png" encoding="base64">{data}</file></answer>'
            '<answer fraction="0" format="html"><text>thôn</text></answer></question>'
        ),
        "a.xml",
    )

    first, second = picture_name(one), picture_name(two)
    text = question.draft.payload["text"]
    assert [use.name for use in question.draft.pictures] == [first, second, second]
    assert [use.alt for use in question.draft.pictures] == ["so do", "hai", "Hình 1"]
    assert question.draft.payload["options"][0]["text"] == "Hình 1 (b)"
    assert text.endswith(f'<p>Hình 1: <img src="{second}" alt="Hình 1"></p>')
    assert set(codes(question)) == {X.PICTURE_WORDS_MADE, X.PICTURE_MOVED, X.FILE_LOST}


def test_the_old_way_of_one_picture_a_question_is_read():
    encoded = base64.b64encode(png()).decode()
    question = only(
        moodle(
            moodle_question(
                "multichoice",
                f"<image>moodle/a.png</image><image_base64>{encoded}</image_base64>{TWO_ANSWERS}",
            )
        ),
        "a.xml",
    )

    assert [use.name for use in question.draft.pictures] == [picture_name(png())]


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        pytest.param("@@@ not base64 @@@", X.PICTURE_MISSING, id="no base64"),
        pytest.param("", X.PICTURE_MISSING, id="nothing"),
        pytest.param(base64.b64encode(b"<svg onload='x'/>").decode(), X.FILE_LOST, id="SVG"),
        pytest.param(base64.b64encode(b"MZ program").decode(), X.FILE_LOST, id="a program"),
    ],
)
def test_what_is_no_picture_is_left_out_and_named(encoded, code):
    question = only(
        moodle(
            '<question type="truefalse"><name><text>A</text></name><questiontext format="html"><text>'
            '<![CDATA[Xem <img src="@@PLUGINFILE@@/x.png" alt="sơ đồ">]]></text>'
            f'<file name="x.png" encoding="base64">{encoded}</file></questiontext>'
            '<answer fraction="100"><text>true</text></answer></question>'
        ),
        "a.xml",
    )

    assert question.draft.payload["text"] == "Xem sơ đồ"
    assert code in losses(question)


@pytest.mark.parametrize(
    ("format_name", "ours"),
    [("html", "html"), ("markdown", "markdown"), ("plain_text", "plain"), ("moodle_auto_format", "html")],
)
def test_text_formats(format_name, ours):
    body = moodle_question("multichoice", TWO_ANSWERS).replace(
        'questiontext format="html"', f'questiontext format="{format_name}"'
    )

    assert only(moodle(body), "a.xml").draft.payload["format"] == ours


def test_tags_that_stand_open_in_the_file_are_text_all_the_same():
    body = moodle_question("multichoice", TWO_ANSWERS).replace(
        "<![CDATA[<p>Cấp xã gồm những đơn vị nào?</p>]]>", "<p>Cấp &nbsp;<b>xã</b> &amp; hai?</p>"
    )

    question = only(moodle(body), "a.xml")

    assert question.draft.payload["text"] == "<p>Cấp \xa0<b>xã</b> &amp; hai?</p>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("", X.NO_ANSWERS, id="no answers"),
        pytest.param('<answer fraction="nhiều"><text>a</text></answer>', X.BAD_WEIGHT, id="weight in words"),
        pytest.param(TWO_ANSWERS.replace('"100"', '"50"'), "question_no_right_answer", id="nothing right"),
        pytest.param(TWO_ANSWERS.replace("thôn", "xã"), "question_part_repeated", id="an answer twice"),
        pytest.param('<answer fraction="1e999"><text>a</text></answer>', X.BAD_WEIGHT, id="a huge number"),
    ],
)
def test_broken_questions_say_why(body, code):
    found = read(
        moodle(
            moodle_question("multichoice", body, name="hỏng"), moodle_question("multichoice", TWO_ANSWERS)
        ),
        "a.xml",
    )

    assert code in refusals(found.questions[0])
    assert found.questions[1].draft is not None


def test_a_file_that_was_cut_gives_what_stands_before():
    whole = moodle(*(moodle_question("multichoice", TWO_ANSWERS, name=str(number)) for number in range(3)))

    found = read(whole[: whole.rindex("<answer")], "a.xml")

    assert [draft.key for draft in found.drafts] == ["0", "1"]
    assert codes(found) == [X.CUT_XML]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param("<quiz></quiz>", X.NO_QUESTIONS, id="empty"),
        pytest.param("<quiz/>", X.NO_QUESTIONS, id="shorter"),
        pytest.param(
            '<?xml version="1.0"?><!-- trống --><quiz><!-- không --></quiz>', X.NO_QUESTIONS, id="comments"
        ),
        pytest.param("<quiz>chỉ có chữ</quiz>", X.NO_QUESTIONS, id="only words"),
        pytest.param("<rss/>", X.OTHER_ROOT, id="another root"),
        pytest.param("<questestinterop/>", X.OTHER_FORMAT, id="QTI 1.2"),
        pytest.param("<html><body>x</body></html>", X.OTHER_FORMAT, id="a page"),
        pytest.param("<", X.BROKEN_XML, id="one sign"),
    ],
)
def test_files_without_questions(content, code):
    found = read(content, "a.xml")

    assert code in codes(found) or (code == X.BROKEN_XML and codes(found) == [X.CUT_XML])
    assert found.drafts == ()


def test_encodings_that_the_file_declares_or_hides():
    text = moodle(moodle_question("multichoice", TWO_ANSWERS, name="Đồng bào"))

    declared = text.replace("UTF-8", "UTF-16").encode("utf-16")
    spaced = ("\n \n" + text).encode("utf-8-sig")
    lying = text.replace("UTF-8", "ISO-8859-1").encode()

    assert [read(content, "a.xml").drafts[0].key for content in (declared, spaced, lying)] == ["Đồng bào"] * 3
    assert read(text, "a.xml").format is FileFormat.MOODLE_XML


def in_html(text, *files):
    inner = "".join(
        f'<file name="{name}" path="{path}" encoding="base64">{base64.b64encode(content).decode()}</file>'
        for name, path, content in files
    )
    return moodle(
        f'<question type="multichoice"><name><text>A</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{inner}</questiontext>{TWO_ANSWERS}</question>"
    )


def test_pictures_of_one_name_in_two_folders_are_two():
    shown = '<p><img src="@@PLUGINFILE@@/1/a.png" alt="x"><img src="@@PLUGINFILE@@/2/a.png?t=1" alt="y"></p>'
    question = only(in_html(shown, ("a.png", "/1/", png(1)), ("a.png", "/2/", png(2))), "a.xml")

    assert [use.name for use in question.draft.pictures] == [picture_name(png(1)), picture_name(png(2))]


def test_a_picture_with_a_vietnamese_name_is_not_called_unused():
    shown = '<p>Xem <img src="@@PLUGINFILE@@/h%C3%ACnh%201.png" alt="x"></p>'

    assert codes(only(in_html(shown, ("hình 1.png", "/", png())), "a.xml")) == []


def test_a_document_beside_a_text_is_told_to_be_lost():
    shown = '<p><a href="@@PLUGINFILE@@/van-ban.pdf">Văn bản</a></p>'

    assert X.FILE_LOST in codes(only(in_html(shown, ("van-ban.pdf", "/", b"%PDF-1.4")), "a.xml"))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        pytest.param("R&D", "R&D", id="a sign by itself"),
        pytest.param("a &khongco; b", "a &khongco; b", id="a name of nothing"),
        pytest.param("a&#8;b&#xFFFFFF;", "ab", id="signs XML cannot hold"),
        pytest.param("5 &lt; 6 &AMP; 7", "5 < 6 & 7", id="names of HTML"),
    ],
)
def test_a_slip_in_one_name_does_not_cost_the_questions_behind_it(written, read_as):
    slip = moodle_question("multichoice", TWO_ANSWERS).replace("Câu 1", written)
    found = read(moodle(slip, moodle_question("multichoice", TWO_ANSWERS, name="Sau")), "a.xml")

    assert [draft.key for draft in found.drafts] == [read_as, "Sau"]


def test_true_and_false_may_be_said_in_vietnamese_in_whichever_order():
    answers = (
        '<answer fraction="0"><text>Sai</text></answer><answer fraction="100"><text>Đúng</text></answer>'
    )
    question = only(moodle(moodle_question("truefalse", answers)), "a.xml")

    assert question.draft.payload["answer"] is True
    assert codes(question) == []


def test_every_category_description_is_told():
    group = (
        "<question type='category'><category><text>B3/{0}</text></category>"
        "<info><text>mô tả</text></info></question>"
    )
    found = read(moodle(*map(group.format, range(60)), moodle_question("multichoice", TWO_ANSWERS)), "a.xml")

    assert codes(found).count(X.CATEGORY_TEXT_LOST) == 60
