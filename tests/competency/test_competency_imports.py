"""Bringing in evidence from a table: what is added, what is refused and how it is said."""

import csv
from datetime import date

import openpyxl
import pytest
from factories import make_account, make_officer, make_post, make_unit
from sqlalchemy import func, select

from competency import queries
from competency.models import Evidence, Standing
from competency.services import ImportOptions, load_evidence
from competency.services.imports import EVIDENCE_COLUMNS, write_evidence_errors
from lms.database import db, transaction
from lms.errors import Forbidden
from lms.models import AuditEntry

TODAY = date(2026, 11, 20)
NUMBER, OTHER_NUMBER = "019085001234", "019085001235"
ROW = {
    "personal_id": NUMBER,
    "competency_code": "B10",
    "level": "2",
    "kind": "external",
    "earned_on": "05/10/2026",
    "source": "bdhvs:2026-118",
    "note": "Xác nhận phổ cập kỹ năng số",
}


@pytest.fixture(autouse=True)
def post(app, at):
    at(TODAY)
    return make_post(make_officer(personal_id=NUMBER))


@pytest.fixture
def write(tmp_path):
    """Write rows as a CSV file with Vietnamese headers, as a spreadsheet saves it."""

    def run(*rows):
        path = tmp_path / "minh-chung.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.label for column in EVIDENCE_COLUMNS)
            writer.writerows([row[column.name] for column in EVIDENCE_COLUMNS] for row in rows)
        return path

    return run


@pytest.fixture
def load(system):
    def run(path, *, by=None, **options):
        with transaction():
            return load_evidence(path, options=ImportOptions(**options), by=by or system)

    return run


def count(model=Evidence):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_row_becomes_evidence_and_moves_the_standing(load, write, post, standing_of):
    report = load(write(ROW))

    assert (report.rows, report.added, report.unchanged, report.errors) == (1, 1, 0, [])
    (evidence,) = queries.list_evidence(post.officer)
    assert (evidence.kind, evidence.earned_on, evidence.source) == (
        "external",
        date(2026, 10, 5),
        ROW["source"],
    )
    assert standing_of(post).status == "below"
    assert count(AuditEntry) > 0


def test_the_same_file_twice_changes_nothing(load, write):
    path = write(ROW, ROW | {"competency_code": "b3", "kind": "Bài tập tình huống", "level": "3"})
    assert load(path).added == 2
    rows, trail = count(Standing), count(AuditEntry)

    report = load(path)

    assert (report.added, report.unchanged, report.notices) == (0, 2, [])
    assert (count(), count(Standing), count(AuditEntry)) == (2, rows, trail)


def test_a_dry_run_tells_the_same_and_changes_nothing(load, write):
    report = load(write(ROW), is_dry_run=True)

    assert (report.added, count()) == (1, 0)


WRONG = {
    "a number that is too short": {"personal_id": "01908500123"},
    "nobody has this number": {"personal_id": "019085009999"},
    "an unknown competency": {"competency_code": "Z9"},
    "a pillar": {"competency_code": "B"},
    "level nought": {"level": "0"},
    "level six": {"level": "6"},
    "a rating of oneself": {"kind": "self_rating"},
    "an unknown kind": {"kind": "nghe nói"},
    "31/02": {"earned_on": "31/02/2026"},
    "a day to come": {"earned_on": "21/11/2026"},
    "no source": {"source": ""},
}


def test_every_mistake_names_row_column_value_and_remedy(load, write):
    sound = ROW | {"source": "bdhvs:1"}
    wrong = [
        ROW | {"source": f"bdhvs:{number}"} | changes for number, changes in enumerate(WRONG.values(), 2)
    ]

    report = load(write(sound, *wrong))

    labels = {column.name: column.label for column in EVIDENCE_COLUMNS}
    assert [(error.row, error.column, error.value) for error in report.errors] == [
        (row, labels[name], value)
        for row, changes in enumerate(WRONG.values(), 3)
        for name, value in changes.items()
    ]
    assert all(error.problem and error.remedy for error in report.errors)
    assert (report.added, count()) == (0, 0)


def test_with_skip_errors_the_sound_rows_are_loaded(load, write):
    report = load(write(ROW, ROW | {"level": "9", "source": "bdhvs:2"}), skip_errors=True)

    assert (report.added, len(report.errors), count()) == (1, 1, 1)


def test_a_known_source_stays_as_it_was_and_that_is_told(load, write):
    load(write(ROW))

    report = load(write(ROW | {"level": "1"}))

    assert (report.added, report.unchanged, len(report.notices)) == (0, 1, 1)
    assert db.session.scalars(select(Evidence.level)).one() == 2


def test_a_source_that_contradicts_itself_in_the_file_is_an_error(load, write):
    report = load(write(ROW, ROW, ROW | {"level": "1"}))

    assert [(error.row, error.value) for error in report.errors] == [(4, ROW["source"])]
    assert count() == 0


def test_faulty_rows_come_back_as_a_spreadsheet_with_reasons(load, write, tmp_path):
    report = load(write(ROW, ROW | {"level": "9", "source": "bdhvs:2"}))

    write_evidence_errors(tmp_path / "loi.xlsx", report)

    rows = list(openpyxl.load_workbook(tmp_path / "loi.xlsx").active.iter_rows(values_only=True))
    assert (len(rows), rows[1][0], rows[0][-1]) == (2, NUMBER, "Lý do lỗi")


def test_the_department_brings_in_for_its_own_province_only(load, write):
    make_unit("24", "Tỉnh Bắc Ninh")
    unit = make_unit("07210", "Phường Vũ Ninh", parent="24")
    make_officer(unit=unit, personal_id=OTHER_NUMBER)
    department = make_account("department", "19")

    report = load(write(ROW, ROW | {"personal_id": OTHER_NUMBER}), by=department, skip_errors=True)

    assert (report.added, [error.value for error in report.errors]) == (1, [OTHER_NUMBER])


def test_nobody_else_brings_in_evidence(load, write):
    path = write(ROW)
    for account in [make_account(*who) for who in (("leader", "19001"), ("ministry", ""), ("admin", ""))]:
        with pytest.raises(Forbidden):
            load(path, by=account)
