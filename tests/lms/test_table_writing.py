"""Writing tables: safe cells, faulty rows that can be corrected, templates that can be read."""

import io

import pytest
from openpyxl import load_workbook

from lms.tables import CellError, CellProblem, Column, read_table, write_errors, write_table, write_template

COLUMNS = [
    Column("personal_id", ("Số định danh cá nhân",), required=True, example="019000000000"),
    Column("full_name", ("Họ và tên",), required=True, example="Nguyễn Văn Mẫu"),
    Column("note", ("Ghi chú",)),
]
NOTES = {"personal_id": "12 chữ số, kể cả số 0 ở đầu."}


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5", "@here", "\t=1", "=cmd|' /C calc'!A0"])
def test_no_cell_becomes_a_formula(tmp_path, text):
    path = tmp_path / "ra.xlsx"
    write_table(path, ["a", text], [["1", text]])
    for cell in (load_workbook(path).active["B1"], load_workbook(path).active["B2"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_leading_zeros_and_marks_come_back(tmp_path):
    path = tmp_path / "ra.xlsx"
    write_table(path, ["personal_id", "full_name"], [["019123456789", "Đặng Thuỳ Dương\x0b"]])
    (row,) = read_table(path, columns=COLUMNS).rows
    assert row.values == {"personal_id": "019123456789", "full_name": "Đặng Thuỳ Dương", "note": ""}
    assert load_workbook(path).active["A2"].number_format == "@"


@pytest.fixture
def faulty(tmp_path):
    """A table of four rows: one sound, one with a formula, two the importer will refuse."""
    path = tmp_path / "vao.csv"
    lines = ["Họ và tên,Số định danh cá nhân", "Lê Hà,1", "=A1,2", "-Lý,3", "Đỗ An,4"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_table(path, columns=COLUMNS)


def test_faulty_rows_come_back_with_their_reasons(tmp_path, faulty):
    path = tmp_path / "loi.xlsx"
    third, fourth = faulty.rows[1:]
    problem = CellProblem("Sai số.", "Hãy sửa.")
    errors = [
        *faulty.errors,
        faulty.error_at(fourth, "personal_id", problem),
        faulty.error_at(third, "personal_id", problem),
        faulty.error_at(third, "full_name", CellProblem("Sai tên.", "Hãy sửa.")),
    ]

    write_errors(path, faulty, errors)

    header, *rows = load_workbook(path).active.iter_rows(values_only=True)
    assert header == ("Họ và tên", "Số định danh cá nhân", "Lý do lỗi")
    assert [row[:2] for row in rows] == [("=A1", "2"), ("-Lý", "3"), ("Đỗ An", "4")]
    assert "Sai số." in rows[1][2]
    assert "Sai tên." in rows[1][2]


def test_the_corrected_file_can_be_handed_in_as_it_is(tmp_path, faulty):
    path = tmp_path / "loi.xlsx"
    write_errors(path, faulty, faulty.errors)
    workbook = load_workbook(path)
    workbook.active["A2"] = "Lê Thị Sửa"
    workbook.save(path)

    table = read_table(path, columns=COLUMNS)

    assert (table.rows[0].values["full_name"], table.errors) == ("Lê Thị Sửa", [])


def test_errors_of_the_whole_file_are_written_too(faulty):
    target = io.BytesIO()
    write_errors(target, faulty, [CellError(None, None, "", "Tệp sai.", "Chọn tệp khác.")])
    rows = list(load_workbook(target).active.iter_rows(values_only=True))
    assert rows[1] == (None, None, "Tệp sai. Chọn tệp khác.")


def test_the_template_is_accepted_once_the_example_is_replaced(tmp_path):
    path = tmp_path / "mau.xlsx"
    write_template(path, COLUMNS, NOTES)
    untouched = read_table(path, columns=COLUMNS)
    workbook = load_workbook(path)
    workbook.worksheets[0]["B2"] = "Lê Hà"
    workbook.save(path)

    filled = read_table(path, columns=COLUMNS)

    assert untouched.is_refused
    assert (filled.rows[0].values["full_name"], filled.errors, filled.notices) == ("Lê Hà", [], [])


def test_the_template_explains_its_columns_and_keeps_text(tmp_path):
    path = tmp_path / "mau.xlsx"
    write_template(path, COLUMNS, NOTES)
    table, guide = load_workbook(path).worksheets
    assert [cell.value for cell in table[1]] == ["Số định danh cá nhân", "Họ và tên", "Ghi chú"]
    assert table["A2"].number_format == table.column_dimensions["A"].number_format == "@"
    assert guide.title == "Hướng dẫn"
    assert guide["A2"].value == "Số định danh cá nhân"
    assert guide["D2"].value == NOTES["personal_id"]
