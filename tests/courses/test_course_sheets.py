"""What course.yaml and the head of a lesson may say."""

import pytest
from course_folders import COURSE_YAML, LESSON

from courses import rules
from courses.rules import FileRole, KnownCodes, LessonKind, Notes, Place, faults

KNOWN = KnownCodes(frozenset({"A2", "B10"}), frozenset({"VT11", "VT14"}))
PRESENT = {"so-do.png", "phim.mp4", "phim.vtt", "mau-don.docx", "02-bai-2.md"}


def read_sheet(text):
    notes = Notes()
    return rules.read_course_sheet(text, KNOWN, Place(notes, "course.yaml")), notes


def read_lesson(text, name="01-bai-1.md"):
    notes = Notes()
    return rules.read_lesson(name, text, PRESENT, Place(notes, name)), notes


def lesson(head="", body="Anh/chị đọc phần này."):
    return f'---\ntitle: "Bài học"\nminutes: 12\n{head}\n---\n\n{body}\n'


def test_a_good_course_sheet_is_read_whole():
    sheet, notes = read_sheet(COURSE_YAML)

    assert notes.errors == []
    assert (sheet.code, sheet.content_group, sheet.periods) == ("KH90", 5, 8)
    assert sheet.positions == ("VT14", "VT11")
    assert [(one.competency, one.level) for one in sheet.outcomes] == [("B10", 2), ("A2", 3)]
    assert sheet.citations[0].effective_on.isoformat() == "2026-01-01"
    assert sheet.post_test is None
    assert not sheet.is_announced


def test_all_positions_are_no_list():
    sheet, notes = read_sheet(COURSE_YAML.replace("[VT14, VT11]", "all"))

    assert sheet.positions is None
    assert notes.errors == []


def test_a_post_test_has_defaults():
    sheet, notes = read_sheet(COURSE_YAML + "post_test: {pass_percent: 80}\n")

    assert notes.errors == []
    assert sheet.post_test == rules.PostTestSettings(
        questions=None, pass_percent=80, minutes=20, attempts=3, days_between=1
    )


def test_text_is_cleaned():
    sheet, _notes = read_sheet(COURSE_YAML.replace("Chuyển đổi", "  Chuyê\u0309n\u00a0 đổi"))

    assert sheet.title == "Chuyển đổi số ở cấp xã"


