"""Asking for papers in tests, and reading what came out."""

from io import BytesIO

from pypdf import PdfReader
from sqlalchemy import select

from competency.rules.periods import quarter_of
from lms import clock, work
from lms.database import db, transaction
from lms.models import Account
from reports import services
from reports.models import IssuedDocument
from reports.rules.documents import DocumentKind
from tests.reports.conftest import unit


def this_quarter():
    """The code of the quarter of today."""
    today = clock.today()
    return f"{today.year}-Q{quarter_of(today)}"


def ask(by, code="19", kind=DocumentKind.QUARTER_REPORT, period=None, **more):
    """Ask for a paper; the id of its row and the id of the work that makes it."""
    account_id = by.id
    with transaction():
        account = db.session.get(Account, account_id)
        place = unit(code) if code else None
        asked = services.issue_document(
            kind, place, this_quarter() if period is None else period, by=account, **more
        )
        job = services.request_building(asked, by=account)
    return asked.id, job.id


def make(by, *args, **more):
    """Ask for a paper and let the worker make it."""
    document_id, job_id = ask(by, *args, **more)
    work.run_work(job_id)
    return load(document_id)


def load(document_id):
    """The row as it is now."""
    db.session.rollback()
    return db.session.scalars(select(IssuedDocument).where(IssuedDocument.id == document_id)).one()


def pages_of(content):
    """The pages of a PDF as text, blanks evened out."""
    reader = PdfReader(BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]
