"""GIFT as other systems write it: everything of it is taken over, or its loss is named with its line."""

import codecs
import unicodedata

import pytest
from exchange_files import codes, losses, only, read, refusals

from assessments.rules import GiftFault, QuestionKind
from assessments.rules.exchange import FileFormat
from assessments.rules.exchange.messages import ExchangeFault

K, X = QuestionKind, ExchangeFault

# After the kinds of examples that Moodle's own documentation gives, in our words.
DOCUMENTED = r"""
// Các kiểu câu hỏi theo tài liệu của Moodle

Ai ký quyết định này?{~Chánh văn phòng ~Trưởng phòng =Chủ tịch}

Công dân có {~mười =bốn ~hai} ngày để bổ sung.

Phiếu hẹn là bắt buộc.{FALSE}

Ai ký quyết định này?{=chủ tịch =Chủ tịch xã}

Mã tỉnh có mấy chữ số? {#2:1}

Số pi đến ba chữ số? {#3.141..3.142}.

Năm nào? {#
    =2025:0      #Đúng! Trọn điểm.
    =%50%2025:2  #Gần đúng.
                 Được nửa điểm.
}

Nối. {
    =Sở -> tỉnh
    =Phòng  -> xã
    =Bộ     -> trung ương
    =       -> huyện
    }

::Nguồn gốc chữ::Chữ quốc ngữ
ghi âm bằng hệ chữ nào? {=La-tinh}

::Ngày lễ:: Ngày Quốc khánh là ngày {~1 ~3 =2} tháng Chín.

Câu khó.{~sai ~%50%đúng một nửa =đúng hẳn}

::Quê Bác:: Bác sinh ở {
    =Nghệ An#Đúng!
    =%75%Nghê An#Đúng, nhưng sai dấu.
    =%25%Hà Tĩnh#Gần đó.}

Hai ai ký tên? {
    ~%-50%Bảo vệ
    ~%50%Chủ tịch
    ~%50%Phó Chủ tịch
    ~%-50%Người dân }

Vế nào bằng 5? {
     ~ \= 2 + 2
     = \= 2 + 3
     ~ \= 2 + 4  }

::Dấu điều khiển::
Dấu nào không điều khiển GIFT? {
   ~ \~     # \~ có điều khiển.
   ~ \#     # \# có điều khiển.
   ~ \{     # \{ có điều khiển.
   = \\     # Đúng! \\ (gạch chéo ngược) không điều khiển, NHƯNG
              dùng để viết các dấu kia.
}

[markdown]Ai ký **quyết định**?{
=chủ tịch#tốt!
=ông chủ tịch#tốt!}
"""


def test_the_documented_examples_are_all_read():
    found = read(DOCUMENTED, "vi-du.gift")

    assert found.format is FileFormat.GIFT
    assert [(question.line, codes(question)) for question in found.questions if question.draft is None] == []
    kinds = [draft.kind for draft in found.drafts]
    assert kinds.count(K.SINGLE) == 6
    assert kinds.count(K.SHORT_ANSWER) == 4
    assert kinds.count(K.NUMERIC) == 3
    assert (kinds.count(K.TRUE_FALSE), kinds.count(K.MATCHING), kinds.count(K.MULTIPLE)) == (1, 1, 1)
    assert len({draft.key for draft in found.drafts}) == len(found.drafts) == 16


def test_questions_of_the_same_name_get_one_each():
    found = read("::A::Một? {T}\n\n::A::Hai? {F}\n\n::A::Ba? {F}", "a.gift")

    assert [draft.key for draft in found.drafts] == ["A", "A (2)", "A (3)"]
    assert [codes(question) for question in found.questions] == [[], [X.NAME_REPEATED], [X.NAME_REPEATED]]


def test_questions_without_a_name_get_the_same_one_every_time():
    text = "Cấp xã gồm những đơn vị hành chính nào theo luật mới nhất hiện nay? {=xã ~thôn}"

    first, second = only(text), only("// khác\n\n" + text)

    assert first.draft.key == second.draft.key
    assert first.draft.key.startswith("Cấp xã gồm những đơn vị hành chính nào")
    assert codes(first) == [X.NAME_MADE]


