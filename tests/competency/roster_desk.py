"""Short ways to hand rosters in, and what the tables of a roster hold."""

from io import BytesIO

import openpyxl
import roster_files
from sqlalchemy import select

from competency.models import Standing
from lms import work
from lms.database import db, transaction
from lms.models import Account, Job
from people.models import Assignment, Officer
from people.queries import get_unit, uploads
from people.services import rosters

PROVINCE, UNIT, OTHER_UNIT = "19", "05443", "05500"
_LEFT_OUT = {
    "employment_kind",
    "degree_field",
    "political_theory_level",
    "has_state_management_training",
    "decision_no",
}
"""Columns that the files of these tests do not have: what they say of an officer stays as it is."""
HEADERS = {name: words for name, words in roster_files.HEADERS.items() if name not in _LEFT_OUT}
HOA = {name: value for name, value in roster_files.HOA.items() if name not in _LEFT_OUT}
DUNG = HOA | {
    "personal_id": "019090000456",
    "full_name": "Trần Văn Dũng",
    "email": "",
    "position_code": "VT11",
}
_OFFICER = ("full_name", "employment_kind", "degree_level", "degree_field", "political_theory_level", "email")
_POST = (
    "officer_id",
    "organisation_id",
    "unit_code",
    "position_code",
    "is_main",
    "starts_on",
    "ends_on",
    "decision_no",
)


def xlsx(*rows, headers=HEADERS):
    """The bytes of an Excel file with rows by English column names."""
    workbook = openpyxl.Workbook()
    workbook.active.append(list(headers.values()))
    for row in rows:
        workbook.active.append([row.get(name, "") for name in headers])
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def do(job_id):
    """Let the worker do a job; return how it ended."""
    work.run_work(job_id)
    db.session.rollback()
    return db.session.get(Job, job_id, populate_existing=True)


def fetch(public_id, by):
    """An upload as it is now."""
    db.session.rollback()
    db.session.expire_all()
    return uploads.get_upload(public_id, visible_to=db.session.get(Account, by.id))


def hand_in(content, by, *, full=False, name="danh-sach.xlsx"):
    """Hand a file in and let it be checked; return the upload."""
    with transaction():
        file = rosters.HandedIn(name, BytesIO(content), full)
        upload, job = rosters.hand_in_roster(file, get_unit(PROVINCE), by=by)
        public_id, job_id = upload.public_id, job.id
    assert do(job_id).error == ""
    return fetch(public_id, by)


def request_acceptance(upload, by):
    """Accept what the review shows, without the worker; return the job's number."""
    public_id, digest, ends = upload.public_id, upload.digest, upload.counts["ended"]
    with transaction():
        upload = uploads.get_upload(public_id, visible_to=by)
        return rosters.accept_roster(upload, digest=digest, ends=ends, by=by).id


def accept(upload, by):
    """Accept what the review shows and let the worker write it; return the upload."""
    public_id = upload.public_id
    do(request_acceptance(upload, by))
    return fetch(public_id, by)


def request_undo(public_id, by):
    """Ask for an upload to be undone; return the job's number."""
    with transaction():
        return rosters.undo_roster(uploads.get_upload(public_id, visible_to=by), by=by).id


def undo(upload, by):
    """Undo an accepted upload; return the upload and the job."""
    public_id = upload.public_id
    job = do(request_undo(public_id, by))
    return fetch(public_id, by), job


def held():
    """What the tables of a roster hold that counts: officers and posts that were not withdrawn."""
    db.session.rollback()
    officers = db.session.execute(
        select(*(getattr(Officer, name) for name in ("id", *_OFFICER, "search_key", "sort_key")))
        .where(Officer.withdrawn_at.is_(None))
        .order_by(Officer.id)
    )
    posts = db.session.execute(
        select(*(getattr(Assignment, name) for name in ("id", *_POST)))
        .where(Assignment.withdrawn_at.is_(None))
        .order_by(Assignment.id)
    )
    return [tuple(row) for row in officers], [tuple(row) for row in posts]


def open_standings():
    """The standings that hold now, without their history."""
    db.session.rollback()
    columns = (
        Standing.assignment_id,
        Standing.competency_code,
        Standing.required,
        Standing.attained,
        Standing.status,
    )
    rows = db.session.execute(select(*columns).where(Standing.valid_to.is_(None)).order_by(*columns[:2]))
    return [tuple(row) for row in rows]
