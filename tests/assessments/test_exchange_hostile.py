"""Whatever is handed in: nothing crashes, nothing runs, nothing takes long, and somebody is told."""

import time

import pytest
from exchange_files import TWO_ANSWERS, codes, moodle, moodle_question, read
from hypothesis import given, settings
from hypothesis import strategies as st
from test_exchange_gift import DOCUMENTED
from test_exchange_qti import SINGLE

from assessments.rules.exchange import Known
from assessments.rules.exchange.messages import SENTENCES, ExchangeFault
from assessments.rules.exchange.sheet_columns import column_names
from assessments.rules.exchange.sheets import SheetRow, read_rows

X = ExchangeFault

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)).replace("&lol0;", "&lol;")
    + "]><quiz><question type='essay'><name><text>&lol9;</text></name></question></quiz>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'
FOREIGN = '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://evil.example/x.dtd"><quiz/>'
PARAMETER = '<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://evil.example/x"> %p;]><quiz/>'


@pytest.mark.parametrize(
    "content", [LAUGHS, OUTSIDE, FOREIGN, PARAMETER], ids=["laughs", "file", "DTD", "parameter"]
)
def test_declarations_are_refused_before_they_do_anything(content):
    found = read(content, "a.xml")

    assert codes(found) == [X.DECLARATIONS]
    assert found.questions == ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<quiz>" + "<a>" * 100_000, id="deep"),
        pytest.param("<quiz>" + "<a/>" * 500_000, id="wide"),
        pytest.param(
            moodle(*[moodle_question("multichoice", TWO_ANSWERS, name=str(n)) for n in range(5_001)]),
            id="many",
        ),
        pytest.param("::A::" * 200_000, id="titles"),
        pytest.param("{" * 500_000, id="braces"),
        pytest.param("a{" + "~" * 300_000 + "}", id="answers"),
        pytest.param("a{=" + "#" * 300_000 + "}", id="feedback"),
        pytest.param("a{#" + "9" * 300_000 + "}", id="a huge number"),
        pytest.param("a{=" + "\\" * 300_001 + "}", id="backslashes"),
        pytest.param("[html]" + "<img " * 100_000 + "{T}", id="open tags"),
        pytest.param("[html]" + "<!--" * 5_000 + "{T}", id="open comments"),
        pytest.param("[markdown]" + "![" * 150_000 + "{T}", id="open pictures"),
        pytest.param("[html]" + "<b" * 9_000 + "{T}", id="half tags"),
        pytest.param("// [tag:" + "\\]" * 200_000 + "\na{T}", id="a long tag"),
        *(
            pytest.param(
                moodle(
                    *[moodle_question("multichoice", TWO_ANSWERS, text=text, name=str(n)) for n in range(100)]
                ),
                id=text[:12],
            )
            for text in (
                "<img src=x " * 1_600,
                "<a " + "b='" * 6_000,
                "&" * 19_000,
                "<" * 19_000,
                "<!-- " * 3_900,
                "<script>" + "</scrip" * 2_800,
                "<?x" * 6_000,
            )
        ),
        pytest.param(
            "\n\n".join(f"::{n}::[markdown]{'![a](b ' * 2_500}{{T}}" for n in range(100)), id="links"
        ),
        pytest.param("A. x\n" * 50_000 + "ANSWER: A", id="Aiken"),
        pytest.param("$CATEGORY: " + "/" * 300_000 + "x\n\na{T}", id="a deep category"),
        pytest.param("\n\n".join(f"q{n} {{=a ~b}}" for n in range(6_000)), id="GIFT of many"),
    ],
)
def test_large_and_odd_files_are_answered_soon(content):
    began = time.monotonic()

    found = read(content, "a.txt")

    assert time.monotonic() - began < 15  # on a machine that is busy otherwise; alone it is a second
    assert len(found.questions) <= 5_000
    for note in found.notes:
        assert note.template % note.params


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>Hỏi?",
        '<p onclick="alert(1)">Hỏi?</p>',
        '<a href="javascript:alert(1)">Hỏi?</a>',
        '<a href=" java&#x73;cript:alert(1)">Hỏi?</a>',
        "<iframe src=//evil.example></iframe>Hỏi?",
        "<svg onload=alert(1)>Hỏi?</svg>",
        "<img src=x onerror=alert(1)>Hỏi?",
        "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>Hỏi?",
        "<style>@import '//evil.example'</style>Hỏi?",
        '<p style="background:url(javascript:alert(1))">Hỏi?</p>',
        '<object data="data:text/html;base64,PHNjcmlwdD4="></object>Hỏi?',
        "<?php echo 1 ?>Hỏi?<!DOCTYPE html>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">Hỏi?',
    ],
)
def test_nothing_active_is_kept(text):
    found = read(moodle(moodle_question("multichoice", TWO_ANSWERS, text=text)), "a.xml")

    (question,) = found.questions
    kept = question.draft.payload["text"].lower() if question.draft else ""
    assert "hỏi?" in kept or "<style>" in text
    for word in (
        "<script",
        "onclick",
        "onerror",
        "onload",
        "javascript:",
        "<iframe",
        "<svg",
        "<style",
        "<object",
        "<?php",
    ):
        assert word not in kept
    assert X.ACTIVE_REMOVED in codes(question) or "<p style" in kept or X.PICTURE_MISSING in codes(question)


