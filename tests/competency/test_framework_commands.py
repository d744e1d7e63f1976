"""`lms import-framework` and `lms publish-framework`, as an operator runs them."""

import re
from datetime import date

import pytest
from click.testing import CliRunner
from factories import make_account, make_evidence, make_officer, make_post
from framework_files import RAISED, changed_files
from sqlalchemy import select

import app as application
from competency import queries
from competency.models import Alert, Framework, ImpactPreview
from competency.services import recompute_check
from lms.database import db
from people.models import Officer

TODAY = date(2026, 11, 20)
DROPPED = ("position_requirements.csv", "VT14,A1,3\n", "")


@pytest.fixture
def run(app, at, monkeypatch):
    """Run a command on the database of the test; return its result."""
    at(TODAY)
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)

    def invoke(*arguments):
        result = CliRunner().invoke(application.cli, [str(argument) for argument in arguments])
        db.session.rollback()
        return result

    return invoke


@pytest.fixture
def folder(tmp_path):
    """Write the files of the next version; return their folder."""

    def write(*exchanges, **more):
        for name, content in changed_files(*exchanges, **more).items():
            (tmp_path / name).write_bytes(content)
        return str(tmp_path)

    return write


@pytest.fixture
def people(run):
    """Somebody who meets B10 today, and somebody who shows nothing."""
    able = make_post(make_officer("Lò Văn Anh"))
    for kind in ("case", "post_test"):
        make_evidence(able.officer, "B10", 3, kind=kind)
    return [able, make_post()]


def versions():
    return db.session.scalars(select(Framework.version).order_by(Framework.version)).all()


def figures(result):
    """The line of position VT14 in the last table: officers, gaining, losing, changing."""
    return re.findall(r"^VT14 .*?  (\d+)  +(\d+)  +(\d+)  +(\d+)$", result.output, re.MULTILINE)[-1]


def test_a_dry_run_tells_what_would_change_and_changes_nothing(run, people, folder):
    result = run("import-framework", folder(RAISED, DROPPED), "--dry-run")

    assert result.exit_code == 0, result.output
    assert "B10 3→4" in result.output
    assert figures(result) == ("2", "1", "2", "2")
    assert versions() == [1]
    assert db.session.scalars(select(ImpactPreview.id)).all() == []


def test_a_dry_run_says_what_the_draft_then_says(run, people, folder):
    files = folder(RAISED, DROPPED, mapping="B10,A2,replaced,1\n")

    dry = run("import-framework", files, "--dry-run")
    real = run("import-framework", files, "--name", "Khung sửa đổi", "--transition-days", 30)

    assert real.exit_code == 0, real.output
    assert figures(dry) == figures(real)
    draft = queries.get_version("KNL-XA", 2)
    assert (draft.state, draft.name, draft.transition_days) == ("draft", "Khung sửa đổi", 30)


def test_the_same_files_twice_are_one_draft_and_the_published_ones_none(run, people, folder):
    files = folder(RAISED)
    run("import-framework", files)
    assert run("import-framework", files).exit_code == 0
    assert versions() == [1, 2]

    same = run("import-framework", folder())

    assert same.exit_code == 0
    assert versions() == [1, 2]


def test_files_with_mistakes_are_refused_with_all_of_them(run, folder):
    files = folder(("position_requirements.csv", "VT14,B10,3", "VT14,B10,9"), ("levels.csv", "5,", "7,"))

    for words in ((), ("--dry-run",)):
        result = run("import-framework", files, *words)
        assert result.exit_code == 1
        assert re.search(r"levels\.csv: .*6.*7", result.output)
        assert re.search(r"position_requirements\.csv: .*206.*required_level.*9", result.output)
    assert versions() == [1]


def test_a_folder_that_lacks_a_file_is_refused(run, folder, tmp_path):
    files = folder()
    (tmp_path / "levels.csv").unlink()

    result = run("import-framework", files)

    assert result.exit_code == 1
    assert "levels.csv" in result.output


def test_publishing_recomputes_and_tells_and_twice_is_once(run, people, folder, system):
    run("import-framework", folder(RAISED))

    first, again = run("publish-framework", "KNL-XA", 2), run("publish-framework", "KNL-XA", 2)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert queries.current_framework().version == 2
    assert recompute_check(db.session.scalars(select(Officer.id)).all(), by=system) == []
    assert len(db.session.scalars(select(Alert.id).where(Alert.kind == "CB7")).all()) == 2


@pytest.mark.parametrize(("code", "version"), [("KNL-XA", 9), ("KHAC", 1)])
def test_what_does_not_exist_is_not_published(run, code, version):
    assert run("publish-framework", code, version).exit_code == 1


def test_a_person_without_the_role_is_refused(run, folder):
    stranger = make_account("department", "19")

    result = run("import-framework", folder(RAISED), "--by", stranger.email)

    assert result.exit_code == 1
    assert versions() == [1]
