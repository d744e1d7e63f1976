"""The commands of this domain: what they print, what they change, how they end."""

import csv
import json
import re
from datetime import date, timedelta

import openpyxl
import pytest
from click.testing import CliRunner
from factories import (
    make_account,
    make_evidence,
    make_officer,
    make_position,
    make_post,
    make_unit,
    refresh_standards,
)
from nights import pass_night
from sqlalchemy import func, select, update

import app as application
from competency import queries, tasks
from competency.models import Evidence, NightlyPass, Standing
from lms.database import db, transaction
from lms.models import AuditEntry
from people.models import Assignment, Officer

TODAY = date(2026, 11, 20)
NUMBER = "019085001234"
ROSTER = (
    "personal_id,full_name,unit_code,organisation,position_code,is_main,starts_on\n"
    "{number},Trần Thị Hòa,19001,Trung tâm Phục vụ hành chính công,{position},có,01/08/2026\n"
)


@pytest.fixture
def run(app, at, monkeypatch):
    """Run a command on the database of the test; return its result."""
    at(TODAY)
    monkeypatch.setattr(application.cli, "_make_app", lambda _settings: app)

    def invoke(*arguments, answer=None):
        result = CliRunner().invoke(application.cli, [str(argument) for argument in arguments], input=answer)
        db.session.rollback()
        return result

    return invoke


@pytest.fixture
def post(run):
    return make_post(make_officer(personal_id=NUMBER))


@pytest.fixture
def roster(run, tmp_path):
    """A roster file of one officer in one post."""
    make_unit()

    def write(position="VT14", number=NUMBER):
        path = tmp_path / "danh-sach.csv"
        path.write_text(ROSTER.format(number=number, position=position), encoding="utf-8")
        return path

    return write


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_roster_brings_people_posts_and_their_standings(run, roster):
    result = run("import-roster", roster(), "--province", "19")

    assert (result.exit_code, count(Officer), count(Standing)) == (0, 1, 21)
    assert run("import-roster", roster(), "--province", "19").exit_code == 0
    assert (count(Officer), count(Standing)) == (1, 21)


def test_a_dry_run_of_a_roster_changes_nothing(run, roster):
    assert run("import-roster", roster(), "--province", "19", "--dry-run").exit_code == 0
    assert (count(Officer), count(Standing)) == (0, 0)


def test_a_wrong_roster_is_refused_and_comes_back_with_reasons(run, roster, tmp_path):
    result = run("import-roster", roster("VT99"), "--province", "19", "--errors", tmp_path / "loi.xlsx")

    assert (result.exit_code, count(Officer)) == (1, 0)
    assert "VT99" in result.stderr
    assert openpyxl.load_workbook(tmp_path / "loi.xlsx").active.max_row == 2


def test_posts_that_are_missing_end_only_after_a_yes(run, roster):
    run("import-roster", roster(), "--province", "19")
    moved = roster("VT12")
    close = ("import-roster", moved, "--province", "19", "--close-missing")

    assert run(*close, answer="n\n").exit_code == 1
    assert count(Assignment) == 1
    assert run(*close, "--yes").exit_code == 0
    ended = select(func.count()).where(Assignment.ends_on.is_not(None))
    assert (count(Assignment), db.session.scalar(ended)) == (2, 1)
    assert db.session.scalars(
        select(Standing.position_code).where(Standing.valid_to.is_(None)).distinct()
    ).all() == ["VT12"]


def test_a_roster_after_missed_nights_leaves_history_right(run, roster, at):
    run("import-roster", roster(), "--province", "19")
    officer = db.session.scalars(select(Officer)).one()
    make_evidence(officer, "B10", 2, earned_on=TODAY - timedelta(days=729))
    pass_night()
    at(TODAY + timedelta(days=5))

    run("import-roster", roster("VT12"), "--province", "19", "--close-missing", "--yes")

    held = queries.list_standings(officer, on=TODAY + timedelta(days=3))
    assert {row.status for row in held if row.competency_code == "B10"} == {"unproven"}


