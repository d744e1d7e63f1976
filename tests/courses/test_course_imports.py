"""Taking a course folder in: all of it or nothing, and the same folder only once."""

from pathlib import Path

import pytest
from course_folders import COURSE_YAML, MP4, PDF, PNG, VTT, edit_file, write_course, write_file
from factories import make_account, make_enrolment, make_institution, make_learner
from sqlalchemy import func, select

from courses import queries
from courses.models import Course, CourseVersion, LegalCitation, Lesson, LessonFile
from courses.rules import PostTestSettings
from courses.services import (
    LoadOutcome,
    begin_version,
    is_intact,
    load_course,
    withdraw_course_version,
)
from lms.config import ROOT
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.files import storage
from lms.models import AuditEntry
from lms.queries import get_system_account

CONTENT = ROOT / "content" / "courses"
OLD_TITLE = "Chuyển đổi số ở cấp xã"


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path / "kh90", quiz__gift="::1:: 1 + 1 = {=2 ~3}")


@pytest.fixture
def load(app):
    """Load as the system for the political school, in a transaction of its own."""

    def run(folder, **options):
        options.setdefault("institution", make_institution().code)
        with transaction():
            return load_course(folder, by=options.pop("by", None) or get_system_account(), **options)

    return run


def count_rows():
    models = (Course, CourseVersion, Lesson, LessonFile, LegalCitation, AuditEntry)
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def versions():
    rows = db.session.execute(
        select(CourseVersion.number, CourseVersion.state).order_by(CourseVersion.number)
    )
    return [tuple(row) for row in rows]


def test_a_folder_becomes_a_published_course(load, folder):
    report = load(folder)

    course = db.session.scalars(select(Course)).one()
    assert (report.outcome, report.errors, report.notices) == (LoadOutcome.ADDED, [], [])
    assert (report.code, report.lessons, report.minutes) == ("KH90", 2, 24)
    assert (course.title, course.owner.code, course.is_announced) == (OLD_TITLE, "TCT19", False)
    assert sorted(row.position_code for row in course.positions) == ["VT11", "VT14"]
    assert [(row.competency_code, row.level) for row in course.outcomes] == [("B10", 2), ("A2", 3)]
    assert [lesson.slug for lesson in report.version.lessons] == ["bai-1", "bai-2"]
    assert report.version.citations[0].document.startswith("Luật Bảo vệ")
    assert versions() == [(1, "published")]


def test_publishing_leaves_a_trail(load, folder):
    load(folder)

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "course:published")).one()
    assert entry.detail == {"course": "KH90", "number": 1}


def test_the_post_test_is_handed_on_and_not_read(load, folder):
    report = load(folder)

    assert report.version.has_post_test
    assert report.gift_text.startswith("::1::")
    assert report.post_test == PostTestSettings()


def test_without_a_quiz_there_is_no_post_test(load, tmp_path):
    report = load(write_course(tmp_path))

    assert not report.version.has_post_test
    assert (report.gift_text, report.post_test) == (None, None)


def test_the_same_folder_twice_changes_nothing(load, folder):
    first = load(folder).version.id
    rows = count_rows()

    report = load(folder)

    assert (report.outcome, report.version.id) == (LoadOutcome.UNCHANGED, first)
    assert count_rows() == rows


def test_a_dry_run_changes_nothing_and_says_what_would_happen(load, folder):
    make_institution()
    rows = count_rows()

    report = load(folder, is_dry_run=True)

    assert (report.outcome, report.version) == (LoadOutcome.ADDED, None)
    assert report.gift_text is not None
    assert count_rows() == rows


def test_a_changed_folder_becomes_a_new_version_and_learners_stay_on_theirs(load, folder):
    load(folder)
    enrolment = make_enrolment(make_learner(), db.session.scalars(select(Course)).one())
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Mở đầu mới")

    report = load(folder)

    assert report.outcome is LoadOutcome.CHANGED
    assert versions() == [(1, "outdated"), (2, "published")]
    assert enrolment.version.number == 1
    assert "Mở đầu mới" not in enrolment.version.lessons[0].html


