"""Taking every open standing away as CSV: complete, safe to open, by whom and what for."""

import csv

import pytest
from click.testing import CliRunner
from factories import make_account, make_evidence, make_officer, make_organisation, make_post, make_unit
from sqlalchemy import func, select

import app as application
from competency.models import Standing
from competency.queries import exports
from lms.database import db
from lms.models import AuditEntry


@pytest.fixture
def export(app, tmp_path, monkeypatch):
    """Run the command; return its result and the rows of the file."""
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)
    path = tmp_path / "muc-dat.csv"

    def run(*arguments):
        result = CliRunner().invoke(application.cli, ["export-standings", str(path), *arguments])
        db.session.rollback()
        if not path.exists():
            return result, []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return result, list(csv.DictReader(file))

    run.path = path
    return run


@pytest.fixture
def two_provinces(app):
    """An officer with evidence in one province, one with a dangerous name in another."""
    make_evidence(make_post().officer)
    elsewhere = make_organisation(make_unit("01004", "Phường Hoàn Kiếm", parent="01"))
    make_post(make_officer("=HYPERLINK(1) Ánh", unit=elsewhere.unit), organisation=elsewhere)


def open_standings():
    return db.session.scalar(select(func.count()).where(Standing.valid_to.is_(None)))


@pytest.mark.parametrize("chunk", [5_000, 7], ids=["at once", "in chunks"])
def test_every_open_standing_of_the_country_is_there_once(two_provinces, export, monkeypatch, chunk):
    monkeypatch.setattr(exports, "_CHUNK", chunk)

    result, rows = export("--unit", "VN")

    assert result.exit_code == 0
    assert len(rows) == open_standings()
    assert len({(row["officer"], row["position_code"], row["competency_code"]) for row in rows}) == len(rows)
    known = {
        (str(one.officer.public_id), one.competency_code): one
        for one in db.session.scalars(select(Standing).where(Standing.valid_to.is_(None)))
    }
    for row in rows:
        one = known[row["officer"], row["competency_code"]]
        assert (row["required"], row["attained"], row["status"]) == (
            str(one.required),
            str(one.attained),
            one.status,
        )
        assert (row["since"], row["due_on"]) == (one.since.isoformat(), one.due_on.isoformat())


def test_a_province_gives_its_own_and_no_name_is_run_as_a_formula(two_provinces, export):
    _result, rows = export("--unit", "01")

    assert {row["province_code"] for row in rows} == {"01"}
    assert {row["full_name"] for row in rows} == {"'=HYPERLINK(1) Ánh"}


def test_a_spreadsheet_takes_the_file_for_utf8(two_provinces, export):
    export("--unit", "VN")

    assert export.path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_department_says_what_for_and_it_goes_on_the_trail(two_provinces, export):
    make_account("department", "19", email="so@vidu.vn")

    refused, _rows = export("--unit", "19", "--by", "so@vidu.vn")
    done, rows = export("--unit", "19", "--by", "so@vidu.vn", "--purpose", "Báo cáo quý IV")

    assert (refused.exit_code, done.exit_code) == (1, 0)
    assert rows
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "standings:exported")).one()
    assert (noted.target_id, noted.detail) == ("19", {"purpose": "Báo cáo quý IV"})


@pytest.mark.parametrize(
    ("role", "scope", "unit"),
    [("ministry", "", "VN"), ("department", "19", "01"), ("department", "19", "VN")],
)
def test_who_may_not_see_names_takes_none_away(two_provinces, export, role, scope, unit):
    make_account(role, scope, email="ai@vidu.vn")

    result, rows = export("--unit", unit, "--by", "ai@vidu.vn", "--purpose", "Xem thử")

    assert (result.exit_code, rows) == (1, [])