@pytest.mark.parametrize(
    ("old", "new", "fault", "line", "key"),
    [
        pytest.param("code: KH90", "code: kh 90", faults.BAD_CODE, 1, "code", id="code in small letters"),
        pytest.param("code: KH90", "code: 90", faults.NOT_TEXT, 1, "code", id="code is a number"),
        pytest.param("code: KH90\n", "", faults.MISSING_KEY, None, "code", id="no code"),
        pytest.param("content_group: 5", "content_group: 6", faults.OUT_OF_RANGE, 4, "content_group", id="6"),
        pytest.param(
            "content_group: 5",
            'content_group: "5"',
            faults.NOT_A_WHOLE_NUMBER,
            4,
            "content_group",
            id="5 as text",
        ),
        pytest.param("periods: 8", "periods: 0", faults.OUT_OF_RANGE, 5, "periods", id="no periods"),
        pytest.param(
            "periods: 8", "periods: 1.5", faults.NOT_A_WHOLE_NUMBER, 5, "periods", id="half a period"
        ),
        pytest.param("periods: 8", "periods: 010", faults.NOT_A_WHOLE_NUMBER, 5, "periods", id="octal"),
        pytest.param("[DIGITAL]", "[DIGITAN]", faults.UNKNOWN_WORD, 6, "topics[1]", id="unknown topic"),
        pytest.param("[DIGITAL]", "DIGITAL", faults.NOT_A_LIST, 6, "topics", id="topics are no list"),
        pytest.param(
            "VT14, VT11", "VT14, VT99", faults.UNKNOWN_POSITION, 7, "positions[2]", id="unknown position"
        ),
        pytest.param("VT14, VT11", "VT14, VT14", faults.REPEATED, 7, "positions[2]", id="position twice"),
        pytest.param("[VT14, VT11]", "[]", faults.EMPTY_LIST, 7, "positions", id="for nobody"),
        pytest.param(
            "[VT14, VT11]", "tất cả", faults.UNKNOWN_POSITION, 7, "positions", id="all in Vietnamese"
        ),
        pytest.param(
            "competency: A2",
            "competency: A9",
            faults.UNKNOWN_COMPETENCY,
            10,
            "outcomes[2].competency",
            id="unknown competency",
        ),
        pytest.param(
            "competency: A2",
            "competency: B10",
            faults.REPEATED,
            10,
            "outcomes[2].competency",
            id="outcome twice",
        ),
        pytest.param("level: 3", "level: 6", faults.OUT_OF_RANGE, 10, "outcomes[2].level", id="level 6"),
        pytest.param(
            "level: 3", "level: 3, mức: 3", faults.UNKNOWN_KEY, 10, "outcomes[2].mức", id="unknown inner key"
        ),
        pytest.param(
            "2026-01-01", "2026-02-31", faults.NOT_A_DAY, 13, "legal_basis[1].effective_on", id="31 February"
        ),
        pytest.param(
            "2026-01-01",
            "01/01/2026",
            faults.NOT_A_DAY,
            13,
            "legal_basis[1].effective_on",
            id="day as written",
        ),
        pytest.param("review_on", "review_at", faults.UNKNOWN_KEY, 15, "review_at", id="unknown key"),
        pytest.param("sources:", "title: x\nsources:", faults.DUPLICATE_KEY, 16, "title", id="title twice"),
        pytest.param("summary: ", "summary: &a ", faults.ALIAS, 3, "", id="anchor"),
        pytest.param(
            "topics: [", "topics: [[[[[[[[[[[[[[[[[[[[[[[[[", faults.BAD_YAML, 6, "", id="too many levels"
        ),
        pytest.param("periods: 8", "periods: 8: 9", faults.BAD_YAML, 5, "", id="two colons"),
        pytest.param(
            "sources:", "state: draft\nsources:", faults.UNKNOWN_WORD, 16, "state", id="unknown state"
        ),
        pytest.param(
            "sources:",
            "post_test: {minutes: 0}\nsources:",
            faults.OUT_OF_RANGE,
            16,
            "post_test.minutes",
            id="no minutes",
        ),
        pytest.param(
            "sources:",
            "post_test: {mark: 5}\nsources:",
            faults.UNKNOWN_KEY,
            16,
            "post_test.mark",
            id="unknown setting",
        ),
    ],
)
def test_a_wrong_course_sheet_is_refused(old, new, fault, line, key):
    assert old in COURSE_YAML

    _sheet, notes = read_sheet(COURSE_YAML.replace(old, new))

    assert [(found.fault, found.line, found.key) for found in notes.errors] == [(fault, line, key)]


@pytest.mark.parametrize("text", ["- một\n- hai\n", "một câu", "", "---\na: 1\n---\nb: 2\n", "a: \x01"])
def test_what_is_no_mapping_is_refused(text):
    sheet, notes = read_sheet(text)

    assert sheet is None
    assert len(notes.errors) == 1


def test_deep_nesting_does_not_break_the_reader():
    _sheet, notes = read_sheet("code: " + "[" * 50_000)

    assert [found.fault for found in notes.errors] == [faults.BAD_YAML]


def test_a_good_lesson_is_read_whole():
    found, notes = read_lesson(LESSON.format(number=1))

    assert notes.errors == []
    assert (found.number, found.slug, found.title, found.minutes) == (1, "bai-1", "Bài học 1", 12)
    assert found.kind is LessonKind.TEXT
    assert "<h2>Mở đầu</h2>" in found.html
    assert found.least_seconds == 20


def test_authors_cannot_bring_a_script():
    found, _notes = read_lesson(lesson(body="<script>alert(1)</script> [x](javascript:alert(1))"))

    assert "<script" not in found.html
    assert "href" not in found.html


def test_a_video_needs_its_captions():
    found, notes = read_lesson(lesson("kind: video\nvideo: phim.mp4\ncaptions: phim.vtt"))

    assert notes.errors == []
    assert [(file.name, file.role) for file in found.files] == [
        ("phim.mp4", FileRole.VIDEO),
        ("phim.vtt", FileRole.CAPTIONS),
    ]
    assert found.least_seconds == 360