def test_a_changed_sheet_changes_the_course(load, folder):
    load(folder)
    edit_file(folder, "course.yaml", OLD_TITLE, "Kỹ năng số cơ bản")
    edit_file(folder, "course.yaml", "[VT14, VT11]", "[VT14, VT02]")
    edit_file(folder, "course.yaml", "competency: B10, level: 2", "competency: B10, level: 3")

    load(folder)

    course = db.session.scalars(select(Course)).one()
    assert course.title == "Kỹ năng số cơ bản"
    assert sorted(row.position_code for row in course.positions) == ["VT02", "VT14"]
    assert [(row.competency_code, row.level) for row in course.outcomes] == [("B10", 3), ("A2", 3)]


def test_going_back_to_an_old_text_is_a_new_version(load, folder):
    load(folder)
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Mở đầu mới")
    load(folder)
    edit_file(folder, "01-bai-1.md", "Mở đầu mới", "Mở đầu")

    load(folder)

    assert versions() == [(1, "outdated"), (2, "outdated"), (3, "published")]


def announced():
    return COURSE_YAML + 'state: announced\noutline: ["Bài một", "Bài hai"]\n'


def test_an_announced_course_has_an_outline_and_its_legal_basis(load, tmp_path):
    report = load(write_course(tmp_path, lessons=0, course=announced()))

    course = db.session.scalars(select(Course)).one()
    assert (course.is_announced, course.outline) == (True, ["Bài một", "Bài hai"])
    assert versions() == [(1, "draft")]
    assert len(report.version.citations) == 1
    assert load(tmp_path).outcome is LoadOutcome.UNCHANGED


def test_an_announced_course_is_published_once_it_is_written(load, tmp_path):
    load(write_course(tmp_path, lessons=0, course=announced()))
    write_course(tmp_path)

    load(tmp_path)

    course = db.session.scalars(select(Course)).one()
    assert (course.is_announced, course.outline) == (False, [])
    assert versions() == [(1, "published")]
    assert db.session.scalar(select(func.count()).select_from(LegalCitation)) == 1


def test_a_published_course_does_not_go_back_to_announced(load, folder, tmp_path):
    load(folder)

    report = load(write_course(tmp_path / "sau", lessons=0, course=announced()))

    assert report.is_refused
    assert versions() == [(1, "published")]


def test_files_are_kept_and_the_text_points_at_them(load, tmp_path):
    head = "kind: video\nvideo: phim.mp4\ncaptions: phim.vtt\nfiles: [mau-don.pdf]"
    write_course(tmp_path, phim__mp4=MP4, phim__vtt=VTT, so_do__png=PNG, mau_don__pdf=PDF)
    edit_file(tmp_path, "01-bai-1.md", "kind: text", head)
    edit_file(tmp_path, "01-bai-1.md", "Anh/chị", "![Sơ đồ](so-do.png) [tiếp](02-bai-2.md) Anh/chị")
    edit_file(tmp_path, "02-bai-2.md", "Anh/chị", "![Sơ đồ](so-do.png) Anh/chị")

    report = load(tmp_path)

    first, second = report.version.lessons
    files = {file.name: file for file in first.attachments}
    assert {name: file.role for name, file in files.items()} == {
        "so-do.png": "image",
        "phim.mp4": "video",
        "phim.vtt": "captions",
        "mau-don.pdf": "download",
    }
    assert f'src="../files/{files["so-do.png"].id}/so-do.png"' in first.html
    assert 'href="bai-2"' in first.html
    with storage().open(files["phim.vtt"].storage_key) as stream:
        assert stream.read() == VTT
    assert second.attachments[0].storage_key == files["so-do.png"].storage_key


def test_a_byte_order_mark_and_windows_line_ends_are_read(load, tmp_path):
    write_course(tmp_path)
    text = (tmp_path / "01-bai-1.md").read_text(encoding="utf-8").replace("\n", "\r\n")
    write_file(tmp_path, "01-bai-1.md", b"\xef\xbb\xbf" + text.encode())

    assert load(tmp_path).errors == []