def test_a_very_long_name_is_cut_and_told():
    question = only(f"::{'tên rất dài ' * 20}::Đúng? {{T}}")

    assert len(question.draft.key) <= 80
    assert codes(question) == [X.NAME_SHORTENED]


def test_what_moodle_exports_as_html_becomes_plain_answers():
    question = only(
        "// question: 91  name: Hoạt động\n"
        "// [id:NH-7] [tag:thủ tục] [tag:level:3] [tag:có \\] ngoặc]\n"
        "::Hoạt động::[html]<p>Nối <b>việc</b> với tên.</p>{\n"
        "    =[html]<p>Trao đổi <i>không</i> cùng lúc</p> -> Diễn đàn\n"
        "    =[plain]a < b -> Lựa chọn\n"
        "    =<p>Kho&nbsp;dữ liệu</p> -> Dữ liệu\n"
        "    = -> Trò chuyện\n"
        "    ####[html]<p>Xem <em>lại</em></p>\n}"
    )

    payload = question.draft.payload
    assert payload["text"] == "<p>Nối <b>việc</b> với tên.</p>"
    assert [pair["left"] for pair in payload["pairs"]] == ["Trao đổi không cùng lúc", "a < b", "Kho dữ liệu"]
    assert (payload["distractors"], payload["feedback"]) == (["Trò chuyện"], "Xem lại")
    assert question.draft.tags == ("thủ tục", "có ] ngoặc")
    assert sorted(losses(question)) == sorted([X.ID_LOST, X.FORMATTING_LOST, X.FORMATTING_LOST, X.LEVEL_LOST])


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("Số? {#3:2~#Sai hẳn}", X.FEEDBACK_LOST, 1, id="feedback on any other number"),
        pytest.param("Số? {#\n=3\n=%0%*#Sai}", X.FEEDBACK_LOST, 3, id="feedback on anything"),
        pytest.param("Xếp. {>2 EXACT VERTICAL\nMột\nHai}", X.OPTIONS_LOST, 1, id="settings of an order"),
        pytest.param("Tính $$x^2$$ {=a ~b}", X.FORMULA, 1, id="a formula"),
        pytest.param('<img src="http://a.vn/x.png" alt="x"> {T}', X.PICTURE_OUTSIDE, 1, id="picture outside"),
        pytest.param('Xem <img src="@@PLUGINFILE@@/x.png"> {T}', X.PICTURE_MISSING, 1, id="picture missing"),
        pytest.param("[html]<p>A</p><table><tr><td>1</td></tr></table> {T}", X.NOT_SHOWN, 1, id="a table"),
        pytest.param('<p onclick\\="x()">A</p><script>y()</script> {T}', X.ACTIVE_REMOVED, 1, id="a script"),
        pytest.param("$CATEGORY: $course$/top/Mặc định\n\nA {T}", X.CATEGORY_UNKNOWN, 3, id="a category"),
    ],
)
def test_what_is_lost_is_named_with_its_line(text, code, line):
    question = only(text)

    note = next(note for note in question.notes if note.code == code)
    assert (note.line, note.kind) == (line, "lost")
    assert note.template % note.params


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Viết về công việc. {}", GiftFault.ESSAY, id="essay"),
        pytest.param("Chỉ là lời dẫn.", GiftFault.NO_BLOCK, id="description"),
        pytest.param("Hỏi? {\n=xã\n~thôn", GiftFault.UNCLOSED_BLOCK, id="no closing brace"),
        pytest.param("Hỏi? {~a ~b}", "question_no_right_answer", id="nothing right"),
        pytest.param("Hỏi? {=<img src\\=x> ~<b></b>}", "question_part_empty", id="an answer without words"),
    ],
)
def test_what_cannot_be_taken_says_why_and_leaves_the_others_alone(text, code):
    found = read(f"Trước? {{T}}\n\n{text}\n\nSau? {{F}}")

    assert [question.draft is None for question in found.questions] == [False, True, False]
    assert code in refusals(found.questions[1])
    assert found.questions[1].line == 3


