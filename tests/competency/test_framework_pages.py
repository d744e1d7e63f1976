"""The pages of the ministry and of a Department about versions and overlays, without JavaScript."""

import io
import re
from datetime import date

import pytest
from factories import csrf_token, make_account, make_evidence, make_officer, make_post, post, sign_in
from framework_files import RAISED, changed_files, make_draft, publish, sweep
from sqlalchemy import select

from competency import queries
from competency.models import Alert, RequirementSet
from competency.tasks import keep_versions
from lms.database import db
from lms.models import AuditEntry

TODAY = date(2026, 11, 20)
SAID = {
    "name": "Khung năng lực cấp xã, bản 2",
    "legal_source": "Thông tư 01/2026/TT-BNV",
    "document": "Quyết định 12/QĐ-BNV",
    "effective_on": "2026-12-01",
    "transition_days": "90",
}
OVERLAY = {
    "document": "Quyết định 45/QĐ-UBND ngày 02/11/2026",
    "effective_on": "2026-12-01",
    "position_code": ["VT14", "vt14 Chuyên viên", ""],
    "competency_code": ["B10", "C1", ""],
    "required_level": ["4", "2", ""],
    "weight": ["1,5", "", ""],
}


@pytest.fixture(autouse=True)
def today(at):
    at(TODAY)


@pytest.fixture
def ministry(app):
    return sign_in(app.test_client(), make_account("ministry"))


@pytest.fixture
def department(app):
    return sign_in(app.test_client(), make_account("department", "19"))


def upload(client, contents, **said):
    files = [(io.BytesIO(content), name) for name, content in contents.items()]
    fields = {"csrf_token": csrf_token(client), **SAID, **said, "files": files}
    return client.post("/frameworks/upload", data=fields, content_type="multipart/form-data")


def text_of(answer):
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def test_the_ministry_brings_in_reads_the_consequences_and_publishes(app, ministry):
    officer = make_officer("Lò Văn Anh", account=make_account(name="Lò Văn Anh"))
    held = make_post(officer)

    assert upload(ministry, changed_files(RAISED)).headers["Location"] == "/frameworks/KNL-XA/2"
    page = "/frameworks/KNL-XA/2"
    assert "3→4" in text_of(ministry.get(page))
    assert post(ministry, f"{page}/publication", confirmed="1").status_code == 409  # not counted yet
    keep_versions()
    assert post(ministry, f"{page}/publication").status_code == 422
    assert post(ministry, f"{page}/publication", confirmed="1").status_code == 302
    keep_versions()

    assert "1 " in text_of(ministry.get(page))
    assert queries.current_framework().version == 2
    levels = {one.competency_code: one.required for one in queries.list_standings(held.officer)}
    assert levels["B10"] == 4


def test_mistakes_come_back_with_what_was_typed(ministry):
    answer = upload(ministry, changed_files(("levels.csv", "5,", "6,")), name="Tên đã gõ vào")

    assert answer.status_code == 422
    assert "levels.csv" in text_of(answer)
    assert "Tên đã gõ vào" in text_of(answer)


def test_an_upload_without_files_is_told_which_are_missing(ministry):
    answer = upload(ministry, {})

    assert answer.status_code == 422
    assert "area_profiles.csv" in text_of(answer)


def test_a_department_drafts_reads_the_names_and_publishes(app, department):
    able, held = make_officer("Lò Văn Anh"), None
    held = make_post(able)
    for kind in ("case", "post_test"):
        make_evidence(able, "B10", 3, kind=kind)

    answer = post(department, "/frameworks/overlays/new", **OVERLAY)
    page = answer.headers["Location"]
    keep_versions()
    overlay_id = int(page.rpartition("/")[2])
    overlay = db.session.get(RequirementSet, overlay_id)
    assert [
        (row.position_code, row.competency_code, row.level, row.weight_percent)
        for row in overlay.requirements
    ] == [
        ("VT14", "B10", 4, 150),
        ("VT14", "C1", 2, None),
    ]
    impact = re.search(r"/impacts/\d+", text_of(department.get(page)))[0]
    assert f"{impact}/officers?unit=19001&amp;kind=gains" in text_of(department.get(impact))
    names = f"{impact}/officers?kind=gains"
    assert "Lò Văn Anh" not in text_of(department.get(names))
    assert post(department, names, purpose="plan", words="Lập kế hoạch bồi dưỡng").status_code == 302
    assert "Lò Văn Anh" in text_of(department.get(names))
    assert "B10: 3/3 → 3/4" in text_of(department.get(names))
    opened = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.event.like("%list%"))).all()
    assert opened[-1]["filters"]["kind"] == "gains"

    assert post(department, f"{page}/publication", confirmed="1").status_code == 302
    keep_versions()
    levels = {one.competency_code: one.required for one in queries.list_standings(held.officer)}
    assert (levels["B10"], levels["C1"]) == (4, 2)
    assert post(department, f"{page}/withdrawal", reason="Ban hành nhầm mức").status_code == 302
    keep_versions()
    levels = {one.competency_code: one.required for one in queries.list_standings(held.officer)}
    assert (levels["B10"], levels.get("C1")) == (3, None)


def test_below_the_floor_comes_back_with_the_rows(department):
    answer = post(department, "/frameworks/overlays/new", **OVERLAY | {"required_level": ["2", "2", ""]})

    assert answer.status_code == 422
    assert "B10" in text_of(answer)
    assert 'value="vt14 Chuyên viên"' in text_of(answer)


def test_a_draft_is_edited_from_a_file(department):
    page = post(department, "/frameworks/overlays/new", **OVERLAY).headers["Location"]
    content = b"position_code,competency_code,required_level\nVT11,B10,5\n"
    fields = {"document": OVERLAY["document"], "effective_on": "2026-12-01"}

    answer = post(department, page, **fields, file=(io.BytesIO(content), "muc.csv"))

    assert answer.status_code == 302
    overlay = db.session.get(RequirementSet, int(page.rpartition("/")[2]))
    assert [(row.position_code, row.level) for row in overlay.requirements] == [("VT11", 5)]


def test_a_department_sees_a_national_draft_in_its_province_only(app, department):
    make_post()
    draft = make_draft(RAISED)
    ministry = sign_in(app.test_client(), make_account("ministry"))
    post(ministry, "/frameworks/KNL-XA/2/preview")
    keep_versions()
    preview = queries.find_preview(draft)

    assert "19001" in text_of(department.get(f"/impacts/{preview.id}"))
    assert "/officers" not in text_of(ministry.get(f"/impacts/{preview.id}"))
    assert ministry.get(f"/impacts/{preview.id}/officers").status_code == 403
    assert post(department, "/frameworks/KNL-XA/2/publication", confirmed="1").status_code == 403


def test_an_officer_reads_what_has_changed_and_takes_note(app):
    account = make_account(name="Lò Văn Anh")
    held = make_post(make_officer("Lò Văn Anh", account=account))
    publish(make_draft(RAISED, ("position_requirements.csv", "VT14,A1,3\n", "")))
    officer = sign_in(app.test_client(), account)
    notice = db.session.scalars(select(Alert).where(Alert.kind == "CB7")).one()

    assert f"/alerts/{notice.id}" in text_of(officer.get("/alerts"))
    page = text_of(officer.get(f"/alerts/{notice.id}"))
    assert "Kỹ năng số và bảo mật thông tin" in page
    assert "Quyết định 12/QĐ-BNV" in page
    assert post(officer, f"/alerts/{notice.id}/acknowledgement").status_code == 302
    assert officer.get(f"/alerts/{notice.id}").status_code == 200
    assert held.position_code == "VT14"
    assert sweep is not None
