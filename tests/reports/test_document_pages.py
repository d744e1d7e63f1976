"""The pages of papers: asking, watching, taking the files along."""

import re
from io import BytesIO

import pytest
import scans
from docx import Document
from sqlalchemy import select

from lms import work
from lms.database import db
from lms.models import AuditEntry, Job
from reports.models import IssuedDocument
from tests import factories
from tests.reports.conftest import get, make_members, post
from tests.reports.papers import pages_of, this_quarter


@pytest.fixture
def staffed(town):
    make_members(town.code, 3)
    return town


def ask_page(browser, **fields):
    return post(
        browser,
        "/documents/new",
        **{"kind": "quarter_report", "unit": "19", "period": this_quarter()} | fields,
    )


def work_all():
    for job_id in db.session.scalars(select(Job.id)).all():
        work.run_work(job_id)


def test_from_asking_to_the_files(visitor, staffed):
    browser = visitor(staffed.department)
    answer = ask_page(browser)
    address = answer.headers["Location"]
    waiting = get(browser, address).text
    assert "<progress" in waiting
    assert ".docx" not in waiting
    assert get(browser, f"{address}.pdf").status_code == 409

    work_all()

    made = get(browser, address).text
    assert f"{address}.pdf" in made
    document = db.session.scalars(select(IssuedDocument)).one()
    assert document.cut_sha256 in made
    assert pages_of(get(browser, f"{address}.pdf").data)[0].startswith("UBND")
    assert Document(BytesIO(get(browser, f"{address}.docx").data)).paragraphs
    assert address in get(browser, "/documents").text


def test_the_form_offers_what_may_be_asked(visitor, staffed):
    department, leader = get(visitor(staffed.department), "/documents/new").text, None
    leader = get(visitor(staffed.leader), "/documents/new").text
    ministry = get(visitor(staffed.ministry), "/documents/new").text

    assert 'value="19"' in department
    assert f'value="{staffed.code}"' in leader
    assert 'value="19"' not in leader
    assert 'value="VN"' in ministry
    assert "name_list" in department
    assert "name_list" not in ministry


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "2026-Q7"}, "period"),
        ({"period": "2099-Q1"}, "period"),
        ({"kind": "certificate"}, "kind"),
        ({"kind": "name_list", "words": "ngắn"}, "words"),
    ],
    ids=["no period", "period to come", "kind", "purpose"],
)
def test_what_is_wrong_stands_beside_its_field(visitor, staffed, fields, field):
    answer = ask_page(visitor(staffed.department), **fields)

    assert answer.status_code == 422
    assert re.search(rf'id="{field}[^"]*"[^>]*aria-invalid|has-errors', answer.text)
    assert not db.session.scalars(select(IssuedDocument)).all()


def test_units_outside_the_scope_do_not_exist(visitor, staffed):
    assert ask_page(visitor(staffed.leader)).status_code == 404
    assert ask_page(visitor(staffed.department), unit="24").status_code == 404
    assert ask_page(visitor(staffed.department), unit="VN").status_code == 404
    assert ask_page(visitor(staffed.ministry), unit="VN").status_code == 302
    assert (
        ask_page(visitor(factories.make_account("observer", staffed.code)), unit=staffed.code).status_code
        == 403
    )


def test_the_ministry_has_no_lists_of_names(visitor, staffed):
    fields = {"kind": "name_list", "unit": "19", "period": "", "words": "Lập kế hoạch bồi dưỡng"}

    assert ask_page(visitor(staffed.ministry), **fields).status_code == 403


def test_a_list_of_names_is_for_the_one_who_said_what_for(visitor, staffed):
    fields = {"kind": "name_list", "period": "", "words": "Lập kế hoạch bồi dưỡng quý tới"}
    browser = visitor(staffed.department)
    address = ask_page(browser, **fields).headers["Location"]
    work_all()
    colleague = visitor(factories.make_account("department", "19"))

    assert get(browser, f"{address}.pdf").status_code == 200
    assert get(colleague, address).status_code == 404
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert "people:list_opened" in events
    assert "document:names_downloaded" in events


def test_a_signed_list_of_names_is_on_the_trail_whenever_it_is_taken_along(visitor, staffed):
    fields = {"kind": "name_list", "period": "", "words": "Lập kế hoạch bồi dưỡng quý tới"}
    browser = visitor(staffed.department)
    address = ask_page(browser, **fields).headers["Location"]
    work_all()
    assert post(browser, f"{address}/signed", scan=(BytesIO(scans.png()), "a.png")).status_code == 302

    answer = get(browser, f"{address}/signed/1")
    answer.close()

    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    taken = select(AuditEntry).where(AuditEntry.event == "document:names_downloaded")
    assert [entry.detail["file"] for entry in db.session.scalars(taken)] == ["signed"]


def test_work_that_failed_can_be_asked_for_again(visitor, staffed):
    browser = visitor(staffed.department)
    address = ask_page(browser).headers["Location"]
    job = db.session.scalars(select(Job)).one()
    job.state, job.finished_at, job.error = "failed", job.created_at, "Hỏng."
    db.session.commit()

    assert "/building" in get(browser, address).text
    assert post(browser, f"{address}/building").status_code == 302
    work_all()
    assert f"{address}.pdf" in get(browser, address).text
    assert post(browser, f"{address}/building").status_code == 409


def test_lists_are_paged_and_filtered(visitor, staffed):
    browser = visitor(staffed.department)
    ask_page(browser)

    assert "/documents/" in get(browser, "/documents?kind=quarter_report").text
    assert (
        f"documents/{db.session.scalars(select(IssuedDocument)).one().public_id}"
        not in get(browser, "/documents?kind=certificate").text
    )
    assert get(browser, "/documents?kind=x").status_code == 422