_spoiling = st.lists(
    st.tuples(st.integers(0, 5_000), st.sampled_from("{}=~#%>-:.\\/<&;\"'\n\r\0\ufeff\u200bĐ[]()!$A1")),
    max_size=8,
)


def spoilt(text, changes):
    for place, sign in changes:
        place %= len(text)
        text = text[:place] + sign + text[place + 1 :]
    return text


def assert_told(found):
    for question in found.questions:
        assert (question.draft is None) == any(note.kind == "refused" for note in question.notes)
        if question.draft is not None:
            assert question.draft.findings(pictures=found.pictures) == []
    for note in [*found.notes, *(note for question in found.questions for note in question.notes)]:
        assert SENTENCES[note.code] % note.params


SOURCES = {
    "GIFT": DOCUMENTED,
    "XML": moodle(moodle_question("multichoice", TWO_ANSWERS), moodle_question("numerical", TWO_ANSWERS)),
    "QTI": SINGLE,
    "Aiken": "Hỏi?\nA. một\nB. hai\nANSWER: A\n\nHai?\nA) x\nB) y\nANSWER: B",
}


@pytest.mark.parametrize("name", SOURCES)
@given(changes=_spoiling, cut=st.integers(0, 5_000))
@settings(deadline=None)
def test_spoilt_files_are_read_as_far_as_they_go(name, changes, cut):
    text = spoilt(SOURCES[name], changes)

    assert_told(read(text[: len(text) - cut % len(text)], "a.txt"))


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_answered(content):
    assert_told(read(content, "a.gift"))
    assert_told(read(b"PK\x03\x04" + content, "a.zip"))
    assert_told(read(b"<quiz>" + content, "a.xml"))


@given(st.text(max_size=120))
@settings(deadline=None)
def test_any_text_is_answered(text):
    assert_told(read(text, "a.txt"))
    assert_told(read(f"A {{{text}}}", "a.txt"))
    assert_told(
        read(moodle(moodle_question("multichoice", f"<answer><text>{text}</text></answer>")), "a.xml")
    )


_cells = st.dictionaries(
    st.sampled_from(column_names()), st.text("1a, ±.:%đĐ/\n<$[]", max_size=8), max_size=10
)
_kinds = st.sampled_from(
    ["Một đáp án", "Nhiều đáp án", "Đúng/Sai", "Ghép cặp", "Sắp xếp", "Trả lời ngắn", "Điền số", ""]
)


@given(st.lists(st.tuples(_kinds, _cells), max_size=4))
@settings(deadline=None)
def test_any_rows_are_answered(rows):
    sheet = [
        SheetRow(number, {"text": "?", **cells, "kind": kind})
        for number, (kind, cells) in enumerate(rows, start=2)
    ]

    assert_told(read_rows(sheet, {}, Known()))