def test_images_and_links_become_addresses():
    body = "![Sơ đồ](so-do.png) [đơn](mau-don.docx) [tiếp](02-bai-2.md) [web](https://vidu.vn/a) [đây](#a)"
    found, notes = read_lesson(lesson(body=body))

    assert notes.errors == []
    assert [(file.name, file.role) for file in found.files] == [
        ("so-do.png", FileRole.IMAGE),
        ("mau-don.docx", FileRole.DOWNLOAD),
    ]
    html = rules.resolve_references(
        found.html,
        {
            "so-do.png": "../files/7/so-do.png",
            "mau-don.docx": "../files/8/mau-don.docx",
            "02-bai-2.md": "bai-2",
        },
    )
    assert '<img src="../files/7/so-do.png"' in html
    assert '<a href="../files/8/mau-don.docx"' in html
    assert '<a href="bai-2"' in html
    assert '<a href="https://vidu.vn/a"' in html


def test_text_that_looks_like_an_image_is_left_alone():
    found, notes = read_lesson(lesson(body='Viết `<img src="thieu.png" alt="x">` như sau.'))

    assert notes.errors == []
    assert found.files == ()


@pytest.mark.parametrize(
    ("head", "body", "fault", "line"),
    [
        pytest.param("minute: 5", "x", faults.UNKNOWN_KEY, 4, id="unknown key"),
        pytest.param("kind: audio", "x", faults.UNKNOWN_WORD, 4, id="unknown kind"),
        pytest.param("kind: video\ncaptions: phim.vtt", "x", faults.NO_VIDEO, None, id="no video"),
        pytest.param("kind: video\nvideo: phim.mp4", "x", faults.NO_CAPTIONS, None, id="no captions"),
        pytest.param(
            "kind: video\nvideo: phim.mp4\ncaptions: so-do.png",
            "x",
            faults.WRONG_FILE_KIND,
            6,
            id="captions are an image",
        ),
        pytest.param(
            "kind: video\nvideo: khac.mp4\ncaptions: phim.vtt",
            "x",
            faults.MISSING_FILE,
            5,
            id="video is missing",
        ),
        pytest.param("kind: file", "x", faults.NO_FILES, None, id="no files"),
        pytest.param("kind: file\nfiles: [thieu.pdf]", "x", faults.MISSING_FILE, 5, id="file is missing"),
        pytest.param("video: phim.mp4", "x", faults.ONLY_FOR_VIDEO, 4, id="video in a text"),
        pytest.param("", "", faults.EMPTY_LESSON, 6, id="no text"),
        pytest.param("", "Một\n\n![Sơ đồ](thieu.png)", faults.MISSING_FILE, 9, id="image is missing"),
        pytest.param("", "Một\n\n![](so-do.png)", faults.IMAGE_WITHOUT_WORDS, 9, id="image without words"),
        pytest.param("", "![Sơ đồ](https://vidu.vn/a.png)", faults.IMAGE_ELSEWHERE, 7, id="image elsewhere"),
        pytest.param("", "![Sơ đồ](phim.mp4)", faults.WRONG_FILE_KIND, 7, id="a film as an image"),
        pytest.param("", "[tệp](../bi-mat.txt)", faults.MISSING_FILE, 7, id="a path out of the folder"),
    ],
)
def test_a_wrong_lesson_is_refused(head, body, fault, line):
    _lesson, notes = read_lesson(lesson(head, body))

    assert [(found.fault, found.line) for found in notes.errors] == [(fault, line)]


@pytest.mark.parametrize("text", ["Không có phần đầu", "---\ntitle: x\n", "---\n- a\n---\nx"])
def test_a_lesson_without_a_head_is_refused(text):
    found, notes = read_lesson(text)

    assert found is None
    assert len(notes.errors) == 1


def test_a_badly_named_lesson_is_refused():
    found, notes = read_lesson(LESSON, name="Bài 1.md")

    assert found is None
    assert [found.fault for found in notes.errors] == [faults.BAD_LESSON_NAME]


def test_a_very_long_lesson_is_worth_a_word():
    found, notes = read_lesson(lesson(body="chữ " * 3000))

    assert found is not None
    assert [found.fault for found in notes.notices] == [faults.LONG_LESSON]