def test_old_encodings_are_converted_and_reported(load, tmp_path):
    write_course(tmp_path)
    head = '---\ntitle: "NguyÔn V¨n An häc ch÷ ký sè"\nminutes: 5\n---\n'
    write_file(tmp_path, "01-bai-1.md", head + "C¸n bé x· T©n Hßa tiÕp nhËn hå s¬ cña nh©n d©n.\n")

    report = load(tmp_path)

    assert report.version.lessons[0].title == "Nguyễn Văn An học chữ ký số"
    assert [(notice.file, "TCVN3" in notice.problem) for notice in report.notices] == [("01-bai-1.md", True)]


def test_a_file_nobody_names_is_reported_and_left_out(load, tmp_path):
    report = load(write_course(tmp_path, thua__png=PNG))

    assert [notice.file for notice in report.notices] == ["thua.png"]
    assert db.session.scalars(select(LessonFile)).all() == []


def test_what_programs_leave_behind_is_passed_over(load, tmp_path):
    write_course(tmp_path)
    write_file(tmp_path, ".DS_Store", b"\0")
    write_file(tmp_path, "Thumbs.db", b"\0")
    first = load(tmp_path)
    (tmp_path / "Thumbs.db").unlink()

    assert (first.errors, first.notices) == ([], [])
    assert load(tmp_path).outcome is LoadOutcome.UNCHANGED


def spoil(name, old, new):
    return lambda folder: edit_file(folder, name, old, new)


def add(name, content):
    return lambda folder: write_file(folder, name, content)


def remove(*names):
    return lambda folder: [(folder / name).unlink() for name in names]


def link_out(folder):
    (folder / "so-do.png").symlink_to("/etc/hostname")


def make_huge(name, megabytes):
    def run(folder):
        with (folder / name).open("wb") as stream:
            stream.truncate(megabytes * 1024 * 1024)

    return run


def make_several_huge(folder):
    for number in range(1, 8):
        make_huge(f"tep-{number}.pdf", 45)(folder)


