"""Training needs as people work with them: the table, pasting, two windows, the files, the Department."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from lms.database import db, transaction
from lms.models import AuditEntry
from lms.official import Table
from people.queries import get_unit
from planning.models import NeedLine, NeedProposal
from planning.queries import get_needs, get_paper
from planning.services import submit_proposal
from tests import factories
from tests.planning.conftest import PERIOD, change, lines_of, save
from tests.reports.conftest import statements

MOST_BYTES = 30 * 1024


@pytest.fixture
def browse(app):
    """Sign in; return (get, send): send posts all fields a page shows, with changes."""

    def open_for(account):
        client = factories.sign_in(app.test_client(), account)

        def send(path, changes, *, page=None):
            shown = client.get(page or path).get_data(as_text=True)
            token = re.search(r'name="csrf_token" value="([^"]*)"', shown)[1]
            response = client.post(path, data={"csrf_token": token} | changes)
            db.session.rollback()
            return response

        return client.get, send

    return open_for


def fields_of(page):
    """What the table of a page would send, as a browser does."""
    table = page[page.index("data-sheet") : page.index("</table>")]
    inputs = re.findall(r'<input (?:type="(?:hidden)" )?name="([ln]\d+-\w+)" value="([^"]*)"', table)
    return {name: value.replace("&#39;", "'") for name, value in inputs}


def test_a_leader_begins_takes_the_gaps_edits_and_hands_in(browse, ward):
    get, send = browse(ward.leader)
    begun = send("/needs", {"place": "19001", "period": PERIOD})
    path = begun.location
    send(f"{path}/gaps", {"choice": "all", "competency": "B10"}, page=path)
    page = get(path).get_data(as_text=True)
    fields = fields_of(page)
    row = next(name.split("-")[0] for name in fields if name.startswith("l"))
    added = {"n1-officer": "Vũ Văn Ánh", "n1-competency": "C2", "n1-content": "Lớp dữ liệu"}

    saved = send(
        f"{path}/lines?page=1",
        fields | {f"{row}-note": "Học buổi tối", f"{row}-month": "4/2027"} | added,
        page=path,
    )

    assert (begun.status_code, saved.status_code) == (302, 302)
    proposal = db.session.scalars(select(NeedProposal)).one()
    lines = lines_of(proposal)
    assert len(lines) == 3
    assert lines["Vũ Văn Ánh", "C2"].content == "Lớp dữ liệu"
    assert {line.note for line in lines.values()} == {"", "Học buổi tối"}
    assert send(f"{path}/submission", {}, page=path).location == path
    assert "data-sheet" not in get(path).get_data(as_text=True)


def test_rows_pasted_without_javascript_are_added(browse, ward, proposal):
    _get, send = browse(ward.leader)
    path = f"/needs/{proposal.public_id}"
    pasted = "Họ và tên\tMã\tNội dung\tƯu tiên\tHình thức\tTháng\tGhi chú\r\n"
    pasted += (
        "Lò Thị Yến\tB10\tKhóa dữ liệu\tCao\tTập huấn\t3/2027\t\r\nVũ Văn Ánh\tC2\tLớp mới\t\t\t\t=1+1\r\n"
    )

    assert send(f"{path}/lines", {"paste": pasted}, page=path).status_code == 302
    lines = lines_of(proposal)
    assert (lines["Lò Thị Yến", "B10"].form, lines["Vũ Văn Ánh", "C2"].note) == ("workshop", "=1+1")


def test_pasted_rows_that_cannot_be_right_are_named_and_the_text_is_kept(browse, ward, proposal):
    _get, send = browse(ward.leader)
    path = f"/needs/{proposal.public_id}"
    pasted = "Lò Thị Yến\tB10\tKhóa dữ liệu\nNgười Lạ\tZ9\tKhóa khác\n"

    answer = send(f"{path}/lines", {"paste": pasted, "n1-officer": "Vũ Văn", "n1-note": "đang gõ"}, page=path)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Khóa khác" in page
    assert 'value="đang gõ"' in page
    assert page.count('<a href="#paste">') == 2
    assert lines_of(proposal) == {}


def test_too_many_pasted_rows_are_refused_and_kept(browse, ward, proposal):
    _get, send = browse(ward.leader)
    path = f"/needs/{proposal.public_id}"

    answer = send(f"{path}/lines", {"paste": "Lò Thị Yến\tB10\n" * 501}, page=path)

    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("Lò Thị Yến\tB10") == 501


def test_two_windows_with_the_same_line_show_both_and_a_person_decides(browse, ward, taken):
    other = factories.make_account("leader", "19001", name="Hoàng Văn Lãnh")
    path = f"/needs/{taken.public_id}"
    get_first, first = browse(ward.leader)
    get_second, second = browse(other)
    seen_first, seen_second = (fields_of(get(path).get_data(as_text=True)) for get in (get_first, get_second))
    key = f"l{lines_of(taken)['Lò Thị Yến', 'B10'].id}"
    first(f"{path}/lines", seen_first | {f"{key}-note": "Của chị Mẩy"}, page=path)

    answer = second(f"{path}/lines", seen_second | {f"{key}-note": "Của anh Lãnh"}, page=path)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Của chị Mẩy" in page
    assert 'value="Của anh Lãnh"' in page
    assert "Lý Thị Mẩy" in page
    assert lines_of(taken)["Lò Thị Yến", "B10"].note == "Của chị Mẩy"
    assert second(f"{path}/lines", fields_of(page), page=path).status_code == 302
    assert lines_of(taken)["Lò Thị Yến", "B10"].note == "Của anh Lãnh"


def test_who_would_rather_keep_what_the_other_saved_ticks_it(browse, ward, taken):
    path = f"/needs/{taken.public_id}"
    get, send = browse(ward.leader)
    seen = fields_of(get(path).get_data(as_text=True))
    key = f"l{lines_of(taken)['Lò Thị Yến', 'B10'].id}"
    send(f"{path}/lines", seen | {f"{key}-note": "Bản thứ nhất"}, page=path)
    clash = send(f"{path}/lines", seen | {f"{key}-note": "Bản thứ hai"}, page=path)

    kept = fields_of(clash.get_data(as_text=True)) | {f"{key}-theirs": "on"}

    assert send(f"{path}/lines", kept, page=path).status_code == 302
    assert lines_of(taken)["Lò Thị Yến", "B10"].note == "Bản thứ nhất"


def test_the_excel_file_can_be_pasted_back_and_holds_no_formula(browse, ward, taken):
    path = f"/needs/{taken.public_id}"
    get, send = browse(ward.leader)
    key = f"l{lines_of(taken)['Lò Thị Yến', 'B10'].id}"
    seen = fields_of(get(path).get_data(as_text=True))
    send(f"{path}/lines", seen | {f"{key}-note": '=HYPERLINK("http://x","y")'}, page=path)

    answer = get(f"{path}.xlsx", buffered=True)

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=de-xuat-nhu-cau-19001")
    sheet = load_workbook(BytesIO(answer.get_data())).worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    pasted = "\n".join("\t".join(str(value) for value in row) for row in rows)
    again = send(f"{path}/lines", {"paste": pasted}, page=path)
    assert again.status_code == 302
    assert all(line.version <= 2 for line in lines_of(taken).values())


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_request_has_the_official_form_with_the_number_left_blank(browse, ward, taken, form):
    get, _send = browse(ward.leader)

    content = get(f"/needs/{taken.public_id}.{form}", buffered=True).get_data()

    if form == "pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
        flat = " ".join(text.split())
        for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TỜ TRÌNH", "Lò Thị Yến", "năm 2027", "TTr-UBND"):
            assert words in flat
    else:
        assert content.startswith(b"PK")
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "needs:exported")).one()


def test_the_department_reads_what_was_handed_in_and_that_is_noted(browse, ward, taken):
    path = f"/needs/{taken.public_id}"
    get, send = browse(ward.department)
    assert get(path).status_code == 404
    with transaction():
        submit_proposal(taken, by=ward.leader)

    page = get(path).get_data(as_text=True)

    assert "Lò Thị Yến" in page
    assert "data-sheet" not in page
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.event == "needs:read-by-department")).one()
    assert send(f"{path}/return", {"reason": "Sửa"}, page=path).status_code == 422
    assert send(f"{path}/return", {"reason": "Bổ sung tháng mong muốn."}, page=path).status_code == 302
    leader, _send = browse(ward.leader)
    assert "Bổ sung tháng mong muốn." in leader(path).get_data(as_text=True)


def test_the_department_sees_merged_figures_and_names_only_with_a_purpose(browse, ward, taken):
    with transaction():
        for line in db.session.scalars(select(NeedLine)):
            line.content, line.content_key = "Lớp dữ liệu", "lop du lieu"
    with transaction():
        submit_proposal(taken, by=ward.leader)
    get, send = browse(ward.department)

    page = get(f"/needs/of/19/{PERIOD}").get_data(as_text=True)
    names = f"/needs/of/19/{PERIOD}/officers?content=lop+du+lieu"

    assert "Lớp dữ liệu" in page
    assert "Lò Thị Yến" not in page
    assert "Lò Thị Yến" not in get(names).get_data(as_text=True)
    assert send(names, {"purpose": ""}, page=names).status_code == 422
    shown = send(names, {"purpose": "Lập kế hoạch mở lớp"}, page=names).get_data(as_text=True)
    assert "Lò Thị Yến" in shown
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "needs:list-opened")).one()
    assert noted.detail["purpose"] == "Lập kế hoạch mở lớp"


def test_a_page_of_the_table_stays_light_and_takes_as_many_statements_for_many(browse, ward, taken):
    path = f"/needs/{taken.public_id}"
    get, send = browse(ward.leader)
    get(path)
    with statements() as for_four:
        get(path)
    for number in range(20):
        factories.make_post(factories.make_officer(f"Nguyễn Phúc Công Tằng Tôn Nữ {number}"))
    send(f"{path}/gaps", {"choice": "all", "competency": ""}, page=path)

    with statements() as for_many:
        page = get(path)

    assert len(for_many) == len(for_four) <= 14
    assert len(page.data) <= MOST_BYTES
    assert 'rel="next"' in page.get_data(as_text=True)


def test_the_paper_and_the_merged_page_tell_the_same_figures(ward, taken):
    factories.make_evidence(ward.second, "B10", 1, kind="completion")
    for code, priority in (("B10", "thấp"), ("C2", "cao")):
        line = lines_of(taken)["Lò Thị Yến", code]
        save(taken, change(line, content="Lớp dữ liệu", priority=priority), by=ward.leader)
    with transaction():
        submit_proposal(taken, by=ward.leader)

    table = next(block for block in get_paper(taken).body if isinstance(block, Table))
    on_paper = {row[1]: (int(row[2]), int(row[3])) for row in table.rows}

    needs = get_needs(get_unit("19001"), PERIOD)
    on_page = {one.content or "Nội dung chưa xác định": (one.officers, one.high) for one in needs.contents}
    assert on_paper == on_page
    assert on_paper["Lớp dữ liệu"] == (1, 1)