def test_a_template_needs_no_roster(run, tmp_path):
    assert run("import-roster", "--template", tmp_path / "mau.xlsx").exit_code == 0
    assert (tmp_path / "mau.xlsx").exists()


def test_evidence_is_imported_and_errors_stop_the_file(run, post, tmp_path):
    path = tmp_path / "minh-chung.csv"
    header = "personal_id,competency_code,level,kind,earned_on,source,note\n"
    path.write_text(f"{header}{NUMBER},B10,2,external,2026-10-05,bdhvs:1,\n", encoding="utf-8")
    assert run("import-evidence", path, "--dry-run").exit_code == 0
    assert count(Evidence) == 0
    assert run("import-evidence", path).exit_code == 0
    assert count(Evidence) == 1

    path.write_text(f"{header}{NUMBER},B10,9,external,2026-10-05,bdhvs:2,\n", encoding="utf-8")
    result = run("import-evidence", path, "--errors", tmp_path / "loi.xlsx")

    assert (result.exit_code, count(Evidence), (tmp_path / "loi.xlsx").exists()) == (1, 1, True)


def test_a_standing_is_printed_as_the_contract_says(run, post):
    make_evidence(post.officer, "B10", 2, earned_on=date(2026, 10, 5), source="case-attempt:812")

    result = run("standing", "--officer", NUMBER, "--json")

    rows = {row["competency"]: row for row in json.loads(result.output)}
    assert len(rows) == 21
    assert rows["B10"] == {
        "position": "VT14",
        "competency": "B10",
        "required": 3,
        "attained": 2,
        "status": "below",
        "since": "2026-11-20",
        "due_on": "2026-12-28",
        "severity": "warning",
        "evidence": [
            {
                "source": "case-attempt:812",
                "kind": "post_test",
                "level": 2,
                "earned_on": "2026-10-05",
                "valid_until": "2028-10-05",
            }
        ],
    }


def test_a_standing_can_be_asked_for_a_day_and_read_by_people(run, post):
    make_evidence(post.officer, "B10", 2, earned_on=date(2026, 10, 5))
    public_id = post.officer.public_id

    later = json.loads(run("standing", "--officer", public_id, "--on", "06/10/2028", "--json").output)
    table = run("standing", "--officer", public_id).output

    assert {row["status"] for row in later} == {"unproven"}
    assert json.loads(run("standing", "--officer", public_id, "--on", "2026-11-19", "--json").output) == []
    assert re.search(r"^VT14 +B10 +3 +2 +below +20/11/2026 +28/12/2026$", table, re.MULTILINE)


def test_an_unknown_officer_is_refused_and_a_wrong_day_is_a_wrong_argument(run, post):
    assert run("standing", "--officer", "019999999999").exit_code == 1
    assert run("standing", "--officer", NUMBER, "--on", "31/02/2026").exit_code == 2


def test_what_a_named_person_may_not_see_is_not_printed(run, post):
    stranger, own = make_account("department", "24").email, make_account("department", "19").email

    assert run("standing", "--officer", NUMBER, "--by", stranger).exit_code == 1
    assert run("standing", "--officer", NUMBER, "--by", own).exit_code == 0


def test_coverage_is_printed_as_json_as_csv_and_for_people(run, post):
    make_evidence(post.officer, "B10", 2)

    rows = json.loads(run("coverage", "--unit", "19", "--by", "competency", "--json").output)
    text = run("coverage", "--unit", "19001", "--by", "position", "--csv").output
    table = run("coverage", "--unit", "VN").output

    b10 = next(row for row in rows if row["key"] == "B10")
    assert b10 == {
        "key": "B10",
        "name": b10["name"],
        "required": 1,
        "met": 0,
        "expiring": 0,
        "below": 1,
        "unproven": 0,
        "expired": 0,
    }
    assert text.startswith("\ufeffkey,name,")
    assert next(csv.DictReader(text.removeprefix("\ufeff").splitlines()))["required"] == "21"
    assert "19001" in table
    assert json.loads(run("coverage", "--unit", "24", "--json").output) == []
    assert run("coverage", "--unit", "99").exit_code == 1
    assert run("coverage", "--unit", "19", "--by", "village").exit_code == 2