@pytest.mark.parametrize(
    ("spoiling", "file", "line", "key"),
    [
        pytest.param(remove("course.yaml"), "", None, "", id="no course.yaml"),
        pytest.param(
            spoil("course.yaml", "B10", "B99"),
            "course.yaml",
            9,
            "outcomes[1].competency",
            id="unknown competency",
        ),
        pytest.param(
            spoil("course.yaml", "competency: B10", "competency: B"),
            "course.yaml",
            9,
            "outcomes[1].competency",
            id="a pillar is no competency",
        ),
        pytest.param(
            spoil("course.yaml", "VT14", "VT99"), "course.yaml", 7, "positions[1]", id="unknown position"
        ),
        pytest.param(
            spoil("course.yaml", "content_group: 5", "content_group: 0"),
            "course.yaml",
            4,
            "content_group",
            id="content group 0",
        ),
        pytest.param(
            spoil("course.yaml", "periods: 8", "periods: -8"),
            "course.yaml",
            5,
            "periods",
            id="negative periods",
        ),
        pytest.param(spoil("course.yaml", "sources", "nguon"), "course.yaml", 16, "nguon", id="unknown key"),
        pytest.param(
            spoil("course.yaml", "code:", "institution: KHONG-CO\ncode:"),
            "course.yaml",
            None,
            "institution",
            id="unknown institution",
        ),
        pytest.param(
            spoil("01-bai-1.md", "kind: text", "kind: text\nlevel: 3"),
            "01-bai-1.md",
            5,
            "level",
            id="unknown key in a lesson",
        ),
        pytest.param(
            spoil("01-bai-1.md", "Anh/chị", "![Sơ đồ](thieu.png) Anh/chị"),
            "01-bai-1.md",
            9,
            "",
            id="missing image",
        ),
        pytest.param(
            spoil("01-bai-1.md", "kind: text", "kind: file\nfiles: [mau-don.pdf]"),
            "01-bai-1.md",
            5,
            "files[1]",
            id="missing file",
        ),
        pytest.param(
            add("01-khac.md", "---\ntitle: Khác\nminutes: 5\n---\nChữ."),
            "01-khac.md",
            None,
            "",
            id="two lessons 01",
        ),
        pytest.param(
            add("03-bai-1.md", "---\ntitle: Khác\nminutes: 5\n---\nChữ."),
            "03-bai-1.md",
            None,
            "",
            id="two lessons bai-1",
        ),
        pytest.param(
            add("bai.md", "---\ntitle: Khác\nminutes: 5\n---\nChữ."),
            "bai.md",
            None,
            "",
            id="lesson without number",
        ),
        pytest.param(add("02-bai-2.md", b"---\ntitle: \xff\xfe\n---\n"), "02-bai-2.md", 2, "", id="no UTF-8"),
        pytest.param(add("02-bai-2.md", ""), "02-bai-2.md", None, "", id="empty lesson file"),
        pytest.param(add("Sơ đồ.png", PNG), "Sơ đồ.png", None, "", id="marks in a file name"),
        pytest.param(add("so-do.png", b"MZ\x90"), "so-do.png", None, "", id="a program named as an image"),
        pytest.param(add("so-do.png", b""), "so-do.png", None, "", id="empty image"),
        pytest.param(add("so-do.svg", "<svg/>"), "so-do.svg", None, "", id="SVG may carry a script"),
        pytest.param(add("phim.vtt", "1\n00:00"), "phim.vtt", None, "", id="captions that are no WebVTT"),
        pytest.param(link_out, "so-do.png", None, "", id="a link out of the folder"),
        pytest.param(lambda folder: (folder / "anh").mkdir(), "anh", None, "", id="a folder inside"),
        pytest.param(make_huge("phim.mp4", 201), "phim.mp4", None, "", id="a video of 201 MB"),
        pytest.param(make_several_huge, "", None, "", id="315 MB in all"),
        pytest.param(remove("01-bai-1.md", "02-bai-2.md"), "", None, "", id="no lessons"),
        pytest.param(
            spoil("course.yaml", "sources", "state: announced\nsources"),
            "course.yaml",
            None,
            "",
            id="announced with lessons",
        ),
        pytest.param(
            lambda folder: [
                remove("quiz.gift")(folder),
                spoil("course.yaml", "sources", "post_test: {}\nsources")(folder),
            ],
            "course.yaml",
            None,
            "",
            id="settings without a post-test",
        ),
    ],
)
def test_a_wrong_folder_is_refused_and_changes_nothing(load, folder, spoiling, file, line, key):
    make_institution()
    rows = count_rows()
    spoiling(folder)

    report = load(folder, institution="") if file == "course.yaml" and key == "institution" else load(folder)

    assert report.outcome is LoadOutcome.REFUSED
    assert [(error.file, error.line, error.key) for error in report.errors] == [(file, line, key)]
    assert all(error.problem and error.remedy and str(error) for error in report.errors)
    assert count_rows() == rows


def test_all_errors_are_told_at_once(load, folder):
    spoil("course.yaml", "VT14", "VT99")(folder)
    spoil("01-bai-1.md", "minutes: 12", "minutes: 0")(folder)
    add("Sơ đồ.png", PNG)(folder)

    report = load(folder)

    assert [error.file for error in report.errors] == ["Sơ đồ.png", "course.yaml", "01-bai-1.md"]


def test_a_message_names_place_value_and_remedy(load, folder):
    spoil("course.yaml", "VT14", "VT99")(folder)

    message = str(load(folder).errors[0])

    assert message.startswith("course.yaml")
    for part in ("7", "positions[1]", "VT99", "VT11"):
        assert part in message


def test_a_missing_folder_is_refused(load):
    assert load(Path("/khong/co")).is_refused


def test_a_course_the_system_loads_without_an_owner_belongs_to_the_ministry(load, folder):
    report = load(folder, institution="")

    assert report.errors == []
    assert report.version.course.owner.code == "BNV"


def test_the_folder_may_name_its_owner(load, folder):
    make_institution()
    edit_file(folder, "course.yaml", "code:", "institution: TCT19\ncode:")

    assert load(folder, institution="").version.course.owner.code == "TCT19"


