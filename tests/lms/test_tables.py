"""Reading tables: real files in, rows or refusals out."""

import io
import struct
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from lms.tables import Column, Limits, read_table

COLUMNS = [
    Column("personal_id", ("Số định danh cá nhân",), required=True, example="019000000000"),
    Column("full_name", ("Họ và tên",), required=True, example="Nguyễn Văn Mẫu"),
    Column("starts_on", ("Ngày bắt đầu", "Từ ngày")),
]
HEADERS = ["Số định danh cá nhân", "Họ và tên", "Ngày bắt đầu"]
ANH = ["019123456789", "Nguyễn Văn Ánh", "05/03/2026"]


@pytest.fixture
def save_csv(tmp_path):
    def save(*lines, encoding="utf-8"):
        path = tmp_path / "bang.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return save


@pytest.fixture
def save_xlsx(tmp_path):
    def save(*rows, change=None):
        workbook = Workbook()
        for row in rows:
            workbook.active.append(row)
        if change:
            change(workbook)
        path = tmp_path / "bang.xlsx"
        workbook.save(path)
        return path

    return save


def read(source, **changes):
    return read_table(source, columns=COLUMNS, **changes)


def values(table):
    return [list(row.values.values()) for row in table.rows]


def only_error(table):
    (error,) = table.errors
    return error


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_whatever_the_delimiter(save_csv, delimiter, encoding):
    table = read(save_csv(delimiter.join(HEADERS), delimiter.join(ANH), encoding=encoding))
    assert (values(table), table.errors, table.notices) == ([ANH], [], [])


def test_delimiters_inside_quotes_and_title_rows_do_not_confuse(save_csv):
    table = read(
        save_csv("DANH SÁCH CÁN BỘ, CÔNG CHỨC, A, B, C", "", ";".join(HEADERS), '1;"Lê; Thị, Hà";', "2;Lý;")
    )
    assert values(table) == [["1", "Lê; Thị, Hà", ""], ["2", "Lý", ""]]
    assert table.rows[0].number == 4


def test_text_is_normalised_and_leading_zeros_stay(save_csv):
    table = read(save_csv(",".join(HEADERS), " 00123 ,  Lê\u00a0\u00a0Thi\u0323  Hà\u200b,"))
    assert values(table) == [["00123", "Lê Thị Hà", ""]]


def test_an_open_file_is_read_too():
    text = "\n".join([",".join(HEADERS), ",".join(ANH)])
    assert values(read(io.BytesIO(text.encode()))) == [ANH]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(["personal_id", "full_name", "starts_on"], id="english"),
        pytest.param(["Personal ID", "FULL NAME", "starts on"], id="english in words"),
        pytest.param(["so dinh danh ca nhan", "HỌ VÀ TÊN (*)", "Từ ngày:"], id="vietnamese with ornaments"),
        pytest.param(["Sè ®Þnh danh c¸ nh©n", "Hä vµ tªn", "Tõ ngµy"], id="tcvn3"),
        pytest.param(["Soá ñònh danh caù nhaân", "Hoï vaø teân", "Töø ngaøy"], id="vni"),
    ],
)
def test_headers_are_known_in_either_language(save_csv, headers):
    table = read(save_csv(",".join(headers), ",".join(ANH)))
    assert (values(table), table.errors) == ([ANH], [])


def test_every_column_has_a_key_though_the_file_lacks_it(save_csv):
    table = read(save_csv("Họ và tên,Số định danh cá nhân", "Lê Hà,1"))
    assert table.rows[0].values == {"personal_id": "1", "full_name": "Lê Hà", "starts_on": ""}


@pytest.mark.parametrize(
    ("cell", "number_format", "expected"),
    [
        pytest.param(19123456789, "General", "19123456789", id="whole number"),
        pytest.param(19123456789.0, "General", "19123456789", id="whole number kept as float"),
        pytest.param(19123456789, "000000000000", "019123456789", id="zeros shown by the format"),
        pytest.param(3.5, "General", "3.5", id="decimals"),
        pytest.param("019123456789", "@", "019123456789", id="text"),
        pytest.param(date(2026, 3, 5), "dd/mm/yyyy", "2026-03-05", id="date"),
        pytest.param(
            datetime(2026, 3, 5, 8, 30, tzinfo=UTC).replace(tzinfo=None),
            "dd/mm/yyyy hh:mm",
            "2026-03-05",
            id="time of day",
        ),
        pytest.param(True, "General", "TRUE", id="boolean"),
    ],
)
def test_excel_cells_become_plain_text(save_xlsx, cell, number_format, expected):
    def change(workbook):
        workbook.active["A2"] = cell
        workbook.active["A2"].number_format = number_format

    table = read(save_xlsx(HEADERS, ["", "Lê Hà"], change=change))
    assert (table.rows[0].values["personal_id"], table.errors) == (expected, [])