def test_category_paths_name_competencies():
    found = read("$CATEGORY: $course$/top/Năng lực/B3\n\nA {T}\n\n$CATEGORY: C2 – Soạn thảo\n\nB {F}")

    assert [draft.competency_code for draft in found.drafts] == ["B3", "C2"]


def test_a_competency_may_be_typed_in_small_letters():
    assert only("$CATEGORY: $course$/top/b3\n\n::A::Đúng? {T}").draft.competency_code == "B3"


def test_a_tag_gives_the_level_of_the_competency():
    question = only("$CATEGORY: B3\n\n// [tag:level:4] [tag:hẹn]\n::A::Đúng? {T}")

    assert (question.draft.level, question.draft.tags) == (4, ("hẹn",))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), [], id="UTF-8 with a mark"),
        pytest.param(lambda text: text.encode("utf-16"), [], id="UTF-16"),
        pytest.param(lambda text: text.encode("utf-16-le"), [], id="UTF-16 without a mark"),
        pytest.param(lambda text: text.encode("utf-16-be"), [], id="UTF-16 the other way round"),
        pytest.param(lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"), [], id="UTF-32"),
        pytest.param(lambda text: unicodedata.normalize("NFD", text).encode(), [], id="decomposed"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), [], id="Windows lines"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), [], id="old Mac lines"),
        pytest.param(lambda text: text.encode() + b"\0\0\x07", [X.CONTROL_SIGNS], id="NUL bytes"),
        pytest.param(lambda text: text.encode()[:-3] + b"\xff.{T}", [X.BAD_BYTES], id="one bad byte"),
    ],
)
def test_odd_encodings_are_read(content, told):
    found = read(
        content("::Tên::Đồng bào nộp phiếu hẹn ở đâu, thưa cán bộ? {\n=xã\n~thôn}\n\nCâu hai đúng chứ? {T}")
    )

    assert [note.code for note in found.notes] == told
    assert found.drafts[0].payload["text"] == "Đồng bào nộp phiếu hẹn ở đâu, thưa cán bộ?"


def test_tcvn3_and_vni_are_converted_and_told():
    tcvn3 = "::C1::NguyÔn V¨n ¸i lµ c¸n bé x· nµo? {=§ång Th¸p ~Hµ Néi}".encode("cp1252")
    vni = "::C1::Nguyeãn Vaên Thaønh laø caùn boä xaõ naøo? {=Ñoàng Thaùp ~Haø Noäi}".encode("cp1252")

    for content in (tcvn3, vni):
        found = read(content)
        assert [note.code for note in found.notes] == [X.ENCODING]
        assert "cán bộ xã nào?" in found.drafts[0].payload["text"]


def test_windows_1258_is_told_from_western_text():
    text = "Cán bộ xã Đồng Tháp làm việc ở đâu?"
    content = unicodedata.normalize("NFD", text).encode("cp1258", "ignore")
    western = "Où est le café? {=là ~là-bas}".encode("cp1252")

    found = read(content + b" {T}")

    assert [note.params["encoding"] for note in found.notes] == ["Windows-1258"]
    assert [note.params["encoding"] for note in read(western).notes] == ["Windows-1252"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", X.EMPTY_FILE, id="nothing"),
        pytest.param(b" \r\n\t\n", X.EMPTY_FILE, id="blank"),
        pytest.param(b"\xef\xbb\xbf", X.EMPTY_FILE, id="only a mark"),
        pytest.param(b"\0" * 100, X.EMPTY_FILE, id="only NUL bytes"),
        pytest.param("// chỉ có ghi chú\n\n// nữa".encode(), X.NO_QUESTIONS, id="only comments"),
        pytest.param(b"$CATEGORY: B3\n", X.NO_QUESTIONS, id="only a category"),
        pytest.param("Thư gửi bạn.\n\nChào.".encode(), X.UNKNOWN_FORMAT, id="a letter"),
        pytest.param(b"%PDF-1.7 ...", X.OTHER_FORMAT, id="PDF"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, X.OTHER_FORMAT, id="old Word"),
        pytest.param(b"\x1f\x8b\x08\0\0\0", X.OTHER_FORMAT, id="a backup"),
        pytest.param(b"x" * (20 * 1024 * 1024 + 1), X.TOO_LARGE, id="too large"),
    ],
)
def test_files_without_questions_are_refused_in_a_sentence(content, code):
    found = read(content)

    assert found.questions == ()
    assert codes(found, "refused") == [code]