def test_an_editor_loads_for_the_own_institution(load, folder):
    make_institution()
    editor = make_account("editor", "TCT19")

    assert load(folder, institution="", by=editor).version.course.owner.code == "TCT19"


def test_an_editor_of_two_institutions_says_for_which(load, folder):
    make_institution()
    make_institution("HVCT", "Học viện Chính trị khu vực")
    editor = make_account("editor", "TCT19")
    with transaction():
        editor.grants.append(type(editor.grants[0])(**_grant_like(editor.grants[0], "HVCT")))

    report = load(folder, institution="", by=editor)

    assert [error.key for error in report.errors] == ["institution"]
    assert load(folder, institution="HVCT", by=editor).version.course.owner.code == "HVCT"


def _grant_like(grant, code):
    return {
        "role": grant.role,
        "scope_kind": grant.scope_kind,
        "scope_code": code,
        "granted_at": grant.granted_at,
    }


@pytest.mark.parametrize(
    "role", ["reviewer", "assessor", "department", "ministry", "admin", "leader", "officer"]
)
def test_only_editors_load_courses(load, folder, role):
    make_institution()
    stranger = make_account(role, "" if role in ("ministry", "admin", "officer") else "19")

    with pytest.raises(Forbidden):
        load(folder, by=stranger)


def test_an_editor_cannot_load_for_or_replace_the_course_of_another_institution(load, folder):
    make_institution("HVCT", "Học viện Chính trị khu vực")
    stranger = make_account("editor", "HVCT")
    with pytest.raises(Forbidden):
        load(folder, institution="TCT19", by=stranger)
    load(folder)
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Khác")

    with pytest.raises(Forbidden):
        load(folder, institution="", by=stranger)
    assert versions() == [(1, "published")]


def test_a_course_does_not_change_hands_by_an_import(load, folder):
    load(folder)
    make_institution("HVCT", "Học viện Chính trị khu vực")
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Khác")

    report = load(folder, institution="HVCT")

    assert [error.key for error in report.errors] == ["institution"]


@pytest.mark.parametrize("code", sorted(path.name for path in CONTENT.iterdir() if path.is_dir()))
def test_the_courses_that_ship_are_taken_in(load, code):
    report = load(CONTENT / code)

    assert (report.errors, report.notices) == ([], [])
    assert report.outcome is LoadOutcome.ADDED
    is_written = code in ("KH02", "KH04", "KH07", "KH13")
    assert (report.lessons >= 4, report.post_test is not None) == (is_written, is_written)
    assert load(CONTENT / code).outcome is LoadOutcome.UNCHANGED


def test_an_import_writes_the_sheet_the_author_the_log_and_the_seal(load, folder):
    version = load(folder).version

    step = queries.list_steps(version.subject)[0]
    assert version.sheet["title"] == OLD_TITLE
    assert version.sheet["post_test"]["pass_percent"] == 70
    authors = queries.list_authors(version.subject)
    assert [author.account_id for author in authors] == [get_system_account().id]
    assert (step.from_state, step.to_state) == (None, "published")
    assert is_intact(version)


def test_an_import_throws_nothing_away_that_editors_write(load, folder):
    load(folder)
    editor = make_account("editor", "TCT19")
    with transaction():
        begin_version(db.session.scalars(select(Course)).one(), by=editor)
    assert load(folder).outcome is LoadOutcome.UNCHANGED
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Mở đầu mới")

    report = load(folder)

    assert (report.outcome, len(report.errors)) == (LoadOutcome.REFUSED, 1)
    assert versions() == [(1, "published"), (2, "draft")]


def test_an_import_after_a_draft_was_given_up_takes_the_place_of_what_is_published(load, folder):
    load(folder)
    editor = make_account("editor", "TCT19")
    with transaction():
        draft = begin_version(db.session.scalars(select(Course)).one(), by=editor)
    with transaction():
        withdraw_course_version(draft, note="Không cần nữa", by=editor)
    edit_file(folder, "01-bai-1.md", "Mở đầu", "Mở đầu mới")

    load(folder)

    assert versions() == [(1, "outdated"), (2, "withdrawn"), (3, "published")]