def test_rows_keep_the_numbers_of_the_spreadsheet(save_xlsx):
    table = read(save_xlsx(["DANH SÁCH"], [], HEADERS, ANH, [None, "  "], ANH))
    assert [row.number for row in table.rows] == [4, 6]


def test_text_that_looks_like_a_formula_is_no_formula(save_xlsx):
    def change(workbook):
        workbook.active["B2"].value = "=Hà"
        workbook.active["B2"].data_type = "s"

    table = read(save_xlsx(HEADERS, ANH, change=change))
    assert table.rows[0].values["full_name"] == "=Hà"


@pytest.mark.parametrize(
    ("number", "shape", "text"),
    [(0.5, "0%", "50%"), (0.125, "0.0%", "12.5%"), (0, "0%", "0%"), (1, "0%", "100%")],
)
def test_percent_is_read_as_it_is_shown(save_xlsx, number, shape, text):
    def change(workbook):
        workbook.active["B2"].value = number
        workbook.active["B2"].number_format = shape

    assert read(save_xlsx(HEADERS, ANH, change=change)).rows[0].values["full_name"] == text


def test_only_the_first_visible_sheet_is_read(save_xlsx):
    def change(workbook):
        workbook.create_sheet("Ẩn", 0).sheet_state = "hidden"
        workbook.create_sheet("Hướng dẫn")
        workbook.create_sheet("Tổng hợp")

    table = read(save_xlsx(HEADERS, ANH, change=change))
    assert values(table) == [ANH]
    assert len(table.notices) == 1
    assert "“Sheet”" in table.notices[0]


def test_a_wrong_claim_about_the_size_of_the_sheet_loses_nothing(save_xlsx, tmp_path):
    path, claimed = save_xlsx(HEADERS, ANH), tmp_path / "claim.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(claimed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:C2"', b'ref="A1"'))
    assert values(read(claimed)) == [ANH]


def test_the_untouched_example_row_is_left_out(save_csv):
    table = read(save_csv(",".join(HEADERS), "019000000000,Nguyễn Văn Mẫu,", ",".join(ANH)))
    assert values(table) == [ANH]
    assert "2" in table.notices[0]


# Refusals: what, in which row and column, with which value.


def _merge_header(workbook):
    workbook.active.merge_cells("B1:C1")


def _merge_over_header(workbook):
    workbook.active.merge_cells("A1:A2")


def _formula(workbook):
    workbook.active["B2"] = '=A2&"x"'


def _excel_error(workbook):
    workbook.active["B2"] = "#REF!"


def _value_without_header(workbook):
    workbook.active["E2"] = "thừa"


@pytest.mark.parametrize(
    ("rows", "change", "place"),
    [
        pytest.param([], None, (None, None, ""), id="empty sheet"),
        pytest.param([HEADERS], None, (None, None, ""), id="only a header"),
        pytest.param([HEADERS, ANH], _merge_header, (1, "Họ và tên", "B1:C1"), id="merged header"),
        pytest.param(
            [HEADERS, ANH],
            _merge_over_header,
            (1, "Số định danh cá nhân", "A1:A2"),
            id="merged into the data",
        ),
        pytest.param([[*HEADERS, "Dân tộc"], ANH], None, (1, "Dân tộc", ""), id="unknown column"),
        pytest.param([HEADERS[:1], ["1"]], None, (1, "Họ và tên", ""), id="missing column"),
        pytest.param([[*HEADERS, "full_name"], ANH], None, (1, "full_name", ""), id="column twice"),
        pytest.param([HEADERS, ANH], _formula, (2, "Họ và tên", '=A2&"x"'), id="formula"),
        pytest.param([HEADERS, ANH], _excel_error, (2, "Họ và tên", "#REF!"), id="error value"),
        pytest.param([HEADERS, ANH], _value_without_header, (2, "E", "thừa"), id="value without header"),
    ],
)
def test_a_wrong_excel_file_is_refused_with_its_place(save_xlsx, rows, change, place):
    table = read(save_xlsx(*rows, change=change))
    error = only_error(table)
    assert (error.row, error.column, error.value) == place
    assert error.problem.endswith(".")
    assert error.remedy[-1] in ".?"
    assert table.rows == []


