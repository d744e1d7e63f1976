"""Where the lessons of a document begin, and that all of it stands in one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import Split, WordWords, fill_pictures, split_lessons
from lms.word.shapes import Block, BlockKind, LossKind, WordDocument

WORDS = WordWords(preface="Mở đầu", whole="tai-lieu", notes="Ghi chú")


def heading(text, level=1):
    return Block(BlockKind.HEADING, text, text, level)


def line(text, *losses, bold=False, notes=()):
    return Block(BlockKind.PARAGRAPH, text, text, is_prominent=bold, losses=losses, notes=notes)


def title(text):
    return Block(BlockKind.TITLE, text, text)


def split(*blocks, **more):
    return split_lessons(WordDocument(blocks, **more), WORDS)


def titles(*blocks):
    return [lesson.title for lesson in split(*blocks).lessons]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        pytest.param([heading("Một"), line("a"), heading("Hai"), line("b")], ["Một", "Hai"], id="headings"),
        pytest.param([line("lời"), heading("Một"), line("a")], ["Mở đầu", "Một"], id="a preface"),
        pytest.param([title("Sổ tay"), heading("Một"), line("a")], ["Một"], id="a title is no lesson"),
        pytest.param(
            [heading("Sổ tay"), heading("Một", 2), line("a"), heading("Hai", 2)],
            ["Một", "Hai"],
            id="a name above all",
        ),
        pytest.param(
            [heading("Một"), line("a"), heading("Nhỏ", 2), heading("Nhỏ nữa", 2)],
            ["Một"],
            id="one lesson with parts",
        ),
        pytest.param(
            [heading("Ba", 3), line("a"), heading("Bốn", 3)], ["Ba", "Bốn"], id="headings of level 3 only"
        ),
        pytest.param(
            [heading("CHƯƠNG I"), heading("NHỮNG VẤN ĐỀ CHUNG"), line("a")],
            ["CHƯƠNG I. NHỮNG VẤN ĐỀ CHUNG"],
            id="a heading on two lines",
        ),
        pytest.param(
            [line("Bài 1. Mở đầu"), line("a"), line("Bài 2: Tiếp")],
            ["Bài 1. Mở đầu", "Bài 2: Tiếp"],
            id="lines",
        ),
        pytest.param(
            [line("BÀI 1", bold=True), line("MỞ ĐẦU", bold=True), line("a")],
            ["BÀI 1. MỞ ĐẦU"],
            id="a line and its name",
        ),
        pytest.param([line("Chuyên đề 2", bold=True), line("a")], ["Chuyên đề 2"], id="Chuyên đề"),
        pytest.param([line("Phần thứ nhất", bold=True), line("a")], ["Phần thứ nhất"], id="Phần thứ nhất"),
        pytest.param([line("Chương III. Hồ sơ", bold=True), line("a")], ["Chương III. Hồ sơ"], id="Roman"),
        pytest.param([line("Bài 1 nói về cách ghi."), line("a")], ["tai-lieu"], id="a sentence is no line"),
        pytest.param([line("Bài học hôm nay"), line("a")], ["tai-lieu"], id="no number"),
        pytest.param(
            [line("TIẾP CÔNG DÂN", bold=True), line("a")], ["TIẾP CÔNG DÂN"], id="one lesson with a name"
        ),
        pytest.param([title("Sổ tay"), line("a")], ["Sổ tay"], id="one lesson with a title"),
        pytest.param([line("a")], ["tai-lieu"], id="one lesson without a name"),
    ],
)
def test_lessons_begin_where_their_author_meant(blocks, expected):
    assert titles(*blocks) == expected


def test_a_chapter_before_its_first_lesson_goes_with_it():
    blocks = [line(text, bold=True) for text in ("Chương I. Một", "Bài 1. A", "Chương II. Hai", "Bài 2. B")]
    lessons = split(*blocks).lessons
    assert [lesson.title for lesson in lessons][-2:] == ["Bài 1. A", "Bài 2. B"]
    assert lessons[-1].markdown == "Chương II. Hai"


def test_a_picture_in_a_title_stands_at_the_head_of_its_lesson():
    picture = Block(BlockKind.HEADING, "Một ![](word-picture-0)", "Một", 1)
    (lesson,) = split(picture, line("a")).lessons
    assert (lesson.title, lesson.markdown, lesson.pictures) == ("Một", "![](word-picture-0)\n\na", (0,))


def test_headings_below_lessons_begin_at_level_two():
    (lesson,) = split(heading("Một"), line("a"), heading("Nhỏ", 2), heading("Nhỏ hơn", 3)).lessons
    assert lesson.markdown == "a\n\n## Nhỏ\n\n### Nhỏ hơn"
    assert split(heading("Một")).split is Split.HEADINGS


def test_footnotes_stand_at_the_end_of_their_lesson():
    lessons = split(
        heading("Một"),
        line("a\\[1\\]", notes=(1,)),
        heading("Hai"),
        line("b\\[2\\]", notes=(2,)),
        notes=((1, "x"), (2, "y")),
    ).lessons
    assert [lesson.markdown.split("\n\n")[1:] for lesson in lessons] == [
        ["**Ghi chú**", "\\[1\\] x"],
        ["**Ghi chú**", "\\[2\\] y"],
    ]


def test_losses_are_told_with_the_beginning_of_their_passage():
    (lesson,) = split(heading("Một"), line("Công thức " * 20, LossKind.EQUATION)).lessons
    assert [(loss.kind, loss.beginning[:9], len(loss.beginning)) for loss in lesson.losses] == [
        (LossKind.EQUATION, "Công thức", 60)
    ]


BLOCKS = st.builds(
    lambda text, level, bold, losses: Block(
        BlockKind.HEADING if level else BlockKind.PARAGRAPH, text, text, level, bold, losses
    ),
    st.sampled_from(
        ["Một", "Bài 1", "Bài 2. Hai", "Chương I", "CHƯƠNG II", "Phần 3: x", "Nội dung dài hơn."]
    ),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([(), (LossKind.CHART,)]),
)


@given(st.lists(BLOCKS, min_size=1, max_size=12))
def test_no_text_and_no_loss_goes_astray(blocks):
    lessons = split(*blocks).lessons
    found = [loss for lesson in lessons for loss in lesson.losses]
    named = [loss.beginning for loss in found if loss.kind is LossKind.TITLE]
    written = " ".join([*(f"{lesson.title} {lesson.markdown}" for lesson in lessons), *named])
    for block in blocks:
        assert block.text.rstrip(" .:") in written
    assert len(found) - len(named) == sum(len(block.losses) for block in blocks)


def test_pictures_get_their_names_and_words():
    text = "a\n\n![](word-picture-0)\n\n![](word-picture-1)\n\nb"
    assert fill_pictures(text, {0: "x.png"}, {0: "Sơ đồ [1] *"}) == "a\n\n![Sơ đồ \\[1\\] \\*](x.png)\n\nb"
