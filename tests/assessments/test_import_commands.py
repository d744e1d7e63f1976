"""The commands `import-case` and `import-course`: what they print, and how they end."""

import pytest
import yaml
from case_documents import make_document, make_option, option_of
from click.testing import CliRunner
from factories import make_institution
from sqlalchemy import func, select

import app as application
from assessments.models import CaseExercise, Question
from courses.models import Course, CourseVersion
from lms.config import ROOT
from lms.database import db

COURSES = ROOT / "content" / "courses"


@pytest.fixture
def run(app, monkeypatch):
    """Run a command on the database of the test; return (exit status, what was printed)."""
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)

    def invoke(*arguments):
        result = CliRunner().invoke(application.cli, [str(argument) for argument in arguments])
        db.session.rollback()
        return result.exit_code, result.output

    return invoke


@pytest.fixture
def case_file(tmp_path):
    def write(document):
        path = tmp_path / "TH90.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return path

    return write


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_sound_case_is_published(run, case_file):
    status, output = run("import-case", case_file(make_document()))

    assert (status, "TH90 · Phiếu hẹn bị thất lạc" in output, count(CaseExercise)) == (0, True, 1)


def test_warnings_are_printed_and_do_not_stop(run, case_file):
    document = make_document()
    document["nut"]["n2"]["lua_chon"].pop("c")

    status, output = run("import-case", case_file(document))

    assert (status, "nut.n2" in output) == (0, True)


def test_errors_are_printed_with_their_place_and_change_nothing(run, case_file):
    document = make_document()
    option_of(document, "n2", "a")["toi"] = "n7"
    document["nut"]["n9"] = {"hoi": "Lạc?", "lua_chon": {"a": make_option("ket", {"A3": 3})}}

    status, output = run("import-case", case_file(document))

    assert (status, count(CaseExercise)) == (1, 0)
    assert "nut.n2.lua_chon.a.toi" in output
    assert "nut.n9" in output


def test_a_dry_run_of_a_case_prints_the_same_and_changes_nothing(run, case_file):
    path = case_file(make_document())

    status, output = run("import-case", path, "--dry-run")

    assert (status, "TH90" in output, count(CaseExercise)) == (0, True, 0)
    assert run("import-case", path)[1].splitlines()[0] == output.splitlines()[0]


def test_a_missing_file_is_a_wrong_argument(run, tmp_path):
    assert run("import-case", tmp_path / "khong-co.yaml")[0] == 2


def test_a_course_comes_in_with_its_post_test(run):
    make_institution()

    status, output = run("import-course", COURSES / "KH04", "--institution", "TCT19")

    assert (status, "KH04" in output, count(Question), count(CourseVersion)) == (0, True, 21, 1)
    assert run("import-course", COURSES / "KH04")[0] == 0
    assert (count(Question), count(CourseVersion)) == (21, 1)


def test_a_dry_run_of_a_course_changes_nothing(run):
    make_institution()

    status, output = run("import-course", COURSES / "KH04", "--institution", "TCT19", "--dry-run")

    assert (status, "KH04" in output, count(Course), count(Question)) == (0, True, 0, 0)


def test_an_error_in_the_post_test_is_printed_by_line_and_changes_nothing(run, tmp_path):
    make_institution()
    folder = tmp_path / "KH04"
    folder.mkdir()
    for path in (COURSES / "KH04").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    gift = (folder / "quiz.gift").read_text(encoding="utf-8")
    (folder / "quiz.gift").write_text(gift.replace("$CATEGORY: A2", "$CATEGORY: Z9"), encoding="utf-8")

    status, output = run("import-course", folder, "--institution", "TCT19")

    assert (status, "quiz.gift" in output, "109" in output, "Z9" in output) == (1, True, True, True)
    assert (count(Course), count(Question)) == (0, 0)