def test_a_file_without_headers_says_so_for_each_column(save_xlsx):
    table = read(save_xlsx(ANH, ANH))
    assert table.is_refused
    assert [error.column for error in table.errors] == [*ANH, "Số định danh cá nhân", "Họ và tên"]


def test_merged_title_rows_are_no_hindrance_and_merged_data_is_mentioned(save_xlsx):
    def change(workbook):
        workbook.active.merge_cells("A1:C1")
        workbook.active.merge_cells("C3:C4")

    table = read(save_xlsx(["DANH SÁCH"], HEADERS, ANH, ["1", "Lê Hà"], change=change))
    assert (len(table.rows), table.errors) == (2, [])
    assert "C3:C4" in table.notices[0]


def test_a_row_with_a_formula_is_kept_apart_from_the_others(save_xlsx):
    table = read(save_xlsx(HEADERS, ["=1+1", "Lê Hà"], ANH))
    assert not table.is_refused
    assert values(table) == [ANH]
    assert [row.number for row in table.faulty_rows] == [2]


def test_an_array_formula_is_shown_as_text(save_xlsx, tmp_path):
    path, changed = save_xlsx(HEADERS, ["x", "=SUM(A1)"]), tmp_path / "mang.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<f>", b'<f t="array" ref="B2">'))
    assert only_error(read(changed)).value == "=SUM(A1)"


def test_csv_formulas_are_refused_but_zero_keeping_quotes_are_not(save_csv):
    table = read(save_csv("personal_id,full_name", '"=""019123456789""",Lê Hà', "1,=HYPERLINK(1)"))
    assert table.rows[0].values["personal_id"] == "019123456789"
    error = only_error(table)
    assert (error.row, error.column, error.value) == (3, "full_name", "=HYPERLINK(1)")


def test_a_quote_that_is_never_closed_swallows_nothing(save_csv):
    table = read(save_csv(",".join(HEADERS), ",".join(ANH), '1,"Lê Hà,', "2,Lý Hà,"))
    assert table.is_refused
    assert only_error(table).row == 3


def test_a_csv_row_longer_than_the_header_is_refused(save_csv):
    error = only_error(read(save_csv(",".join(HEADERS), ",".join([*ANH, "thừa"]))))
    assert (error.row, error.column, error.value) == (2, "D", "thừa")


def test_bytes_that_are_not_utf8_are_refused_with_their_row(save_csv):
    error = only_error(read(save_csv("personal_id,full_name", "1,Lê Hà", encoding="latin-1")))
    assert (error.row, error.value) == (2, "1,Lê Hà")
    assert "UTF-8" in error.remedy


def _zip(**parts):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        pytest.param(b"", "Choose", id="nothing"),
        pytest.param(b" \r\n", "Choose", id="blank"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", ".xlsx", id="xls"),
        pytest.param(b"%PDF-1.7", "CSV UTF-8", id="pdf"),
        pytest.param(b"<html><table>", "CSV UTF-8", id="html named xls"),
        pytest.param("a,b\nc,d".encode("utf-16"), "CSV UTF-8", id="utf-16"),
        pytest.param(_zip(word__document="x"), "CSV UTF-8", id="docx"),
        pytest.param(_zip(xl__workbook="x"), "save it again", id="xlsx without a workbook"),
        pytest.param(b"PK\x03\x04 broken", "save it again", id="broken zip"),
        pytest.param(struct.pack("<4s18x", b"PK\x05\x06"), "CSV UTF-8", id="empty zip"),
    ],
)
def test_the_kind_of_file_is_told_by_its_content(tmp_path, content, remedy):
    path = tmp_path / "bang.xlsx"
    path.write_bytes(content)
    table = read(path)
    assert table.is_refused
    assert only_error(table).row is None
    assert remedy in only_error(table).remedy


def test_a_damaged_sheet_is_refused(save_xlsx, tmp_path):
    path, damaged = save_xlsx(HEADERS, ANH), tmp_path / "hong.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part[:-40] if name.endswith("sheet1.xml") else part)
    assert "save it again" in only_error(read(damaged)).remedy


@given(st.binary() | st.binary().map(lambda tail: b"PK\x03\x04" + tail) | st.text().map(str.encode))
def test_no_bytes_at_all_make_it_fail(content):
    table = read(io.BytesIO(content))
    assert table.errors
    assert table.rows == []


def test_a_missing_file_is_an_error_like_others(tmp_path):
    assert "khong-co.csv" in only_error(read(tmp_path / "khong-co.csv")).problem


