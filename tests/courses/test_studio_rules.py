"""The pure rules of the studio: names, passages, two texts in one, what stops a version."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules import (
    FileRole,
    KnownCodes,
    LessonKind,
    LessonText,
    Outcome,
    PostTestSettings,
    VersionSheet,
    WrittenCourse,
    WrittenLesson,
    check_course,
    insert_picture,
    is_office_file,
    join_texts,
    list_passages,
    make_file_name,
    make_slug,
    mark_lines,
    moved,
    remove_picture,
)

TODAY = date(2026, 11, 21)
KNOWN = KnownCodes(frozenset({"B10"}), frozenset({"VT14"}))
VIDEO = LessonText("Bài", LessonKind.VIDEO)
SOUND = VersionSheet(title="Tên", summary="Tóm tắt", outcomes=(Outcome("B10", 2),))


def written_text(markdown):
    return LessonText("Bài", markdown=markdown)


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Đường đi của văn bản", (), "duong-di-cua-van-ban"),
        ("Bài 1: Mở đầu", (), "bai-1-mo-dau"),
        ("Mở đầu", ("mo-dau",), "mo-dau-2"),
        ("Mở đầu", ("mo-dau", "mo-dau-2"), "mo-dau-3"),
        ("…?!", (), "bai"),
        ("х" * 5, (), "bai"),
        ("a" * 300, (), "a" * 80),
        ("../../etc", (), "etc"),
    ],
)
def test_a_lesson_gets_a_name_for_its_address(title, taken, slug):
    assert make_slug(title, taken) == slug


@pytest.mark.parametrize(
    ("name", "taken", "kept"),
    [
        ("Sơ đồ Quy trình.PDF", (), "so-do-quy-trinh.pdf"),
        ("a.b.docx", (), "a-b.docx"),
        ("mẫu.pdf", ("mau.pdf",), "mau-2.pdf"),
        ("mẫu.pdf", ("mau.docx",), "mau.pdf"),
        ("…….pdf", (), "tep.pdf"),
    ],
)
def test_a_file_gets_a_plain_name(name, taken, kept):
    assert make_file_name(name, taken) == kept


@given(st.text(max_size=60), st.sets(st.text(max_size=10), max_size=4))
def test_names_are_new_and_plain_whatever_is_typed(title, taken):
    slug = make_slug(title, taken)
    assert slug not in taken
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug


def test_a_picture_stands_behind_its_passage():
    text = "## Một\n\nHai\n\nHai"
    key = list_passages(text)[0].key
    assert (
        insert_picture(text, name="a.png", words="Ảnh", after=key) == "## Một\n\n![Ảnh](a.png)\n\nHai\n\nHai"
    )
    assert insert_picture(text, name="a.png", words="Ảnh", after="?").endswith("Hai\n\n![Ảnh](a.png)")
    assert insert_picture("", name="a.png", words="Ảnh") == "![Ảnh](a.png)"


@given(st.text(alphabet="ab\\[]()*_`!<> \n", max_size=30), st.text(alphabet="ab\n #", max_size=40))
def test_a_picture_that_goes_takes_its_line_along(words, text):
    with_it = insert_picture(text, name="a1b2c3.png", words=words or "x")
    assert "a1b2c3.png" in with_it
    assert "a1b2c3.png" not in remove_picture(with_it, "a1b2c3.png")


def test_other_pictures_stay():
    text = '![một](a.png) và ![hai](b.png)\n\n![ba](a.png "tên")'
    assert remove_picture(text, "a.png") == "và ![hai](b.png)"


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("a\nb", "a\nb", "a\nb"),
        ("a\nb", "a\nc", "a\nb\nc"),
        ("a", "a\nb", "a\nb"),
        ("a\nb", "b", "a\nb"),
        ("", "x", "\nx"),
        ("a\r\nb", "a\nb  ", "a\nb"),
    ],
)
def test_two_texts_become_one(first, second, joined):
    assert join_texts(first, second) == joined


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "joined"),
    [
        pytest.param("a b c", "A b c", "a b C", "A b C", id="each another line"),
        pytest.param("a b c", "a b c", "a b C", "a b C", id="mine only"),
        pytest.param("a b c", "A b c", "a b c", "A b c", id="theirs only"),
        pytest.param("a b c", "a X c", "a Y c", "a X Y c", id="the same line"),
        pytest.param("a b c", "a X c", "a X c", "a X c", id="the same change"),
        pytest.param("a b c", "a c", "a b c d", "a c d", id="theirs took out, mine added"),
        pytest.param("a b c", "a c", "a B c", "a B c", id="theirs took out what mine changed"),
        pytest.param("a", "x a", "a y", "x a y", id="before and behind"),
        pytest.param("a b", "", "a b c", "a b c", id="theirs took out all, mine added: nothing is lost"),
    ],
)
def test_changes_of_both_come_together(base, theirs, mine, joined):
    texts = ["\n".join(text.split()) for text in (theirs, mine, base)]
    assert join_texts(texts[0], texts[1], mark_lines(texts[2])).split() == joined.split()


@given(*[st.lists(st.sampled_from("abcd"), max_size=8)] * 3)
def test_what_somebody_added_is_there_afterwards(base, theirs, mine):
    marks = mark_lines("\n".join(base))
    joined = join_texts("\n".join(theirs), "\n".join(mine), marks).split("\n")
    assert set(theirs) - set(base) <= set(joined)
    assert set(mine) - set(base) <= set(joined)
    alone = join_texts("\n".join(base), "\n".join(mine), marks)
    assert alone == "\n".join(mine)


@given(st.lists(st.sampled_from("abcde")), st.lists(st.sampled_from("abcde")))
def test_no_line_of_either_text_is_lost(first, second):
    joined = join_texts("\n".join(first), "\n".join(second)).split("\n")
    for lines in (first, second):
        rest = iter(joined)
        assert all(line in rest for line in lines)


@pytest.mark.parametrize(
    ("order", "slug", "direction", "after"),
    [
        ("abc", "b", "up", "bac"),
        ("abc", "b", "down", "acb"),
        ("abc", "a", "up", "abc"),
        ("abc", "c", "down", "abc"),
        ("abc", "x", "up", "abc"),
        ("abc", "a", "sideways", "abc"),
    ],
)
def test_a_lesson_moves_one_place(order, slug, direction, after):
    assert "".join(moved(list(order), slug, direction)) == after


@pytest.mark.parametrize(
    "sheet",
    [
        SOUND,
        VersionSheet("Tên", positions=()),
        VersionSheet("Tên", positions=("VT14",), topics=("LAW",), post_test=PostTestSettings(questions=10)),
    ],
)
def test_a_sheet_is_read_as_it_was_written(sheet):
    assert VersionSheet.read(sheet.as_json()) == sheet


@pytest.mark.parametrize(
    ("end", "parts", "is_sound"),
    [
        ("docx", ["[Content_Types].xml", "word/document.xml"], True),
        ("docx", ["xl/workbook.xml"], False),
        ("docx", ["word/document.xml", "word/vbaProject.bin"], False),
        ("odt", ["mimetype", "content.xml", "Basic/Standard/Module1.xml"], False),
        ("xlsx", ["xl/workbook.xml"], True),
        ("zip", [], False),
    ],
)
def test_papers_with_macros_are_none_of_ours(end, parts, is_sound):
    assert is_office_file(end, parts) is is_sound


def found(course):
    notes = check_course(course, KNOWN, TODAY)
    return [(one.file, one.key) for one in notes.errors], [(one.file, one.key) for one in notes.notices]


def written(text, **files):
    named = {name.replace("__", "."): FileRole(role) for name, role in files.items()}
    lesson = WrittenLesson("bai", text, named)
    return WrittenCourse(SOUND, review_on=date(2027, 1, 1), lessons=[lesson])


def test_an_empty_course_lacks_everything():
    errors, _notices = found(WrittenCourse(VersionSheet("", positions=())))
    assert errors == [
        ("sheet", "title"),
        ("sheet", "summary"),
        ("sheet", "positions"),
        ("sheet", "competency-1"),
        ("citations", "review_on"),
        ("outline", "title"),
    ]


def test_what_is_gone_from_the_framework_is_named():
    sheet = VersionSheet("a", "b", outcomes=(Outcome("B10", 1), Outcome("X9", 1)), positions=("VT99",))
    lesson = WrittenLesson("bai", LessonText("Bài", markdown="x"))
    errors, _notices = found(
        WrittenCourse(sheet, [("Luật", None)], review_on=date(2026, 1, 1), lessons=[lesson])
    )
    assert errors == [
        ("sheet", "competency-2"),
        ("sheet", "positions"),
        ("citations", "effective_on-1"),
        ("citations", "review_on"),
    ]


@pytest.mark.parametrize(
    ("text", "files", "keys"),
    [
        pytest.param(written_text("x"), {}, [], id="sound"),
        pytest.param(written_text(" \n"), {}, ["markdown"], id="empty"),
        pytest.param(written_text("![](a.png)"), {"a__png": "image"}, ["markdown"], id="no words"),
        pytest.param(written_text("![x](a.png)"), {}, ["markdown"], id="no picture"),
        pytest.param(written_text("![x](a.png)"), {"a__png": "image"}, [], id="picture"),
        pytest.param(written_text("![x](http://x.vn/a.png)"), {}, ["markdown"], id="elsewhere"),
        pytest.param(written_text("![x](//x.vn/a.png)"), {}, ["markdown"], id="elsewhere, short"),
        pytest.param(written_text("[x](mau.docx)"), {}, ["markdown"], id="no file behind a link"),
        pytest.param(written_text("[x](https://x.vn/mau.docx)"), {}, [], id="a link elsewhere"),
        pytest.param(VIDEO, {}, ["files", "transcript"], id="no video"),
        pytest.param(VIDEO, {"a__mp4": "video"}, ["transcript"], id="no captions"),
        pytest.param(replace(VIDEO, transcript="Lời"), {"a__mp4": "video"}, [], id="transcript"),
        pytest.param(VIDEO, {"a__mp4": "video", "a__vtt": "captions"}, [], id="captions"),
        pytest.param(
            written_text("x"),
            {"a__mp4": "video"},
            ["transcript"],
            id="a video left in a text without captions",
        ),
        pytest.param(LessonText("Bài", LessonKind.FILE), {}, ["files"], id="no file"),
        pytest.param(LessonText("Bài", LessonKind.FILE), {"a__pdf": "download"}, [], id="file"),
    ],
)
def test_what_a_lesson_lacks_is_told_with_its_place(text, files, keys):
    errors, notices = found(written(text, **files))
    assert errors == [("lesson:bai", key) for key in keys]
    assert not notices


def test_a_long_lesson_deserves_a_second_look():
    errors, notices = found(written(LessonText("Bài", markdown="chữ " * 3000)))
    assert (errors, notices) == ([], [("lesson:bai", "markdown")])
