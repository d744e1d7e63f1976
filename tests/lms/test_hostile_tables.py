"""Hostile tables are refused with a sentence, within bounded memory."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hostile_files import FILES, locked, old_excel, with_macros, workbook

from lms.tables import Column, read_table
from lms.tables.guards import refuse_wrong_name
from lms.tables.shapes import FileProblem

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = (Column("code", ("Mã",), True), Column("name", ("Tên",)))
MOST_MEGABYTES = 200
"""Above what the process takes before it reads anything."""

HEAVY = {
    "zip bomb",
    "bomb of texts",
    "bomb of texts that are not called so",
    "entity bomb",
    "a million rows",
    "endless line",
}
"""Read by a process of their own, whose memory is measured."""

MEASURE = """
import resource, sys
from app import create_app
from lms.tables import Column, read_table
from people.services.rosters.loading import LIMITS
columns = (Column("code", ("1", "Mã"), True), Column("name", ("Tên",)))
with create_app().app_context():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = read_table(sys.argv[1], columns=columns, limits=LIMITS)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(table.errors), table.is_refused, (after - before) // 1024)
"""


@pytest.fixture
def read(bare_app):
    return lambda content: read_table(BytesIO(content), columns=COLUMNS)


@pytest.mark.one_engine
@pytest.mark.parametrize("name", sorted(HEAVY))
def test_a_heavy_file_is_refused_within_bounded_memory(name, tmp_path):
    path = tmp_path / "tep.xlsx"
    path.write_bytes(FILES[name]())

    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    errors, is_refused, megabytes = done.stdout.split()
    assert (errors, is_refused) == ("1", "True")
    assert int(megabytes) < MOST_MEGABYTES


@pytest.mark.one_engine
@pytest.mark.parametrize("name", [name for name in FILES if name not in HEAVY])
def test_a_hostile_file_is_refused_with_one_sentence(read, name):
    table = read(FILES[name]())

    assert len(table.errors) == 1
    assert table.is_refused


@pytest.mark.one_engine
def test_a_part_may_declare_nothing_whatever_it_is_called(read):
    said = {str(read(FILES[name]()).errors[0]) for name in FILES if name.startswith("entity")}

    assert len(said) == 1


@pytest.mark.one_engine
def test_a_harmless_file_is_read(read):
    table = read(workbook())

    assert [row.values for row in table.rows] == [{"code": "A1", "name": "Hòa"}]
    assert table.errors == []


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(locked(), "Excel", id="password"),
        pytest.param(old_excel(), ".xls", id="old Excel"),
        pytest.param(with_macros(), "", id="macros"),
    ],
)
def test_the_sentence_says_what_to_do(read, content, words):
    error = read(content).errors[0]

    assert error.problem
    assert words in error.remedy
    assert "Excel" in error.remedy


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("name", "content", "is_taken"),
    [
        pytest.param("danh-sach.xlsx", workbook(), True, id="Excel"),
        pytest.param("danh-sach.csv", b"a,b\n", True, id="CSV"),
        pytest.param("DANH SÁCH.XLSX", workbook(), True, id="capitals"),
        pytest.param("danh-sach.xlsx", locked(), True, id="locked, told by the reader"),
        pytest.param("danh-sach.xlsm", workbook(), False, id="macro workbook"),
        pytest.param("danh-sach.xls", old_excel(), False, id="old ending"),
        pytest.param("danh-sach.exe", workbook(), False, id="program"),
        pytest.param("danh-sach", workbook(), False, id="no ending"),
        pytest.param("danh-sach.csv", workbook(), False, id="Excel called CSV"),
        pytest.param("danh-sach.xlsx", b"a,b\n", False, id="CSV called Excel"),
        pytest.param("danh-sach.xlsx", b"%PDF-1.7", False, id="PDF called Excel"),
    ],
)
def test_the_name_must_say_what_the_file_is(bare_app, name, content, is_taken):
    if is_taken:
        refuse_wrong_name(name, content)
        return
    with pytest.raises(FileProblem):
        refuse_wrong_name(name, content)


@pytest.mark.one_engine
@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1"])
def test_a_formula_is_no_value(read, cell):
    table = read(workbook(["Mã", "Tên"], ["A1", cell]))

    assert [error.row for error in table.errors] == [2]
    assert table.rows == []
