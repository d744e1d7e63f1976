"""What the pages of the studio tell whom, and where they lead."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from bank_desk import make_bank, picture, sound
from case_desk import send_to
from case_documents import make_document
from factories import grant, make_account, make_institution
from sqlalchemy import delete

from assessments.services import import_case_draft, open_panel, save_picture
from assessments.services.case_imports import dump_case
from courses.models import ReviewComment
from lms.database import db, transaction
from lms.models import RoleGrant

ELSEWHERE = (
    "//evil.example/",
    "https://evil.example/",
    "/studio/\\evil.example",
    "/studio//evil.example",
    "/\tstudio/evil",
    "/studio/../../evil",
    "javascript:alert(1)",
    "/studio/reviews\r\nSet-Cookie: a=b",
)


@pytest.fixture
def desk(app):
    return make_bank()


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_comment_leads_back_to_the_studio_and_nowhere_else(desk, browser_of, back):
    desk.save(sound("C01"))
    browser = browser_of(desk.editor)
    subject = desk.version.subject
    sent = send_to(browser, f"/studio/reviews/{subject}/comments", text="Xem lại.", place="", back=back)
    assert sent.status_code == 302
    assert sent.location.startswith("/studio/")
    assert "evil.example" not in sent.location
    db.session.rollback()
    comment = db.session.query(ReviewComment).one()
    sent = send_to(browser, f"/studio/comments/{comment.public_id}/settlement", back=back)
    assert sent.status_code == 302
    assert sent.location.startswith("/studio/")
    assert "\r" not in sent.location


def test_who_is_no_expert_any_more_reads_no_points_of_a_case(app, browser_of, noon):
    owner = make_institution()
    editor, expert = make_account("editor", owner.code), make_account("assessor", owner.code)
    with transaction():
        text = dump_case(make_document()).encode()
        version = import_case_draft(text, owner, seen=None, by=editor)
        panel = open_panel(version, [expert.id], seen=version.revision, by=editor)
        address = f"/studio/panels/{panel.public_id}"
    assert browser_of(expert).get(address).status_code == 200
    with transaction():
        db.session.execute(delete(RoleGrant).where(RoleGrant.account_id == expert.id))
    assert browser_of(expert).get(address).status_code in (403, 404)
    assert send_to(browser_of(expert), address).status_code in (403, 404)


SCRIPT = "<script>alert(1)</script>"


def test_a_comment_and_a_note_are_shown_as_words(desk, browser_of):
    desk.save(sound("C01"))
    browser = browser_of(desk.editor)
    subject = desk.version.subject
    send_to(browser, f"/studio/reviews/{subject}/comments", text=SCRIPT, place=f'"><b>{SCRIPT}', back="")
    for path in (
        f"/studio/reviews/{subject}",
        "/studio/banks/KH90",
        f"/studio/reviews/{subject}/parts/question:C01",
    ):
        assert SCRIPT not in browser.get(path).text


FORMULA = "=HYPERLINK(1)"


def test_no_file_of_the_studio_runs_a_formula(desk, browser_of):
    desk.save(sound("=1+1", text=FORMULA))
    browser = browser_of(desk.editor)
    for path in ("/studio/banks/KH90/export.xlsx", "/studio/banks/KH90/figures.xlsx"):
        content = browser.get(path).data
        with ZipFile(BytesIO(content)) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
        assert sheets
        assert not any(b"<f>" in sheet for sheet in sheets)


def test_another_institution_knows_nothing_of_a_bank(desk, browser_of):
    with transaction():
        name = save_picture(desk.bank, picture(), by=desk.editor).name
    subject = desk.version.subject
    make_institution("TCT01")
    other = make_account("editor", "TCT01")
    grant(other, "reviewer", "TCT01")
    grant(other, "assessor", "TCT01")
    browser = browser_of(other)
    for path in (
        "/studio/banks/KH90", "/studio/banks/KH90/export.gift", "/studio/banks/KH90/export.xml",
        "/studio/banks/KH90/export.xlsx", "/studio/banks/KH90/figures", "/studio/banks/KH90/figures.xlsx",
        "/studio/banks/KH90/import", f"/banks/KH90/files/{name}", f"/studio/reviews/{subject}",
        f"/studio/reviews/{subject}/differences", "/studio/banks/KH90/import/template.xlsx",
    ):  # fmt: skip
        assert browser.get(path).status_code == 404, path
    for role, scope in (("admin", ""), ("department", "19"), ("leader", "03127"), ("ministry", "")):
        page = browser_of(make_account(role, scope))
        for path in (
            "/studio/banks/KH90",
            f"/studio/reviews/{subject}",
            f"/banks/KH90/files/{name}",
            "/studio/marking",
        ):
            assert page.get(path).status_code in (403, 404), (role, path)