def test_recompute_checks_and_repairs(run, post):
    make_evidence(post.officer, "B10", 2)
    refresh_standards(post.officer)
    assert run("recompute", "--all", "--check").output.endswith("differences: 0\n")
    with transaction():
        db.session.execute(update(Standing).where(Standing.competency_code == "B10").values(attained=5))

    found = run("recompute", "--unit", "19", "--check")
    repaired = run("recompute", "--officer", NUMBER)

    assert (found.exit_code, found.output.splitlines()[-1]) == (1, "differences: 1")
    assert repaired.exit_code == 0
    assert run("recompute", "--unit", "19001", "--check").exit_code == 0
    assert "standings:recomputed" in db.session.scalars(select(AuditEntry.event)).all()


def test_recompute_looks_ahead_but_never_rewrites_the_past(run, post):
    refresh_standards(post.officer)
    ahead = run("recompute", "--all", "--check", "--on", "2027-01-01")
    said = [line for line in ahead.output.splitlines() if line.startswith(("standing", "alert 1 "))]

    assert ahead.exit_code == 1
    assert len([line for line in said if ": severity" in line or "changes_on" in line]) >= 42
    assert run("recompute", "--all", "--on", "2026-11-19").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["recompute"], id="nobody named"),
        pytest.param(["recompute", "--all", "--unit", "19"], id="named twice"),
        pytest.param(["import-roster"], id="no file"),
        pytest.param(["standing"], id="no officer"),
    ],
)
def test_wrong_arguments_end_with_two(run, arguments):
    assert run(*arguments).exit_code == 2


def test_the_hourly_pass_finds_whom_time_has_changed(run, at, standing_of):
    make_position("VT12")
    post = make_post(position="VT12")
    make_evidence(post.officer, "B3", 2, earned_on=date(2025, 12, 1))
    ended = make_post(ends_on=date(2026, 12, 1))
    begun = make_post(starts_on=date(2026, 12, 2))

    at(date(2026, 12, 2))
    tasks.keep_up()
    db.session.rollback()

    assert standing_of(post, "B3").status == "expired"
    assert standing_of(ended) is None
    assert standing_of(begun).since == date(2026, 12, 2)


def test_a_past_day_is_answered_from_history_and_says_so(run, at):
    post = make_post()
    unit = post.unit_code
    at(TODAY + timedelta(days=2))
    make_evidence(post.officer, "B10", 2)

    past = run("coverage", "--unit", unit, "--by", "competency", "--on", TODAY.isoformat(), "--json")
    now = run("coverage", "--unit", unit, "--by", "competency", "--json")

    def of_b10(done):
        return next(row for row in json.loads(done.stdout) if row["key"] == "B10")

    assert (of_b10(past)["unproven"], of_b10(past)["below"]) == (1, 0)
    assert (of_b10(now)["unproven"], of_b10(now)["below"]) == (0, 1)
    told = run("coverage", "--unit", unit, "--on", TODAY.isoformat())
    assert told.stderr.strip()
    assert not run("coverage", "--unit", unit).stderr


def test_the_nightly_pass_prints_what_it_did_and_only_looks_at_a_day_to_come(run, at):
    make_post()

    first, again = run("expire"), run("expire")
    future = run("expire", "--on", (TODAY + timedelta(days=1)).isoformat())

    assert (first.exit_code, again.exit_code, future.exit_code) == (0, 0, 0)
    assert TODAY.strftime("%d/%m/%Y") in first.stdout
    assert TODAY.strftime("%d/%m/%Y") not in again.stdout
    assert (TODAY + timedelta(days=1)).strftime("%d/%m/%Y") in future.stdout
    assert db.session.scalar(select(func.max(NightlyPass.day))) == TODAY