def test_another_ending_is_only_told():
    found = read("A {T}", "ngan-hang.xml")

    assert (len(found.drafts), codes(found)) == (1, [X.WRONG_ENDING])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1e3", ("1000", "0")),
        ("5.", ("5", "0")),
        ("1.5e-3:1E-4", ("0.0015", "0.0001")),
        ("\N{MINUS SIGN}5 : 1", ("-5", "1")),
        ("1,5:0,1", ("1.5", "0.1")),
    ],
)
def test_numbers_are_read_as_other_systems_write_them(written, kept):
    question = only(f"::A::Bao nhiêu? {{#{written}}}")

    (answer,) = question.draft.payload["answers"]
    assert (answer["value"], answer["tolerance"]) == kept
    assert codes(question) == ([X.COMMA_NUMBER] * 2 if "," in written else [])


def test_a_category_may_be_typed_in_small_letters_and_never_becomes_part_of_a_question():
    found = read("::A::Đúng? {T}\n$category : C2\n::B::Sai? {F}")

    assert [(one.payload["text"], one.competency_code) for one in found.drafts] == [
        ("Đúng?", None), ("Sai?", "C2"),
    ]  # fmt: skip


@pytest.mark.parametrize("marker", ["[moodle]", ""])
def test_line_ends_count_where_moodle_lets_them_count(marker):
    question = only(f"::A::{marker}Dòng <b>một</b>\nDòng hai {{T}}")

    assert question.draft.payload["text"] == "Dòng <b>một</b><br>\nDòng hai"


UNICODE = "::A::Cấp xã giải quyết việc gì? {=Chứng thực ~Cấp sổ đỏ}\n\n"


@pytest.mark.parametrize(
    ("content", "told", "texts"),
    [
        pytest.param(
            UNICODE.encode() + b"::B::caf\xe9? {T}",
            [X.BAD_BYTES],
            ["caf\ufffd?"],
            id="a piece of Western bytes",
        ),
        pytest.param(UNICODE.encode().decode("latin-1").encode(), [X.ENCODING], [], id="UTF-8 saved twice"),
        pytest.param(
            (UNICODE + "::B::ñy ban nh©n d©n x· cÊp giÊy hÑn? {T}").encode(),
            [X.ENCODING],
            ["ủy ban nhân dân xã cấp giấy hẹn?"],
            id="a line pasted from an old document",
        ),
        pytest.param(
            (UNICODE + "\ufeff::B::Hai? {\u200b=a ~b}").encode(),
            [X.CONTROL_SIGNS],
            ["Hai?"],
            id="files joined",
        ),
    ],
)
def test_a_piece_in_another_encoding_spoils_nothing_else(content, told, texts):
    found = read(content)

    assert [note.code for note in found.notes] == told
    assert [draft.key for draft in found.drafts] == ["A", "B"][: 1 + len(texts)]
    assert [draft.payload["text"] for draft in found.drafts] == ["Cấp xã giải quyết việc gì?", *texts]


@pytest.mark.parametrize(
    ("asked", "text_format"),
    [
        ("Tính 5*3*2", "plain"),
        ("Tính 2*3", "markdown"),
        ("*Ai* ký **gì**", "markdown"),
        ("*Ai* ký", "markdown"),
    ],
)
def test_signs_that_multiply_are_not_taken_for_italics(asked, text_format):
    payload = only(f"::A::{asked}? {{=a ~b}}").draft.payload

    assert (payload["text"], payload["format"]) == (f"{asked}?", text_format)
