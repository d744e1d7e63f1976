"""First words for officers: links by mail, slips on paper; never for an account that is in use."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from factories import grant, make_account, make_assignment, make_officer, make_organisation, post, sign_in
from pypdf import PdfReader
from roster_desk import do
from sqlalchemy import select

from competency.services import invite_officers
from lms.database import db, transaction
from lms.errors import Forbidden, Refused
from lms.models import Account, AuditEntry, OneTimeLink
from lms.queries import find_usable_link
from lms.secrets import hash_word
from people.models import AdministrativeUnit, Officer
from people.queries import get_unit
from people.services.accounts import issue_slips

PURPOSE = "Phát phiếu đăng nhập lần đầu"


@pytest.fixture
def department(app):
    return make_account("department", "19")


@pytest.fixture
def serving(app):
    """Makes an officer with a post in commune 05443."""

    def make(name="Trần Thị Hòa", **columns):
        unit = db.session.get(AdministrativeUnit, "05443")
        officer = make_officer(name, unit=unit, **columns)
        make_assignment(officer, make_organisation(unit))
        return officer

    return make


@pytest.fixture
def letters(app, tmp_path, monkeypatch):
    """Lets mail be written into a folder and reads it."""
    monkeypatch.setitem(app.config, "MAIL_URL", str(tmp_path))
    read = lambda path: message_from_bytes(path.read_bytes(), policy=policy.default)  # noqa: E731
    return lambda: [read(path) for path in sorted(Path(tmp_path).rglob("*.eml"))]


def slips(by, unit="05443", purpose=PURPOSE):
    with transaction():
        return issue_slips(get_unit(unit), purpose, by=by)


def invite(by):
    with transaction():
        job_id = invite_officers(get_unit("19"), by=by).id
    return do(job_id)


def test_everybody_without_a_password_gets_a_slip(department, serving):
    serving("Trần Thị Hòa", email="hoa@vidu.vn")
    serving("Nguyễn Văn Ánh", email=None)

    made = slips(department)

    assert {slip.full_name for slip in made} == {"Trần Thị Hòa", "Nguyễn Văn Ánh"}
    assert {slip.sign_in_word for slip in made} > {"hoa@vidu.vn"}
    for slip in made:
        assert re.fullmatch(r"(?:[a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", slip.code)
        assert find_usable_link(hash_word(slip.code)).account.email == slip.sign_in_word


def test_a_slip_lets_its_owner_in_once(client, department, serving):
    serving("Nguyễn Văn Ánh", email=None)
    slip = slips(department)[0]
    password = "mot-mat-khau-dai"

    done = post(client, f"/set-password/{slip.code}", password=password, repeated=password)
    assert done.status_code == 302
    assert client.get(f"/set-password/{slip.code}").status_code == 404
    assert post(client, "/sign-in", email=slip.sign_in_word, password=password).status_code == 302
    assert client.get("/me").status_code == 200


def test_printing_again_makes_former_slips_worthless(department, serving):
    serving()
    first = slips(department)[0]

    second = slips(department)[0]

    assert find_usable_link(hash_word(first.code)) is None
    assert find_usable_link(hash_word(second.code)) is not None
    assert db.session.scalars(select(Account.id).where(Account.email == first.sign_in_word)).one()


def test_slips_and_their_purpose_are_on_the_trail_without_words(department, serving):
    serving()
    slip = slips(department)[0]

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "people:slips_issued")).one()
    assert (entry.actor_id, entry.detail) == (department.id, {"purpose": PURPOSE, "slips": 1})
    assert slip.code not in str([row.detail for row in db.session.scalars(select(AuditEntry))])
    with pytest.raises(Refused):
        slips(department, purpose=" ")


def test_an_account_in_use_or_with_another_role_gets_no_slip(department, serving):
    used, leader = make_account(name="Đang dùng"), make_account(name="Chủ tịch")
    with transaction():
        db.session.get(Account, used.id).password_hash = "x"
    grant(leader, "leader", "05443")
    serving("Đang dùng", account=used)
    serving("Chủ tịch", account=leader)

    assert slips(department) == []


@pytest.mark.parametrize(("role", "scope"), [("department", "24"), ("leader", "05443"), ("admin", "")])
def test_only_the_department_of_the_province_prints_slips(serving, role, scope):
    serving()

    with pytest.raises(Forbidden):
        slips(make_account(role, scope))


def test_no_slip_gets_the_department_into_an_account_another_province_keeps(department, serving):
    guest = serving("Người Tỉnh Khác", account=make_account(name="Người Tỉnh Khác"))
    with transaction():
        db.session.get(Officer, guest.id).province_code = "24"

    assert slips(department) == []


def test_links_go_by_mail_once_and_say_nothing_personal(department, serving, letters):
    officer = serving("Trần Thị Hòa", email="hoa@vidu.vn")
    serving("Nguyễn Văn Ánh", email=None)

    assert invite(department).error == ""
    invite(department)

    (letter,) = letters()
    body = letter.get_body(("plain",)).get_content()
    assert letter["To"] == "hoa@vidu.vn"
    assert "Hòa" not in body
    assert officer.personal_id_masked not in body
    code = re.search(r"/set-password/(\S+)", body)[1]
    assert find_usable_link(hash_word(code)).account.email == "hoa@vidu.vn"


def test_an_address_that_has_an_account_is_left_to_administrators(department, serving, letters):
    make_account("leader", "05443", email="hoa@vidu.vn")
    officer = serving(email="hoa@vidu.vn")

    invite(department)

    db.session.refresh(officer)
    assert officer.account_id is None
    assert letters() == []


def test_slips_on_the_page_and_as_a_paper(client, department, serving):
    serving("Nguyễn Thị Thắm", email=None)
    browser = sign_in(client, department)
    assert "05443" in browser.get("/officers/accounts").text

    page = post(browser, "/officers/slips", unit="05443", purpose=PURPOSE)
    paper = post(browser, "/officers/slips", unit="05443", purpose=PURPOSE, form="pdf")

    assert page.headers["Cache-Control"] == "no-store"
    assert "Nguyễn Thị Thắm" in page.text
    path = Path(client.application.config["FILES_URL"]).parent / "phieu.pdf"
    path.write_bytes(paper.data)
    assert "Nguyễn Thị Thắm" in PdfReader(path).pages[0].extract_text()
    links = db.session.scalars(select(OneTimeLink.used_at).order_by(OneTimeLink.id)).all()
    assert [used is None for used in links] == [False, True]
    assert len(db.session.scalars(select(Officer)).all()) == 1