def test_a_50_mb_file_is_refused_unread(tmp_path):
    path = tmp_path / "lon.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024**2)
    error = only_error(read(path))
    assert (error.row, error.column) == (None, None)
    assert "20 MB" in error.problem


class _Unread(io.BytesIO):
    def read(self, *args):
        raise AssertionError("It must not be read.")


def test_a_large_upload_is_refused_unread():
    assert (
        "1 MB" in only_error(read(_Unread(b"x" * (2 * 1024**2)), limits=Limits(file_bytes=1024**2))).problem
    )


def test_a_zip_bomb_is_refused_unpacked(tmp_path, save_xlsx):
    path, bomb = save_xlsx(HEADERS, ANH), tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/image1.png", b"\0" * (2 * 1024**2))
    assert "1 MB" in only_error(read(bomb, limits=Limits(uncompressed_bytes=1024**2))).problem


@pytest.mark.parametrize("save", ["save_csv", "save_xlsx"])
def test_too_many_rows_are_refused_and_none_is_read(request, save):
    rows = [HEADERS, ANH, ANH, ANH]
    lines = [",".join(row) for row in rows] if save == "save_csv" else rows
    path = request.getfixturevalue(save)(*lines)
    assert len(read(path, limits=Limits(rows=3)).rows) == 3
    refused = read(path, limits=Limits(rows=2))
    assert refused.is_refused
    assert "2" in only_error(refused).problem


# Old Vietnamese encodings.


@pytest.mark.parametrize(
    ("names", "expected", "encoding"),
    [
        (["NguyÔn V¨n B×nh", "Lª ThÞ H\u00ad¬ng"], ["Nguyễn Văn Bình", "Lê Thị Hương"], "TCVN3"),
        (["NGUYÔN THÞ HåNG", "L£ V¡N NAM"], ["NGUYỄN THỊ HỒNG", "LÊ VĂN NAM"], "TCVN3"),
        (["Nguyeãn Vaên AÙnh", "Leâ Thò Höông"], ["Nguyễn Văn Ánh", "Lê Thị Hương"], "VNI"),
    ],
)
def test_old_encodings_are_converted_and_reported(save_xlsx, names, expected, encoding):
    table = read(save_xlsx(HEADERS, *(["1", name] for name in names)))
    assert [row.values["full_name"] for row in table.rows] == expected
    assert table.errors == []
    assert encoding in table.notices[0]
    assert "2" in table.notices[0]


def test_a_csv_in_tcvn3_bytes_is_read(save_csv):
    table = read(save_csv("personal_id,full_name", "1,NguyÔn V¨n H\u00ad¬ng", encoding="latin-1"))
    assert (table.rows[0].values["full_name"], table.errors) == ("Nguyễn Văn Hương", [])


def test_a_column_in_unicode_beside_one_in_tcvn3_is_left_alone(save_xlsx):
    columns = [Column("name"), Column("unit")]
    path = save_xlsx(
        ["name", "unit"], *[["Vò V¨n B×nh", "Xã Hòa Bình"], ["Lª Hoµ", "Xã Hà Nam, Đồng Hỷ"]] * 5
    )
    table = read_table(path, columns=columns)
    assert list(table.rows[0].values.values()) == ["Vũ Văn Bình", "Xã Hòa Bình"]
    assert "10" in table.notices[0]


def test_one_tcvn3_cell_among_unicode_is_an_error_with_a_suggestion(save_xlsx):
    table = read(save_xlsx(HEADERS, *[ANH] * 20, ["1", "NguyÔn V¨n ¶nh"]))
    error = only_error(table)
    assert (error.row, error.column, error.value) == (22, "Họ và tên", "NguyÔn V¨n ¶nh")
    assert "Nguyễn Văn ảnh" in error.remedy
    assert len(table.rows) == 20


def test_the_message_names_row_column_value_problem_and_remedy(save_xlsx):
    error = only_error(read(save_xlsx(HEADERS, ["1", "=1+1"])))
    message = str(error)
    for part in ("2", "Họ và tên", "=1+1", error.problem, error.remedy):
        assert part in message


def test_styles_and_hidden_rows_do_not_matter(save_xlsx):
    def change(workbook):
        workbook.active["A1"].font = Font(bold=True)
        workbook.active["Z9"].font = Font(bold=True)
        workbook.active.row_dimensions[2].hidden = True

    path = save_xlsx(HEADERS, ANH, change=change)
    assert load_workbook(path).active.max_column == 26
    assert values(read(path)) == [ANH]
