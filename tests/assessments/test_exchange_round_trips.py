import pytest
from exchange_files import KNOWN, banks, png, read
from hypothesis import given, settings
from question_payloads import SOUND

from assessments.rules import QuestionDraft, QuestionKind, content_id
from assessments.rules.exchange import NoteKind, Notes, says_the_same, write_gift, write_moodle_xml
from assessments.rules.exchange.html_text import tame
from assessments.rules.exchange.pictures import picture_name
from assessments.rules.exchange.sheets import SheetRow, read_rows, write_rows


def through_gift(drafts, pictures):
    return read(write_gift("Ngân hàng/1: {a}", drafts, pictures), "a.gift")


def through_xml(drafts, pictures):
    return read(write_moodle_xml("Ngân hàng/1: <a>", drafts, pictures), "a.xml")


def through_rows(drafts, pictures):
    rows = [SheetRow(number, row) for number, row in enumerate(write_rows(drafts), start=2)]
    return read_rows(rows, pictures, KNOWN)


WAYS = [
    pytest.param(through_gift, id="GIFT"),
    pytest.param(through_xml, id="Moodle XML"),
    pytest.param(through_rows, id="rows of a sheet"),
]


def assert_same_bank(found, drafts):
    assert found.notes == ()
    assert [question.notes for question in found.questions] == [()] * len(drafts)
    for before, after in zip(drafts, found.drafts, strict=True):
        assert says_the_same(before, after), (before, after)


@pytest.mark.parametrize("way", WAYS)
@given(drafts=banks)
@settings(deadline=None)
def test_whatever_is_written_is_read_again(way, drafts):
    found = way(drafts, {})

    for before, after in zip(drafts, found.questions, strict=True):
        if shows_nothing(before):  # such a text cannot be asked, and that is said
            assert after.draft is None
            assert NoteKind.REFUSED in {note.kind for note in after.notes}
            continue
        assert after.draft is not None, after.notes
        # HTML that could act is cleaned on its way in; Markdown and plain text are taken letter by letter.
        if before.payload["format"] != "html":
            assert says_the_same(before, after.draft), (before, after)


def shows_nothing(draft):
    """Whether nothing is left of a text in HTML when what could act is taken out of it."""
    return draft.payload["format"] == "html" and not tame(draft.payload["text"], Notes()).strip()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", QuestionKind)
def test_each_kind_comes_back_with_everything_it_has(way, kind):
    picture = png()
    name = picture_name(picture)
    payload = SOUND[kind] | {
        "text": f"**Nhìn** ![sơ đồ quy trình]({name}) rồi:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n{{x}} = 1",
        "format": "markdown",
        "feedback": "Xem bài 2: {mục} #3 = 100 %~\nđoạn hai",
    }
    draft = QuestionDraft("Câu 1: phiếu #1", kind, payload, "B3", 2, ("thủ tục", "[hẹn]", "level:4"))

    found = way([draft], {name: picture})

    assert_same_bank(found, [draft])
    assert found.pictures == {name: picture}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>Một <b>xã</b> &amp; hai <i>phường</i>.<br>Chọn:</p><ul><li>a</li></ul>", id="plain"),
        pytest.param('<p class="x">Bảng</p><table><tr><td>1 &lt; 2</td></tr></table>', id="table"),
    ],
)
def test_harmless_html_comes_back_letter_by_letter(way, text):
    draft = QuestionDraft("H", QuestionKind.TRUE_FALSE, {"text": text, "format": "html", "answer": False})

    found = way([draft], {})

    assert found.drafts[0].payload["text"] == text


@pytest.mark.parametrize("way", WAYS)
def test_order_competencies_and_gaps_between_them_come_back(way):
    sound = SOUND[QuestionKind.TRUE_FALSE]
    drafts = [
        QuestionDraft(key, QuestionKind.TRUE_FALSE, sound, code)
        for key, code in [("1", "B3"), ("2", None), ("3", "C2"), ("4", "B3"), ("5", None)]
    ]

    assert_same_bank(way(drafts, {}), drafts)


@pytest.mark.parametrize("way", WAYS)
def test_many_options_with_odd_weights_come_back(way):
    options = [{"id": str(n), "text": f"{n} %50% [html] // -> x", "weight": w} for n, w in enumerate(
        ["33.33333", "33.33333", "33.33334", "-12.5", "0", *["-5"] * 8]
    )]  # fmt: skip
    payload = {"text": "?", "options": [one | {"id": content_id(one["text"])} for one in options]}
    drafts = [QuestionDraft("1", QuestionKind.MULTIPLE, payload)]

    assert_same_bank(way(drafts, {}), drafts)
