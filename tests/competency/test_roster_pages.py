"""The roster desk in a browser without scripts: one way through it, and the visible refusals."""

import re
from io import BytesIO

import openpyxl
import pytest
from factories import csrf_token, make_account, post, sign_in
from roster_desk import DUNG, HOA, do, xlsx

from lms.database import db
from lms.models import Job
from lms.tables.shapes import REASON_HEADER
from people.models import Assignment, Officer, RosterUpload


@pytest.fixture
def desk(client):
    """The browser of the Department of province 19."""
    return sign_in(client, make_account("department", "19"))


def send(browser, content, name="danh-sach.xlsx", extent="part"):
    data = {"csrf_token": csrf_token(browser), "province": "19", "extent": extent}
    return browser.post("/rosters", data=data | {"file": (BytesIO(content), name)})


def work_off():
    """Let the worker do what waits."""
    for job_id in db.session.scalars(db.select(Job.id).where(Job.finished_at.is_(None))).all():
        do(job_id)


def hand_in(browser, content, **more):
    answer = send(browser, content, **more)
    assert answer.status_code == 302
    work_off()
    return answer.location


def digest(page):
    return re.search(r'name="digest" value="(\w+)"', page)[1]


def test_a_file_is_handed_in_looked_at_accepted_and_undone(desk):
    content = xlsx(HOA, DUNG | {"starts_on": "31/02/2026"})
    answer = send(desk, content)
    assert "<progress" in desk.get(answer.location).text
    work_off()
    page = desk.get(answer.location).text

    assert HOA["full_name"] in desk.get(f"{answer.location}?list=new").text
    assert "31/02/2026" in desk.get(f"{answer.location}?list=error").text
    post(desk, f"{answer.location}/acceptance", digest=digest(page))
    work_off()
    assert db.session.scalars(db.select(Officer.full_name)).all() == [HOA["full_name"]]

    assert f'action="{answer.location}/undo"' in desk.get(answer.location).text
    post(desk, f"{answer.location}/undo")
    work_off()

    assert db.session.scalars(db.select(Officer.withdrawn_at)).one() is not None
    assert f'action="{answer.location}/undo"' not in desk.get(answer.location).text


def test_the_faulty_rows_come_back_with_a_reason_each_and_can_be_handed_in_again(desk):
    address = hand_in(desk, xlsx(HOA, DUNG | {"starts_on": "31/02/2026"}))

    sheet = openpyxl.load_workbook(BytesIO(desk.get(f"{address}/errors.xlsx").data)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][-1] == REASON_HEADER
    assert len(rows) == 2
    assert DUNG["full_name"] in rows[1]
    assert rows[1][-1]

    sheet.cell(2, rows[0].index("Ngày bắt đầu") + 1).value = "01/03/2026"
    corrected = BytesIO()
    sheet.parent.save(corrected)
    hand_in(desk, corrected.getvalue())
    last = db.session.scalars(db.select(RosterUpload).order_by(RosterUpload.id.desc())).first()
    assert (last.counts["new"], last.counts["error"]) == (1, 0)


def test_a_name_of_a_former_commune_is_asked_once(desk):
    old = HOA | {"unit_code": "", "unit_name": "Xã Cao Ngạn"}
    address = hand_in(desk, xlsx(old))
    assert "Xã Cao Ngạn" in desk.get(address).text

    post(desk, f"{address}/names", name="Xã Cao Ngạn", unit="05443")
    work_off()
    page = desk.get(address).text

    assert "05443" in page
    later = hand_in(desk, xlsx(DUNG | {"unit_code": "", "unit_name": "XÃ CAO NGẠN"}))
    assert db.session.scalars(db.select(RosterUpload.counts).order_by(RosterUpload.id)).all()[-1]["new"] == 1
    assert desk.get(later).status_code == 200


def test_a_part_can_be_checked_as_the_whole_roster_and_its_endings_must_be_ticked(desk):
    address = hand_in(desk, xlsx(HOA, DUNG))
    post(desk, f"{address}/acceptance", digest=digest(desk.get(address).text))
    work_off()
    address = hand_in(desk, xlsx(HOA))
    assert f'action="{address}/check"' in desk.get(address).text

    post(desk, f"{address}/check", extent="full")
    work_off()
    page = desk.get(address).text
    assert DUNG["full_name"] in desk.get(f"{address}?list=ended").text
    assert post(desk, f"{address}/acceptance", digest=digest(page)).status_code == 422
    assert post(desk, f"{address}/acceptance", digest=digest(page), ends=1).status_code == 302
    work_off()

    assert 'class="notice notice-success"' in desk.get(address).text
    last_days = db.session.scalars(db.select(Assignment.ends_on)).all()
    assert sorted(day is None for day in last_days) == [False, True]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"%PDF-1.7", "danh-sach.xlsx", id="not what it is called"),
        pytest.param(xlsx(HOA), "danh-sach.xlsm", id="macro workbook"),
        pytest.param(b"", "", id="no file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_the_field(desk, content, name):
    answer = send(desk, content, name)

    assert answer.status_code == 422
    assert "file-errors" in answer.text
    assert db.session.scalars(db.select(RosterUpload)).all() == []


def test_a_file_that_cannot_be_read_says_why(desk):
    address = hand_in(desk, xlsx(HOA, headers={"personal_id": "Số định danh cá nhân"}))

    assert db.session.scalars(db.select(RosterUpload.state)).one() == "refused"
    assert "Họ và tên" in desk.get(address).text


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(desk, app):
    limit = app.config["MAX_CONTENT_LENGTH"]
    body, form = b"x" * (limit + 1), "multipart/form-data; boundary=x"
    answer = desk.post("/rosters", data=body, content_type=form)

    assert limit <= 25 * 1024**2
    assert answer.status_code == 413


def test_the_template_offers_lists_and_can_be_handed_in_as_it_is(desk):
    content = desk.get("/rosters/template.xlsx").data
    workbook = openpyxl.load_workbook(BytesIO(content))
    offered = {str(rule.sqref): rule.formula1 for rule in workbook.active.data_validations.dataValidation}
    lists = list(workbook["Danh mục"].iter_cols(values_only=True))

    assert len(offered) == 7
    assert any("Phường Phan Đình Phùng" in column for column in lists)
    assert any(str(column[0]).startswith("VT01 – ") for column in lists)
    address = hand_in(desk, content)
    assert desk.get(address).status_code == 200


def test_no_formula_leaves_the_house(desk):
    typed = HOA | {"full_name": "=HYPERLINK(1)", "starts_on": "khi nào"}
    content = xlsx(typed)
    address = hand_in(desk, content)

    sheet = openpyxl.load_workbook(BytesIO(desk.get(f"{address}/errors.xlsx").data)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_officer_is_found_by_name_and_the_purpose_is_asked(desk):
    hand_in(desk, xlsx(HOA))
    page = db.session.scalars(db.select(RosterUpload.public_id)).one()
    post(desk, f"/rosters/{page}/acceptance", digest=digest(desk.get(f"/rosters/{page}").text))
    work_off()

    assert desk.get("/officers?q=nguyen+thi+hoa").status_code == 422
    found = desk.get("/officers?q=nguyen+thi+hoa&purpose=Điều+chuyển").text
    assert HOA["full_name"] in found
    public_id = db.session.scalars(db.select(Officer.public_id)).one()
    assert f"/officers/{public_id}/posts" in found
